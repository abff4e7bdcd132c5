package search

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// namePosting says how much a guide's names are about a term.
type namePosting struct {
	entry    int32
	strength uint8
}

// termList is everything the index holds of one term.
type termList struct {
	key       string
	names     []namePosting
	text      []byte // encoded postings of the text tier
	textCount int    // guides whose text has the term
	last      uint32 // number of the guide last written to text
	count     int    // guides that have the term other than in their category; if none has, those
	aside     int    // guides that only have it there
}

// inTexts reports whether the second tier has the term.
func (l *termList) inTexts() bool { return l.textCount+l.aside > 0 }

// maxNames is how many postings of a name's term are kept: the strongest.
const maxNames = 1024

// Index writes the index of all entries. Entries come in the caller's order,
// each code once; the same entries give the same files.
func (a *Analyzer) Index(entries []*Entry) ([]File, error) {
	numbered, err := number(entries)
	if err != nil {
		return nil, err
	}
	terms := a.mergeTerms(numbered)
	w := &writer{a: a, guides: numbered, terms: terms, paths: map[string]bool{}}
	return w.files()
}

// guide is an entry with its code's number.
type guide struct {
	*Entry
	number uint32
	home   string // the term whose shard holds the excerpt
}

// number puts the entries in order of their codes' numbers.
func number(entries []*Entry) ([]guide, error) {
	out := make([]guide, len(entries))
	for i, e := range entries {
		n, err := codeNumber(e.code)
		if err != nil {
			return nil, fmt.Errorf("search index: %w", err)
		}
		out[i] = guide{Entry: e, number: n}
	}
	slices.SortFunc(out, func(x, y guide) int { return cmp.Compare(x.number, y.number) })
	for i := 1; i < len(out); i++ {
		if out[i].number == out[i-1].number {
			return nil, fmt.Errorf("search index: the code %s is given to two guides", out[i].code)
		}
	}
	return out, nil
}

// mergeTerms turns guides with terms into terms with guides, sorted by term.
// Each worker takes the terms of its own hash values and goes through all
// guides, so nothing is locked and no order depends on timing.
func (a *Analyzer) mergeTerms(guides []guide) []*termList {
	workers := runtime.GOMAXPROCS(0)
	seed := maphash.MakeSeed()
	parts := make([][]*termList, workers)
	wide := a.wideWords(guides)
	var wg sync.WaitGroup
	for p := range workers {
		wg.Go(func() {
			parts[p] = mergePart(guides, wide, func(term []byte) bool {
				return workers == 1 || maphash.Bytes(seed, term)%uint64(workers) == uint64(p)
			})
		})
	}
	wg.Wait()
	all := slices.Concat(parts...)
	slices.SortFunc(all, func(x, y *termList) int { return strings.Compare(x.key, y.key) })
	return all
}

// wideWords are the words of categories that too many guides are filed under to be found
// by them.
func (a *Analyzer) wideWords(guides []guide) map[string]bool {
	filed := map[string]int{} // by category
	for i := range guides {
		filed[guides[i].category]++
	}
	counts := map[string]int{}
	for category, n := range filed {
		words := map[string]bool{}
		eachWord(fold(category), func(w string, _ bool) { words[a.lang.stem(w)] = true })
		for w := range words {
			counts[w] += n
		}
	}
	wide := map[string]bool{}
	for w, n := range counts {
		wide[w] = n > commonLimit(len(guides))
	}
	return wide
}

func mergePart(guides []guide, wide map[string]bool, mine func([]byte) bool) []*termList {
	lists := map[string]*termList{}
	common := commonLimit(len(guides))
	var out []*termList
	for i := range guides {
		g := &guides[i]
		g.eachTerm(func(term []byte, name, text byte) {
			if !mine(term) {
				return
			}
			l := lists[string(term)]
			if l == nil {
				l = &termList{key: string(term)}
				lists[l.key] = l
				out = append(out, l)
			}
			if text == aside {
				l.aside++
			} else {
				l.count++
			}
			if name > 0 {
				l.names = append(l.names, namePosting{int32(i), name})
			}
			if text > 0 && !(text == aside && wide[string(term)]) {
				l.addText(g.number, text, common)
			}
		})
	}
	for _, l := range out {
		if l.count == 0 {
			l.count = l.aside
		}
	}
	return out
}

// addText adds a posting; a term found in more than common guides keeps none.
func (l *termList) addText(number uint32, impact byte, common int) {
	if impact == aside {
		impact = 1
	} else {
		l.textCount++
	}
	if l.textCount > common {
		l.text = nil
		return
	}
	l.text = appendNumber(l.text, (number-l.last)*4+uint32(impact-1))
	l.last = number
}

// commonLimit is how many guides may have a term in their text before it is
// too common to tell them apart: a quarter, but at least 32 and at most 8,000.
func commonLimit(guides int) int { return min(max(guides/4, 32), 8000) }

// rarity is the class of a count: twice its binary logarithm, rounded.
func rarity(count int) int { return int(math.Round(2 * math.Log2(float64(max(count, 1))))) }
