package build

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/diag"
)

// counted is a site of many guides whose Builder's work is counted.
type counted struct {
	small
	last Work
}

const countedGuides = 300

func countedCode(i int) string { return fmt.Sprintf("%05d", 10000+i) }

func countedText(i int, title, text string) string {
	next := fmt.Sprintf("related: [%q]\nsummary:", countedCode((i+1)%countedGuides))
	return strings.Replace(smallGuide(countedCode(i), title, text+"\n\n## Recovery\n\nRest."), "summary:", next, 1)
}

func newCounted(t *testing.T) *counted {
	s := &counted{small: small{T: t, dir: t.TempDir()}}
	for i := range countedGuides {
		s.write("content/"+countedCode(i)+".md", countedText(i, "Guide", "Text."))
	}
	s.builder = New(Options{Source: os.DirFS(s.dir), Defaults: bedside.Defaults()})
	s.v = mustUpdate(t, s.builder, nil, true)
	return s
}

// did wants exactly this work since it was called last.
func (s *counted) did(what string, want Work) {
	s.Helper()
	now, last := s.builder.Work(), s.last
	got := Work{now.Reads - last.Reads, now.Parses - last.Parses, now.Bodies - last.Bodies, now.Renders - last.Renders,
		now.Entries - last.Entries, now.Indexes - last.Indexes, now.Lists - last.Lists, now.Joins - last.Joins, now.Cards - last.Cards, now.Pictures - last.Pictures}
	if got != want {
		s.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
	s.last = now
}

// pages is how many pages are made of no text.
func (s *counted) pages() int64 { return int64(len(s.v.now.wholePages())) }

// TestWorkAtStart counts what is done before and behind the first page.
func TestWorkAtStart(t *testing.T) {
	s := newCounted(t)
	s.did("start", Work{Reads: countedGuides, Parses: countedGuides, Joins: 1})
	s.shows("10150/index.html", "Text.")
	s.shows("10150/index.html", "Text.")
	s.did("first page", Work{Reads: 1, Bodies: 1, Renders: 1})
	s.reports()
	s.did("check", Work{Reads: countedGuides, Bodies: countedGuides, Entries: countedGuides, Renders: 2*countedGuides + s.pages(), Lists: 1})
	s.reports()
	s.did("check again", Work{})
	s.shows("search/index/root.txt", "bedside-search")
	s.shows("search/index/root.txt", "bedside-search")
	s.did("search", Work{Indexes: 1})
}

// TestWorkOfAnEdit counts what an edit costs: what it touched, and nothing that
// grows with the site.
func TestWorkOfAnEdit(t *testing.T) {
	s := newCounted(t)
	s.reports()
	s.last = s.builder.Work()
	version := s.v
	s.save("content/10150.md", countedText(150, "Guide", "Text."))
	if s.v != version {
		t.Error("a file that was saved without a change makes a version")
	}
	s.did("save without a change", Work{Reads: 1})

	s.save("content/10150.md", countedText(150, "Guide", "Other text."))
	s.did("edit of a body", Work{Reads: 1, Parses: 1})
	s.shows("10150/index.html", "Other text.")
	s.did("its page", Work{Reads: 1, Bodies: 1, Renders: 1})
	s.reports()
	s.did("its check", Work{Reads: 1, Bodies: 1, Entries: 1, Renders: 2}) // with its handout
	s.shows("10150/handout/index.html", "Other text.")
	s.shows("10150/handout/index.html", "Other text.")
	s.did("its handout", Work{Reads: 1, Bodies: 1, Renders: 1})
	s.shows("search/index/root.txt", "bedside-search")
	s.did("search after it", Work{Indexes: 1})
	s.shows("codes/index.html", "Guide")
	s.shows("codes/index.html", "Guide")
	s.did("a list after it", Work{Renders: 1})

	s.save("content/10150.md", countedText(150, "Another title", "Other text."))
	s.did("edit of a title", Work{Reads: 1, Parses: 1, Joins: 1})
	s.shows("10151/index.html", "Another title")
	s.did("a neighbour", Work{Reads: 1, Bodies: 1, Renders: 1})
	s.reports()
	// Its own page and those of its neighbours, which are also the related ones.
	s.did("its check", Work{Reads: 3, Bodies: 3, Entries: 1, Renders: 2*3 + s.pages(), Lists: 1})

	s.save("layouts/partials/related.html", `{{range .Related}}{{.Title}}{{end}}`)
	s.did("edit of a partial", Work{})
	s.shows("10150/index.html", "Other text.")
	s.did("a page after it", Work{Reads: 1, Bodies: 1, Renders: 1})
	s.save("assets/main.css", "body{margin:0}")
	s.shows("10150/index.html", "Other text.")
	s.did("edit of the style sheet", Work{Reads: 1, Bodies: 1, Renders: 1})
}

// TestErrorsCostLittle: what a page shows of the problems of a site with many
// warnings, and what the panel shows of a file, does not grow with them.
func TestErrorsCostLittle(t *testing.T) {
	s := newCounted(t)
	s.reports()
	s.save("content/10150.md", countedText(150, "Guide", "Another text, which leads [nowhere](/nowhere/)."))
	s.shows("10150/index.html", "")
	var all, few, file int
	bytes := func(f func()) int {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return int(after.TotalAlloc - before.TotalAlloc)
	}
	few = bytes(func() {
		if found := s.v.Errors(); len(found) != 1 || found[0].File != "content/10150.md" || found[0].Excerpt == "" {
			t.Errorf("errors %v", found)
		}
	})
	file = bytes(func() {
		if found := s.v.ProblemsOf("content/10150.md"); found.Count(diag.Error) != 1 || len(found) < 2 {
			t.Errorf("of the file %v", found)
		}
	})
	all = bytes(func() {
		if found := s.v.Problems(); len(found) < countedGuides {
			t.Errorf("%d problems", len(found))
		}
	})
	if few > 16<<10 || file > 16<<10 || all < 10*few {
		t.Errorf("the errors take %d bytes, the file's problems %d, and all %d", few, file, all)
	}
}
