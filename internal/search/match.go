package search

import (
	"cmp"
	"slices"
	"strings"
)

// Qualities of a match, in eighths.
const (
	exactQuality   = 8
	typoQuality    = 6 // one less for a second edit
	prefixQuality  = 5
	relatedQuality = 3
	kinQuality     = 3
)

// fewExpansions is how many terms begin with a word at most for it to be taken for
// a misspelt one as well.
const fewExpansions = 2

// maxExpansions is how many terms the beginning of a word stands for.
const maxExpansions = 24

// candidate is a term that a word of the query may mean.
type candidate struct {
	key     string
	quality int
}

// found is what the index says of one slot.
type found struct {
	slot
	terms     []candidate
	scale     int    // what the slot weighs: the rarity of its most common term
	corrected string // the nearest spelling, if the word itself is unknown
	inNames   bool   // a title, a synonym, an abbreviation or a group has it
	strong    bool   // a title or a synonym has it
	halves    []slot // the two words that it is, if it is unknown but for the space left out
}

// session answers one query.
type session struct {
	r     *Reader
	text  string // the query, folded
	slots []found
	// apart are the words that were looked up as two, and these two.
	apart [][2]string
	// values are the slots' values by guide, if byTitles found all that is needed.
	values []map[uint32]int
}

// look finds the terms of every slot.
func (s *session) look(slots []slot) error {
	s.begin(slots)
	if done, err := s.byTitles(); done || err != nil {
		return err
	}
	s.begin(slots)
	for i := range slots {
		if err := s.exact(&s.slots[i]); err != nil {
			return err
		}
	}
	for i := 1; i < len(s.slots); i++ {
		if err := s.joined(&s.slots[i-1], &s.slots[i]); err != nil {
			return err
		}
	}
	for i := range s.slots {
		if s.slots[i].short {
			s.slots[i].scale = min((s.slots[i].scale+1)/2, genericScale/2)
		} else if err := s.resolve(&s.slots[i]); err != nil {
			return err
		}
	}
	return s.lookApart()
}

// lookApart begins anew with the halves of words that were written as one, if there
// are any. Each of the halves is a word of a name, so it has none itself.
func (s *session) lookApart() error {
	var slots []slot
	some := false
	for i := range s.slots {
		f := &s.slots[i]
		if f.halves == nil {
			slots = append(slots, f.slot)
			continue
		}
		some = true
		slots = append(slots, f.halves...)
		s.apart = append(s.apart, [2]string{f.word, f.halves[0].word + " " + f.halves[1].word})
	}
	if !some {
		return nil
	}
	return s.look(slots[:min(len(slots), maxSlots)])
}

func (s *session) begin(slots []slot) {
	s.slots = make([]found, len(slots))
	for i := range slots {
		s.slots[i].slot = slots[i]
	}
}

// resolve goes from the surest reading of a word to the least sure one: names
// that begin with it, texts, words of its root, near spellings.
func (s *session) resolve(f *found) error {
	n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	if f.typed {
		s.expand(f, n.terms, f.begin, prefixQuality, true)
	}
	if len(f.terms) == 1 && f.inNames {
		s.related(f, n.terms, false)
	}
	if f.inNames && f.terms[0].quality < exactQuality && len(f.terms) <= fewExpansions {
		return s.slips(f, n.terms)
	}
	if len(f.terms) > 0 {
		return nil
	}
	texts, err := s.r.textShard(f.stem)
	if err != nil {
		return err
	}
	t, ok := lookup(texts, f.stem)
	if ok {
		s.add(f, t, exactQuality, false)
	} else if f.typed && runes(f.word) > shortWord {
		s.expand(f, texts, f.begin, prefixQuality, false)
	}
	s.related(f, n.terms, len(f.terms) == 0)
	if ok {
		return s.doubt(f, n.terms, t)
	}
	if len(f.terms) == 0 {
		s.related(f, texts, false)
	}
	if k := len(f.terms); k > 0 && k <= fewExpansions {
		return s.slips(f, n.terms)
	}
	if len(f.terms) > 0 {
		return nil
	}
	return s.near(f, n.terms, texts)
}

// add gives a slot one more term. A slot weighs what its most common term
// weighs; a word related to one that was found changes nothing of that.
func (s *session) add(f *found, t term, quality int, named bool) {
	for i := range f.terms {
		if f.terms[i].key == t.key {
			return
		}
	}
	f.terms = append(f.terms, candidate{t.key, quality})
	if weight := max(s.r.root.scale-t.rarity, 1); f.scale == 0 || weight < f.scale {
		f.scale = weight
	}
	f.inNames = f.inNames || named
}

// exact looks for the word itself among the names, or for its code.
func (s *session) exact(f *found) error {
	n, err := s.r.nameShard(f.stem)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, f.stem); ok {
		s.add(f, t, exactQuality, true)
	}
	return nil
}

// joined looks for two slots written as one word. It asks for another shard
// only if the query joins them or one of them is unknown.
func (s *session) joined(a, b *found) error {
	key := s.r.root.lang.stem(cut(a.word + b.word))
	if find(s.r.root.names, key) != find(s.r.root.names, a.stem) && !b.glued && len(a.terms) > 0 && len(b.terms) > 0 {
		return nil
	}
	n, err := s.r.nameShard(key)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, key); ok {
		s.add(a, t, exactQuality, true)
		s.add(b, t, exactQuality, true)
	}
	return nil
}

// expand adds the commonest terms that begin with a text.
func (s *session) expand(f *found, terms []term, begin string, quality int, named bool) {
	var longer []term
	for i := from(terms, begin); i < len(terms) && strings.HasPrefix(terms[i].key, begin); i++ {
		if terms[i].key != f.stem {
			longer = append(longer, terms[i])
		}
	}
	slices.SortStableFunc(longer, func(x, y term) int { return cmp.Compare(y.rarity, x.rarity) })
	for _, t := range longer[:min(len(longer), maxExpansions)] {
		s.add(f, t, quality, named)
	}
}

// related adds the terms of the same root: "myoclonic" for "myoclonus". What is
// left of both words behind their common beginning must be an ending.
func (s *session) related(f *found, terms []term, named bool) {
	const least, longest = 4, 5 // of the root, of an ending
	if len(f.stem) < least+2 || !isASCII(f.stem) || hasDigit(f.stem) {
		return
	}
	scale := f.scale
	endings := s.r.root.lang.endings
	root := f.stem[:max(least, len(f.stem)-longest)]
	for i := from(terms, root); i < len(terms) && strings.HasPrefix(terms[i].key, root); i++ {
		key := terms[i].key
		c := shared(key, f.stem)
		if key != f.stem && endings[key[c:]] && endings[f.stem[c:]] {
			s.add(f, terms[i], relatedQuality, named)
		}
	}
	if scale > 0 {
		f.scale = scale
	}
}

// kin adds the terms that share a long beginning with a word that nothing else
// fits: "galactosylceramidase" for "galactosylcerebrosidase".
func (s *session) kin(f *found, terms []term, named bool) {
	need := max(8, len(f.stem)*6/10)
	if len(f.stem) < need || !isASCII(f.stem) {
		return
	}
	s.expand(f, terms, f.stem[:need], kinQuality, named)
}
