package card

import (
	"strings"
	"unicode/utf8"
)

// wrap breaks a text into lines of a width at most; a word that is wider is broken
// too. Where the text needs more lines than there may be, it ends with an ellipsis
// and fits is false.
func (f *face) wrap(text string, width, lines int) (out []string, fits bool) {
	rest := text
	for rest != "" && len(out) < lines {
		n := f.fitting(rest, width)
		out = append(out, strings.TrimSpace(rest[:n]))
		rest = strings.TrimSpace(rest[n:])
	}
	if rest == "" {
		return out, true
	}
	last := out[len(out)-1]
	for last != "" && f.width(last+"…") > width {
		_, n := utf8.DecodeLastRuneInString(last)
		last = strings.TrimRight(last[:len(last)-n], " ,.;:(-")
	}
	out[len(out)-1] = last + "…"
	return out, false
}

// balanced breaks a text that was broken into lines again, into as many but of much
// the same width, so that no last word stands alone.
func (f *face) balanced(text string, lines []string) []string {
	low, high := 0, 0 // too narrow, wide enough
	for _, l := range lines {
		high = max(high, f.width(l))
	}
	for high-low > 8 {
		middle := (low + high) / 2
		if again, fits := f.wrap(text, middle, len(lines)); fits && sameWords(again, lines) {
			lines, high = again, middle
		} else {
			low = middle
		}
	}
	return lines
}

// sameWords reports whether no word was broken that was not before.
func sameWords(again, lines []string) bool {
	return strings.Join(again, " ") == strings.Join(lines, " ")
}

// fitting returns how many bytes of a text go into a line: whole words, or as many
// letters as fit of a word that is too long for any line, but one at least.
func (f *face) fitting(text string, width int) int {
	wordEnd := 0
	for l := range f.letters(text) {
		switch {
		case l.end.Ceil() > width && l.r == ' ':
			return l.at
		case l.end.Ceil() > width && wordEnd > 0:
			return wordEnd
		case l.end.Ceil() > width && l.at > 0:
			return l.at
		case l.r == ' ' || l.r == '-':
			wordEnd = l.at + 1
		}
	}
	return len(text)
}
