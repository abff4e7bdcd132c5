package render

import (
	"hash/maphash"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// Surroundings are all that a guide's files take from other guides and from its
// place in the site.
type Surroundings struct {
	Section Listing
	// Sub has no path if the guide lies in no subsection.
	Sub Listing
	// Related are in the order in which they are shown.
	Related []Mention
	// Previous and Next are the neighbours by code; their code is empty at the ends.
	Previous, Next Mention
	// Carded is set if guides have cards of their own, which depends on how many
	// guides there are.
	Carded bool
}

// Listing is a section that lists a guide.
type Listing struct{ Name, PlainName, Path string }

// Mention is what one guide says of another.
type Mention struct {
	Code           codes.Code
	Title, Summary string
	Section, Sub   Listing
	Facts          ShortFacts
}

// Surroundings returns what a guide's files take from the rest of the site.
func (sh *Shared) Surroundings(g *guide.Guide) Surroundings {
	place := sh.site.PlaceOf(g.Code)
	s := Surroundings{Section: listing(place.Section), Sub: listing(place.Sub), Carded: sh.HasCards()}
	for _, other := range sh.site.Related(g) {
		s.Related = append(s.Related, sh.mention(other))
	}
	previous, next := sh.site.Neighbors(g.Code)
	s.Previous, s.Next = sh.mention(previous), sh.mention(next)
	return s
}

// Hash adds everything in s to a hash. Whole structs are hashed, so that a field
// that is added cannot be forgotten.
func (s *Surroundings) Hash(h *maphash.Hash) {
	maphash.WriteComparable(h, struct {
		section, sub   Listing
		previous, next Mention
		related        int
		carded         bool
	}{s.Section, s.Sub, s.Previous, s.Next, len(s.Related), s.Carded})
	for _, m := range s.Related {
		maphash.WriteComparable(h, m)
	}
}

// breadcrumb leads from the home page to the part that lists the guide.
func (s *Surroundings) breadcrumb(root string) []Link {
	crumbs := []Link{{"Home", link(root, "")}, {s.Section.PlainName, link(root, s.Section.Path)}}
	if s.Sub.Path != "" {
		crumbs = append(crumbs, Link{s.Sub.PlainName, link(root, s.Sub.Path)})
	}
	return crumbs
}

func listing(s *site.Section) Listing {
	if s == nil {
		return Listing{}
	}
	return Listing{Name: s.Name, PlainName: s.PlainName, Path: s.Path}
}

func (sh *Shared) mention(g *guide.Guide) Mention {
	if g == nil {
		return Mention{}
	}
	place := sh.site.PlaceOf(g.Code)
	return Mention{
		Code: g.Code, Title: g.Title, Summary: g.Summary,
		Section: listing(place.Section), Sub: listing(place.Sub), Facts: shortFacts(g),
	}
}

// mentioned is a link to another guide, with what differs there.
func (s *Surroundings) mentioned(m Mention, own ShortFacts, root string) GuideLink {
	return GuideLink{
		Code: string(m.Code), Title: m.Title, Summary: m.Summary,
		Href: link(root, site.GuidePath(m.Code)), Differs: s.differences(m, own),
	}
}

// differences compares what two front matters say. Of another kind of care only
// that is said: an office visit and an operation differ in everything. Within one,
// a fact differs if both guides give it, in other words; of what one of them does
// not give, nothing is known.
func (s *Surroundings) differences(m Mention, own ShortFacts) []Fact {
	if m.Section.Path != s.Section.Path {
		return []Fact{{Name: "Kind of care", Text: m.Section.PlainName}}
	}
	var out []Fact
	if m.Sub.Path != "" && m.Sub.Path != s.Sub.Path {
		out = append(out, Fact{Name: "Kind of care", Text: m.Sub.PlainName})
	}
	for i, there := range m.Facts {
		if there != "" && own[i] != "" && !strings.EqualFold(there, own[i]) {
			out = append(out, Fact{Name: shortFactNames[i], Text: there})
		}
	}
	return out
}

// guideLink leads to a guide from a list.
func guideLink(g *guide.Guide, root string) GuideLink {
	return GuideLink{Code: string(g.Code), Title: g.Title, Summary: g.Summary, Href: link(root, site.GuidePath(g.Code))}
}
