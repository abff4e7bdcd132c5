package search

import (
	"cmp"
	"slices"
	"strings"
)

// What a step of a posting is worth.
const (
	nameWeight = 2 // of a strength from 1 to 16
	textWeight = 8
)

// hit is a guide under judgement.
type hit struct {
	number  uint32
	score   int
	covered int // slots it has, by weight
	slots   int
}

// Search gives the best guides for a query, best first, at most limit. It never
// gives a guide with a code near to the one asked for. The errors are those of
// reading and decoding the index.
func (r *Reader) Search(query string, limit int) ([]Result, error) {
	ranges, full := codeRanges(query)
	if len(ranges) > 0 {
		results, err := r.byCode(ranges, limit)
		if err != nil || full || len(results) > 0 {
			return results, err
		}
	}
	slots := parseQuery(r.root.lang, query)
	if len(slots) == 0 {
		return nil, nil
	}
	s := &session{r: r}
	if err := s.look(slots); err != nil {
		return nil, err
	}
	hits, err := s.rank()
	if err != nil {
		return nil, err
	}
	return s.results(hits[:min(len(hits), limit)])
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
// well unless a guide's names have all words.
func (s *session) rank() ([]hit, error) {
	hits := map[uint32]*hit{}
	best := make([]map[uint32]int, len(s.slots))
	for i := range s.slots {
		best[i] = map[uint32]int{}
		if err := s.scoreNames(&s.slots[i], best[i]); err != nil {
			return nil, err
		}
	}
	if !s.satisfied(best) {
		for i := range s.slots {
			if s.slots[i].short {
				continue
			}
			if err := s.scoreTexts(&s.slots[i], best[i]); err != nil {
				return nil, err
			}
		}
	}
	total := 0
	for i := range s.slots {
		if len(s.slots[i].terms) == 0 {
			continue
		}
		total += s.slots[i].scale
		for n, v := range best[i] {
			h := hits[n]
			if h == nil {
				h = &hit{number: n}
				hits[n] = h
			}
			h.score += v * s.slots[i].scale
			h.covered += s.slots[i].scale
			h.slots++
		}
	}
	out := make([]hit, 0, len(hits))
	for _, h := range hits {
		h.score = h.score * h.covered / total * h.covered / total
		out = append(out, *h)
	}
	order(out)
	for i := range out[:min(len(out), maxTitles)] {
		if rec, ok := s.known(out[i].number); ok {
			out[i].score += out[i].score * s.likeness(rec.title) / 8
		}
	}
	order(out)
	return out, nil
}

// order puts the best first, and the lower code among equals.
func order(hits []hit) {
	slices.SortFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.number, y.number))
	})
}

// maxTitles is how many of the best guides are compared by their titles.
const maxTitles = 48

// likeness is what a title adds to a guide's score, in eighths: it is the
// query, it begins with it, or it has a word that the last one begins.
func (s *session) likeness(title string) int {
	l := s.r.root.lang
	query, title2 := "", ""
	begun := false
	last := &s.slots[len(s.slots)-1]
	for i := range s.slots {
		if i == len(s.slots)-1 {
			break
		}
		query += s.slots[i].stem
	}
	eachWord(fold(title), func(w string, _ bool) {
		if l.stop[w] {
			return
		}
		title2 += l.stem(w)
		begun = begun || last.typed && strings.HasPrefix(w, last.word)
	})
	switch {
	case query+last.stem == title2:
		return 4
	case last.typed && strings.HasPrefix(title2, query+last.begin):
		return 2
	case last.short && begun:
		return 1
	}
	return 0
}

func (s *session) satisfied(best []map[uint32]int) bool {
	if len(s.slots) == 0 {
		return true
	}
	for i := range s.slots {
		if !s.slots[i].inNames && !s.slots[i].short {
			return false
		}
	}
next:
	for n := range best[0] {
		for i := range best {
			if _, ok := best[i][n]; !ok && !s.slots[i].short {
				continue next
			}
		}
		return true
	}
	return false
}

func (s *session) scoreNames(f *found, best map[uint32]int) error {
	for _, c := range f.terms {
		_, n, err := s.r.nameShard(c.key)
		if err != nil {
			return err
		}
		t, ok := lookup(n.terms, c.key)
		if !ok {
			continue
		}
		if err := eachName(t.postings, func(number uint32, strength int) {
			best[number] = max(best[number], strength*nameWeight*c.quality)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) scoreTexts(f *found, best map[uint32]int) error {
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
			text[number] = max(text[number], impact*textWeight*c.quality)
		}); err != nil {
			return err
		}
	}
	for n, v := range text {
		best[n] += v
	}
	return nil
}

// results completes hits with what is shown of them.
func (s *session) results(hits []hit) ([]Result, error) {
	out := make([]Result, 0, len(hits))
	for _, h := range hits {
		rec, ok := s.known(h.number)
		if !ok {
			records, _, err := s.r.titlesOf(h.number)
			if err != nil {
				return nil, err
			}
			rec = records[h.number]
			rec.number = h.number
		}
		out = append(out, rec.result(h.score))
	}
	return out, nil
}

// known looks for a guide's record in the shards of this query.
func (s *session) known(number uint32) (record, bool) {
	var kept record
	ok := false
	for i := range s.slots {
		for _, c := range s.slots[i].terms {
			_, n, err := s.r.nameShard(c.key)
			if err != nil {
				continue
			}
			if rec, has := n.records[number]; has && (!ok || kept.excerpt == "") {
				kept, ok = rec, true
			}
		}
	}
	return kept, ok
}
