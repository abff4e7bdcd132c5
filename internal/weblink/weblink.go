// Package weblink asks the web whether addresses still answer. It is used by whoever
// asks for it only: nothing else in Bedside opens a connection to another machine.
//
// It is polite: addresses of one host are asked one after another, with a pause between,
// and a host that asks for fewer requests is asked no more. It reads no more than the
// headers of an answer. It is exact: an address that is gone, one that has moved for
// good, one that programs may not see and one that did not answer in time are told apart.
// And where nothing at all answers, it is this machine that is not connected.
package weblink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Verdict says what became of an address.
type Verdict uint8

// The verdicts. Good also stands for an address that leads on for the time being.
const (
	Good     Verdict = iota
	Moved            // for good, to Result.To
	Dead             // the host or the page is not there
	Blocked          // the host does not answer programs
	TimedOut         // no answer in time
	Failed           // the host is there and has a fault
)

// Result is what is known of an address.
type Result struct {
	Verdict Verdict `json:"verdict"`
	// Detail says why, such as "404 Not Found".
	Detail string `json:"detail,omitempty"`
	// To is where an address has moved.
	To string `json:"to,omitempty"`
}

// Options say how to ask. The zero value of each is usable.
type Options struct {
	// Transport makes the requests; http.DefaultTransport if it is nil.
	Transport http.RoundTripper
	// Agent is the name that hosts are told.
	Agent string
	// Pause is the time between two requests to one host, Timeout the one that an answer
	// may take, Hosts how many are asked at a time.
	Pause, Timeout time.Duration
	Hosts          int
	// Cache holds earlier results and takes the new ones; nil for none.
	Cache *Cache
	// Progress, if set, is called from many goroutines after each address.
	Progress func(done, total int)
}

// ErrUnreachable is the error of a Check that got no answer from any host: nothing is
// known of the addresses then.
var ErrUnreachable = errors.New("no host on the web answers; is this computer connected?")

// maxRedirects is how often an address may lead on, as browsers have it.
const maxRedirects = 20

// Check asks for each address, once, whatever stands behind its #. It ends early with
// the error of ctx, or with ErrUnreachable.
func Check(ctx context.Context, addresses []string, o Options) (map[string]Result, error) {
	c := &checker{Options: o, results: map[string]Result{}, fresh: map[string]Result{}}
	if c.Hosts == 0 {
		c.Hosts = 16
	}
	if c.Timeout == 0 {
		c.Timeout = 20 * time.Second
	}
	hosts := map[string][]string{}
	for _, a := range slices.Compact(slices.Sorted(slices.Values(addresses))) {
		u, err := url.Parse(a)
		if err != nil || u.Host == "" {
			continue
		}
		hosts[u.Host] = append(hosts[u.Host], a)
		c.total++
	}
	limit := make(chan struct{}, c.Hosts)
	var group sync.WaitGroup
	for _, list := range hosts {
		group.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			c.host(ctx, list)
		})
	}
	group.Wait()
	if len(c.fresh) > 0 && !c.answered.Load() && ctx.Err() == nil {
		return nil, ErrUnreachable
	}
	if c.answered.Load() {
		for page, r := range c.fresh {
			c.Cache.put(page, r)
		}
	}
	return c.results, ctx.Err()
}

type checker struct {
	Options
	total int
	done  atomic.Int64
	// answered is set once a host has answered, with whatever.
	answered atomic.Bool
	mu       sync.Mutex
	results  map[string]Result
	// fresh are the results that were asked for, by address without the part behind #.
	fresh map[string]Result
}

// host asks for the addresses of one host.
func (c *checker) host(ctx context.Context, addresses []string) {
	asked := map[string]Result{} // by address without the part behind #
	refused := ""
	for _, a := range addresses {
		page := withoutFragment(a)
		r, known := asked[page]
		if !known {
			r, known = c.Cache.get(page)
		}
		switch {
		case known:
		case refused != "":
			r = Result{Blocked, refused, ""}
		case ctx.Err() != nil:
			return
		default:
			if len(asked) > 0 && !sleep(ctx, c.Pause) {
				return
			}
			if r = c.ask(ctx, page); ctx.Err() != nil {
				return
			}
			if r.Verdict == Blocked && r.Detail == status(http.StatusTooManyRequests) {
				refused = "the host asked for fewer requests"
			}
			asked[page] = r
		}
		c.mu.Lock()
		c.results[a] = r
		if r, ok := asked[page]; ok {
			c.fresh[page] = r
		}
		c.mu.Unlock()
		if c.Progress != nil {
			c.Progress(int(c.done.Add(1)), c.total)
		}
	}
}

func withoutFragment(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// ask asks with HEAD, and with GET where a host does not answer that properly.
func (c *checker) ask(ctx context.Context, address string) Result {
	r := c.follow(ctx, http.MethodHead, address)
	if r.Verdict == Good || r.Verdict == Moved || r.Verdict == TimedOut || r.Detail == status(http.StatusTooManyRequests) {
		return r
	}
	return c.follow(ctx, http.MethodGet, address)
}

// follow makes a request and goes where its answer leads.
func (c *checker) follow(ctx context.Context, method, address string) Result {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	at, forGood := address, true
	for range maxRedirects {
		code, next, err := c.request(ctx, method, at)
		if err != nil {
			return failure(err)
		}
		if next == "" {
			return judge(code, address, at, forGood)
		}
		forGood = forGood && (code == http.StatusMovedPermanently || code == http.StatusPermanentRedirect)
		at = next
	}
	return Result{Failed, "it leads on and on", ""}
}

// request returns the status of one answer and, if it leads on, where to.
func (c *checker) request(ctx context.Context, method, address string) (code int, next string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Accept", "text/html, */*;q=0.5")
	transport := c.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	c.answered.Store(true)
	defer resp.Body.Close() //nolint:errcheck // Nothing was read.
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		to, err := resp.Location()
		if errors.Is(err, http.ErrNoLocation) {
			return resp.StatusCode, "", nil
		}
		if err != nil {
			return 0, "", err
		}
		return resp.StatusCode, to.String(), nil
	}
	return resp.StatusCode, "", nil
}

// judge says what a last answer means.
func judge(code int, asked, at string, forGood bool) Result {
	switch {
	case code >= 200 && code < 300 && at != asked && forGood:
		return Result{Moved, "", at}
	case code >= 200 && code < 300:
		return Result{}
	case code == http.StatusNotFound || code == http.StatusGone:
		return Result{Dead, status(code), ""}
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusMethodNotAllowed, code == http.StatusNotAcceptable,
		code == http.StatusTooManyRequests, code == http.StatusUnavailableForLegalReasons, code == 999: // as LinkedIn answers programs
		return Result{Blocked, status(code), ""}
	default:
		return Result{Failed, status(code), ""}
	}
}

func status(code int) string {
	if text := http.StatusText(code); text != "" {
		return fmt.Sprintf("%d %s", code, text)
	}
	return fmt.Sprint(code)
}

// failure says what it means that there was no answer.
func failure(err error) Result {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return Result{Dead, "there is no host of this name", ""}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return Result{TimedOut, "", ""}
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err // without the addresses of this machine
	}
	return Result{Failed, err.Error(), ""}
}
