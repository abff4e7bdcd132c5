package search

import (
	"slices"
	"strings"
)

// Qualities of a match, in eighths.
const (
	exactQuality  = 8
	prefixQuality = 5
	typoQuality   = 6 // less one for a second edit
)

// Limits on how many terms one word of a query may stand for.
const (
	maxExpansions = 24
	maxNearby     = 3
)

// candidate is a term that a word of the query may mean.
type candidate struct {
	key     string
	quality int
}

// found is what the index says of one slot.
type found struct {
	slot
	terms     []candidate
	scale     int // rarity weight of the slot
	corrected string
	inNames   bool
}

// session answers one query.
type session struct {
	r     *Reader
	slots []found
}

// look finds the terms of every slot.
func (s *session) look(slots []slot) error {
	s.slots = make([]found, len(slots))
	for i := range slots {
		s.slots[i].slot = slots[i]
		if err := s.exact(&s.slots[i]); err != nil {
			return err
		}
	}
	for i := range s.slots[:max(len(s.slots)-1, 0)] {
		if err := s.joined(i); err != nil {
			return err
		}
	}
	for i := range s.slots {
		f := &s.slots[i]
		if f.short {
			f.scale = (f.scale + 1) / 2
			continue
		}
		for _, step := range []func(*found) error{s.begin, s.inText, s.near} {
			if len(f.terms) > 0 && !(f.typed && f.inNames && len(f.terms) == 1 && f.terms[0].key == f.stem) {
				break
			}
			if err := step(f); err != nil {
				return err
			}
			if len(f.terms) > 0 {
				break
			}
		}
	}
	return nil
}

func (f *found) add(t term, quality, scale int, names bool) {
	for i := range f.terms {
		if f.terms[i].key == t.key {
			return
		}
	}
	f.terms = append(f.terms, candidate{t.key, quality})
	weight := max(scale-t.rarity, 1)
	if f.scale == 0 || weight < f.scale {
		f.scale = weight
	}
	f.inNames = f.inNames || names
}

// exact looks for the word itself among the names.
func (s *session) exact(f *found) error {
	_, n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, f.stem); ok {
		f.add(t, exactQuality, s.r.root.scale, true)
	}
	return nil
}

// joined looks for slot i and the next written as one word.
func (s *session) joined(i int) error {
	a, b := &s.slots[i], &s.slots[i+1]
	key := s.r.root.lang.stem(cut(a.word + b.word))
	if find(s.r.root.names, key) != find(s.r.root.names, a.stem) && !b.glued && len(a.terms) > 0 && len(b.terms) > 0 {
		return nil
	}
	_, n, err := s.r.nameShard(key)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, key); ok {
		a.add(t, exactQuality, s.r.root.scale, true)
		b.add(t, exactQuality, s.r.root.scale, true)
	}
	return nil
}

// begin looks for names' words that begin with the word: while it is typed, or
// when nothing else fits.
func (s *session) begin(f *found) error {
	_, n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	if f.typed {
		s.expand(f, n.terms, true)
	}
	return nil
}

func (s *session) expand(f *found, terms []term, names bool) {
	added := 0
	for i := from(terms, f.begin); i < len(terms) && strings.HasPrefix(terms[i].key, f.begin) && added < maxExpansions; i++ {
		if terms[i].key != f.stem {
			f.add(terms[i], prefixQuality, s.r.root.scale, names)
			added++
		}
	}
}

// inText looks for the word in the texts.
func (s *session) inText(f *found) error {
	terms, err := s.r.textShard(f.stem)
	if err != nil {
		return err
	}
	if t, ok := lookup(terms, f.stem); ok {
		f.add(t, exactQuality, s.r.root.scale, false)
	} else if f.typed && runes(f.word) >= 3 {
		s.expand(f, terms, false)
	}
	return nil
}

// near looks for words that differ by a slip of the pen.
func (s *session) near(f *found) error {
	limit := allowedEdits(f.word)
	if limit == 0 {
		return s.unnumbered(f)
	}
	_, n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	ends, err := s.r.endShard(reverse(f.stem))
	if err != nil {
		return err
	}
	best := append(nearest(n.terms, f.slot, limit, false), nearest(ends, f.slot, limit, true)...)
	if len(best) == 0 {
		terms, err := s.r.textShard(f.stem)
		if err != nil {
			return err
		}
		best = nearest(terms, f.slot, limit, false)
	}
	return s.correct(f, best)
}

// unnumbered looks for an abbreviation without the number at its end: SJS for
// SJS1. A code is never cut this way: it has no two letters.
func (s *session) unnumbered(f *found) error {
	letters := strings.TrimRight(f.word, "0123456789")
	if len(letters) < 2 || len(letters) == len(f.word) || len(f.word) > maxAbbreviation || hasDigit(letters) {
		return nil
	}
	_, n, err := s.r.nameShard(letters)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, letters); ok {
		f.add(t, prefixQuality, s.r.root.scale, true)
		f.corrected = letters
	}
	return nil
}

// neighbour is a term some edits away.
type neighbour struct {
	term
	edits int
}

// nearest lists the terms that are at most limit edits from the word as typed
// or from its stem. Reversed terms are compared with the reversed word.
func nearest(terms []term, w slot, limit int, reversed bool) []neighbour {
	forms := [][]rune{[]rune(w.stem)}
	if w.word != w.stem {
		forms = append(forms, []rune(w.word))
	}
	if n := len(w.word) - 1; n >= 4 && w.word[n] == 's' {
		forms = append(forms, []rune(w.word[:n]))
	}
	if reversed {
		for _, f := range forms {
			slices.Reverse(f)
		}
	}
	var out []neighbour
	for _, t := range terms {
		if hasDigit(t.key) {
			continue
		}
		key, d := []rune(t.key), limit+1
		for _, f := range forms {
			d = min(d, edits(f, key, limit))
		}
		if d > limit {
			continue
		}
		if reversed {
			t.key = reverse(t.key)
		}
		out = append(out, neighbour{t, d})
	}
	return out
}

// correct takes the nearest words, the same first letter and then the more
// frequent first.
func (s *session) correct(f *found, list []neighbour) error {
	for range maxNearby {
		best := -1
		for i := range list {
			if list[i].key != "" && (best < 0 || nearer(f.stem, list[i], list[best])) {
				best = i
			}
		}
		if best < 0 {
			return nil
		}
		n := list[best]
		if f.corrected == "" {
			f.corrected = n.key
		}
		_, shard, err := s.r.nameShard(n.key)
		if err != nil {
			return err
		}
		_, named := lookup(shard.terms, n.key)
		f.add(n.term, typoQuality-n.edits+1, s.r.root.scale, named)
		for i := range list {
			if list[i].key == n.key || list[i].edits > n.edits {
				list[i].key = ""
			}
		}
	}
	return nil
}

// nearer orders neighbours: fewer edits, the same first letter, the more
// frequent, the alphabet.
func nearer(word string, a, b neighbour) bool {
	if a.edits != b.edits {
		return a.edits < b.edits
	}
	if x, y := a.key[0] == word[0], b.key[0] == word[0]; x != y {
		return x
	}
	if a.rarity != b.rarity {
		return a.rarity > b.rarity
	}
	return a.key < b.key
}
