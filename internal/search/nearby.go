package search

import (
	"cmp"
	"slices"
	"strings"
)

// shortTypo is the length of words that too many others are near to: their first
// letter must be right, and they are only looked for among names.
const shortTypo = 5

// maxNearby is how many near spellings of one word are searched for.
const maxNearby = 3

// neighbour is a term some edits away from a word.
type neighbour struct {
	term
	distance
}

// distance says how far a term is from what was typed.
type distance struct {
	edits   int
	strange int // halves of letters typed that the term does not have
}

func (d distance) compare(o distance) int {
	return cmp.Or(cmp.Compare(d.edits, o.edits), cmp.Compare(d.strange, o.strange))
}

// near looks for words that differ from an unknown one by a slip of the pen:
// among the names by their beginning and by their end, then among the texts;
// then for words with the same long beginning.
func (s *session) near(f *found, names, texts []term) error {
	limit := allowedEdits(f.word)
	if limit == 0 {
		return s.unnumbered(f)
	}
	list, err := s.nearNames(f, names, limit)
	if err != nil {
		return err
	}
	if len(list) == 0 && runes(f.word) > shortTypo {
		list = nearest(texts, f.slot, limit, false)
	}
	if !slices.ContainsFunc(list, func(n neighbour) bool { return n.edits < 2 }) {
		if err := s.halve(f); err != nil || f.halves != nil {
			return err
		}
	}
	if err := s.correct(f, list); err != nil || len(f.terms) > 0 {
		return err
	}
	s.kin(f, names, true)
	s.kin(f, texts, false)
	return nil
}

// leastHalf is how many letters a word has at least that was written together with
// another.
const leastHalf = 3

// halve looks for two words of titles or synonyms that were written as one:
// "birthcontrol". The first is sought where the whole word would be, so that at most
// the shard of the second is asked for.
func (s *session) halve(f *found) error {
	if !isASCII(f.word) {
		return nil
	}
	l := s.r.root.lang
	own := find(s.r.root.names, f.stem)
	for i := len(f.word) - leastHalf; i >= leastHalf; i-- {
		a, b := f.word[:i], f.word[i:]
		if l.stop[a] || l.stop[b] {
			continue
		}
		if find(s.r.root.names, l.stem(a)) != own {
			continue
		}
		if both, err := s.inNames(l.stem(a), l.stem(b)); err != nil {
			return err
		} else if both {
			f.halves = []slot{
				{word: a, begin: l.spell(a), stem: l.stem(a), glued: f.glued},
				{word: b, begin: l.spell(b), stem: l.stem(b), glued: true, typed: f.typed},
			}
			return nil
		}
	}
	return nil
}

// inNames reports whether titles or synonyms have all of some terms.
func (s *session) inNames(keys ...string) (bool, error) {
	for _, key := range keys {
		n, err := s.r.nameShard(key)
		if err != nil {
			return false, err
		}
		if t, ok := lookup(n.terms, key); !ok || !inTitles(t) {
			return false, nil
		}
	}
	return true, nil
}

// nearNames lists the near spellings among the names, by their beginning and by
// their end.
func (s *session) nearNames(f *found, names []term, limit int) ([]neighbour, error) {
	ends, err := s.r.endShard(reverse(f.stem))
	if err != nil {
		return nil, err
	}
	list := nearest(names, f.slot, limit, false)
	list = slices.DeleteFunc(list, func(n neighbour) bool { return !inTitles(n.term) })
	return append(list, nearest(ends, f.slot, limit, true)...), nil
}

// slips looks for near spellings of a word that hardly any name begins with, or that
// only has relatives: "chen" is the beginning of "Cheney", or "Cohen" without a letter,
// "sineus" is like "sine", or "sinus" with a letter.
func (s *session) slips(f *found, names []term) error {
	limit := min(allowedEdits(f.word), 1)
	if limit == 0 {
		return nil
	}
	list, err := s.nearNames(f, names, limit)
	if err != nil {
		return err
	}
	return s.correct(f, list)
}

// doubt looks for the nearest spelling of a word that texts have and no name, if it is no
// rarer than the word: who asks for lime disease means Lyme disease. The word weighs what
// it weighs, and nothing is said of it.
func (s *session) doubt(f *found, names []term, own term) error {
	limit := min(allowedEdits(f.word), 1)
	if limit == 0 {
		return nil
	}
	list, err := s.nearNames(f, names, limit)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(n neighbour) bool { return n.rarity < own.rarity })
	if len(list) > 0 {
		scale := f.scale
		s.add(f, nearestOf(f.word, list).term, prefixQuality, false)
		f.scale = scale
	}
	return nil
}

// inTitles reports whether a title or a synonym has a names' term: it is no mere
// abbreviation, which is near to too much.
func inTitles(t term) bool {
	found := false
	err := eachName(t.postings, func(_ uint32, strength int) { found = found || strength >= synonymFloor })
	return err == nil && found
}

// unnumbered looks for an abbreviation without the number at its end, or for the
// names' words that its letters begin: SJS for SJS1, diarrhea for DIAR1. No code is
// cut this way, since none has two letters.
func (s *session) unnumbered(f *found) error {
	letters := strings.TrimRight(f.word, "0123456789")
	if len(letters) < 2 || !isASCII(f.word) || len(letters) == len(f.word) || len(f.word) > maxAbbreviation || hasDigit(letters) {
		return nil
	}
	key := s.r.root.lang.stem(letters)
	n, err := s.r.nameShard(key)
	if err != nil {
		return err
	}
	if t, ok := lookup(n.terms, key); ok {
		s.add(f, t, prefixQuality, true)
	} else if len(letters) >= 4 {
		s.expand(f, n.terms, letters, prefixQuality, true)
	}
	if len(f.terms) > 0 {
		f.corrected = letters
	}
	return nil
}

// correct takes the nearest spellings; no worse one beside a better.
func (s *session) correct(f *found, list []neighbour) error {
	for k := 0; k < maxNearby && len(list) > 0; k++ {
		best := nearestOf(f.word, list)
		if f.corrected == "" {
			f.corrected = best.key
		}
		shard, err := s.r.nameShard(best.key)
		if err != nil {
			return err
		}
		_, named := lookup(shard.terms, best.key)
		s.add(f, best.term, max(typoQuality+1-best.edits-k, kinQuality), named)
		list = slices.DeleteFunc(list, func(n neighbour) bool { return n.key == best.key || n.edits > best.edits })
	}
	return nil
}

func nearestOf(word string, list []neighbour) neighbour {
	best := list[0]
	for _, n := range list[1:] {
		if nearer(word, n, best) {
			best = n
		}
	}
	return best
}

// nearer orders neighbours: fewer edits, fewer strange letters, more letters in
// common at the beginning, the more frequent, the alphabet. Strange letters come
// second since there is one way to leave a letter out or to exchange two, and
// some twenty-five ways to type a wrong one: among words equally far, what was typed
// is most likely the one that has all its letters (M. D. Kernighan, K. W. Church,
// W. A. Gale, "A spelling correction program based on a noisy channel model", 1990).
func nearer(word string, a, b neighbour) bool {
	if c := a.distance.compare(b.distance); c != 0 {
		return c < 0
	}
	if x, y := shared(word, a.key), shared(word, b.key); x != y {
		return x > y
	}
	if a.rarity != b.rarity {
		return a.rarity > b.rarity
	}
	return a.key < b.key
}

// nearest lists the terms that are at most limit edits from the word as typed,
// from its stem, or from the word without an s at its end. Reversed terms are
// compared with the reversed word.
func nearest(terms []term, w slot, limit int, reversed bool) []neighbour {
	forms := w.forms()
	if reversed {
		for _, f := range forms {
			slices.Reverse(f)
		}
	}
	var out []neighbour
	for _, t := range terms {
		if !correctable(t.key) {
			continue
		}
		d := least(forms, t.key, limit)
		if reversed {
			t.key = reverse(t.key)
		}
		if d.edits > limit || runes(w.word) <= shortTypo && shared(w.word, t.key) == 0 {
			continue
		}
		out = append(out, neighbour{t, d})
	}
	return out
}

// forms are the spellings of a slot that terms are compared with: none of less than
// four letters, to which half of all abbreviations are near.
func (w slot) forms() [][]rune {
	forms := [][]rune{[]rune(w.word)}
	if w.word != w.stem && runes(w.stem) >= 4 {
		forms = append(forms, []rune(w.stem))
	}
	if before, ok := strings.CutSuffix(w.word, "s"); ok && runes(before) >= 4 {
		forms = append(forms, []rune(before))
	}
	return forms
}

func (w slot) distance(stem string, limit int) int { return least(w.forms(), stem, limit).edits }

// least is the distance between a term and the nearest of the forms.
func least(forms [][]rune, term string, limit int) distance {
	key, best := []rune(term), distance{edits: limit + 1}
	for _, f := range forms {
		if n := edits(f, key, limit); n <= limit {
			if d := (distance{n, strange(forms[0], key)}); d.compare(best) < 0 {
				best = d
			}
		}
	}
	return best
}

// strange is how many letters of a word the term does not have, each as often as it
// occurs, in halves: a vowel that stands for another one is half a letter, since it often
// sounds the same.
func strange(word, term []rune) int {
	left := slices.Clone(term)
	n, vowels := 0, 0
	for _, c := range word {
		if i := slices.Index(left, c); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		n += 2
		if isVowel(c) {
			vowels++
		}
	}
	for _, c := range left {
		if vowels > 0 && isVowel(c) {
			n--
			vowels--
		}
	}
	return n
}

func isVowel(letter rune) bool { return strings.ContainsRune("aeiouy", letter) }

// correctable reports whether near spellings of a word are looked for, and whether it
// may be one: four letters at least, and no digit, which would make another code or
// type of it.
func correctable(word string) bool { return runes(word) >= 4 && !hasDigit(word) }

// allowedEdits is how many letters of a word may be wrong, missing, too many
// or exchanged with their neighbour.
func allowedEdits(word string) int {
	switch n := runes(word); {
	case !correctable(word):
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}

// edits is the number of insertions, deletions, replacements and exchanges of
// neighbours that turn a into b (optimal string alignment), or limit+1 if it is
// more than limit.
func edits(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	next := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			next[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], limit+1)
}
