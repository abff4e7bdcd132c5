package search

import (
	"sync"
	"unicode/utf8"
)

// Options are a site's settings for search.
type Options struct {
	Language string     // BCP 47 tag; English if empty
	Groups   [][]string // words and phrases that mean the same, in addition to the shipped ones
}

// Analyzer turns guides into entries and entries into an index. It may be used
// by several goroutines at once.
type Analyzer struct {
	tag      string
	lang     *language
	groups   *thesaurus
	builders sync.Pool
}

// NewAnalyzer prepares an analyzer.
func NewAnalyzer(o Options) *Analyzer {
	if o.Language == "" {
		o.Language = "en"
	}
	a := &Analyzer{tag: o.Language, lang: languageOf(o.Language)}
	a.groups = newThesaurus(a.lang, o)
	a.builders.New = func() any { return newBuilder(a) }
	return a
}

// Entry is what the index keeps of one guide. It is never changed.
type Entry struct {
	code, title, url, category, excerpt string
	generics                            string // places in the language's list, of the generic words that its other names add
	terms                               []byte // sorted by term, each as appendEntryTerm writes it
}

// maxExcerpt is the length of a result's excerpt in code points.
const maxExcerpt = 140

// Entry makes the entry of one guide. It keeps no reference to the body.
func (a *Analyzer) Entry(d *Document) *Entry {
	b := a.builders.Get().(*builder)
	defer func() {
		b.reset()
		a.builders.Put(b)
	}()
	b.names(d)
	b.texts(d)
	e := &Entry{
		code:     d.Code,
		title:    plain(d.Title),
		url:      plain(d.URL),
		category: plain(d.Category),
		excerpt:  shorten(plain(d.Summary), maxExcerpt),
	}
	e.generics = b.generics()
	e.terms = b.terms()
	return e
}

// appendEntryTerm writes a term of at most 255 bytes behind another one. A hundred
// thousand guides have forty million, so what a term shares with the one before it is
// left out: a byte of two halves, the bytes shared and the bytes of the rest (15 if
// they are more, and follow in a byte); the rest; and a byte of name strength (0 to
// 16) and text impact (0 to 4, or aside).
func appendEntryTerm(dst []byte, before, term string, name, text byte) []byte {
	shared := 0
	for shared < min(15, len(before), len(term)) && before[shared] == term[shared] {
		shared++
	}
	rest := term[shared:]
	dst = append(dst, byte(shared<<4|min(len(rest), 15)))
	if len(rest) >= 15 {
		dst = append(dst, byte(len(rest)))
	}
	return append(append(dst, rest...), name<<3|text)
}

// aside is the impact of a word that only the category has: 1, and the guide does not
// count among those that have the word.
const aside = 5

// eachTerm calls f for the entry's terms in their order. The term is overwritten
// by the next one.
func (e *Entry) eachTerm(f func(term []byte, name, text byte)) {
	var scratch [256]byte
	for p := e.terms; len(p) > 0; {
		shared, n := int(p[0]>>4), int(p[0]&15)
		if p = p[1:]; n == 15 {
			n, p = int(p[0]), p[1:]
		}
		term := append(scratch[:shared], p[:n]...)
		f(term, p[n]>>3, p[n]&7)
		p = p[n+1:]
	}
}

// plain makes a text one line with single spaces.
func plain(s string) string {
	out := make([]byte, 0, len(s))
	space := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' || r == ' ' || r == 0x7f || r == 0xa0 || r == 0x2028 || r == 0x2029 {
			space = len(out) > 0
		} else {
			if space {
				out = append(out, ' ')
				space = false
			}
			out = append(out, s[i:i+n]...)
		}
		i += n
	}
	return string(out)
}

// shorten cuts s behind a word so that it has at most limit code points with
// its ellipsis.
func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	n, space := 0, 0
	for i, r := range s {
		if n == limit-1 {
			if space == 0 {
				space = i
			}
			return s[:space] + "…"
		}
		if r == ' ' {
			space = i
		}
		n++
	}
	return s
}
