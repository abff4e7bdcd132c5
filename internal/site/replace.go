package site

import (
	"slices"

	"bedside/internal/guide"
)

// Replace returns the site with another state of one guide, at a cost that does not
// depend on what the site holds but for copying a few lists. It reports false if the
// new state joins otherwise than the old one: if another code, address, relation,
// section or specialty came or went with it. Then the site must be made anew.
func (s *Site) Replace(old, now *guide.Guide) (*Site, bool) {
	i, ok := s.index[old.Code]
	if !ok || s.Guides[i] != old || !joinsAlike(old, now) {
		return nil, false
	}
	made := *s
	made.Guides = slices.Clone(s.Guides)
	made.Guides[i] = now
	made.replaceInSection(i, old, now)
	made.Specialties = slices.Clone(s.Specialties)
	for k := range made.Specialties {
		made.Specialties[k].Guides = replaced(made.Specialties[k].Guides, old, now)
	}
	return &made, true
}

// joinsAlike reports whether two states of a guide mean the same to all others.
// Aliases are looked up by guide, so that a guide with some is always joined anew.
func joinsAlike(a, b *guide.Guide) bool {
	return a.File == b.File && a.Code == b.Code && a.Category == b.Category && slices.Equal(a.Related, b.Related) &&
		slices.Equal(a.Specialties, b.Specialties) && len(a.Aliases) == 0 && len(b.Aliases) == 0
}

// replaceInSection gives a copy of a site sections of its own where the guide is.
func (s *Site) replaceInSection(i int, old, now *guide.Guide) {
	before := s.placed[i]
	after := Placing{Section: copyOf(before.Section)}
	if before.Sub == nil {
		after.Section.Guides = replaced(after.Section.Guides, old, now)
	} else {
		after.Sub = copyOf(before.Sub)
		after.Sub.Guides = replaced(after.Sub.Guides, old, now)
		after.Section.Subs = swapped(after.Section.Subs, before.Sub, after.Sub)
	}
	s.Sections = swapped(s.Sections, before.Section, after.Section)
	s.placed = slices.Clone(s.placed)
	for k, p := range s.placed {
		if p.Section == before.Section {
			s.placed[k].Section = after.Section
		}
		if p.Sub != nil && p.Sub == before.Sub {
			s.placed[k].Sub = after.Sub
		}
	}
}

func copyOf(s *Section) *Section {
	made := *s
	return &made
}

// swapped is a copy of a list with one section in the place of another.
func swapped(list []*Section, old, now *Section) []*Section {
	made := slices.Clone(list)
	made[slices.Index(made, old)] = now
	return made
}

// replaced is the list with one guide in the place of another: a copy, or the list
// itself if it does not hold it.
func replaced(list []*guide.Guide, old, now *guide.Guide) []*guide.Guide {
	i := slices.Index(list, old)
	if i < 0 {
		return list
	}
	made := slices.Clone(list)
	made[i] = now
	return made
}
