package search

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// Strengths of a name's words: what a word of the title, of a synonym, of a
// group's other members, or an abbreviation is worth, from 1 to 16.
const (
	titleStrength    = 16 // less for each further word, not below titleFloor
	titleFloor       = 11
	synonymStrength  = 13
	synonymFloor     = 9
	groupStrength    = 6
	initialsStrength = 8
	mentionStrength  = 7  // an abbreviation that only the text uses
	provenStrength   = 12 // initials that the text uses
)

// Weights of the text's fields against the body's 1.
const (
	summaryWeight = 3
	headingWeight = 3
)

// builder collects the terms of one guide.
type builder struct {
	a     *Analyzer
	words map[string]int32 // folded word of a text → index in stems, -1 if it is not indexed
	index map[string]int32 // stem → index in stems
	stems []stemCount
	total int // words of the text
	title []string
	// written is where an entry's terms are written before they are copied.
	written []byte
}

type stemCount struct {
	stem   string
	prefix uint64 // the stem's first eight bytes, which nearly always decide its order
	name   uint8
	aside  bool // only the category has it
	weight uint16
}

func newBuilder(a *Analyzer) *builder {
	return &builder{a: a, words: map[string]int32{}, index: map[string]int32{}}
}

func (b *builder) reset() {
	clear(b.words)
	clear(b.index)
	clear(b.stems)
	b.stems, b.total, b.title = b.stems[:0], 0, nil
}

func (b *builder) at(stem string) *stemCount { return &b.stems[b.position(stem)] }

func (b *builder) position(stem string) int32 {
	i, ok := b.index[stem]
	if !ok {
		i = int32(len(b.stems))
		b.stems = append(b.stems, stemCount{stem: stem, prefix: prefix(stem)})
		b.index[stem] = i
	}
	return i
}

func prefix(s string) uint64 {
	var first [8]byte
	copy(first[:], s)
	return binary.BigEndian.Uint64(first[:])
}

// names collects title, synonyms, their groups and their abbreviations.
func (b *builder) names(d *Document) {
	b.title = b.name(d.Title, titleStrength, titleFloor)
	b.short(b.title)
	for _, s := range d.Synonyms {
		b.short(b.name(s, synonymStrength, synonymFloor))
	}
	for _, s := range [...]string{d.Summary} {
		b.mentions(s)
	}
	for _, s := range d.Body {
		b.mentions(s)
	}
}

// name indexes one name and gives its words, unstemmed.
func (b *builder) name(s string, strength, floor int) []string {
	var words []string
	var glued []bool
	eachWord(fold(s), func(w string, g bool) {
		words = append(words, w)
		glued = append(glued, g)
	})
	strength = max(strength-max(len(words)-1, 0), floor)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = b.a.lang.stem(w)
		b.strengthen(stems[i], strength)
	}
	b.join(words, glued, strength)
	b.a.groups.expand(stems, glued, func(stem string) { b.strengthen(stem, groupStrength) })
	return words
}

// generics lists the generic words that synonyms, groups and abbreviations give
// the guide and its title does not have, as characters from '!' on.
func (b *builder) generics() string {
	var out []byte
	for k, stem := range b.a.lang.generic {
		i, ok := b.index[stem]
		if ok && b.stems[i].name > 0 && !slices.ContainsFunc(b.title, func(w string) bool { return b.a.lang.stem(w) == stem }) {
			out = append(out, byte(digitZero+k))
		}
	}
	return string(out)
}

func (b *builder) strengthen(stem string, strength int) {
	c := b.at(stem)
	c.name = max(c.name, uint8(strength))
}

// join indexes glued words as one: every two that follow each other, and all.
func (b *builder) join(words []string, glued []bool, strength int) {
	for i := 1; i < len(words); i++ {
		if !glued[i] {
			continue
		}
		b.strengthen(b.a.lang.stem(cut(words[i-1]+words[i])), strength)
		end := i
		for end+1 < len(words) && glued[end+1] {
			end++
		}
		if !glued[i-1] && end > i {
			b.strengthen(b.a.lang.stem(cut(strings.Join(words[i-1:end+1], ""))), strength)
		}
	}
}

func (b *builder) short(words []string) {
	for _, s := range initials(words) {
		b.strengthen(b.a.lang.stem(s), initialsStrength)
	}
}

// mentions finds abbreviations of the title in a text.
func (b *builder) mentions(s string) {
	if len(b.title) == 0 {
		return
	}
	capitals(s, func(short string) {
		w := strings.ToLower(short)
		stem := b.a.lang.stem(w)
		if b.at(stem).name == initialsStrength {
			b.strengthen(stem, provenStrength)
		} else if abbreviates(w, b.title) {
			b.strengthen(stem, mentionStrength)
		}
	})
}

// texts collects summary, headings, body and category.
func (b *builder) texts(d *Document) {
	b.text(d.Summary, summaryWeight)
	for _, s := range d.Headings {
		b.text(s, headingWeight)
	}
	for _, s := range d.Body {
		b.text(s, 1)
	}
	b.category(d.Category)
}

// category collects the words of a category, which is the same for hundreds of guides:
// a guide is found by them, but they are no commoner for it.
func (b *builder) category(s string) {
	eachWord(fold(s), func(w string, _ bool) {
		if !indexed(w) {
			return
		}
		c := b.at(b.a.lang.stem(w))
		c.aside = c.aside || c.weight == 0 && c.name == 0
		c.weight++
	})
}

func (b *builder) text(s string, weight uint16) {
	eachWord(fold(s), func(w string, _ bool) {
		b.total++
		i, ok := b.words[w]
		if !ok {
			i = -1
			if indexed(w) {
				i = b.position(b.a.lang.stem(w))
			}
			b.words[w] = i
		}
		if i >= 0 {
			if c := &b.stems[i]; c.weight < 1<<15 {
				c.weight += weight
			}
		}
	})
}

// indexed reports whether a word of a text is worth a place: no single Latin
// letter and no bare number.
func indexed(w string) bool { return len(w) > 1 && !isNumber(w) }

// terms writes what was collected in the entry's form.
func (b *builder) terms() []byte {
	slices.SortFunc(b.stems, func(x, y stemCount) int {
		if c := cmp.Compare(x.prefix, y.prefix); c != 0 {
			return c
		}
		return strings.Compare(x.stem, y.stem)
	})
	b.written = b.written[:0]
	before := ""
	length := lengthFactor(b.total)
	for i := range b.stems {
		c := &b.stems[i]
		if c.stem == "" || len(c.stem) > 255 || c.name == 0 && (c.weight == 0 || b.a.lang.stop[c.stem]) {
			continue
		}
		text := impact(int(c.weight), length)
		if c.aside {
			text = aside
		}
		b.written = appendEntryTerm(b.written, before, c.stem, c.name, text)
		before = c.stem
	}
	return bytes.Clone(b.written)
}

// lengthFactor is BM25's normaliser k1·(1-b+b·length/mean), in 16ths, with
// k1 = 1.2, b = 0.5 and a fixed mean of 600 words. The length is rounded to a power
// of two, so that an edit hardly ever changes the impact of untouched words.
func lengthFactor(words int) int {
	n := 64
	for n < words*3/4 && n < 8192 {
		n *= 2
	}
	return 10 + 10*n/600
}

// impact is tf/(tf+k), BM25's saturation, in four steps; 0 if the word does
// not occur.
func impact(weight, length int) byte {
	if weight == 0 {
		return 0
	}
	r := 100 * 16 * weight / (16*weight + length)
	switch {
	case r < 45:
		return 1
	case r < 62:
		return 2
	case r < 78:
		return 3
	}
	return 4
}
