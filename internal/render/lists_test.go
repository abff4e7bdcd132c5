package render

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/guide"
	"bedside/internal/site"
)

// checkLists holds what every site's lists must be: no two pages of one address, no
// page with too many links, a heading for each group, and every guide reachable from
// the code list, the name list and its section.
func checkLists(t *testing.T, sh *Shared) map[string]*Page {
	t.Helper()
	pages := map[string]*Page{}
	for _, p := range append(sh.ListPages(), sh.SearchPage(), sh.HomePage(nil, nil)) {
		if pages[p.Path] != nil {
			t.Errorf("two pages are at %q: %q and %q", p.Path, pages[p.Path].Title, p.Title)
		}
		pages[p.Path] = p
		if p.List == nil {
			continue
		}
		listed, ids := 0, map[string]bool{}
		for _, g := range p.List.Groups {
			listed += len(g.Guides)
			if ids[g.ID] || len(p.List.Groups) > 1 && (g.ID == "" || g.Title == "") {
				t.Errorf("%s: the group %q has the id %q", p.Path, g.Title, g.ID)
			}
			ids[g.ID] = true
		}
		if listed > maxListed || len(p.List.Lists)+len(p.List.Parts)+listed > 2*maxListed {
			t.Errorf("%s lists %d guides, %d lists and %d parts", p.Path, listed, len(p.List.Lists), len(p.List.Parts))
		}
	}
	for _, p := range pages {
		checkJump(t, pages, p)
	}
	for _, start := range []string{"codes/", "a-z/"} {
		if n := len(reach(t, pages, start)); n != len(sh.site.Guides) {
			t.Errorf("%d of %d guides are reachable from %s", n, len(sh.site.Guides), start)
		}
	}
	all := map[string]bool{}
	for _, s := range sh.site.Sections {
		found := reach(t, pages, s.Path)
		if len(found) != s.Total() {
			t.Errorf("%d of %d guides are reachable from %s", len(found), s.Total(), s.Path)
		}
		for code := range found {
			all[code] = true
		}
	}
	if len(all) != len(sh.site.Guides) {
		t.Errorf("%d of %d guides are in a section", len(all), len(sh.site.Guides))
	}
	return pages
}

// checkJump wants the pages beside a part of a list to be there, once each, and one
// of them to be the page itself or what it is a part of.
func checkJump(t *testing.T, pages map[string]*Page, p *Page) {
	t.Helper()
	if p.List == nil {
		return
	}
	if letter := strings.HasPrefix(p.Path, "a-z/") && p.Path != "a-z/"; letter {
		if letters := len(pages["a-z/"].List.Lists); len(p.List.Jump) != letters && letters > 1 {
			t.Errorf("%s jumps to %d of %d letters", p.Path, len(p.List.Jump), letters)
		}
	}
	current, seen := 0, map[string]bool{}
	for _, l := range p.List.Jump {
		if l.Current {
			current++
		}
		to := strings.TrimPrefix(l.Href, p.Root)
		if pages[to] == nil || seen[to] || l.Current != strings.HasPrefix(p.Path, to) {
			t.Errorf("%s jumps to %s: twice %v, current %v", p.Path, l.Href, seen[to], l.Current)
		}
		seen[to] = true
	}
	if p.List.Jump != nil && current != 1 {
		t.Errorf("%s marks %d of %d links as its own", p.Path, current, len(p.List.Jump))
	}
}

// reach follows the lists from a page and returns the codes of the guides met.
func reach(t *testing.T, pages map[string]*Page, start string) map[string]bool {
	t.Helper()
	codes, seen := map[string]bool{}, map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		p := pages[path]
		if seen[path] {
			return
		}
		seen[path] = true
		if p == nil || p.List == nil {
			t.Errorf("there is no list at %q", path)
			return
		}
		for _, g := range p.List.Groups {
			for _, l := range g.Guides {
				codes[l.Code] = true
				if l.Href != p.Root+strings.ToLower(l.Code)+"/" {
					t.Errorf("%s: %s leads to %s", path, l.Code, l.Href)
				}
			}
		}
		for _, l := range append(p.List.Lists, p.List.Parts...) {
			visit(strings.TrimPrefix(l.Href, p.Root))
		}
	}
	visit(start)
	return codes
}

func TestLists(t *testing.T) {
	letters := []string{"A", "É", "ſ", "S", "b", "5", "µ", "μ", "Ω", "手", "", "„", "İ", "ı", "k", "K"}
	for _, tc := range []struct {
		name  string
		n     int
		guide func(i int) *guide.Guide
	}{
		{"none", 0, nil},
		{"one", 1, func(i int) *guide.Guide { return guideFile("11982", "", "") }},
		{"ten thousand", 10_000, func(i int) *guide.Guide {
			return guideFile(fmt.Sprintf("%05d", i*9+100), fmt.Sprintf("%s guide %d", string(rune('A'+i%26)), i), "")
		}},
		{"one letter", 3_000, func(i int) *guide.Guide { return guideFile(fmt.Sprintf("%05d", 10_000+i), "Same title", "") }},
		{"odd letters", 1_000, func(i int) *guide.Guide {
			return guideFile(fmt.Sprintf("J%04d", i), letters[i%len(letters)]+fmt.Sprint(i), "")
		}},
		{"four digits shared", 10, func(i int) *guide.Guide { return guideFile(fmt.Sprintf("1198%d", i), "", "") }},
		{"all kinds of codes", 2_000, func(i int) *guide.Guide {
			return guideFile([]string{fmt.Sprintf("%05d", i), fmt.Sprintf("%04dT", i), fmt.Sprintf("%04dF", i), fmt.Sprintf("%c%04d", 'A'+i%26, i)}[i%4], "", "")
		}},
		{"reserved categories", 2_000, func(i int) *guide.Guide {
			names := []string{"codes", "a-z", "search", "assets", "specialties", "surgery", "from-1", "11000", "???", "404.html", "index"}
			return guideFile(fmt.Sprintf("%05d", 11_000+i), "", names[i%len(names)])
		}},
		{"long specialties", 2_000, func(i int) *guide.Guide {
			g := guideFile(fmt.Sprintf("%05d", 10_000+i), "", "")
			g.Specialties = []string{"From 1", "From 10", "a: b", "more"}
			return g
		}},
		{"gaps of a section", 1_500, func(i int) *guide.Guide {
			return guideFile(fmt.Sprintf("%05d", []int{10_030, 10_022}[i%2]+i*2), "", "")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var guides []*guide.Guide
			for i := range tc.n {
				guides = append(guides, tc.guide(i))
			}
			s, _ := site.New(site.Sources{Config: site.DefaultConfig(), Guides: guides})
			checkLists(t, shared(t, s))
		})
	}
}

// TestListOfLists: what leads where in a long list, and how its parts are called.
func TestListOfLists(t *testing.T) {
	var guides []*guide.Guide
	for i := range 900 {
		guides = append(guides, guideFile(fmt.Sprintf("%05d", 90_000+i), "", ""))
	}
	for i := range 3 {
		guides = append(guides, guideFile(fmt.Sprintf("J%04d", i), "", ""))
	}
	sh := shared(t, siteOf(t, site.DefaultConfig(), guides...))
	pages := checkLists(t, sh)
	var got []string
	for _, l := range pages["codes/"].List.Lists {
		got = append(got, fmt.Sprintf("%s (%d) %s", l.Text, l.Count, l.Href))
	}
	for _, l := range pages["codes/from-90/"].List.Lists {
		got = append(got, fmt.Sprintf("%s (%d) %s", l.Text, l.Count, l.Href))
	}
	want := "90000 to 90899 (900) ../codes/from-90/|J0000 to J0002 (3) ../codes/from-j000/|90000 to 90099 (100) ../../codes/from-900/"
	if g := strings.Join(got, "|"); !strings.HasPrefix(g, want) {
		t.Errorf("got %s", g)
	}
	p := pages["codes/from-900/"]
	if p.Title != "All codes: 90000 to 90099" || len(p.Breadcrumb) != 3 || p.Breadcrumb[2].Href != "../../codes/from-90/" {
		t.Errorf("the part is called %q, below %+v", p.Title, p.Breadcrumb)
	}
	for path := range pages {
		if html := pageHTML(t, sh, pages[path]); strings.Count(html, "<a ") > 10_000 {
			t.Errorf("%s has %d links", path, strings.Count(html, "<a "))
		}
	}
}

func TestHomePage(t *testing.T) {
	c := site.DefaultConfig()
	c.Nav = []site.Link{{Text: "About", Link: "/about/"}, {Text: "Out", Link: "https://a.example"}}
	c.Logo = "logo.svg"
	sh := shared(t, siteOf(t, c, guideFile("11982", "", ""), guideFile("99213", "", "")))
	sh.sizes["logo.svg"] = Size{Width: 128, Height: 64}
	p := sh.HomePage(nil, nil)
	if p.Root != "" || p.Nav[0].Href != "about/" || p.Nav[1].Href != "https://a.example" || len(p.Home.Sections) != 2 || p.Home.Sections[0].Href != "surgery/" {
		t.Errorf("home page %+v", p)
	}
	if p := sh.SearchPage(); p.Root != "../" || p.Nav[0].Href != "../about/" || p.Logo != "../logo.svg" || p.LogoWidth != 64 {
		t.Errorf("search page %+v", p)
	}
	sh.config.BaseURL = "https://a.example/guides/"
	if p := sh.NotFoundPage(); p.Root != "/guides/" || p.Nav[0].Href != "/guides/about/" || p.Canonical != "" {
		t.Errorf("404 page %+v", p)
	}
}
