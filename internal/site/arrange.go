package site

import (
	"cmp"
	"slices"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/guide"
)

// arrange puts every guide into its section, in the order of the code sets;
// sections of the authors' own follow in alphabetical order.
func (s *Site) arrange() {
	byPath := map[string]*Section{}
	s.placed = make([]Placing, len(s.Guides))
	for i, g := range s.Guides {
		place := placeOf(g)
		section := s.sectionAt(byPath, nil, place.Section)
		placing := Placing{Section: section}
		target := section
		if place.Sub.Slug != "" {
			target = s.sectionAt(byPath, section, place.Sub)
			placing.Sub = target
		}
		target.Guides = append(target.Guides, g)
		s.placed[i] = placing
	}
	order := map[string]int{}
	for i, sec := range codes.Sections() {
		order[sec.Slug+"/"] = i + 1
	}
	rank := func(x *Section) int { return cmp.Or(order[x.Path], len(order)+1) }
	slices.SortStableFunc(s.Sections, func(a, b *Section) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Path, b.Path))
	})
}

func (s *Site) sectionAt(byPath map[string]*Section, parent *Section, sec codes.Section) *Section {
	p := sec.Slug + "/"
	if parent != nil {
		p = parent.Path + p
	}
	if got := byPath[p]; got != nil {
		return got
	}
	made := &Section{Name: sec.Name, PlainName: sec.PlainName, Path: p}
	byPath[p] = made
	if parent == nil {
		s.Sections = append(s.Sections, made)
	} else {
		parent.Subs = append(parent.Subs, made)
	}
	return made
}

// placeOf is where a guide's code belongs, or the category that its author chose:
// a known section by any of its names, or one of their own.
func placeOf(g *guide.Guide) codes.Place {
	if g.Category == "" {
		return codes.PlaceOf(g.Code)
	}
	if place, ok := codes.FindPlace(g.Category); ok {
		return place
	}
	slug := guide.Slug(g.Category)
	if _, err := codes.Parse(slug); err == nil || slug == "" || reserved[slug] != "" {
		slug = "section-" + slug
	}
	return codes.Place{Section: codes.Section{Name: g.Category, PlainName: g.Category, Slug: slug}}
}

// SpecialtyPath is the address of a specialty's list: "specialties/dermatology/"; ""
// if its name has no letter and no digit, for then it has none.
func SpecialtyPath(name string) string {
	slug := guide.Slug(name)
	if slug == "" {
		return ""
	}
	return "specialties/" + slug + "/"
}

func (s *Site) arrangeSpecialties() {
	byPath := map[string]int{}
	for _, g := range s.Guides {
		for _, name := range g.Specialties {
			path := SpecialtyPath(name)
			if path == "" {
				continue
			}
			i, ok := byPath[path]
			if !ok {
				i = len(s.Specialties)
				byPath[path] = i
				s.Specialties = append(s.Specialties, Specialty{Name: name, Path: path})
			}
			list := &s.Specialties[i].Guides
			if n := len(*list); n == 0 || (*list)[n-1] != g {
				*list = append(*list, g)
			}
		}
	}
	slices.SortFunc(s.Specialties, func(a, b Specialty) int { return strings.Compare(a.Path, b.Path) })
}
