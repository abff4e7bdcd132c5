// Package glossary knows clinical words that patients may not know, with plain words
// for each, and the abbreviations that need no explanation. The lists, in data, are
// written for Bedside.
package glossary

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"bedside/internal/reading"
)

//go:embed data/terms.txt
var terms string

//go:embed data/abbreviations.txt
var abbreviations string

// Term is a clinical word or a phrase.
type Term struct {
	// Name is the first of the words that mean this.
	Name string
	// Plain are words that can stand in its place or beside it.
	Plain string
	// Keys are those of the plain words that have a meaning of their own: where one of
	// them stands beside the term, the term is explained.
	Keys []uint64
}

// Glossary is the list of terms. It is never changed.
type Glossary struct {
	terms []Term
	// byFirst leads from the key of a first word to the wordings that begin with it,
	// the longest first.
	byFirst map[uint64][]wording
	// maybe has a mark for the last bits of each key in byFirst: most words of a text
	// are none of them, and this is the fastest way to say so.
	maybe [1 << 13]bool
	known map[string]bool
}

type wording struct {
	rest []uint64
	term int
}

// Default returns the glossary of this program.
var Default = sync.OnceValue(func() *Glossary { return parse(terms, abbreviations) })

func parse(terms, abbreviations string) *Glossary {
	g := &Glossary{byFirst: map[uint64][]wording{}, known: map[string]bool{}}
	for line := range lines(terms) {
		words, plain, _ := strings.Cut(line, ":")
		t := Term{Plain: strings.TrimSpace(plain)}
		t.Keys = meaning(t.Plain)
		for w := range strings.SplitSeq(words, ",") {
			w = strings.TrimSpace(w)
			if t.Name == "" {
				t.Name = w
			}
			g.add(w, len(g.terms))
			g.add(w+"s", len(g.terms))
			g.add(w+"es", len(g.terms))
		}
		g.terms = append(g.terms, t)
	}
	for _, list := range g.byFirst {
		slices.SortStableFunc(list, func(a, b wording) int { return len(b.rest) - len(a.rest) })
	}
	for line := range lines(abbreviations) {
		g.known[line] = true
	}
	return g
}

// lines yields the lines of a list that are neither blank nor comments.
func lines(list string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func (g *Glossary) add(words string, term int) {
	k := keys(words)
	g.byFirst[k[0]] = append(g.byFirst[k[0]], wording{k[1:], term})
	g.maybe[k[0]%uint64(len(g.maybe))] = true
}

func keys(words string) []uint64 {
	list := reading.Words(words)
	out := make([]uint64, len(list))
	for i, w := range list {
		out[i] = w.Key
	}
	return out
}

// At returns the longest term that begins at a word of a text, and of how many words
// it is there; nil if there is none. It must not run on beyond the word before end.
func (g *Glossary) At(words []reading.Word, i, end int) (t *Term, length int) {
	key := words[i].Key
	if !g.maybe[key%uint64(len(g.maybe))] {
		return nil, 0
	}
	for _, w := range g.byFirst[key] {
		if i+1+len(w.rest) <= end && follows(words[i+1:], w.rest) {
			return &g.terms[w.term], 1 + len(w.rest)
		}
	}
	return nil, 0
}

func follows(words []reading.Word, rest []uint64) bool {
	for i, key := range rest {
		if words[i].Key != key {
			return false
		}
	}
	return true
}

// Terms returns all terms in the order of their names. The list must not be changed.
func (g *Glossary) Terms() []Term { return g.terms }

// IsKnown reports whether an abbreviation needs no explanation.
func (g *Glossary) IsKnown(abbreviation string) bool { return g.known[abbreviation] }

// small are words without a meaning of their own, and those that stand in the plain
// words of many terms.
const small = `a an the of or and to in on at by for from with into out not no that this it is be by too few which who as such
	so what through one its after before during many around because small part body other used you your up down give giving given
	kind first last place looking look makes make made having shows going goes`

var smallKeys = sync.OnceValue(func() map[uint64]bool {
	out := map[uint64]bool{}
	for w := range strings.FieldsSeq(small) {
		out[reading.KeyOf(w)] = true
	}
	return out
})

// meaning returns the keys of words with a meaning, with and without the s of a plural.
func meaning(plain string) []uint64 {
	var out []uint64
	for w := range strings.FieldsFuncSeq(plain, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz'ABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
	}) {
		if smallKeys()[reading.KeyOf(w)] {
			continue
		}
		out = append(out, reading.KeyOf(w))
		if one, ok := strings.CutSuffix(w, "s"); ok {
			out = append(out, reading.KeyOf(one))
		} else {
			out = append(out, reading.KeyOf(w+"s"))
		}
	}
	return out
}
