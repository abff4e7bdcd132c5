package preview

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bedside/internal/diag"
)

func (s *stream) event() event {
	s.t.Helper()
	var e event
	if err := json.Unmarshal([]byte(s.next()), &e); err != nil {
		s.t.Fatal(err)
	}
	return e
}

func saved(codes ...string) []Page {
	var pages []Page
	for _, c := range codes {
		pages = append(pages, Page{Path: c + "/", Name: c})
	}
	return pages
}

func savedPaths(e event) (paths []string) {
	for _, p := range e.Saved {
		paths = append(paths, p.Path)
	}
	return paths
}

func TestStream(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	s := r.stream(fmt.Sprintf("run=%s&since=1", r.run))
	if e := s.event(); e.Version != 1 || e.Run != r.run || e.All || len(e.Paths)+len(e.Saved) > 0 {
		t.Errorf("a tab that misses nothing is told %+v", e)
	}
	r.Show(x.version(), Change{Paths: []string{"logo.svg"}, Saved: saved("11983")})
	if e := s.event(); e.Version != 2 || e.All || !slices.Equal(e.Paths, []string{"logo.svg"}) || !slices.Equal(savedPaths(e), []string{"/11983/"}) || e.Saved[0].Name != "11983" {
		t.Errorf("the change is told as %+v", e)
	}
	r.ProblemsChanged()
	x.problems = diag.List{broken("11983")}
	r.Show(x.version(), Change{})
	if e := s.event(); e.Version != 3 || e.All || len(e.Paths)+len(e.Saved) > 0 {
		t.Errorf("problems that stay the same are told, or new ones not: %+v", e)
	}
}

// TestMissedEvents reconnects with versions that are old, forgotten, of another
// run, in the future, or no numbers.
func TestMissedEvents(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	for i := range 10 {
		r.Show(x.version(), Change{Paths: []string{fmt.Sprint(i, ".svg"), "logo.svg"}, Saved: saved("11982", fmt.Sprint(i))})
	}
	e := r.stream(fmt.Sprintf("run=%s&since=9", r.run)).event()
	if e.Version != 11 || e.All || !slices.Equal(e.Paths, []string{"8.svg", "9.svg", "logo.svg"}) || !slices.Equal(savedPaths(e), []string{"/8/", "/11982/", "/9/"}) {
		t.Errorf("a tab that missed two versions is told %+v", e)
	}
	for query, want := range map[string]bool{
		"run=" + r.run + "&since=0": true, "run=" + r.run + "&since=1": false, "run=other&since=11": true, "": true,
		"run=" + r.run + "&since=999": true, "run=" + r.run + "&since=-1": true, "run=" + r.run + "&since=x": true,
	} {
		if e := r.stream(query).event(); e.Version != 11 || e.All != want {
			t.Errorf("%q is told %+v", query, e)
		}
	}
	for range maxEntries {
		r.Show(x.version(), Change{})
	}
	if e := r.stream(fmt.Sprintf("run=%s&since=2", r.run)).event(); !e.All {
		t.Errorf("a tab that missed more than is remembered is told %+v", e)
	}
}

// TestStuckTab never reads its stream; the builder and the other tabs must not
// notice.
func TestStuckTab(t *testing.T) {
	x := newSite()
	r := runSite(t, x)
	r.stream("since=1") // is never read
	s := r.stream(fmt.Sprintf("run=%s&since=1", r.run))
	s.event()
	var many []string
	for i := range maxTold {
		many = append(many, strings.Repeat("x", 2000)+fmt.Sprint(i))
	}
	const versions = 500
	for range versions {
		r.Show(x.version(), Change{Paths: many})
	}
	for {
		if e := s.event(); e.Version == versions+1 {
			break
		}
	}
}

// TestStormIsToldOnce wants a tab that is slow to be told of many versions at once.
func TestStormIsToldOnce(t *testing.T) {
	var x streams
	mark, ok := x.join()
	if !ok {
		t.Fatal("no place")
	}
	for i := range 300 {
		x.add(entry{number: uint64(i + 1), paths: []string{"a"}, saved: []savedPage{{Path: "/1/"}}})
	}
	if len(mark) != 1 {
		t.Errorf("%d marks wait", len(mark))
	}
	if e := x.since(299); e.Version != 300 || len(e.Paths) != 1 || len(e.Saved) != 1 {
		t.Errorf("told %+v", e)
	}
	for range maxStreams - 1 {
		x.join()
	}
	if _, ok := x.join(); ok {
		t.Error("there is no limit")
	}
	x.leave(mark)
	if _, ok := x.join(); !ok {
		t.Error("the place of a tab that left is lost")
	}
}

func TestManyPathsAreAll(t *testing.T) {
	var x streams
	var paths []string
	for i := range maxTold + 1 {
		paths = append(paths, fmt.Sprint(i))
	}
	var pages []savedPage
	for _, p := range paths {
		pages = append(pages, savedPage{Path: p})
	}
	x.add(entry{number: 1, paths: paths, saved: pages})
	if e := x.since(0); !e.All || len(e.Paths) > 0 || len(e.Saved) > 0 {
		t.Errorf("told %+v", e)
	}
}

func TestHeadOfAStream(t *testing.T) {
	r := runSite(t, newSite())
	if got := r.ask(http.MethodHead, "/.bedside/events"); got.status != 200 || got.body != "" {
		t.Errorf("status %d, %q", got.status, got.body)
	}
}

// TestWhereItChanged saves a guide and looks at which heading a reader who follows
// is led to.
func TestWhereItChanged(t *testing.T) {
	section := func(id, text string) string { return `<h2 id="` + id + `">` + id + `</h2><p>` + text + `</p>` }
	body := `<p>Start.</p><nav><a href="#recovery">Recovery</a></nav>` + section("recovery", "Rest.") + section("faq", "Ask.") + `<h3 id="q">Q</h3><p>A.</p>`
	for _, c := range []struct{ name, old, new, want string }{
		{"the text", "Rest.", "Rest well.", "recovery"},
		{"the last text", "Ask.", "Ask us.", "faq"},
		{"an answer", "A.", "An answer.", "q"},
		{"the beginning", "Start.", "Begin.", ""},
		{"a new section", `<h2 id="faq">`, section("new", "New.") + `<h2 id="faq">`, "new"},
		{"a removed section", section("recovery", "Rest."), "", "faq"},
		{"a removed end", `<h3 id="q">Q</h3><p>A.</p>`, "", "faq"},
		{"contents only", `<a href="#recovery">Recovery</a>`, `<a href="#recovery">R</a>`, ""},
		{"nothing", "", "", ""},
		{"a renamed heading", `<h2 id="recovery">recovery`, `<h2 id="healing">healing`, "healing"},
		{"the header", "<main>", "<header><h2 id=no>x</h2></header><main>", ""},
	} {
		x := newSite()
		x.files["11982/index.html"] = page("11982", body)
		r := run(t, Options{Follow: true})
		r.Show(x.version(), Change{})
		x.files["11982/index.html"] = strings.Replace(page("11982", body), c.old, c.new, 1)
		r.Show(x.version(), Change{Saved: saved("11982")})
		e := r.stream(fmt.Sprintf("run=%s&since=1", r.run)).event()
		if !e.Follow || len(e.Saved) != 1 || e.Saved[0].At != c.want {
			t.Errorf("%s: told %+v, want the heading %q", c.name, e, c.want)
		}
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}
	x := newSite()
	r := run(t, Options{Follow: true})
	r.Show(x.version(), Change{Saved: saved("11982")})
	x.failing["11982/index.html"] = fmt.Errorf("broken")
	r.Show(x.version(), Change{Saved: saved("11982", "11983", "gone")})
	x.files["gone/index.html"] = page("gone", "")
	r.Show(x.version(), Change{Saved: saved("gone")})
	if e := r.stream(fmt.Sprintf("run=%s&since=0", r.run)).event(); len(e.Saved) != 3 || e.Saved[2].At != "" {
		t.Errorf("pages without a past are told as %+v", e)
	}
}
