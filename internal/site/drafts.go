package site

import "bedside/internal/codes"

func (s *Site) addDrafts(src Sources) {
	for _, g := range src.DraftGuides {
		s.addDraft(GuidePath(g.Code), g.File)
	}
	for _, p := range src.DraftPages {
		s.addDraft(p.Path, p.File)
	}
}

// addDraft keeps, of two drafts at one address, the one that is named first.
func (s *Site) addDraft(address, file string) {
	if other, ok := s.drafts[address]; !ok || file < other {
		s.drafts[address] = file
	}
}

// DraftOf returns the file of a code's guide if it is a draft that is left out, or "".
func (s *Site) DraftOf(c codes.Code) string {
	if s.Exists(c) {
		return ""
	}
	return s.drafts[GuidePath(c)]
}
