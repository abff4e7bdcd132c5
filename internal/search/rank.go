package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// What a step of a posting is worth, times the quality of the match.
const (
	nameWeight = 2 // a strength from 1 to 16
	textWeight = 6 // an impact from 1 to 4, and presence
	presence   = 2 // that a text has a word at all counts as much as how often
)

// maxTitles is how many of the best guides are compared by their titles.
const maxTitles = 48

// hit is a guide under judgement.
type hit struct {
	number  uint32
	score   int
	covered int // weight of the slots it has
}

// Answer is what the index says to a query.
type Answer struct {
	Results []Result
	Total   int               // guides found, shown or not
	Changed map[string]string // words that no guide has → what was searched for instead
	Unknown []string          // words that nothing was found for
}

// Search gives the best guides for a query, best first, at most limit. It never
// gives a guide whose code is merely near to the one asked for. The errors are
// those of reading and decoding the index.
func (r *Reader) Search(query string, limit int) ([]Result, error) {
	a, err := r.Answer(query, limit)
	return a.Results, err
}

// Answer is Search with what there is to say about the query.
func (r *Reader) Answer(query string, limit int) (Answer, error) {
	text := fold(clip(query))
	ranges, full := codeRanges(text)
	if len(ranges) > 0 {
		results, err := r.byCode(ranges, limit)
		if err != nil || full || len(results) > 0 {
			return Answer{Results: results, Total: len(results)}, err
		}
	}
	slots, codes := withoutCodes(parseQuery(r.root.lang, text))
	named, err := r.byCode(codes, limit)
	if err != nil || len(slots) == 0 {
		return Answer{Results: named, Total: len(named)}, err
	}
	s := &session{r: r, text: strings.Trim(text, " ")}
	if err := s.look(slots); err != nil {
		return Answer{}, err
	}
	hits, err := s.rank()
	if err != nil {
		return Answer{}, err
	}
	hits = slices.DeleteFunc(hits, func(h hit) bool {
		return slices.ContainsFunc(named, func(x Result) bool { return x.Code == numberCode(h.number) })
	})
	results, err := s.results(hits, limit-len(named))
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Results: append(named, results...), Total: len(named) + len(hits), Changed: map[string]string{}}
	for _, x := range s.apart {
		a.Changed[x[0]] = x[1]
	}
	for i := range s.slots {
		if f := &s.slots[i]; f.corrected != "" && !(f.typed && strings.HasPrefix(f.corrected, f.word)) {
			a.Changed[f.word] = f.corrected
		} else if f.scale == 0 && !f.short {
			a.Unknown = append(a.Unknown, f.word)
		}
	}
	return a, nil
}

// byCode lists the guides whose codes' numbers lie in the ranges.
func (r *Reader) byCode(ranges []numberRange, limit int) ([]Result, error) {
	var out []Result
	for _, rg := range ranges {
		for n := rg.lo; n < rg.hi && len(out) < limit; {
			records, next, err := r.titlesOf(n)
			if err != nil {
				return nil, err
			}
			for ; n < min(next, rg.hi) && len(out) < limit; n++ {
				if rec, ok := records[n]; ok {
					out = append(out, rec.result(1000))
				}
			}
		}
	}
	return out, nil
}

func (rec record) result(score int) Result {
	return Result{Code: numberCode(rec.number), Title: rec.title, URL: rec.url, Category: rec.category, Excerpt: rec.excerpt, Score: float64(score)}
}

// rank scores all guides that have one of the words: by names, and by texts as
// well unless the names of one guide have all words.
func (s *session) rank() ([]hit, error) {
	if s.values == nil {
		if err := s.score(); err != nil {
			return nil, err
		}
	}
	out := s.combine(s.values)
	order(out)
	for i := range out[:min(len(out), maxTitles)] {
		rec, ok, err := s.known(out[i].number)
		if err != nil {
			return nil, err
		}
		if ok {
			out[i].score += out[i].score * s.likeness(rec.title) / 8
		}
	}
	order(out)
	return worthwhile(out), nil
}

// score values all guides that have one of the words.
func (s *session) score() error {
	s.values = make([]map[uint32]int, len(s.slots))
	for i := range s.slots {
		s.values[i] = map[uint32]int{}
		if err := s.scoreNames(&s.slots[i], s.values[i]); err != nil {
			return err
		}
	}
	if s.satisfied(s.values) {
		return nil
	}
	for _, i := range s.heaviest() {
		if err := s.inTexts(&s.slots[i]); err != nil {
			return err
		}
		if err := s.scoreTexts(&s.slots[i], s.values[i]); err != nil {
			return err
		}
	}
	return nil
}

// worthwhile leaves out guides with less than a tenth of the best one's score:
// they share no more than a common word with the query.
func worthwhile(hits []hit) []hit {
	for i := range hits {
		if hits[i].score*10 < hits[0].score {
			return hits[:i]
		}
	}
	return hits
}

// combine adds the slots' values by their weights, and lessens the sum twice by
// the share of the weight that the guide covers.
func (s *session) combine(values []map[uint32]int) []hit {
	hits := map[uint32]*hit{}
	total := 0
	for i := range s.slots {
		if s.slots[i].scale == 0 {
			continue
		}
		scale := s.slots[i].scale
		total += scale
		for n, v := range values[i] {
			h := hits[n]
			if h == nil {
				h = &hit{number: n}
				hits[n] = h
			}
			h.score += v * scale
			h.covered += scale
		}
	}
	out := make([]hit, 0, len(hits))
	for _, h := range hits {
		h.score = h.score * h.covered / total * h.covered / total
		out = append(out, *h)
	}
	return out
}

// order puts the best first, and the lower code among equals.
func order(hits []hit) {
	slices.SortFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.number, y.number))
	})
}

// likeness is what a title adds to a guide's score, in eighths: it is the
// query, it begins with it, or it has a word that the last one begins; and one
// more where that is so letter by letter.
func (s *session) likeness(title string) int {
	l := s.r.root.lang
	last := &s.slots[len(s.slots)-1]
	query, stems, begun := "", "", false
	for i := range s.slots[:len(s.slots)-1] {
		query += s.slots[i].stem
	}
	folded := fold(title)
	eachWord(folded, func(w string, _ bool) {
		if !l.stop[w] {
			stems += l.stem(w)
			begun = begun || strings.HasPrefix(w, last.word)
		}
	})
	literal, begins := 0, strings.HasPrefix(folded, s.text)
	if begins || strings.Contains(s.text, folded) {
		literal = 1
	}
	switch {
	case query+last.stem == stems:
		return 4 + literal
	case begins || last.typed && strings.HasPrefix(stems, query+last.begin):
		return 2 + literal
	case last.short && begun:
		return 1 + literal
	}
	return literal
}

// satisfied reports whether one guide has all words in its names, and each of
// them is in some title or synonym. Then the texts are not asked for.
func (s *session) satisfied(values []map[uint32]int) bool {
	first := -1
	for i := range s.slots {
		f := &s.slots[i]
		if f.short {
			continue
		}
		if !f.inNames || !f.strong {
			return false
		}
		if first < 0 {
			first = i
		}
	}
	if first < 0 {
		return true
	}
next:
	for n := range values[first] {
		for i := range values {
			if _, ok := values[i][n]; !ok && !s.slots[i].short {
				continue next
			}
		}
		return true
	}
	return false
}

func (s *session) scoreNames(f *found, values map[uint32]int) error {
	for _, c := range f.terms {
		n, err := s.r.nameShard(c.key)
		if err != nil {
			return err
		}
		t, ok := lookup(n.terms, c.key)
		if !ok {
			continue
		}
		if err := eachName(t.postings, func(number uint32, strength int) {
			values[number] = max(values[number], strength*nameWeight*c.quality)
			f.strong = f.strong || strength >= synonymFloor
		}); err != nil {
			return err
		}
	}
	return nil
}

// maxTextSlots is how many words of a query are looked for in texts.
const maxTextSlots = 6

// heaviest are the slots that are looked for in texts: those that weigh most, the
// first among equals.
func (s *session) heaviest() []int {
	var all []int
	for i := range s.slots {
		if !s.slots[i].short {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(i, k int) int { return cmp.Compare(s.slots[k].scale, s.slots[i].scale) })
	return all[:min(len(all), maxTextSlots)]
}

// inTexts adds the word itself, if the texts have it and nothing but its endings is
// known so far.
func (s *session) inTexts(f *found) error {
	if f.corrected != "" {
		return nil
	}
	terms, err := s.r.textShard(f.stem)
	if err != nil {
		return err
	}
	if t, ok := lookup(terms, f.stem); ok {
		s.add(f, t, exactQuality, false)
	}
	return nil
}

// scoreTexts adds the best value that the texts give each guide.
func (s *session) scoreTexts(f *found, values map[uint32]int) error {
	text := map[uint32]int{}
	for _, c := range f.terms {
		terms, err := s.r.textShard(c.key)
		if err != nil {
			return err
		}
		t, ok := lookup(terms, c.key)
		if !ok {
			continue
		}
		if err := eachText(t.postings, func(number uint32, impact int) {
			text[number] = max(text[number], (impact+presence)*textWeight*c.quality)
		}); err != nil {
			return err
		}
	}
	for n, v := range text {
		values[n] += v
	}
	return nil
}

// results completes at most limit hits with what is shown of them. It ends early
// once half as many titles have been looked up in files of their own: guides that
// are found by their texts lie scattered, and each title may need another file.
func (s *session) results(hits []hit, limit int) ([]Result, error) {
	out := make([]Result, 0, min(len(hits), limit))
	for distant := 0; len(out) < min(len(hits), limit); {
		h := hits[len(out)]
		rec, ok, err := s.known(h.number)
		if err != nil {
			return nil, err
		}
		if !ok {
			if distant++; distant > (limit+1)/2 {
				break
			}
			records, _, err := s.r.titlesOf(h.number)
			if err != nil {
				return nil, err
			}
			if rec, ok = records[h.number]; !ok {
				return nil, fmt.Errorf("search index: no title for %s", numberCode(h.number))
			}
		}
		out = append(out, rec.result(h.score))
	}
	return out, nil
}

// known looks for a guide's record in the shards of this query, with excerpt if
// one has it.
func (s *session) known(number uint32) (kept record, ok bool, err error) {
	for i := range s.slots {
		for _, c := range s.slots[i].terms {
			n, err := s.r.nameShard(c.key)
			if err != nil {
				return record{}, false, err
			}
			if rec, has := n.records[number]; has && (!ok || kept.excerpt == "") {
				kept, ok = rec, true
			}
		}
	}
	return kept, ok, nil
}
