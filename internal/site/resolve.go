package site

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/guide"
)

// Target is what a link in a text leads to.
type Target struct {
	Kind TargetKind
	// Path is the address below the root, without a leading slash, for everything
	// on this site; for External the whole address.
	Path string
	// Anchor is the part behind the #, or "".
	Anchor string
	// Code is set for TargetGuide.
	Code codes.Code
	// Source is the file that is published at Path, for TargetFile.
	Source string
	// Draft is set for Broken where a draft that is left out would be found: its file.
	Draft string
	// Near is set for Broken where the author probably meant a file of another folder.
	Near string
}

// TargetKind tells kinds of link targets apart.
type TargetKind uint8

// The kinds of target. Broken leads nowhere.
const (
	Broken TargetKind = iota
	SamePage
	TargetGuide
	TargetPage // any other page of the site
	TargetFile // a file beside the text or in static/
	External
)

// Origin is the file that a link stands in.
type Origin struct {
	// File is its slash path below the source directory, Path its address.
	File, Path string
}

// Resolve finds what a link leads to. It knows codes (11983, 11983.md#recovery),
// other content files (about.md), files beside the text, addresses of this site
// (/codes/) and the web.
func (s *Site) Resolve(from Origin, destination string) Target {
	if anchor, ok := strings.CutPrefix(destination, "#"); ok {
		return Target{Kind: SamePage, Path: from.Path, Anchor: unescape(anchor)}
	}
	u, err := url.Parse(destination)
	if err != nil || destination == "" {
		return Target{}
	}
	if u.Scheme != "" || u.Host != "" {
		return external(u, destination)
	}
	if code, err := codes.Parse(codeIn(u.Path)); err == nil {
		if !s.Exists(code) {
			return Target{Kind: Broken, Code: code, Draft: s.DraftOf(code)}
		}
		return Target{Kind: TargetGuide, Path: GuidePath(code), Anchor: u.Fragment, Code: code}
	}
	if strings.HasPrefix(u.Path, "/") {
		return s.absolute(u)
	}
	return s.relative(from, u)
}

// SameTargets reports whether every link leads to the same place in both sites,
// whatever the guides say.
func (s *Site) SameTargets(other *Site) bool {
	sameGuide := func(a, b *guide.Guide) bool { return a.Code == b.Code }
	// The file is what is named where a link leads nowhere.
	samePage := func(a, b *guide.Page) bool { return a.Path == b.Path && a.File == b.File }
	sameSpecialty := func(a, b Specialty) bool { return a.Path == b.Path }
	return slices.EqualFunc(s.Guides, other.Guides, sameGuide) && slices.EqualFunc(s.Pages, other.Pages, samePage) &&
		sameSections(s.Sections, other.Sections) && slices.EqualFunc(s.Specialties, other.Specialties, sameSpecialty) &&
		maps.Equal(s.files, other.files) && maps.Equal(s.unreadable, other.unreadable) && maps.Equal(s.drafts, other.drafts)
}

func sameSections(a, b []*Section) bool {
	return slices.EqualFunc(a, b, func(x, y *Section) bool { return x.Path == y.Path && sameSections(x.Subs, y.Subs) })
}

func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

func external(u *url.URL, destination string) Target {
	switch u.Scheme {
	case "https", "http":
		if u.Host == "" {
			return Target{}
		}
	case "mailto", "tel":
	default:
		return Target{}
	}
	return Target{Kind: External, Path: destination}
}

// codeIn returns the last part of a path that may name a guide, without .md.
func codeIn(p string) string {
	p = strings.TrimSuffix(p, "/")
	p = strings.TrimSuffix(strings.TrimSuffix(p, "/index.md"), ".md")
	return path.Base(p)
}

// absolute resolves an address that begins at the root of the site.
func (s *Site) absolute(u *url.URL) Target {
	p := strings.TrimPrefix(path.Clean(u.Path), "/")
	if s.files["static/"+p] {
		return Target{Kind: TargetFile, Path: p, Source: "static/" + p}
	}
	if p == "" {
		return Target{Kind: TargetPage, Path: "", Anchor: u.Fragment}
	}
	if page := s.pages[p+"/"]; page != nil {
		return Target{Kind: TargetPage, Path: page.Path, Anchor: u.Fragment}
	}
	if s.listed(p+"/") || s.handout(p+"/") {
		return Target{Kind: TargetPage, Path: p + "/"}
	}
	return Target{Draft: s.drafts[p+"/"], Near: s.near(u.Path)}
}

// handout reports whether an address is that of a guide's handout.
func (s *Site) handout(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	code, err := codes.Parse(first)
	return err == nil && p == HandoutPath(code) && s.Exists(code)
}

// listed reports whether an address is that of a list that always exists.
func (s *Site) listed(p string) bool {
	switch p {
	case "codes/", "a-z/", "search/":
		return true
	case "specialties/":
		return len(s.Specialties) > 0
	}
	for _, sec := range s.Sections {
		if sec.Path == p {
			return true
		}
		for _, sub := range sec.Subs {
			if sub.Path == p {
				return true
			}
		}
	}
	for _, sp := range s.Specialties {
		if sp.Path == p {
			return true
		}
	}
	return false
}

// relative resolves a path as seen from the file that holds the link.
func (s *Site) relative(from Origin, u *url.URL) Target {
	p := path.Join(path.Dir(from.File), u.Path)
	if !strings.HasPrefix(p, "content/") {
		return Target{Near: s.near(u.Path)}
	}
	if s.files[p] {
		return Target{Kind: TargetFile, Path: from.Path + path.Base(p), Source: p}
	}
	name := guide.PagePath(strings.TrimSuffix(strings.TrimSuffix(p, "/"), ".md") + ".md")
	if page := s.pages[name]; page != nil {
		return Target{Kind: TargetPage, Path: page.Path, Anchor: u.Fragment}
	}
	return Target{Draft: s.drafts[name], Near: s.near(u.Path)}
}

// near returns the file that a path leads to when it is read from the top of content/
// or static/, or else the only page whose file has its name: most broken links are
// right but for the folder.
func (s *Site) near(written string) string {
	name := strings.TrimPrefix(strings.TrimPrefix(path.Clean("/"+written), "/"), "content/")
	for _, file := range []string{"content/" + name, "static/" + name} {
		if s.files[file] {
			return file
		}
	}
	address := guide.PagePath("content/" + strings.TrimSuffix(name, ".md") + ".md")
	if page := s.pages[address]; page != nil {
		return page.File
	}
	found := ""
	for _, p := range s.Pages {
		if path.Base(p.Path) != path.Base(address) {
			continue
		}
		if found != "" {
			return "" // who knows which one
		}
		found = p.File
	}
	return found
}

// LinkTo returns what leads from one file to another, both slash paths below the
// source directory, if it is written as the target of a link.
func LinkTo(from, to string) string {
	if published, ok := strings.CutPrefix(to, "static/"); ok {
		return (&url.URL{Path: "/" + published}).String()
	}
	dir := path.Dir(from)
	up := ""
	for dir != "." && !strings.HasPrefix(to, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
	}
	return (&url.URL{Path: up + strings.TrimPrefix(to, dir+"/")}).String()
}
