package site

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

var kinds = []string{"broken", "here", "guide", "page", "file", "web"}

func (t Target) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", kinds[t.Kind], t.Path, t.Anchor, t.Source))
}

var resolveFiles = []string{
	"content/surgery/11982.md|specialties: [Skin Care]", "content/11983/index.md", "content/J7307.md", "content/about.md", "content/about.v2.md", "content/index.md",
	"content/help/index.md", "content/help/more.md", "content/surgery/arm.png", "content/11983/a b#1.png", "static/logo.svg", "static/11982",
}

func TestResolve(t *testing.T) {
	s := newSite(t, resolveFiles...)
	from := Origin{File: "content/surgery/11982.md", Path: "11982/"}
	for destination, want := range map[string]string{
		"11983": "guide 11983/", "11983.md": "guide 11983/", "11983.md#recovery": "guide 11983/ recovery", "../11983/index.md": "guide 11983/", "/11983/": "guide 11983/",
		"/11983#a": "guide 11983/ a", "j7307": "guide j7307/", "/j7307/": "guide j7307/", "11982": "guide 11982/", "11999": "broken", "11999.md": "broken",
		"#a": "here 11982/ a", "#%C3%BC": "here 11982/ ü", "#": "here 11982/", "": "broken",
		"../about.md": "page about/", "../about": "page about/", "../about.md#x": "page about/ x", "/about/": "page about/", "/about": "page about/", "about.md": "broken",
		"../about.pdf": "broken", "../about.v2.md": "page about-v2/", "../about.v2": "page about-v2/", "../help/": "page help/", "../help/index.md": "page help/", "../help/more.md": "page help/more/",
		"/": "page", "../index.md": "page", "/codes/": "page codes/", "/11983/handout/": "page 11983/handout/", "/11983/handout": "page 11983/handout/", "/99999/handout/": "broken", "/about/handout/": "broken", "/a-z": "page a-z/", "/search/?q=x": "page search/", "/specialties/": "page specialties/",
		"/specialties/skin-care/": "page specialties/skin-care/", "/surgery/": "page surgery/", "/surgery/skin-breast/": "page surgery/skin-breast/", "/lab/": "broken", "/gone/": "broken",
		"arm.png": "file 11982/arm.png  content/surgery/arm.png", "./arm.png": "file 11982/arm.png  content/surgery/arm.png", "../11983/a%20b%231.png": "file 11982/a b#1.png  content/11983/a b#1.png",
		"/logo.svg": "file logo.svg  static/logo.svg", "logo.svg": "broken", "/../logo.svg": "file logo.svg  static/logo.svg", "ARM.png": "broken",
		"../../static/logo.svg": "broken", "../../../etc/passwd": "broken", "/etc/passwd": "broken", "..": "broken", "../../x": "broken",
		"https://a.example/b?c#d": "web https://a.example/b?c#d", "http://a.example": "web http://a.example", "HTTPS://A.example": "web HTTPS://A.example",
		"mailto:a@b.example": "web mailto:a@b.example", "tel:+1": "web tel:+1", "https:": "broken", "https:/a": "broken", "//a.example": "broken", "///a": "broken",
		"/\\a.example": "broken", "\\\\a.example": "broken", "javascript:alert(1)": "broken", "JavaScript:alert(1)": "broken", "java\tscript:x": "broken", "\x01javascript:x": "broken",
		" javascript:x": "broken", "data:text/html,x": "broken", "vbscript:x": "broken", "file:///etc/passwd": "broken", "ftp://a.example": "broken", "blob:x": "broken",
		"%": "broken", "%2e%2e/%2e%2e/etc": "broken", "a:b": "broken", "?q": "broken", "javascript:11983": "broken", "x/javascript:alert(1)": "broken",
	} {
		if got := s.Resolve(from, destination).String(); got != want {
			t.Errorf("Resolve(%q) = %q, want %q", destination, got, want)
		}
	}
	if got := s.Resolve(Origin{File: "content/index.md"}, "about.md").String(); got != "page about/" {
		t.Errorf("from the home page: %s", got)
	}
}

// TestResolveSaysWhatWasMeant: a link that leads nowhere knows the draft that would be
// there, or what has the name elsewhere, and what leads to that is found.
func TestResolveSaysWhatWasMeant(t *testing.T) {
	src := sources(t, append(resolveFiles, "content/a/contact.md", "content/b/contact.md", "content/fees.pdf", "content/help/opening hours.md")...)
	drafts := sources(t, "content/em/99213.md", "content/em/11983.md", "content/plans.md")
	src.DraftGuides, src.DraftPages = drafts.Guides, drafts.Pages
	s, _ := New(src)
	from := Origin{File: "content/surgery/11982.md", Path: "11982/"}
	for destination, want := range map[string][3]string{
		"99213": {"content/em/99213.md"}, "../em/99213.md#x": {"content/em/99213.md"}, "/99213/": {"content/em/99213.md"}, "11983": {}, "99214": {},
		"../plans.md": {"content/plans.md"}, "/plans": {"content/plans.md"}, "plans.md": {},
		"about.md": {"", "content/about.md", "../about.md"}, "about": {"", "content/about.md", "../about.md"}, "/about.md": {"", "content/about.md", "../about.md"},
		"../../about.md": {"", "content/about.md", "../about.md"}, "more.md": {"", "content/help/more.md", "../help/more.md"}, "help/": {"", "content/help/index.md", "../help/index.md"},
		"opening hours.md": {"", "content/help/opening hours.md", "../help/opening%20hours.md"},
		"contact.md":       {}, "fees.pdf": {"", "content/fees.pdf", "../fees.pdf"}, "logo.svg": {"", "static/logo.svg", "/logo.svg"}, "gone.md": {},
		"content/help/more.md": {"", "content/help/more.md", "../help/more.md"}, "index.md": {"", "content/index.md", "../index.md"},
	} {
		got := s.Resolve(from, destination)
		if got.Draft != want[0] || got.Near != want[1] {
			t.Errorf("%q: the draft %q, near %q; want %q", destination, got.Draft, got.Near, want)
		}
		if want[2] == "" {
			continue
		}
		if link := LinkTo(from.File, got.Near); link != want[2] || s.Resolve(from, link).Kind == Broken {
			t.Errorf("%q: to %s leads %q, which is %v", destination, got.Near, link, s.Resolve(from, link))
		}
	}
	if got := LinkTo("content/index.md", "content/help/more.md"); got != "help/more.md" {
		t.Errorf("from the top down: %s", got)
	}
}

// FuzzResolve: a link leads to a page of the site, to a file that was listed, to a
// web address of a harmless scheme, or nowhere.
func FuzzResolve(f *testing.F) {
	for _, seed := range []string{"11983.md#a", "../about.md", "/codes/", "https://a.example", "javascript:alert(1)", "//x", "%2e%2e/%00", "#%", "a\\b", "\tjava\nscript:x", "mailto:", "?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, destination string) {
		s := newSite(t, resolveFiles...)
		for _, from := range []Origin{{File: "content/surgery/11982.md", Path: "11982/"}, {File: "content/index.md"}} {
			checkTarget(t, s, from, destination, s.Resolve(from, destination))
		}
	})
}

func checkTarget(t *testing.T, s *Site, from Origin, destination string, got Target) {
	t.Helper()
	switch got.Kind {
	case External:
		scheme, _, _ := strings.Cut(strings.ToLower(got.Path), ":")
		if scheme != "https" && scheme != "http" && scheme != "mailto" && scheme != "tel" {
			t.Errorf("%q leads to %q", destination, got.Path)
		}
	case TargetGuide:
		if s.Guide(got.Code) == nil || got.Path != GuidePath(got.Code) {
			t.Errorf("%q leads to the guide %+v", destination, got)
		}
	case TargetPage:
		if got.Path != "" && s.pages[got.Path] == nil && !s.listed(got.Path) && !s.handout(got.Path) {
			t.Errorf("%q leads to the page %q", destination, got.Path)
		}
	case TargetFile:
		if !s.files[got.Source] || path.Clean("/"+got.Path) != "/"+got.Path {
			t.Errorf("%q leads to the file %q at %q", destination, got.Source, got.Path)
		}
	case SamePage:
		if got.Path != from.Path || !strings.HasPrefix(destination, "#") {
			t.Errorf("%q leads to this page", destination)
		}
	case Broken:
		if got.Path != "" || got.Anchor != "" {
			t.Errorf("%q is broken and leads to %+v", destination, got)
		}
	}
}
