package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"bedside"
)

// TestReport looks at what an author is told of a guide.
func TestReport(t *testing.T) {
	s := newSmall(t)
	s.write("content/11982.md", strings.Replace(smallGuide("11982", "A guide", "The cat sat on the mat. <b>x</b>\n\n## Recovery\n\nIt is done. You rest."),
		"summary:", "modifiers: [XX]\nsummary:", 1))
	s.write("content/11981.md", strings.Replace(smallGuide("11981", "Naming", "[It](11982#recovery)."), "summary:", "related: [\"11982\"]\nsummary:", 1))
	s.write("content/about.md", "---\ntitle: About\n---\nSee [it](11982).\n")
	s.v = mustUpdate(t, s.builder, nil, true)
	if err := s.v.CheckAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, ok, err := s.v.Report("11982/")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if r.File != "content/11982.md" || r.Code != "11982" || r.Title != "A guide" || r.Card.URL != "https://guides.example/11982/" ||
		r.Card.Description != "S." || !strings.Contains(r.Card.Title, "A guide (CPT 11982)") {
		t.Errorf("%+v", r)
	}
	var rules []string
	for _, d := range r.Problems {
		rules = append(rules, d.Rule)
		if d.Line > 0 && d.Excerpt == "" {
			t.Errorf("%s has no source line", d.Location())
		}
	}
	if want := []string{"modifier-unknown", "raw-html", "raw-html"}; !slices.Equal(rules, want) {
		t.Errorf("problems %q, want %q", rules, want)
	}
	if r.Review == nil || r.Review.Due != "2026-01-02" || r.Review.Pos.Line != 6 {
		t.Errorf("review %+v", r.Review)
	}
	if len(r.Sections) != 2 || r.Sections[1].ID != "recovery" || r.Sections[1].Words != 5 || r.Sections[1].Pos.Line != 12 || r.Words < 11 {
		t.Errorf("%d words, sections %+v", r.Words, r.Sections)
	}
	if len(r.Missing) != 14 || slices.ContainsFunc(r.Missing, func(m MissingSection) bool { return m.ID == "recovery" }) {
		t.Errorf("missing sections %+v", r.Missing)
	}
	incoming := ""
	for _, l := range r.Incoming {
		incoming += fmt.Sprintln(l.File, l.Pos.Line, l.Title, l.Address, l.Related)
	}
	if want := "content/11981.md 4 Naming 11981/ true\ncontent/11981.md 10 Naming 11981/ false\ncontent/about.md 4 About about/ false\n"; incoming != want {
		t.Errorf("incoming links\n%swant\n%s", incoming, want)
	}
	if r, ok, err := s.v.Report("about/"); err != nil || !ok || r.Code != "" || r.Review != nil || len(r.Missing) != 0 || r.Title != "About" {
		t.Errorf("about: %+v, %t, %v", r, ok, err)
	}
	if _, ok, err := s.v.Report("codes/"); ok || err != nil {
		t.Errorf("codes: %t, %v", ok, err)
	}
}

func TestChanged(t *testing.T) {
	s := newSmall(t)
	first := s.v
	s.save("content/11982.md", smallGuide("11982", "Guide 11982", "New text."))
	body := s.v
	if c := body.Changed(first); c.Everything || c.Styles || c.Joined || !slices.Equal(c.Pages, []string{"11982/"}) || !slices.Equal(c.Files, []string{"content/11982.md"}) {
		t.Errorf("a body: %+v", c)
	}
	s.save("assets/main.css", "body{margin:1px}")
	style := s.v
	if c := style.Changed(body); c.Everything || !c.Styles || c.Joined || len(c.Pages) > 0 {
		t.Errorf("a style sheet: %+v", c)
	}
	if c := style.Changed(first); c.Everything || !c.Styles || !slices.Equal(c.Pages, []string{"11982/"}) {
		t.Errorf("both: %+v", c)
	}
	s.remove("content/11983.md")
	if c := s.v.Changed(style); c.Everything || !c.Joined || !slices.Equal(c.Pages, []string{"11983/"}) {
		t.Errorf("a removed guide: %+v", c)
	}
	removed := s.v
	s.save("layouts/partials/related.html", "")
	if c := s.v.Changed(removed); !c.Everything || c.Joined {
		t.Errorf("a layout: %+v", c)
	}
	if c := s.v.Changed(s.v); c.Everything || c.Styles || c.Joined || len(c.Pages)+len(c.Files) > 0 {
		t.Errorf("nothing: %+v", c)
	}
	for i := range maxHistory {
		s.save("content/11982.md", smallGuide("11982", "Guide 11982", fmt.Sprint("Text ", i)))
	}
	if c := s.v.Changed(first); !c.Everything {
		t.Errorf("too long ago: %+v", c)
	}
}

// TestOldVersion asks a version for a page whose file has changed since: it gives
// the page as it was, if that was made, or as it is.
func TestOldVersion(t *testing.T) {
	s := newSmall(t)
	s.shows("11981/index.html", "Text of 11981.")
	s.write("content/11981.md", smallGuide("11981", "T", "Later."))
	s.shows("11981/index.html", "Text of 11981.")
	s.write("content/11982.md", smallGuide("11982", "T", "Later."))
	s.shows("11982/index.html", "Later.")
	if err := s.v.CheckAll(t.Context()); err != nil {
		t.Errorf("a check meets a file that changed: %v", err)
	}
	s.v = mustUpdate(t, s.builder, []string{"content/11981.md", "content/11982.md"}, false)
	s.shows("11981/index.html", "Later.")
	s.reports()
}

// TestConcurrent asks for files, reports and problems from many sides while the
// source is edited and checked. It is of most use with the race detector.
func TestConcurrent(t *testing.T) {
	s := newSmall(t)
	var mu sync.Mutex
	v := s.v
	current := func() *Version {
		mu.Lock()
		defer mu.Unlock()
		return v
	}
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				v := current()
				name := []string{"11982/index.html", "index.html", "codes/index.html", "search/index/root.txt", "sitemap.xml", "11981/guide.json"}[(n+i)%6]
				if data, ok, err := v.File(name); err != nil || !ok || len(data) == 0 {
					t.Errorf("%s: %t, %v", name, ok, err)
					return
				}
				if _, _, err := v.Report("11982/"); err != nil {
					t.Error(err)
				}
				v.Problems()
			}
		})
	}
	for n := range 40 {
		next := s.saveWhole(n)
		mu.Lock()
		v = next
		mu.Unlock()
		checking, cancel := context.WithCancel(ctx)
		defer cancel()
		group.Go(func() {
			if err := next.CheckAll(checking); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		if n%3 == 0 {
			cancel()
		}
	}
	stop()
	group.Wait()
}

// saveWhole does one of many edits as editors do, so that nobody meets half a file.
func (s *small) saveWhole(n int) *Version {
	name, data := "content/11982.md", smallGuide("11982", fmt.Sprint("Title ", n%7), fmt.Sprint("Text ", n))
	switch n % 8 {
	case 5:
		data = "broken"
	case 6:
		name, data = "layouts/partials/related.html", fmt.Sprintf("<!-- %d -->", n)
	case 7:
		name, data = "bedside.yaml", fmt.Sprintf("name: Site %d\n", n)
	}
	s.write(name+".tmp", data)
	if err := os.Rename(s.dir+"/"+name+".tmp", s.dir+"/"+name); err != nil {
		s.Fatal(err)
	}
	return mustUpdate(s, s.builder, []string{name}, n%10 == 0)
}

// TestCheckStandsBack wants a check to wait as long as somebody waits for a file.
func TestCheckStandsBack(t *testing.T) {
	s := newSmall(t)
	end := s.builder.precedence.begin()
	done := make(chan error)
	go func() { done <- s.v.CheckAll(t.Context()) }()
	before := s.builder.Work()
	select {
	case err := <-done:
		t.Fatal("the check did not wait:", err)
	default:
	}
	if now := s.builder.Work(); now != before {
		t.Errorf("work was done: %+v", now)
	}
	end()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	end = s.builder.precedence.begin()
	defer end()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.v = mustUpdate(t, s.builder, nil, true)
	if err := New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults()}).precedence.standBack(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestMadeIsBounded(t *testing.T) {
	m := newMade(100)
	for i := range 50 {
		m.keep(fmt.Sprint(i), 1, make([]byte, 10))
		m.get("0", 1)
	}
	if m.size != 100 || len(m.files) != 10 || m.order.Len() != 10 {
		t.Errorf("%d bytes in %d files, %d in order", m.size, len(m.files), m.order.Len())
	}
	if _, ok := m.get("0", 1); !ok {
		t.Error("the file that was used last is gone")
	}
	if _, ok := m.get("0", 2); ok {
		t.Error("a file is given for another key")
	}
	m.keep("0", 2, make([]byte, 20))
	if m.size > 100 {
		t.Errorf("%d bytes", m.size)
	}
	m.keep("large", 1, make([]byte, 200))
	if len(m.files) != 0 || m.size != 0 {
		t.Errorf("%d files, %d bytes", len(m.files), m.size)
	}
}
