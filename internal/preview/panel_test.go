package preview

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bedside/internal/diag"

	"golang.org/x/net/html"
)

// evil would do something if it were markup anywhere.
const evil = `</script><img src=x onerror="document.title='evil'">'"<b>&amp;` + "`"

// report is what a builder knows of a guide.
func report() Report {
	return Report{
		File: "content/surgery/11982.md", Words: 321, ReviewedBy: "A. Example, MD",
		Reviewed: "2026-01-31", Due: "2027-01-31", ReviewPos: diag.Pos{Line: 6, Column: 11},
		Problems: diag.List{{File: "content/surgery/11982.md", Pos: diag.Pos{Line: 3, Column: 2}, Severity: diag.Warning, Rule: "references-missing", Message: "no sources are named", Hint: "Name them."}},
		Sections: []Section{
			{Heading: "", Pos: diag.Pos{Line: 12, Column: 1}, Words: 40, Grade: 5.6},
			{Heading: "Recovery", Pos: diag.Pos{Line: 20, Column: 1}, Words: 200, Grade: 11.2},
			{Heading: "Billing", Pos: diag.Pos{Line: 40, Column: 1}, Words: 3},
		},
		Missing:   []string{"Follow-up"},
		LinksHere: []Link{{From: Page{Path: "11983/", Name: "Replacement"}, File: "content/surgery/11983.md", Pos: diag.Pos{Line: 9, Column: 4}}},
	}
}

// panel asks for what is shown beside a page, and returns it as text.
func (r *running) panel(page string) string {
	r.t.Helper()
	got := r.get("/.bedside/panel?page=" + page)
	if got.status != http.StatusOK {
		r.t.Fatalf("%s: status %d, %s", page, got.status, got.body)
	}
	return plain(r.t, got.body)
}

// plain is the text of some HTML, white space joined.
func plain(t *testing.T, text string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPanel(t *testing.T) {
	x := newSite()
	x.reports["11982/"] = report()
	r := run(t, Options{})
	r.now = func() time.Time { return time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC) }
	r.Show(x.version(), Change{})
	got := r.panel("/11982/")
	for _, want := range []string{
		"Editor’s panel · 1 problem ", "content/surgery/11982.md ", "warning no sources are named content/surgery/11982.md:3:2 [references-missing] Name them.",
		"321 words. Reviewed 2026-01-31 by A. Example, MD; due again 2027-01-31", "Overview 40 6 ", "Recovery 200 11 hard ", "Billing 3 – ",
		"missing Follow-up ", "link here Replacement content/surgery/11983.md:9:4 ", "In search results 11982 ", "About 11982",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the panel does not say %q:\n%s", want, got)
		}
	}
	links := r.get("/.bedside/panel?page=/11982/").body
	for _, want := range []string{
		`href="vscode://file/src/content/surgery/11982.md:3:2"`, `href="vscode://file/src/content/surgery/11982.md:20:1"`,
		`href="vscode://file/src/content/surgery/11982.md:1:1"`, `href="/11983/"`, `href="vscode://file/src/content/surgery/11983.md:9:4"`,
		`href="vscode://file/src/content/surgery/11982.md:6:11"`,
	} {
		if !strings.Contains(links, want) {
			t.Errorf("the panel has no link %s:\n%s", want, links)
		}
	}
	x.reports["11982/"] = Report{File: "content/surgery/11982.md", Draft: true, Due: "2026-06-01", Reviewed: "2025-06-01"}
	r.Show(x.version(), Change{})
	got = r.panel("/11982/index.html")
	for _, want := range []string{"Editor’s panel · no problems ", "Draft: not published ", "None in this file.", "due again since 2026-06-01", "link here None."} {
		if !strings.Contains(got, want) {
			t.Errorf("the panel does not say %q:\n%s", want, got)
		}
	}
	if got := r.panel("/"); strings.Contains(got, "words") || !strings.Contains(got, "In search results Home") {
		t.Errorf("the panel of a page without a source file:\n%s", got)
	}
	if got := r.panel("/nowhere"); strings.Contains(got, "In search results") {
		t.Errorf("the panel of no page:\n%s", got)
	}
	for _, page := range []string{"", "//evil.example", "/../x", "/%00", "/.env"} {
		if got := r.panel(page); !strings.Contains(got, "Editor’s panel") {
			t.Errorf("the panel of %q:\n%s", page, got)
		}
	}
}

func TestPanelLabel(t *testing.T) {
	own := broken("11982")
	for _, c := range []struct {
		errors, problems diag.List
		isText           bool
		want             string
	}{
		{nil, nil, true, "no problems"},
		{nil, nil, false, ""},
		{diag.List{own}, diag.List{own}, true, "1 problem"},
		{diag.List{own, broken("11983"), broken("11984")}, diag.List{own}, true, "1 problem, 2 errors elsewhere"},
		{diag.List{broken("11983")}, nil, true, "1 error elsewhere"},
		{diag.List{broken("11983")}, nil, false, "1 error elsewhere"},
	} {
		if got := label(view{ErrorCount: len(c.errors)}, Report{Problems: c.problems}, c.isText); got != c.want {
			t.Errorf("%d errors, %d problems: %q, not %q", len(c.errors), len(c.problems), got, c.want)
		}
	}
}

// TestBrokenGuide wants the last good page with the problems in it, and all other
// pages too.
func TestBrokenGuide(t *testing.T) {
	x := newSite()
	x.problems = diag.List{broken("11983"), broken("11982"), {File: "content/a.md", Severity: diag.Warning, Message: "only a warning"}}
	r := runSite(t, x)
	for _, path := range []string{"/11982/", "/11983/", "/"} {
		got := r.get(path)
		text := plain(t, got.body)
		for _, want := range []string{"2 errors: nothing can be published until they are mended", "error the list is not closed content/surgery/11982.md:4:10 [front-matter] related: [\"11983\" ^ Add ] at its end."} {
			if got.status != 200 || !strings.Contains(text, want) {
				t.Errorf("%s (status %d) does not say %q:\n%s", path, got.status, want, text)
			}
		}
		if strings.Contains(text, "only a warning") {
			t.Errorf("%s shows a warning of another file", path)
		}
	}
	// The problem of the page itself comes first.
	first := strings.Index(r.panel("/11982/"), "11982.md:4:10")
	if second := strings.Index(r.panel("/11982/"), "11983.md:4:10"); first < 0 || second < first {
		t.Errorf("the problems of the page stand at %d, those of others at %d", first, second)
	}
	x.problems = nil
	r.Show(x.version(), Change{})
	if got := r.get("/11982/"); strings.Contains(got.body, "bedside-preview") || strings.Contains(got.body, "11982.md") {
		t.Errorf("after it was mended: %s", got.body)
	}
}

func TestCaretStandsUnderThePlace(t *testing.T) {
	x := newSite()
	x.problems = diag.List{broken("11982")}
	r := runSite(t, x)
	_, rest, _ := strings.Cut(r.get("/.bedside/panel?page=/11982/").body, "<pre>")
	code, _, _ := strings.Cut(rest, "</pre>")
	lines := strings.Split(html.UnescapeString(code), "\n")
	if len(lines) != 2 || lines[0] != `related: ["11983"` || lines[1] != `<span aria-hidden="true">         ^</span>` {
		t.Errorf("the source line is shown as %q", lines)
	}
}

// TestNothingGoodToShow starts with something broken: the problems are the page.
func TestNothingGoodToShow(t *testing.T) {
	x := &site{problems: diag.List{broken("11982")}}
	r := runSite(t, x)
	for _, path := range []string{"/", "/11982/", "/11982", "/nowhere/at/all"} {
		got := r.get(path)
		text := plain(t, got.body)
		if got.status != http.StatusNotFound || !strings.Contains(text, "content/surgery/11982.md:4:10") || !strings.Contains(text, "1 error: nothing can be published until it is mended") {
			t.Errorf("%s: status %d, %s", path, got.status, text)
		}
		if !strings.Contains(got.body, `<script src="`+clientPath()+"preview.js") || got.header.Get("Content-Security-Policy") != ownPolicy {
			t.Errorf("%s does not recover by itself: %s", path, got.body)
		}
	}
	x.files, x.failing = map[string]string{"11982/index.html": ""}, map[string]error{"11982/index.html": errors.New("guide.html:3:5: no such field")}
	r.Show(x.version(), Change{})
	if got := r.get("/11982"); got.status != http.StatusMovedPermanently {
		t.Errorf("status %d", got.status)
	}
	if got := r.get("/11982/"); got.status != http.StatusInternalServerError || !strings.Contains(got.body, "11982.md:4:10") {
		t.Errorf("a page that cannot be made: status %d, %s", got.status, got.body)
	}
	x.problems = nil
	r.Show(x.version(), Change{})
	if got := r.get("/11982/"); got.status != http.StatusInternalServerError || !strings.Contains(got.body, "guide.html:3:5: no such field") {
		t.Errorf("a page that cannot be made for no known reason: status %d, %s", got.status, got.body)
	}
	x.files, x.failing = nil, nil
	r.Show(x.version(), Change{})
	if got := r.get("/11982/"); got.status != http.StatusNotFound || !strings.Contains(got.body, "There is no page at this address") {
		t.Errorf("an empty site: status %d, %s", got.status, got.body)
	}
}

func TestProblemsChanged(t *testing.T) {
	x := newSite()
	r := run(t, Options{})
	r.ProblemsChanged() // there is nothing yet
	var found diag.List
	v := x.version()
	v.Errors = func() diag.List { return found }
	v.Found = func() int64 { return int64(len(found)) }
	r.Show(v, Change{})
	found = diag.List{broken("11982")}
	r.ProblemsChanged()
	if got := r.panel("/"); !strings.Contains(got, "1 error: nothing can be published") {
		t.Errorf("what was found later is not shown: %s", got)
	}
	if e := r.stream("run=" + r.run + "&since=1").event(); e.Version != 2 || e.All {
		t.Errorf("told %+v", e)
	}
}

func TestManyProblems(t *testing.T) {
	x := newSite()
	for i := range 1000 {
		x.problems = append(x.problems, broken(fmt.Sprint(10000+i)))
	}
	rep := report()
	rep.Problems = x.problems
	for i := range 1000 {
		rep.LinksHere = append(rep.LinksHere, Link{From: Page{Path: fmt.Sprint(i, "/"), Name: fmt.Sprint("Guide ", i)}})
	}
	x.reports["11982/"] = rep
	r := runSite(t, x)
	got := r.panel("/11982/")
	if n := strings.Count(got, "the list is not closed"); n != 2*maxShown || !strings.Contains(got, "And 980 more; the terminal lists them all.") ||
		!strings.Contains(got, "And 980 more. Text") || !strings.Contains(got, "And 981 more.") {
		t.Errorf("%d problems are shown:\n%s", n, got)
	}
}

// TestMarkupIsText puts markup into everything that comes from a file or an
// address, and looks for it in everything that is sent.
func TestMarkupIsText(t *testing.T) {
	x := newSite()
	x.problems = diag.List{{File: "content/" + evil + ".md", Pos: diag.Pos{Line: 1, Column: 1}, Rule: evil, Message: evil, Hint: evil, Excerpt: evil}}
	x.reports["11982/"] = Report{
		File: "content/" + evil + ".md", Problems: x.problems, ReviewedBy: evil, Reviewed: evil, Due: evil,
		Sections: []Section{{Heading: evil}}, Missing: []string{evil}, LinksHere: []Link{{From: Page{Path: evil, Name: evil}, File: evil}},
	}
	x.files["11982/index.html"] = page(html.EscapeString(evil), "")
	delete(x.files, "404.html")
	r := runSite(t, x)
	for _, path := range []string{"/11982/", "/.bedside/panel?page=/11982/", "/%3Cimg%20src=x%20onerror=%22document.title='evil'%22%3E", "/.bedside/panel?page=/%3Cimg%20src=x%3E"} {
		root, err := html.Parse(strings.NewReader(r.get(path).body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "img" || n.Data == "b" {
				t.Errorf("%s: markup became <%s>", path, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "href" && strings.HasPrefix(a.Val, "javascript") {
					t.Errorf("%s: markup became the attribute %s", path, a.Key)
				}
			}
		}
	}
}
