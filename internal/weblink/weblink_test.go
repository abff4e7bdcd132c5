package weblink

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// host is a server of this machine that answers in every way.
func host(t *testing.T) (*httptest.Server, *requests) {
	seen := &requests{}
	mux := http.NewServeMux()
	answer := func(path string, code int, to string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			if to != "" {
				w.Header().Set("Location", to)
			}
			w.WriteHeader(code)
		})
	}
	answer("/good", 200, "")
	answer("/moved", 301, "/moved-again")
	answer("/moved-again", 308, "/good")
	answer("/lent", 302, "/good")
	answer("/gone", 410, "")
	answer("/moved-away", 301, "/nowhere")
	answer("/private", 403, "")
	answer("/broken", 500, "")
	answer("/round", 302, "/round")
	answer("/busy", 429, "")
	mux.HandleFunc("/get-only", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer seen.add(r)()
		if strings.HasPrefix(r.URL.Path, "/nowhere") || r.URL.Path == "/" {
			http.NotFound(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s, seen
}

// requests notes what a server was asked, and how much of it at a time.
type requests struct {
	mu       sync.Mutex
	list     []string
	agents   []string
	now      atomic.Int64
	together atomic.Int64
}

func (s *requests) add(r *http.Request) (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, r.Method+" "+r.URL.Path)
	s.agents = append(s.agents, r.UserAgent())
	if n := s.now.Add(1); n > s.together.Load() {
		s.together.Store(n)
	}
	return func() { s.now.Add(-1) }
}

// paths are the requests so far, as method and path.
func (s *requests) paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// names are what clients called themselves.
func (s *requests) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.agents)
}

func TestVerdicts(t *testing.T) {
	s, seen := host(t)
	want := map[string]Result{
		"/good": {}, "/good#part": {}, "/lent": {}, "/get-only": {},
		"/moved": {Moved, "", s.URL + "/good"}, "/gone": {Dead, "410 Gone", ""}, "/nowhere": {Dead, "404 Not Found", ""},
		"/moved-away": {Dead, "404 Not Found", ""}, "/private": {Blocked, "403 Forbidden", ""}, "/broken": {Failed, "500 Internal Server Error", ""},
		"/round": {Failed, "it leads on and on", ""}, "/slow": {TimedOut, "", ""},
	}
	var addresses []string
	for path := range want {
		addresses = append(addresses, s.URL+path, s.URL+path)
	}
	var steps atomic.Int64
	got, err := Check(t.Context(), addresses, Options{Timeout: 300 * time.Millisecond, Agent: "test", Progress: func(done, total int) {
		if steps.Add(1); done > total || total != len(want) {
			t.Errorf("%d of %d", done, total)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for path, w := range want {
		if got[s.URL+path] != w {
			t.Errorf("%s: got %+v, want %+v", path, got[s.URL+path], w)
		}
	}
	if steps.Load() != int64(len(want)) {
		t.Errorf("%d steps of progress", steps.Load())
	}
	good := 0
	for _, r := range seen.paths() {
		if r == "HEAD /good" {
			good++
		}
	}
	if good != 3 { // itself once, and through /lent and /moved
		t.Errorf("/good was asked for %d times", good)
	}
	if slices.ContainsFunc(seen.names(), func(a string) bool { return a != "test" }) {
		t.Errorf("agents %q", seen.names())
	}
}

func TestHostIsAskedInTurn(t *testing.T) {
	s, seen := host(t)
	begin := time.Now()
	if _, err := Check(t.Context(), []string{s.URL + "/good", s.URL + "/lent", s.URL + "/moved"}, Options{Pause: 20 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	if seen.together.Load() != 1 || time.Since(begin) < 40*time.Millisecond {
		t.Errorf("%d requests at a time, in %v", seen.together.Load(), time.Since(begin))
	}
}

func TestFewerRequests(t *testing.T) {
	s, seen := host(t)
	got, err := Check(t.Context(), []string{s.URL + "/busy", s.URL + "/good"}, Options{})
	if err != nil || got[s.URL+"/good"].Verdict != Blocked || len(seen.paths()) != 1 {
		t.Errorf("%+v, %v, after %q", got, err, seen.paths())
	}
}

func TestNoHost(t *testing.T) {
	s, _ := host(t)
	got, err := Check(t.Context(), []string{"http://bedside.invalid/", "http://127.0.0.1:1/", "::", s.URL + "/gone"}, Options{Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if r := got["http://127.0.0.1:1/"]; r.Verdict != Failed || strings.Contains(r.Detail, "127.0.0.1") {
		t.Errorf("nobody listens: %+v", r)
	}
	if r := got["http://bedside.invalid/"]; r.Verdict == Good || r.Verdict == Moved {
		t.Errorf("no such host: %+v", r)
	}
}

// TestUnreachable: where nothing answers, no address is called dead, nor remembered as
// dead; what was known before is known still.
func TestUnreachable(t *testing.T) {
	s, _ := host(t)
	c, err := OpenCache(filepath.Join(t.TempDir(), "links.json"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	known := []string{s.URL + "/good"}
	if _, err := Check(t.Context(), known, Options{Cache: c}); err != nil {
		t.Fatal(err)
	}
	offline := Options{Cache: c, Transport: broken{}}
	if got, err := Check(t.Context(), append(known, "http://one.example/", "http://two.example/"), offline); !errors.Is(err, ErrUnreachable) || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := Check(t.Context(), known, offline); err != nil || got[known[0]].Verdict != Good {
		t.Errorf("what is known: %v, %v", got, err)
	}
	if _, ok := c.get("http://one.example/"); ok {
		t.Error("what was not reached is remembered")
	}
}

// broken is a way to the web that leads nowhere.
type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}
}

func TestEndsEarly(t *testing.T) {
	s, _ := host(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := Check(ctx, []string{s.URL + "/good"}, Options{}); err == nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCache(t *testing.T) {
	s, seen := host(t)
	file := filepath.Join(t.TempDir(), "sub", "links.json")
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	run := func(at time.Time) int {
		t.Helper()
		before := len(seen.paths())
		c, err := OpenCache(file, at)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Check(t.Context(), []string{s.URL + "/good", s.URL + "/gone"}, Options{Cache: c})
		if err != nil || got[s.URL+"/gone"].Verdict != Dead || got[s.URL+"/good"].Verdict != Good {
			t.Fatal(got, err)
		}
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
		return len(seen.paths()) - before
	}
	for _, x := range []struct {
		after    time.Duration
		requests int
	}{{0, 3}, {time.Hour, 0}, {25 * time.Hour, 2}, {8 * 24 * time.Hour, 3}, {0, 3}} {
		if n := run(now.Add(x.after)); n != x.requests {
			t.Errorf("after %v: %d requests, want %d", x.after, n, x.requests)
		}
	}
	if err := os.WriteFile(file, []byte("spoilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if n := run(now); n != 3 {
		t.Errorf("with a spoilt cache: %d requests", n)
	}
}
