package site

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// sources parses files, each "path|further front matter"; what has no front matter
// of its own gets what it needs. A path outside content/, or not ending with .md, is
// a file.
func sources(t *testing.T, files ...string) Sources {
	t.Helper()
	src := Sources{Config: DefaultConfig()}
	src.Config.BaseURL = "https://guides.example/"
	for _, f := range files {
		path, extra, _ := strings.Cut(f, "|")
		if !strings.HasPrefix(path, "content/") || !strings.HasSuffix(path, ".md") {
			src.Files = append(src.Files, path)
			continue
		}
		front := "title: T\nsummary: S\n" + extra + "\n"
		if code, err := codes.Parse(guide.NameOf(path)); err == nil {
			front = "code: \"" + string(code) + "\"\n" + front
		}
		content, problems := guide.Parse(path, []byte("---\n"+front+"---\n"))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if content.Guide != nil {
			src.Guides = append(src.Guides, content.Guide)
		} else {
			src.Pages = append(src.Pages, content.Page)
		}
	}
	return src
}

func newSite(t *testing.T, files ...string) *Site {
	t.Helper()
	s, problems := New(sources(t, files...))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return s
}

func locations(l diag.List) string {
	var out []string
	for _, d := range l.Sort() {
		out = append(out, fmt.Sprintf("%s [%s] %s", d.Location(), d.Rule, d.Message))
	}
	return strings.Join(out, "\n")
}

func TestDuplicateCodes(t *testing.T) {
	s, problems := New(sources(t, "content/b/11982.md", "content/j7307.md", "content/a/11982/index.md", "content/x/J7307.md", "content/11983.md"))
	want := `content/a/11982/index.md:2:1 [code-duplicate] the code 11982 is also the code of content/b/11982.md
content/b/11982.md:2:1 [code-duplicate] the code 11982 is also the code of content/a/11982/index.md
content/j7307.md:2:1 [code-duplicate] the code J7307 is also the code of content/x/J7307.md
content/x/J7307.md:2:1 [code-duplicate] the code J7307 is also the code of content/j7307.md`
	if got := locations(problems); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(s.Guides) != 3 || s.Guide("11982").File != "content/a/11982/index.md" {
		t.Errorf("%d guides; 11982 is %s", len(s.Guides), s.Guide("11982").File)
	}
}

func TestPageAddresses(t *testing.T) {
	_, problems := New(sources(t, "content/11982.md|specialties: [Skin]", "content/surgery.md", "content/surgery/skin-breast.md", "content/surgery/more.md",
		"content/surgery/from-1.md", "content/codes.md", "content/assets/x.md", "content/about.md", "content/About.md", "content/about/index.md",
		"content/help/about.md", "content/search/x.md", "content/index.md", "content/surgery/ok.md"))
	want := `content/about.md:1:1 [address-taken] the address /about/ is already that of content/About.md
content/about/index.md:1:1 [address-taken] the address /about/ is already that of content/About.md
content/assets/x.md:1:1 [address-taken] the address /assets/x/ is already that of the style sheet and scripts
content/codes.md:1:1 [address-taken] the address /codes/ is already that of the list of codes
content/search/x.md:1:1 [address-taken] the address /search/x/ is already that of the search
content/surgery.md:1:1 [address-taken] the address /surgery/ is already that of the section Surgery
content/surgery/from-1.md:1:1 [address-taken] the address /surgery/from-1/ is already that of the section Surgery
content/surgery/more.md:1:1 [address-taken] the address /surgery/more/ is already that of the section Surgery
content/surgery/skin-breast.md:1:1 [address-taken] the address /surgery/skin-breast/ is already that of the section Integumentary system`
	if got := locations(problems); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSections(t *testing.T) {
	s := newSite(t, "content/99213.md", "content/11982.md", "content/10022.md", "content/J7307.md", "content/0042T.md",
		"content/11983.md|category: Zebra care", "content/11984.md|category: codes", "content/11985.md|category: \"11982\"", "content/11986.md|category: zebra CARE!",
		"content/11987.md|category: Lab tests and pathology", "content/11988.md|category: ears", "content/11989.md|category: \"???\"")
	var got []string
	for _, sec := range s.Sections {
		got = append(got, fmt.Sprintf("%s %d/%d", sec.Path, len(sec.Guides), sec.Total()))
		for _, sub := range sec.Subs {
			got = append(got, fmt.Sprintf("%s %d", sub.Path, len(sub.Guides)))
		}
	}
	want := "surgery/ 1/3|surgery/skin-breast/ 1|surgery/ears/ 1|lab/ 1/1|visits/ 0/1|visits/office-visits/ 1|category-iii/ 1/1|hcpcs-j/ 1/1|section-/ 1/1|section-11982/ 1/1|section-codes/ 1/1|zebra-care/ 2/2"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got  %s\nwant %s", g, want)
	}
	if p := s.PlaceOf("11988"); p.Section.Path != "surgery/" || p.Sub.Path != "surgery/ears/" {
		t.Errorf("11988 is placed in %+v", p)
	}
}

func TestNeighborsAndRelated(t *testing.T) {
	files := []string{"content/11981.md|related: [11983, 11982]", "content/11982.md", "content/11983.md"}
	for i := range 20 {
		files = append(files, fmt.Sprintf("content/2%04d.md|related: [11983]", i))
	}
	s := newSite(t, files...)
	names := func(gs []*guide.Guide) string {
		var out []string
		for _, g := range gs {
			out = append(out, string(g.Code))
		}
		return strings.Join(out, " ")
	}
	if got := names(s.Related(s.Guide("11981"))); got != "11983 11982" {
		t.Errorf("the author's order is lost: %s", got)
	}
	if got := s.Related(s.Guide("11983")); len(got) != maxRelated || got[0].Code != "11981" {
		t.Errorf("related in the other direction: %s", names(got))
	}
	if got := names(s.Related(s.Guide("11982"))); got != "11981" {
		t.Errorf("related in the other direction: %s", got)
	}
	previous, next := s.Neighbors("11981")
	if previous != nil || next.Code != "11982" {
		t.Errorf("neighbours of the first: %v, %v", previous, next)
	}
	if previous, next = s.Neighbors("20019"); previous.Code != "20018" || next != nil {
		t.Errorf("neighbours of the last: %v, %v", previous, next)
	}
	if previous, next = s.Neighbors("99999"); previous != nil || next != nil {
		t.Error("a code without a guide has neighbours")
	}
}

func TestOwner(t *testing.T) {
	s := newSite(t, "content/11982.md|specialties: [Skin]", "content/about.md", "static/logo.svg")
	for published, want := range map[string]string{
		"": "the home page", "index.html": "the home page", "404.html": "a file that Bedside makes", "11982/index.html": "content/11982.md",
		"11982": "content/11982.md", "11982/guide.json": "content/11982.md", "11982/arm.png": "",
		"11982/handout/index.html": "content/11982.md", "11982/handout": "content/11982.md", "11982/handout/x.png": "", "11981/handout": "", "about/handout/index.html": "", "about/index.html": "content/about.md", "about/x.png": "",
		"codes/index.html": "the list of codes", "codes": "the list of codes", "assets/logo.svg": "", "search/index/x.json": "the search index",
		"surgery/index.html": "the section Surgery", "surgery/from-1/index.html": "the section Surgery", "logo.svg": "", "J7307": "", "robots.txt": "a file that Bedside makes",
		"sitemap.xml/x": "a file that Bedside makes", "index.html/x/y": "the home page", "11982/guide.json/x": "content/11982.md", "11982/handout/index.html/x": "content/11982.md",
		"search/index": "the search index", "search/indexes": "", "/a": "",
	} {
		if got := s.Owner(published); got != want {
			t.Errorf("Owner(%q) = %q, want %q", published, got, want)
		}
	}
}
