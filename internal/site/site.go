// Package site joins the guides of one source directory: which sections and lists
// there are, how guides relate, where each address and each link leads, and what
// the settings say.
//
// It takes guides that were parsed each for itself and finds what needs more than
// one of them. What makes a site impossible to join, such as two guides of one
// code, is a problem here; what is merely wrong is a rule of package check. A Site
// is never changed after New and safe for concurrent use.
package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// Site is everything that is published, joined.
type Site struct {
	Config Config
	// Guides are in the order of their codes, one for each code.
	Guides []*guide.Guide
	// Pages are in the order of their addresses.
	Pages []*guide.Page
	// Sections are the sections that have guides, in the order of the code sets.
	Sections []*Section
	// Specialties are in alphabetical order.
	Specialties []Specialty

	index    map[codes.Code]int
	incoming [][]codes.Code // by guide: who names it as related
	placed   []Placing      // by guide
	pages    map[string]*guide.Page
	files    map[string]bool
	aliases  map[string]*guide.Guide

	unreadable map[codes.Code]bool
	drafts     map[string]string // by address, the file of what a build leaves out
}

// Section is a section or subsection and its guides.
type Section struct {
	Name, PlainName string
	// Path is the address below the root: "surgery/" or "surgery/skin-breast/".
	Path string
	// Guides are those that lie in no subsection, or, in a subsection, all.
	Guides []*guide.Guide
	Subs   []*Section
}

// Total counts the guides of a section and its subsections.
func (s *Section) Total() int {
	n := len(s.Guides)
	for _, sub := range s.Subs {
		n += sub.Total()
	}
	return n
}

// Placing says where a guide is listed. Sub is nil where there is none.
type Placing struct{ Section, Sub *Section }

// Specialty lists the guides of one specialty.
type Specialty struct {
	Name, Path string
	Guides     []*guide.Guide
}

// Sources is what New joins.
type Sources struct {
	Config Config
	Guides []*guide.Guide
	Pages  []*guide.Page
	// Files are the slash paths of all other files below content/ and static/,
	// as seen from the source directory.
	Files []string
	// Unreadable are codes whose guide is there but has a mistake that keeps it
	// from being read. What names them is not reported as well.
	Unreadable []codes.Code
	// DraftGuides and DraftPages are left out, and known to whatever leads to them.
	DraftGuides []*guide.Guide
	DraftPages  []*guide.Page
}

// New joins the sources. The guides and pages are kept, not copied.
func New(src Sources) (*Site, diag.List) {
	s := &Site{
		Config:  src.Config,
		index:   make(map[codes.Code]int, len(src.Guides)),
		pages:   map[string]*guide.Page{},
		files:   make(map[string]bool, len(src.Files)),
		aliases: map[string]*guide.Guide{},

		unreadable: make(map[codes.Code]bool, len(src.Unreadable)),
		drafts:     make(map[string]string, len(src.DraftGuides)+len(src.DraftPages)),
	}
	for _, f := range src.Files {
		s.files[f] = true
	}
	for _, c := range src.Unreadable {
		s.unreadable[c] = true
	}
	s.addDrafts(src)
	problems := s.addGuides(src.Guides)
	// None of the three looks at what another makes.
	var group sync.WaitGroup
	group.Go(s.relate)
	group.Go(s.arrange)
	s.arrangeSpecialties()
	group.Wait()
	problems = append(problems, s.addPages(src.Pages)...)
	return s, append(problems, noBaseURL(src.Config)...)
}

func noBaseURL(c Config) diag.List {
	if c.BaseURL != "" {
		return nil
	}
	return diag.List{{
		File: ConfigFile, Severity: diag.Warning, Rule: "base-url-missing",
		Message: "the site's address is not known, so sitemap, feed and canonical addresses lack their host",
		Hint:    "Write base_url: https://guides.example.org/ into " + ConfigFile + ", or build with --base-url.",
	}}
}

// addGuides keeps the first guide of each code, in the order of file names.
func (s *Site) addGuides(guides []*guide.Guide) diag.List {
	var problems diag.List
	sorted := slices.Clone(guides)
	s.Guides = make([]*guide.Guide, 0, len(guides))
	slices.SortFunc(sorted, func(a, b *guide.Guide) int {
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 {
			return c
		}
		return strings.Compare(a.File, b.File)
	})
	for _, g := range sorted {
		if n := len(s.Guides); n > 0 && s.Guides[n-1].Code == g.Code {
			problems = append(problems, duplicate(g, s.Guides[n-1]), duplicate(s.Guides[n-1], g))
			continue
		}
		s.index[g.Code] = len(s.Guides)
		s.Guides = append(s.Guides, g)
	}
	return problems
}

func duplicate(g, other *guide.Guide) diag.Diagnostic {
	return diag.Diagnostic{
		File: g.File, Pos: g.PosOf("code"), Severity: diag.Error, Rule: "code-duplicate",
		Message: fmt.Sprintf("the code %s is also the code of %s", g.Code, other.File),
		Hint:    "A code has one guide: merge the two files, or correct one of the codes.",
	}
}

// Guide returns the guide of a code, or nil.
func (s *Site) Guide(c codes.Code) *guide.Guide {
	if i, ok := s.index[c]; ok {
		return s.Guides[i]
	}
	return nil
}

// Index returns the place of a code's guide in Guides; false if it has none.
func (s *Site) Index(c codes.Code) (int, bool) {
	i, ok := s.index[c]
	return i, ok
}

// Naming returns the codes of the guides that name a code as related.
func (s *Site) Naming(c codes.Code) []codes.Code {
	i, ok := s.index[c]
	if !ok {
		return nil
	}
	return s.incoming[i]
}

// Exists reports whether a code has a guide, be it one that cannot be read.
func (s *Site) Exists(c codes.Code) bool { return s.Guide(c) != nil || s.unreadable[c] }

// Neighbors returns the guides before and after a code; nil at the ends.
func (s *Site) Neighbors(c codes.Code) (previous, next *guide.Guide) {
	i, ok := s.index[c]
	if !ok {
		return nil, nil
	}
	if i > 0 {
		previous = s.Guides[i-1]
	}
	if i+1 < len(s.Guides) {
		next = s.Guides[i+1]
	}
	return previous, next
}

func (s *Site) relate() {
	s.incoming = make([][]codes.Code, len(s.Guides))
	for _, g := range s.Guides {
		for _, c := range g.Related {
			if i, ok := s.index[c]; ok {
				s.incoming[i] = append(s.incoming[i], g.Code)
			}
		}
		for _, a := range g.Aliases {
			if key := aliasKey(a); s.aliases[key] == nil {
				s.aliases[key] = g
			}
		}
	}
}

// AliasOwner returns the first guide, in the order of codes, that has an alias.
func (s *Site) AliasOwner(alias string) *guide.Guide { return s.aliases[aliasKey(alias)] }

// aliasKey takes /old and /old/ for one address, as hosts do.
func aliasKey(alias string) string { return strings.Trim(alias, "/") }

// maxRelated bounds how many guides that name this one are added to its own
// relations: a popular guide would otherwise list hundreds.
const maxRelated = 12

// Related returns the guides that a guide names, in the author's order, and then
// those that name it, in the order of their codes.
func (s *Site) Related(g *guide.Guide) []*guide.Guide {
	var out []*guide.Guide
	seen := map[codes.Code]bool{g.Code: true}
	add := func(c codes.Code) {
		if other := s.Guide(c); other != nil && !seen[c] {
			seen[c] = true
			out = append(out, other)
		}
	}
	for _, c := range g.Related {
		add(c)
	}
	limit := max(len(out), maxRelated)
	for _, c := range s.Naming(g.Code) {
		if len(out) == limit {
			break
		}
		add(c)
	}
	return out
}

// PlaceOf returns where a guide is listed.
func (s *Site) PlaceOf(c codes.Code) Placing {
	i, ok := s.index[c]
	if !ok {
		return Placing{}
	}
	return s.placed[i]
}

// GuidePath is the address of a guide below the root: "11982/".
func GuidePath(c codes.Code) string { return c.Slug() + "/" }

// HandoutPath is the address of a guide's handout below the root: "11982/handout/".
func HandoutPath(c codes.Code) string { return GuidePath(c) + "handout/" }

// addPages finds pages whose address is taken.
func (s *Site) addPages(pages []*guide.Page) diag.List {
	var problems diag.List
	sorted := slices.Clone(pages)
	slices.SortFunc(sorted, func(a, b *guide.Page) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.File, b.File)
	})
	for _, p := range sorted {
		owner := s.ownerOf(p.Path)
		if owner == "" || p.Path == "" && s.pages[""] == nil {
			s.pages[p.Path] = p
			s.Pages = append(s.Pages, p)
			continue
		}
		problems = append(problems, diag.Diagnostic{
			File: p.File, Pos: diag.Pos{Line: 1, Column: 1}, Severity: diag.Error, Rule: "address-taken",
			Message: fmt.Sprintf("the address /%s is already that of %s", p.Path, owner),
			Hint:    "Rename this file.",
		})
	}
	return problems
}

// reserved are first parts of addresses that the program itself fills.
var reserved = map[string]string{
	"codes": "the list of codes", "a-z": "the list of names", "specialties": "the list of specialties",
	"search": "the search", "assets": "the style sheet and scripts",
}

// ownerOf names, in words, what is published at a path that ends with a slash;
// "" if nothing is.
func (s *Site) ownerOf(p string) string {
	if p == "" {
		return "the home page"
	}
	first, _, _ := strings.Cut(p, "/")
	if owner, ok := reserved[first]; ok {
		return owner
	}
	if code, err := codes.Parse(first); err == nil && s.Guide(code) != nil && (p == GuidePath(code) || p == HandoutPath(code)) {
		return s.Guide(code).File
	}
	for _, sec := range s.Sections {
		// Long lists go on at more/ and from-1/.
		rest, below := strings.CutPrefix(p, sec.Path)
		if below && (rest == "" || strings.HasPrefix(rest, "more/") || strings.HasPrefix(rest, "from-")) {
			return "the section " + sec.Name
		}
		for _, sub := range sec.Subs {
			if p == sub.Path || strings.HasPrefix(p, sub.Path) {
				return "the section " + sub.Name
			}
		}
	}
	if page := s.pages[p]; page != nil {
		return page.File
	}
	return ""
}

// Page returns the page at an address such as "about/", or nil.
func (s *Site) Page(path string) *guide.Page { return s.pages[path] }

// Home returns the text of the home page, or nil.
func (s *Site) Home() *guide.Page { return s.pages[""] }

// Owner names, in words, what the site itself publishes at a path without a
// leading slash, or in a folder of that name; "" if nothing.
func (s *Site) Owner(published string) string {
	dir, name := path.Split(published)
	// What is a file of the site's own can be no folder.
	for file := published; file != "." && file != "/"; file = path.Dir(file) {
		if owner := s.fileOwner(file); owner != "" {
			return owner
		}
	}
	switch {
	case published == "":
		return "the home page"
	case name == "index.html":
		return ""
	case strings.HasPrefix(published+"/", "search/index/"):
		return "the search index"
	}
	if strings.Contains(published, "/") && reserved[strings.TrimSuffix(dir, "/")] != "" {
		return ""
	}
	return s.ownerOf(published + "/")
}

// fileOwner is Owner for what the site makes as a file of exactly this path.
func (s *Site) fileOwner(published string) string {
	dir, name := path.Split(published)
	switch {
	case published == "index.html":
		return "the home page"
	case slices.Contains(RootFiles, published):
		return "a file that Bedside makes"
	case name == "index.html":
		return s.ownerOf(dir)
	case name == "guide.json" || name == "guide.md":
		if owner := s.ownerOf(dir); strings.HasSuffix(owner, ".md") {
			return owner
		}
	}
	return ""
}

// AnswersAt names, in words, what a reader gets at an address such as /old-page/,
// be it made or a file of static/; "" if there is nothing.
func (s *Site) AnswersAt(address string) string {
	p := strings.Trim(address, "/")
	if owner := s.Owner(p); owner != "" {
		return owner
	}
	if owner := s.ownerOf(p + "/"); owner != "" {
		return owner
	}
	for _, file := range []string{"static/" + p, "static/" + p + "/index.html", "static/" + p + ".html"} {
		if s.files[file] {
			return file
		}
	}
	return ""
}

// RootFiles are the names of the files that are made beside the pages.
var RootFiles = []string{
	"404.html", "_headers", "_redirects", "codes.json", "feed.xml", "llms.txt", "opensearch.xml",
	"robots.txt", "site.webmanifest", "sitemap.xml",
}
