package build

import (
	"math"
	"sync"

	"bedside/internal/diag"
)

// pageOrder is a page's place among those of its group.
type pageOrder struct{ group, at int }

// The groups of pages, of which each has the same layout or nearly so.
const (
	guidePages = iota
	handouts
	otherPages
	pageGroups // how many there are
)

// mistakes are those of layouts, by group of pages.
type mistakes [pageGroups]*layoutMistakes

func newMistakes() mistakes {
	var m mistakes
	for group := range m {
		m[group] = newLayoutMistakes()
	}
	return m
}

// found returns what is known so far, in the order of the groups.
func (m *mistakes) found() diag.List {
	var list diag.List
	for _, group := range m {
		list = append(list, group.found()...)
	}
	return list
}

// layoutMistakes keeps the mistake of a layout that the first of many pages shows.
// The other pages of the same layout would only repeat it, or take long to. Pages
// are begun in their order, so whichever page fails first, all before it have been
// begun and will be finished: the first one is found whatever the order of work.
type layoutMistakes struct {
	mu    sync.Mutex
	page  int
	first diag.List
}

func newLayoutMistakes() *layoutMistakes { return &layoutMistakes{page: math.MaxInt} }

// before reports whether a page before this one has a mistake already.
func (m *layoutMistakes) before(page int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.page < page
}

func (m *layoutMistakes) add(page int, d diag.Diagnostic) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if page < m.page {
		m.page, m.first = page, diag.List{d}
	}
}

func (m *layoutMistakes) found() diag.List {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.first
}
