package build

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"bedside"
)

// TestWork counts what an edit costs, in a site with hundreds of guides: what it
// touched, and nothing that grows with the site.
func TestWork(t *testing.T) {
	const guides = 300
	s := &small{T: t, dir: t.TempDir()}
	code := func(i int) string { return fmt.Sprintf("%05d", 10000+i) }
	text := func(i int, title, text string) string {
		return strings.Replace(smallGuide(code(i), title, text+"\n\n## Recovery\n\nRest."), "summary:",
			fmt.Sprintf("related: [%q]\nsummary:", code((i+1)%guides)), 1)
	}
	for i := range guides {
		s.write("content/"+code(i)+".md", text(i, "Guide", "Text."))
	}
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults()})
	last := Work{}
	// did wants exactly this work since it was called last.
	did := func(what string, want Work) {
		t.Helper()
		now := s.builder.Work()
		got := Work{now.Reads - last.Reads, now.Parses - last.Parses, now.Bodies - last.Bodies, now.Renders - last.Renders,
			now.Entries - last.Entries, now.Indexes - last.Indexes, now.Lists - last.Lists, now.Joins - last.Joins}
		if got != want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
		}
		last = now
	}
	check := func() { t.Helper(); s.reports() }
	file := "content/" + code(150) + ".md"
	page := code(150) + "/index.html"

	s.v = mustUpdate(t, s.builder, nil, true)
	did("start", Work{Reads: guides, Parses: guides, Joins: 1})
	s.shows(page, "Text.")
	s.shows(page, "Text.")
	did("first page", Work{Reads: 1, Bodies: 1, Renders: 1})
	check()
	pages := int64(len(s.v.now.whole.pages()) + 1)
	did("check of everything", Work{Reads: guides, Bodies: guides, Entries: guides, Renders: guides + pages, Lists: 1})
	check()
	did("check of everything again", Work{})
	s.shows("search/index/root.txt", "bedside-search")
	s.shows("search/index/root.txt", "bedside-search")
	did("search", Work{Indexes: 1})

	version := s.v
	s.save(file, text(150, "Guide", "Text."))
	if s.v != version {
		t.Error("a file that was saved without a change makes a version")
	}
	did("save without a change", Work{Reads: 1})

	s.save(file, text(150, "Guide", "Other text."))
	did("edit of a body", Work{Reads: 1, Parses: 1})
	s.shows(page, "Other text.")
	did("its page", Work{Reads: 1, Bodies: 1, Renders: 1})
	check()
	did("its check", Work{Reads: 1, Bodies: 1, Entries: 1, Renders: 1})
	s.shows("search/index/root.txt", "bedside-search")
	did("search after an edit", Work{Indexes: 1})
	s.shows("codes/index.html", "Guide")
	s.shows("codes/index.html", "Guide")
	did("a list after an edit of a body", Work{Renders: 1})

	s.save(file, text(150, "Another title", "Other text."))
	did("edit of a title", Work{Reads: 1, Parses: 1, Joins: 1})
	s.shows(code(151)+"/index.html", "Another title")
	did("a neighbour", Work{Reads: 1, Bodies: 1, Renders: 1})
	check()
	// Its own page and that of each neighbour, which is also related.
	did("check after an edit of a title", Work{Reads: 3, Bodies: 3, Entries: 1, Renders: 3 + pages, Lists: 1})

	s.save("layouts/partials/related.html", `{{range .}}{{.Title}}{{end}}`)
	did("edit of a partial", Work{})
	s.shows(page, "Other text.")
	did("a page after it", Work{Reads: 1, Bodies: 1, Renders: 1})

	s.save("assets/main.css", "body{margin:0}")
	s.shows(page, "Other text.")
	did("edit of the style sheet", Work{Reads: 1, Bodies: 1, Renders: 1})
}
