package search

import "strings"

// Limits on what is read of a query.
const (
	maxQuery = 200 // code points
	maxSlots = 12
)

// slot is a word of the query that is looked up.
type slot struct {
	word  string // folded
	begin string // folded, spelt as in the index: what longer words begin with
	stem  string
	glued bool // to the slot before, by a joiner
	typed bool // may still be unfinished: the query ends with it
	short bool // typed, and so short that it only picks among what the other words find
}

// shortWord is the length in code points of the longest short word.
const shortWord = 2

// parseQuery takes a folded query apart into the words to look up.
func parseQuery(l *language, text string) []slot {
	var all []slot
	eachWord(text, func(w string, glued bool) {
		all = append(all, slot{word: w, begin: l.spell(w), stem: l.stem(w), glued: glued && len(all) > 0})
	})
	if n := len(all); n > 0 && strings.HasSuffix(text, all[n-1].word) {
		last := &all[n-1]
		first, _ := decode(last.word, 0)
		last.typed = !isUnspaced(first) || runes(last.word) == 1
		last.short = last.typed && runes(last.word) <= shortWord
	}
	kept := without(all, func(s slot) bool { return l.stop[s.word] })
	if len(all) > 1 && l.asks[all[0].word] {
		kept = without(kept, func(s slot) bool { return l.soft[s.word] })
	}
	if len(kept) == 1 {
		kept[0].short = false
	}
	return kept[:min(len(kept), maxSlots)]
}

// without leaves out some slots, or none if nothing would remain.
func without(slots []slot, out func(slot) bool) []slot {
	var kept []slot
	cut := false
	for _, s := range slots {
		if out(s) {
			cut = true
			continue
		}
		s.glued = s.glued && !cut
		cut = false
		kept = append(kept, s)
	}
	if len(kept) == 0 {
		return slots
	}
	return kept
}

// clip keeps the first maxQuery code points.
func clip(s string) string {
	n := 0
	for i := range s {
		if n == maxQuery {
			return s[:i]
		}
		n++
	}
	return s
}

// numberRange is a half-open range of code numbers.
type numberRange struct{ lo, hi uint32 }

// codeRanges reads a folded query as a code or the beginning of one: digits and at
// most one letter, however spaced, with or without "CPT", "HCPCS" or "code"
// before it. full says that nothing is missing from the code.
func codeRanges(text string) (ranges []numberRange, full bool) {
	c := compactCode(text)
	if len(c) == 0 || len(c) > 5 {
		return nil, false
	}
	full = len(c) == 5
	last := c[len(c)-1]
	switch {
	case isNumber(c):
		n, _ := digits(c)
		ranges = append(ranges, widen(n, 5-len(c), 0))
		if len(c) < 5 {
			for _, letter := range []byte("FMTU") {
				ranges = append(ranges, widen(n, 4-len(c), trailingLetterBase+uint32(letter-'A')*10_000))
			}
		}
	case len(c) == 5 && isNumber(c[:4]) && strings.IndexByte("fmtu", last) >= 0:
		n, _ := digits(c[:4])
		ranges = append(ranges, widen(n, 0, trailingLetterBase+uint32(last-'a')*10_000))
	case isNumber(c[1:]):
		n, _ := digits(c[1:])
		ranges = append(ranges, widen(n, 5-len(c), leadingLetterBase+uint32(c[0]-'a')*10_000))
	default:
		return nil, false
	}
	return ranges, full
}

// withoutCodes takes the full codes out of a longer query. A code that no guide
// has is not looked for in any other way.
func withoutCodes(slots []slot) (kept []slot, codes []numberRange) {
	for _, s := range slots {
		if ranges, full := codeRanges(s.word); full {
			codes = append(codes, ranges...)
		} else {
			kept = append(kept, s)
		}
	}
	return kept, codes
}

// widen is the range of numbers that begin with n and have some digits more.
func widen(n uint32, more int, base uint32) numberRange {
	size := uint32(1)
	for range more {
		n, size = n*10, size*10
	}
	return numberRange{base + n, base + n + size}
}

// compactCode takes the words before a code and all spaces, hyphens and points
// from a folded query; it gives "" if anything is left that no code has.
func compactCode(text string) string {
	var b strings.Builder
	for _, f := range strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == '-' || r == '.' || r == '#' || r == ':' || r == '\t' || r == '–'
	}) {
		if b.Len() == 0 {
			if f == "cpt" || f == "hcpcs" || f == "code" {
				continue
			}
			for _, p := range []string{"cpt", "hcpcs"} {
				if rest, ok := strings.CutPrefix(f, p); ok && isNumber(rest) {
					f = rest
				}
			}
		}
		b.WriteString(f)
	}
	s := b.String()
	letters := 0
	for i := range len(s) {
		switch {
		case s[i] >= 'a' && s[i] <= 'z':
			letters++
		case s[i] < '0' || s[i] > '9':
			return ""
		}
	}
	if letters > 1 || len(s) == letters {
		return ""
	}
	return s
}
