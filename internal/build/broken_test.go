package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/diag"
)

// small is a source directory with a Builder that has seen it.
type small struct {
	*testing.T
	dir     string
	builder *Builder
	v       *Version
}

func newSmall(t *testing.T) *small {
	s := &small{T: t, dir: t.TempDir()}
	for _, code := range []string{"11981", "11982", "11983"} {
		s.write("content/"+code+".md", smallGuide(code, "Guide "+code, "Text of "+code+"."))
	}
	s.write("bedside.yaml", "name: A site\nbase_url: https://guides.example/\n")
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults(), Brief: true})
	s.v = mustUpdate(t, s.builder, nil, true)
	return s
}

func smallGuide(code, title, text string) string {
	return "---\ncode: \"" + code + "\"\ntitle: " + title + "\nsummary: S.\nreviewed: 2025-01-02\nreviewed_by: A\nreferences: [{title: R}]\n---\n" + text + "\n"
}

func (s *small) write(name, data string) { s.Helper(); writeFile(s, s.dir, name, data) }

// save writes a file and updates.
func (s *small) save(name, data string) {
	s.Helper()
	s.write(name, data)
	s.v = mustUpdate(s, s.builder, []string{name}, false)
}

func (s *small) remove(name string) {
	s.Helper()
	if err := os.RemoveAll(filepath.Join(s.dir, name)); err != nil {
		s.Fatal(err)
	}
	s.v = mustUpdate(s, s.builder, []string{name}, false)
}

// shows wants a file with a text in it.
func (s *small) shows(name, want string) {
	s.Helper()
	if data := string(mustFile(s, s.v, name)); !strings.Contains(data, want) {
		s.Errorf("%s does not show %q", name, want)
	}
}

// reports wants exactly these rules among the errors, after everything was checked.
func (s *small) reports(rules ...string) diag.List {
	s.Helper()
	if err := s.v.CheckAll(s.Context()); err != nil {
		s.Fatal(err)
	}
	var got []string
	for _, d := range s.v.Problems() {
		if d.Severity == diag.Error {
			got = append(got, d.Rule)
			if d.Line > 0 && d.Excerpt == "" {
				s.Errorf("%s has no source line", d.Location())
			}
		}
	}
	if !slices.Equal(got, rules) {
		s.Errorf("errors %q, want %q", got, rules)
	}
	return slices.DeleteFunc(slices.Clone(s.v.Problems()), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}

// TestBrokenGuide breaks a guide in each way and wants its last good page, with all
// other guides as current as ever, until it is mended.
func TestBrokenGuide(t *testing.T) {
	good := smallGuide("11982", "Guide 11982", "Text of 11982.")
	for _, c := range []struct{ name, text, rule string }{
		{"front matter", strings.Replace(good, "title: ", "title: [", 1), "front-matter"},
		{"no end", strings.Replace(good, "---\nText", "Text", 1), "front-matter"},
		{"required field", strings.Replace(good, "summary: S.\n", "", 1), "field-missing"},
		{"unknown field", strings.Replace(good, "summary:", "sumary: S.\nsummary:", 1), "unknown-field"},
		{"rule on front matter", strings.Replace(good, "summary:", "related: [\"99999\"]\nsummary:", 1), "related-exists"},
		{"raw HTML", good + "<b>New</b>\n", "raw-html"},
		{"link", good + "[New](99999)\n", "link-broken"},
		{"not text", "\x00\x01", "encoding"},
		{"empty", "", "front-matter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSmall(t)
			s.shows("11982/index.html", "Text of 11982.")
			s.shows("11982/guide.md", "Text of 11982.")
			s.save("content/11982.md", c.text)
			s.shows("11982/index.html", "Text of 11982.")
			s.shows("11982/guide.md", "Text of 11982.")
			s.shows("codes/index.html", "Guide 11982")
			found := s.v.Problems()
			if !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.File == "content/11982.md" && d.Rule == c.rule }) {
				t.Errorf("%s is not reported: %v", c.rule, found)
			}
			s.save("content/11983.md", smallGuide("11983", "A new title", "New text."))
			s.shows("11983/index.html", "New text.")
			s.shows("11982/index.html", "Text of 11982.")
			s.shows("codes/index.html", "A new title")
			s.save("content/11982.md", strings.Replace(good, "Text of", "Mended text of", 1))
			s.shows("11982/index.html", "Mended text of 11982.")
			s.reports()
		})
	}
}

// TestBrokenGuideNobodySaw breaks a guide whose page was never made: it keeps its
// last good front matter, with the text that is there now.
func TestBrokenGuideNobodySaw(t *testing.T) {
	s := newSmall(t)
	s.save("content/11982.md", "---\ncode: \"11982\"\ntitle: [\n---\nA later text.\n")
	s.shows("11982/index.html", "Guide 11982")
	s.shows("11982/index.html", "A later text.")
	s.reports("front-matter")
	s.save("content/11982.md", "broken to the end")
	s.shows("11982/index.html", "Guide 11982")
	s.reports("front-matter")
}

// TestBrokenAtStart begins with a broken guide: the others are served, and it too
// once it is mended.
func TestBrokenAtStart(t *testing.T) {
	s := newSmall(t)
	s.write("content/11982.md", "broken")
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults(), Brief: true})
	s.v = mustUpdate(t, s.builder, nil, true)
	s.shows("11981/index.html", "Text of 11981.")
	s.reports("front-matter")
	if _, ok, err := s.v.File("11982/index.html"); ok || err != nil {
		t.Errorf("a guide that never was good is served: %v", err)
	}
	s.save("content/11982.md", smallGuide("11982", "T", "Mended."))
	s.shows("11982/index.html", "Mended.")
	s.reports()
	s.save("content/11984.md", "broken")
	s.reports("front-matter")
	s.remove("content/11984.md")
	s.reports()
}

// TestBrokenLayout breaks layouts and wants pages by the last good ones, with
// current texts.
func TestBrokenLayout(t *testing.T) {
	good := `{{define "main"}}<h1>First {{.Guide.Title}}</h1>{{.Guide.Overview}}{{end}}`
	for name, bad := range map[string]string{
		"does not parse":    `{{define "main"}}{{if}}`,
		"no such field":     `{{define "main"}}{{.Guide.Nope}}{{end}}`,
		"misses a partial":  `{{define "main"}}{{template "partials/nope.html"}}{{end}}`,
		"no such asset":     `{{define "main"}}{{.Asset "nope.css"}}{{end}}`,
		"breaks the escape": `{{define "main"}}<a href="{{if .Guide}}x"{{end}}>{{end}}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newSmall(t)
			s.save("layouts/guide.html", good)
			s.shows("11982/index.html", "<h1>First Guide 11982</h1>")
			s.save("layouts/guide.html", bad)
			s.shows("11982/index.html", "<h1>First Guide 11982</h1>")
			s.shows("index.html", "A site")
			s.save("content/11982.md", smallGuide("11982", "Later", "Later text."))
			s.shows("11982/index.html", "<h1>First Later</h1>")
			s.shows("11982/index.html", "Later text.")
			if found := s.reports("layout"); found[0].File != "layouts/guide.html" {
				t.Errorf("the problem is placed in %s", found[0].File)
			}
			s.save("layouts/guide.html", strings.Replace(good, "First", "Second", 1))
			s.shows("11982/index.html", "<h1>Second Later</h1>")
			s.reports()
		})
	}
}

// TestBrokenHandout breaks the layout of handouts, for one guide, and that of another
// guide's page: each is reported, and nothing but the one handout shows it.
func TestBrokenHandout(t *testing.T) {
	s := newSmall(t)
	s.shows("11982/handout/index.html", "Text of 11982.")
	s.shows("11983/handout/index.html", "Text of 11983.")
	s.save("layouts/handout.html", `{{define "main"}}Sheet {{.Handout.Title}}{{if eq .Handout.Code "11983"}}{{.Nope}}{{end}}{{end}}`)
	s.shows("11982/handout/index.html", "Sheet Guide 11982")
	s.shows("11983/handout/index.html", "Text of 11983.")
	s.shows("11983/index.html", "Text of 11983.")
	s.save("layouts/guide.html", `{{define "main"}}{{if eq .Guide.Code "11981"}}{{.Nope}}{{end}}{{end}}`)
	found := s.reports("layout", "layout")
	if found[0].File != "layouts/guide.html" || found[1].File != "layouts/handout.html" {
		t.Errorf("the problems are placed in %s and %s", found[0].File, found[1].File)
	}
	s.save("layouts/handout.html", `{{define "main"}}<p>Mended</p>{{end}}`)
	s.shows("11983/handout/index.html", "Mended")
	s.remove("layouts/guide.html")
	s.reports()
}

// TestBrokenList breaks the layout of lists, which are made of no text.
func TestBrokenList(t *testing.T) {
	s := newSmall(t)
	s.save("layouts/list.html", `{{define "main"}}<h1>First {{.Title}}</h1>{{end}}`)
	s.shows("codes/index.html", "<h1>First All codes</h1>")
	s.save("layouts/list.html", `{{define "main"}}{{.Nope}}{{end}}`)
	s.shows("codes/index.html", "<h1>First All codes</h1>")
	s.shows("11982/index.html", "Text of 11982.")
	s.reports("layout")
	s.save("layouts/list.html", `{{define "main"}}<h1>Second {{.Title}}</h1>{{end}}`)
	s.shows("codes/index.html", "<h1>Second All codes</h1>")
	s.reports()
}

// TestUnreadableGuide takes the right to read a guide away: the search goes on.
func TestUnreadableGuide(t *testing.T) {
	s := newSmall(t)
	s.remove("content/11982.md")
	if err := os.Symlink("nowhere", filepath.Join(s.dir, "content/11982.md")); err != nil {
		t.Fatal(err)
	}
	s.v = mustUpdate(t, s.builder, []string{"content/11982.md"}, false)
	s.reports("link-outside")
	s.save("content/11983.md", smallGuide("11983", "T", "Text."))
	version := s.v
	if err := os.Remove(filepath.Join(s.dir, "content/11983.md")); err != nil {
		t.Fatal(err)
	}
	mustFile(t, version, "search/index/root.txt")
}

func TestBrokenLayoutAtStart(t *testing.T) {
	s := newSmall(t)
	s.write("layouts/guide.html", `{{define "main"}}{{.Guide.Nope}}{{end}}`)
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults(), Brief: true})
	s.v = mustUpdate(t, s.builder, nil, true)
	_, ok, err := s.v.File("11982/index.html")
	var broken *Broken
	if !ok || !errors.As(err, &broken) || broken.Problem.File != "layouts/guide.html" {
		t.Errorf("%t, %v", ok, err)
	}
	s.shows("index.html", "A site")
	s.save("layouts/guide.html", `{{define "main"}}<h1>{{.Guide.Title}}</h1>{{end}}`)
	s.shows("11982/index.html", "<h1>Guide 11982</h1>")
	s.reports()
}

func TestBrokenSettings(t *testing.T) {
	for bad, rule := range map[string]string{"name: Bad\nnope: 1\n": "unknown-field", "name: [\n": "config", "\x00": "encoding"} {
		t.Run(rule, func(t *testing.T) {
			s := newSmall(t)
			s.save("bedside.yaml", bad)
			s.shows("11982/index.html", "A site")
			s.shows("sitemap.xml", "https://guides.example/11982/")
			s.save("content/11982.md", smallGuide("11982", "Later", "Later text."))
			s.shows("11982/index.html", "Later text.")
			s.shows("11982/index.html", "A site")
			s.reports(rule)
			s.save("bedside.yaml", "name: Mended\n")
			s.shows("11982/index.html", "Mended")
			s.reports()
		})
	}
}

func TestBrokenAsset(t *testing.T) {
	s := newSmall(t)
	s.save("assets/search.js", "let good = 1;")
	asset := func() string {
		_, rest, ok := strings.Cut(string(mustFile(t, s.v, "11982/index.html")), `src="../assets/search.`)
		if !ok {
			t.Fatal("the page names no script")
		}
		hash, _, _ := strings.Cut(rest, `"`)
		return "assets/search." + hash
	}
	good := asset()
	s.save("assets/search.js", "function (")
	if asset() != good {
		t.Error("the page does not name the last good script")
	}
	s.shows(good, "good")
	if found := s.v.Problems(); !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.File == "assets/search.js" }) {
		t.Errorf("the mistake is not reported: %v", found)
	}
	s.save("assets/search.js", "let mended = 1;")
	s.shows(asset(), "mended")
	s.reports()
}

// TestContentGone takes the content folder away and gives it back.
func TestContentGone(t *testing.T) {
	s := newSmall(t)
	s.shows("11982/index.html", "Text of 11982.")
	away := filepath.Join(t.TempDir(), "content")
	if err := os.Rename(filepath.Join(s.dir, "content"), away); err != nil {
		t.Fatal(err)
	}
	s.v = mustUpdate(t, s.builder, []string{"content"}, false)
	again := mustUpdate(t, s.builder, []string{"content"}, false)
	if again != s.v {
		t.Error("each look at a missing folder makes another version")
	}
	s.shows("11982/index.html", "Text of 11982.")
	s.shows("index.html", "A site")
	if found := s.v.Problems(); len(found) == 0 || found[0].File != "content" || !strings.Contains(found[0].Message, "no folder content") {
		t.Errorf("problems %v", found)
	}
	if err := os.Rename(away, filepath.Join(s.dir, "content")); err != nil {
		t.Fatal(err)
	}
	s.v = mustUpdate(t, s.builder, []string{"content/11983.md"}, false)
	s.shows("11982/index.html", "Text of 11982.")
	s.reports()
	if _, err := New(Options{Source: os.DirFS(t.TempDir()), Defaults: bedside.Defaults()}).Update(t.Context(), nil, true); err == nil {
		t.Error("a start without content is no error")
	}
}

// TestCancelledUpdate wants the Update after a cancelled one to see everything.
func TestCancelledUpdate(t *testing.T) {
	s := newSmall(t)
	s.write("content/11982.md", smallGuide("11982", "Later", "Later text."))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.builder.Update(ctx, []string{"content/11982.md"}, false); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s.v = mustUpdate(t, s.builder, nil, false)
	s.shows("11982/index.html", "Later text.")
}

// TestDrafts shows drafts, marked, only where they are asked for.
func TestDrafts(t *testing.T) {
	s := newSmall(t)
	s.write("content/11982.md", strings.Replace(smallGuide("11982", "T", "Text."), "title:", "draft: true\ntitle:", 1))
	s.write("content/about.md", "---\ntitle: About\ndraft: true\n---\nText.\n")
	for _, drafts := range []bool{true, false} {
		s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults(), Drafts: drafts})
		s.v = mustUpdate(t, s.builder, nil, true)
		for _, name := range []string{"11982/index.html", "about/index.html"} {
			data, ok, err := s.v.File(name)
			if err != nil || ok != drafts || ok && !strings.Contains(string(data), "Draft: not published") {
				t.Errorf("drafts %t: %s: %t, %v", drafts, name, ok, err)
			}
		}
		if data := mustFile(t, s.v, "11981/index.html"); strings.Contains(string(data), "Draft:") {
			t.Error("a finished guide is marked as a draft")
		}
	}
}

// TestDraftsComeAndGo tells what leads to a draft of it, and of the file that it is in
// now, though no other text changes.
func TestDraftsComeAndGo(t *testing.T) {
	s := newSmall(t)
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults()})
	s.v = mustUpdate(t, s.builder, nil, true)
	draft := strings.Replace(smallGuide("99213", "T", "Text."), "title:", "draft: true\ntitle:", 1)
	says := func(want string) {
		t.Helper()
		list := s.reports("link-broken")
		d := list[slices.IndexFunc(list, func(d diag.Diagnostic) bool { return d.Rule == "link-broken" })]
		if !strings.Contains(d.Message+d.Hint, want) {
			t.Errorf("says %q, %q; want %q", d.Message, d.Hint, want)
		}
	}
	s.save("content/11982.md", smallGuide("11982", "T", "See [a visit](99213)."))
	says("no guide has the code 99213")
	s.save("content/99213.md", draft)
	says("draft: true from content/99213.md")
	s.remove("content/99213.md")
	s.save("content/em/99213.md", draft)
	says("draft: true from content/em/99213.md")
	s.save("content/em/99213.md", smallGuide("99213", "T", "Text."))
	s.reports()
	s.save("content/em/99213.md", draft)
	says("99213 is a draft")
	s.remove("content/em/99213.md")
	says("no guide has the code 99213")
}

// TestWordingsJudgeAnew makes a heading mean a usual section, whose id is another:
// links to the old id are broken though no text changed.
func TestWordingsJudgeAnew(t *testing.T) {
	s := newSmall(t)
	s.save("content/11982.md", smallGuide("11982", "T", "See [below](#what-comes-next).\n\n## What comes next\n\nRest."))
	s.save("content/11983.md", smallGuide("11983", "T", "See [there](11982#what-comes-next)."))
	s.reports()
	s.save("bedside.yaml", "sections: {recovery: [What comes next]}\n")
	s.reports("anchor-broken", "anchor-broken")
	s.save("bedside.yaml", "name: A site\n")
	s.reports()
}

// TestBundleConflict edits a text so that two files beside it have one address, and
// back.
func TestBundleConflict(t *testing.T) {
	s := newSmall(t)
	s.remove("content/11982.md")
	s.write("content/11982/a/form.txt", "a")
	s.write("content/11982/b/form.txt", "b")
	one := smallGuide("11982", "T", "The [form](a/form.txt).")
	s.write("content/11982/index.md", one)
	s.v = mustUpdate(t, s.builder, []string{"content/11982"}, false)
	s.reports()
	s.shows("11982/form.txt", "a")
	s.save("content/11982/index.md", one+"\nThe [other](b/form.txt).\n")
	s.reports("address-taken")
	s.save("content/11982/index.md", one)
	s.reports()
	s.save("content/11982/index.md", smallGuide("11982", "T", "The [form](b/form.txt)."))
	s.reports()
	s.shows("11982/form.txt", "b")
}
