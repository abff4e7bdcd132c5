package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"bedside/internal/check"
	"bedside/internal/weblink"
)

// hostPause is the time between two requests to one host.
const hostPause = time.Second

// askWeb returns what asks for addresses and says in words what became of them. What
// it learns is kept in the source directory, also if it is ended early.
func askWeb(source string, day time.Time, update func(what string, done, total int)) func(context.Context, []string) (map[string]check.Answer, error) {
	return func(ctx context.Context, addresses []string) (map[string]check.Answer, error) {
		cache, err := weblink.OpenCache(filepath.Join(source, ".bedside", "links.json"), day)
		if err != nil {
			return nil, err
		}
		version, _ := versions()
		results, err := weblink.Check(ctx, addresses, weblink.Options{
			Agent: "bedside/" + version + " (link check)", Pause: hostPause, Cache: cache,
			Progress: func(done, total int) { update("addresses", done, total) },
		})
		if err := errors.Join(err, cache.Save()); err != nil {
			return nil, err
		}
		answers := make(map[string]check.Answer, len(results))
		for address, r := range results {
			answers[address] = whatBecame(r)
		}
		return answers, nil
	}
}

// whatBecame says in the words of a finding what became of an address.
func whatBecame(r weblink.Result) check.Answer {
	const later = "Try again later; if it stays so, look for another source."
	switch r.Verdict {
	case weblink.Moved:
		return check.Answer{Fault: "has moved for good", Hint: "Write " + r.To + " here.", Remark: true}
	case weblink.Dead:
		return check.Answer{Fault: "is dead: " + r.Detail, Hint: "Look for the page elsewhere, or for another source."}
	case weblink.Blocked:
		return check.Answer{Fault: "does not answer programs: " + r.Detail, Hint: "Open it yourself; the page may be there for people.", Remark: true}
	case weblink.TimedOut:
		return check.Answer{Fault: "did not answer in time", Hint: later}
	case weblink.Failed:
		return check.Answer{Fault: "could not be had: " + r.Detail, Hint: later}
	default:
		return check.Answer{}
	}
}
