package build

import (
	"context"
	"slices"
	"strings"
	"time"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/prose"
)

// CheckFiles finds what Build finds in some files of the source, and publishes nothing.
// The names are slash paths of files or folders below the source directory. Other texts
// are read for what rules on the whole site need of them, which takes a fraction of a
// build.
func CheckFiles(ctx context.Context, o Options, names []string) (Result, error) {
	start := time.Now()
	o.Out = ""
	b := New(o)
	b.once = true
	v, err := b.Update(ctx, nil, true)
	if err != nil {
		return Result{}, err
	}
	p := &publication{checker: checker{Version: v, view: v.now}}
	err = each(ctx, len(p.view.texts), everyCore(), func(i int) error {
		if lies(p.view.texts[i].file, names) {
			return p.text(i)
		}
		return p.view.skim(p.view.texts[i])
	})
	if err != nil {
		return Result{}, err
	}
	if err := p.askWeb(ctx, func(file string) bool { return lies(file, names) }); err != nil {
		return Result{}, err
	}
	p.conclude()
	problems := slices.DeleteFunc(v.Problems(), func(d diag.Diagnostic) bool { return !lies(d.File, names) })
	return Result{Problems: problems, AddExcerpts: v.AddExcerpts, Failed: p.stops(problems), Stats: Stats{Guides: len(v.now.site.Guides), Duration: time.Since(start)}}, nil
}

// lies reports whether a file is one of the names, or lies below one.
func lies(file string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return n == "." || file == n || strings.HasPrefix(file, n+"/") })
}

// skim reads of a text what others need to know of it.
func (v *view) skim(t *text) error {
	r, err := v.b.read(t, v.settings.wordings)
	if err != nil {
		return err
	}
	f := v.b.newFacts(v.settings.wordings, r)
	body := v.settings.wordings.checkedBody(t, r)
	body.Reader, _ = v.b.readers.Get().(*prose.Reader)
	f.digest = check.NewDigest(body)
	v.b.readers.Put(body.Reader)
	t.facts.Store(f)
	_, err = v.judge(t, nil)
	return err
}

// Review is when a guide was reviewed, and when that is due again.
type Review struct {
	Guide *guide.Guide
	// Due is the zero time if the guide has no date of review.
	Due time.Time
}

// Reviews lists the reviews that are due on a day or before it: first the guides that
// were never reviewed, then those that have waited longest.
func (v *Version) Reviews(day time.Time) []Review {
	var out []Review
	for _, g := range v.now.site.Guides {
		due, _ := g.NextReview()
		if !due.After(day) {
			out = append(out, Review{g, due})
		}
	}
	slices.SortStableFunc(out, func(a, b Review) int { return a.Due.Compare(b.Due) })
	return out
}
