package render

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"

	"golang.org/x/net/html"
)

// withLayouts replaces some of the default layouts.
func withLayouts(t *testing.T, own map[string]string) (*Layouts, diag.List) {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range own {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files, err := ReadLayouts(folder, os.DirFS("../../layouts"))
	if err != nil {
		t.Fatal(err)
	}
	return ParseLayouts(files)
}

// TestLayoutMistakes: a mistake is reported in the layout's file, line and column.
func TestLayoutMistakes(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	for _, tc := range []struct {
		name, file, text, want string
	}{
		{"misspelt field", "page.html", "{{define \"main\"}}\n<h1>é {{.Titel}}</h1>\n{{end}}", "layouts/page.html:2:9: there is no field Titel in a Page: .Titel"},
		{"misspelt field inside", "guide.html", "{{define \"main\"}}{{with .Guide}}\n\t{{.Kode}}{{end}}{{end}}", "layouts/guide.html:2:4: there is no field Kode in a Guide: .Kode"},
		{"field of a field", "guide.html", "{{define \"main\"}}\n{{range .Guide.Sections}}{{.Nme.X}}{{end}}{{end}}", "layouts/guide.html:2:32: there is no field Nme in a Section: .Nme.X"},
		{"field in a partial", "partials/footer.html", "<footer>\n\n  {{.Site.Nam}}</footer>", "layouts/partials/footer.html:3:10: there is no field Nam in a Site: .Site.Nam"},
		{"field of a handout", "handout.html", "{{define \"main\"}}\n{{.Handout.Kost}}{{end}}", "layouts/handout.html:2:11: there is no field Kost in a Handout: .Handout.Kost"},
		{"frame of a sheet", "sheet.html", "<html>\n{{.Nope}}", "layouts/sheet.html:2:3: there is no field Nope in a Page: .Nope"},
		{"open block", "page.html", "{{define \"main\"}}\n{{if .Title}}\n{{end}}", "layouts/page.html:3:1: unexpected EOF"},
		{"open action", "guide.html", "a\n  {{.Title", "layouts/guide.html:2:3: unclosed action"},
		{"unknown function", "list.html", "\n{{define \"main\"}}{{upper .Title}}{{end}}", "layouts/list.html:2:1: function \"upper\" not defined"},
		{"in a partial", "partials/head.html", "\n\n{{end}}", "layouts/partials/head.html:3:1: unexpected {{end}}"},
		{"unknown partial", "page.html", "{{define \"main\"}}\n{{template \"partials/gone.html\"}}{{end}}", "layouts/page.html:2:12: no such template \"partials/gone.html\""},
		{"recursion", "partials/footer.html", "\n{{template \"partials/footer.html\" .}}", "layouts/partials/footer.html:2:12: exceeded maximum template depth (100000): {{template \"partials/footer.html\" .}}"},
		{"unknown asset", "page.html", "{{define \"main\"}}\n{{.Asset \"gone.css\"}}{{end}}", "layouts/page.html:2:3: error calling Asset: there is no file \"gone.css\" in assets/: .Asset"},
		{"half an attribute", "page.html", "{{define \"main\"}}\n<a href=\"{{if .Title}}x\">{{end}}</a>{{end}}", "layouts/page.html:2:"},
		{"endless", "page.html", "{{define \"main\"}}\n<p>a</p>{{if .Title}}\n<p>{{ range 999999999 }}" + long + "{{ end }}{{end}}{{end}}", "layouts/page.html:3:13: the page grows without end here: it has more than 32 MB"},
		{"endless in an attribute", "guide.html", "{{define \"main\"}}\n<b title=\"{{ range 999999999 }}{{ $.Title }}" + long + "{{ end }}\"></b>{{end}}", "layouts/guide.html:2:20: the page grows without end here: it has more than 32 MB"},
		{"endless partial", "partials/footer.html", "<p>\n{{range 100000}}{{range 100000}}{{$.Title}}" + long + "{{end}}{{end}}", "layouts/partials/footer.html:2:25: the page grows without end here: it has more than 32 MB"},
		{"index", "page.html", "{{define \"main\"}}\n{{index .Nav 7}}{{end}}", "layouts/page.html:2:3: error calling index: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			layouts, problems := withLayouts(t, map[string]string{tc.file: tc.text})
			if len(problems) == 0 {
				problems = execute(t, layouts)
			}
			if len(problems) != 1 {
				t.Fatalf("%d problems: %v", len(problems), problems)
			}
			d := problems[0]
			if got := d.Location() + ": " + d.Message; !strings.HasPrefix(got, tc.want) || d.Rule != "layout" || d.Severity != diag.Error {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if strings.Contains(d.Message, "template:") || strings.Contains(d.Message, "render.") {
				t.Errorf("the message is not plain: %s", d.Message)
			}
		})
	}
}

// execute renders one page of each kind.
func execute(t *testing.T, layouts *Layouts) diag.List {
	t.Helper()
	g, text := guideOf(t, front+"Over.\n\n## Recovery\n\nText.\n")
	sh := shared(t, siteOf(t, site.DefaultConfig(), g))
	sh.layouts = layouts
	page := sh.page("page", "about/", "About")
	var found diag.List
	for _, p := range []*Page{sh.GuidePage(g, sh.Surroundings(g), text), sh.HandoutPage(g, text), page, sh.HomePage(nil, nil), sh.SearchPage(), sh.NotFoundPage(), sh.ListPages()[0]} {
		if problem := sh.HTML(&bytes.Buffer{}, p); problem != nil {
			found = append(found, *problem)
		}
	}
	return found.Sort()
}

// TestRepeatedText: what a layout repeats of a long text is bounded by what it makes, not by
// the marks for it.
func TestRepeatedText(t *testing.T) {
	layouts, _ := withLayouts(t, map[string]string{"guide.html": "{{define \"main\"}}{{range 100000}}{{$.Guide.Overview}}{{end}}{{end}}"})
	g, text := guideOf(t, front+strings.Repeat("A long text.\n\n", 10_000))
	sh := shared(t, siteOf(t, site.DefaultConfig(), g))
	sh.layouts = layouts
	problem := sh.HTML(&bytes.Buffer{}, sh.GuidePage(g, sh.Surroundings(g), text))
	if problem == nil || problem.File != "layouts/guide.html" || !strings.Contains(problem.Message, "repeated on and on") {
		t.Errorf("got %v", problem)
	}
}

// TestAllLayoutMistakes: mistakes in several files are found at once.
func TestAllLayoutMistakes(t *testing.T) {
	_, problems := withLayouts(t, map[string]string{"partials/head.html": "{{end}}", "page.html": "{{if}}", "guide.html": "{{nope}}", "base.html": "{{.X"})
	var got []string
	for _, p := range problems.Sort() {
		got = append(got, fmt.Sprintf("%s:%d", p.File, p.Line))
	}
	if s := strings.Join(got, " "); s != "layouts/base.html:1 layouts/guide.html:1 layouts/page.html:1 layouts/partials/head.html:1" {
		t.Errorf("got %s", s)
	}
}

// TestReadLayouts: a site's own file replaces the default, and editors' files are none.
func TestReadLayouts(t *testing.T) {
	own := fstest.MapFS{"page.html": {Data: []byte("own")}, "partials/.x.html": {}, "#page.html": {}, "_old/y.txt": {}, "_z.html": {}, "notes.md": {}}
	files, err := ReadLayouts(own, fstest.MapFS{"page.html": {Data: []byte("default")}, "guide.html": {Data: []byte("default")}})
	if err != nil || len(files) != 2 || string(files["page.html"]) != "own" || string(files["guide.html"]) != "default" {
		t.Errorf("got %d files, %q, %v", len(files), files["page.html"], err)
	}
}

// TestDefaultLayouts: every kind of page can be shown.
func TestDefaultLayouts(t *testing.T) {
	layouts, problems := withLayouts(t, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if found := execute(t, layouts); len(found) > 0 {
		t.Error(found)
	}
}

// TestMistakesAtTheSameTime: a layout that fails while many pages are rendered gives
// each the same problem.
func TestMistakesAtTheSameTime(t *testing.T) {
	layouts, problems := withLayouts(t, map[string]string{"page.html": "{{define \"main\"}}{{.Nope}}{{end}}"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	sh := shared(t, siteOf(t, site.DefaultConfig()))
	sh.layouts = layouts
	results := make(chan string)
	for range 8 {
		go func() {
			problem := sh.HTML(&bytes.Buffer{}, sh.page("page", "a/", "A"))
			results <- fmt.Sprint(problem.Location(), problem.Message)
		}()
	}
	for range 8 {
		if got := <-results; got != "layouts/page.html:1:20there is no field Nope in a Page: .Nope" {
			t.Errorf("got %s", got)
		}
	}
}

// TestIDsAreUnique: no heading of a guide takes an id that the layouts use.
func TestIDsAreUnique(t *testing.T) {
	fields := "synonyms: [a]\nmodifiers: [\"50\"]\nreviewed: 2026-01-31\nreferences: [{title: A}]\nrelated: [\"11983\"]\ncost: {low: 1}\n"
	text := "---\ncode: \"11982\"\ntitle: T\nsummary: S\n" + fields + "---\nOver[^1].\n\n[^1]: Note.\n"
	other := guideFile("11983", "", "")
	g, shown := guideOf(t, text)
	ids := pageIDs(t, shared(t, siteOf(t, site.DefaultConfig(), g, other)), g, shown)
	for round := 0; round < 2; round++ {
		for _, id := range ids {
			text += "\n## " + id + "\n\n### A {#" + id + "}\n"
		}
	}
	g, shown = guideOf(t, text)
	seen := map[string]bool{}
	for _, id := range pageIDs(t, shared(t, siteOf(t, site.DefaultConfig(), g, other)), g, shown) {
		if seen[id] {
			t.Errorf("the id %q is given twice", id)
		}
		seen[id] = true
	}
}

func pageIDs(t *testing.T, sh *Shared, g *guide.Guide, text *Text) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), text))))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for n := range root.Descendants() {
		if id := attribute(n, "id"); id != "" {
			ids = append(ids, id)
		}
	}
	if len(ids) < 5 {
		t.Fatalf("the page has the ids %q", ids)
	}
	return ids
}

// TestLayoutsAreCompiled: the default layouts do nothing that html/template has to be
// asked for, which would take ten times as long.
func TestLayoutsAreCompiled(t *testing.T) {
	layouts, err := defaultLayouts()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range pageKinds {
		if layouts.programs[kind]() == nil {
			t.Errorf("layouts/%s.html is not", kind)
		}
	}
}
