package search

import (
	"cmp"
	"slices"
	"strings"
)

// maxLead is how many words of a query are looked up before their guides' titles
// are asked whether they have the others.
const maxLead = 3

// genericScale is what a word weighs that was only looked for in titles.
const genericScale = 6

// byTitles tries to answer from few files. Most queries are names: their longest
// words, leaving generic ones aside, are looked up, and the other words are sought
// in the titles of the guides that have these, misspelt ones too. It reports
// whether a guide has all words. It gives up where it could miss one: if the guides
// are many, or the title of one is not in the files. If one of the longest words is
// itself misspelt, the guide that has all words is wanted and no list of others.
func (s *session) byTitles() (bool, error) {
	lead, rest := s.lead()
	values := make([]map[uint32]int, len(s.slots))
	var common []int
	misspelt := false
	for _, i := range lead {
		f := &s.slots[i]
		if err := s.named(f); err != nil {
			return false, err
		}
		if len(f.terms) == 0 {
			rest = append(rest, i)
			misspelt = true
			continue
		}
		values[i] = map[uint32]int{}
		if err := s.scoreNames(f, values[i]); err != nil {
			return false, err
		}
		common = append(common, i)
	}
	if len(common) == 0 || len(rest) == 0 {
		return false, nil
	}
	for _, i := range rest {
		values[i] = map[uint32]int{}
	}
	whole, err := s.complete(values, common, rest, misspelt)
	if whole {
		s.values = values
	}
	return whole, err
}

// lead divides the slots into those that are looked up and the rest.
func (s *session) lead() (lead, rest []int) {
	var special, generic []int
	for i := range s.slots {
		switch f := &s.slots[i]; {
		case f.short:
			rest = append(rest, i)
		case s.isGeneric(f.slot):
			generic = append(generic, i)
		default:
			special = append(special, i)
		}
	}
	longest := func(i, k int) int {
		return cmp.Or(cmp.Compare(runes(s.slots[k].word), runes(s.slots[i].word)), cmp.Compare(i, k))
	}
	slices.SortFunc(special, longest)
	slices.SortFunc(generic, longest)
	all := append(special, generic...)
	n := min(len(special), maxLead)
	if n == 0 {
		n = min(len(all), 2)
	}
	return all[:n], append(rest, all[n:]...)
}

func (s *session) isGeneric(w slot) bool {
	l := s.r.root.lang
	return l.genericAt(w.stem) >= 0 || w.typed && runes(w.word) > shortWord && l.beginsGeneric(w.word)
}

// named finds the terms of a slot among the names only.
func (s *session) named(f *found) error {
	n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	if err := s.exact(f); err != nil {
		return err
	}
	if f.typed {
		s.expand(f, n.terms, f.begin, prefixQuality, true)
	}
	return nil
}

// complete gives the guides that have all common slots their values for the rest,
// and reports whether one of them has all. Guides whose titles are not at hand are
// left aside if some may be.
func (s *session) complete(values []map[uint32]int, common, rest []int, some bool) (bool, error) {
	var guides []uint32
next:
	for n := range values[common[0]] {
		for _, i := range common[1:] {
			if _, ok := values[i][n]; !ok {
				continue next
			}
		}
		guides = append(guides, n)
	}
	if len(guides) > maxTitles && !some {
		return false, nil
	}
	slices.Sort(guides)
	whole := false
	for _, n := range guides {
		rec, ok, err := s.known(n)
		if err != nil || !ok && !some {
			return false, err
		}
		if !ok {
			continue
		}
		all := true
		for _, i := range rest {
			v := s.inTitle(rec, &s.slots[i])
			if v > 0 {
				values[i][n] = v
			}
			all = all && (v > 0 || s.slots[i].short)
		}
		whole = whole || all
	}
	return whole, nil
}

// inTitle is a guide's value for a word that only its record is asked for; 0 if it
// does not have it.
func (s *session) inTitle(rec record, f *found) int {
	l := s.r.root.lang
	best, words, near := 0, 0, ""
	eachWord(fold(rec.title), func(w string, _ bool) {
		words++
		stem := l.stem(w)
		switch {
		case stem == f.stem:
			best, near = exactQuality, ""
		case best < prefixQuality && f.typed && strings.HasPrefix(w, f.word):
			best, near = prefixQuality, ""
		case best == 0 && correctable(stem) && allowedEdits(f.word) > 0:
			limit := allowedEdits(f.word)
			if d := f.distance(stem, limit); d <= limit {
				best, near = prefixQuality-d, stem
			}
		}
	})
	strength := max(titleStrength-max(words-1, 0), titleFloor)
	if g := l.genericAt(f.stem); best < exactQuality && g >= 0 && strings.IndexByte(rec.generics, byte(digitZero+g)) >= 0 {
		best, strength, near = exactQuality, synonymFloor, ""
	}
	if best == 0 {
		return 0
	}
	if f.scale = genericScale; f.short {
		f.scale /= 2
	}
	if near != "" && f.corrected == "" {
		f.corrected = near
	}
	return best * strength * nameWeight
}
