package preview

import (
	"regexp"
	"sync"

	"bedside/internal/diag"
)

// Version is one state of the site, as its builder hands it over. Its functions
// are called from many goroutines, also after newer versions have been shown.
type Version struct {
	// File returns the bytes that are published at a path below the site's root,
	// such as "11982/index.html". While something is broken, they are those of the
	// last good state. If nothing is published there, ok is false. The error is for a
	// file that cannot be made and never was.
	File func(path string) (data []byte, ok bool, err error)
	// Errors returns what is known to keep the site from being published, sorted, with
	// excerpts. It is called by Show and by ProblemsChanged, not for every request.
	Errors func() diag.List
	// Found returns another number once more is known than before: of errors, or of what
	// Report tells.
	Found func() int64
	// Report describes the page with an address such as "11982/" for the editor's
	// panel, or returns false if no source file is its own. It is called for each page
	// that is opened, after the page.
	Report func(page string) (r Report, ok bool)
	// Base is the path of the address that the site is published at, "/" or
	// "/guides/". The preview shows the site at "/".
	Base string
}

// Change says what a version changes in the one shown before it.
type Change struct {
	// Paths are the published files whose bytes may differ. All means that any may.
	Paths []string
	All   bool
	// Saved are the pages whose own source files were saved.
	Saved []Page
}

// Page is a page that can be gone to.
type Page struct {
	// Path is its address below the site's root: "11982/".
	Path string
	// Name is what an editor calls it, a code or a title.
	Name string
}

// Report is what the editor's panel shows of a page beside its looks.
type Report struct {
	// File is the page's source file.
	File string
	// Guide is set for a guide, other than for a page such as about.md.
	Guide bool
	// Draft is a page that is shown here and not published.
	Draft bool
	// Problems are those that the source file causes or has.
	Problems diag.List
	// Words is the length of the whole text.
	Words    int
	Sections []Section
	// Reviewed and Due are days, as YYYY-MM-DD, empty where they are unknown.
	// ReviewPos is where the first is written.
	Reviewed, Due, ReviewedBy string
	ReviewPos                 diag.Pos
	// Missing are the headings of usual sections that the guide lacks.
	Missing []string
	// LinksHere are the places that lead to this page.
	LinksHere []Link
}

// Link is a place in a source file that leads to a page.
type Link struct {
	// From is the page that has the link.
	From Page
	File string
	Pos  diag.Pos
}

// Section is one part of a text under its heading.
type Section struct {
	Heading string
	// Pos is where it begins in the source file.
	Pos   diag.Pos
	Words int
	// Grade is the years of school that reading it takes, or 0 for a section that is
	// too short to tell.
	Grade float64
}

// state is everything that answers depend on. It is never changed.
type state struct {
	number  uint64
	version Version
	errors  diag.List
	found   int64 // what was known when errors were asked for
	// before is the version that was shown before this one, or nil.
	before *Version
	// Both are read from the version's own files when they are first needed.
	headers   func() []headerRule
	redirects func() map[string]redirect
}

// file looks a published file up.
func (st *state) file(path string) (data []byte, ok bool, err error) {
	data, ok, err = st.version.File(path)
	if ok || err != nil || st.before == nil || !hashed.MatchString(path) {
		return data, ok && err == nil, err
	}
	// A tab may still be loading a page of the version before, whose style sheet had
	// another fingerprint.
	return st.before.File(path)
}

// hashed matches paths whose file never changes, since its name depends on it.
var hashed = regexp.MustCompile(`^(assets|search/index)/`)

// Show makes a version the one that is shown, and tells all open pages.
func (s *Server) Show(v Version, c Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.state.Load()
	next := &state{version: v, number: 1}
	if old != nil {
		before := old.version // a pointer into old would keep all states before it
		next.number, next.before = old.number+1, &before
	}
	next.look()
	next.headers = sync.OnceValue(next.readHeaders)
	next.redirects = sync.OnceValue(next.readRedirects)
	saved := s.places(next, c.Saved)
	s.replace(next, entry{number: next.number, all: c.All, paths: c.Paths, saved: saved})
}

// ProblemsChanged looks at what is known of the version again, for a builder that
// goes on finding some after it has handed the version over.
func (s *Server) ProblemsChanged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.state.Load()
	if old == nil {
		return
	}
	if old.found == old.version.Found() {
		return
	}
	next := *old
	next.number++
	next.look()
	s.replace(&next, entry{number: next.number})
}

// look asks the version for its errors. What is found meanwhile counts as unknown.
func (st *state) look() {
	st.found = st.version.Found()
	st.errors = st.version.Errors()
}

func (st *state) broken() bool { return len(st.errors) > 0 }

// replace publishes a state. The caller holds s.mu.
func (s *Server) replace(next *state, e entry) {
	first := s.state.Load() == nil
	s.state.Store(next)
	s.streams.add(e)
	if first {
		close(s.first)
	}
}

// places finds for a reader who follows where each saved page changed.
func (s *Server) places(next *state, saved []Page) []savedPage {
	out := make([]savedPage, len(saved))
	for i, p := range saved {
		out[i] = savedPage{Path: "/" + p.Path, Name: p.Name}
		if s.options.Follow && len(saved) == 1 && next.before != nil {
			out[i].At = next.changedSection(p.Path + "index.html")
		}
	}
	return out
}

// changedSection returns the id of the first heading under which a page differs
// from the one before, or "" for its top.
func (st *state) changedSection(path string) string {
	was, ok, err := st.before.File(path)
	if !ok || err != nil {
		return ""
	}
	is, ok, err := st.version.File(path)
	if !ok || err != nil {
		return ""
	}
	return firstDifference(sections(was), sections(is))
}
