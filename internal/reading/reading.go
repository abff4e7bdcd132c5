// Package reading tells how hard an English text is to read, in school grades of
// the United States, by two formulas that health writers use. It counts sentences,
// words and syllables with rules of its own; no dictionary is needed.
//
// A grade is an estimate: the formulas see the length of words and sentences and
// nothing else, and syllables of a few words are miscounted by one.
//
//   - Flesch–Kincaid: J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom:
//     Derivation of new readability formulas for Navy enlisted personnel. Research
//     Branch Report 8-75, Naval Technical Training Command, 1975.
//   - SMOG: G. H. McLaughlin: SMOG grading, a new readability formula. Journal of
//     Reading 12 (8), 639–646, 1969. It is made for 30 sentences or more; the count
//     of shorter texts is scaled up to 30, as its author's instructions have it.
package reading

import (
	"math"
	"strings"
	"unicode"
)

// Count is what the formulas need to know of a text.
type Count struct {
	Sentences, Words, Syllables int
	// Polysyllables are words of three syllables or more.
	Polysyllables int
}

// CountTexts counts blocks of text: paragraphs, list items, table cells and the
// like. The end of a block ends its sentence.
func CountTexts(blocks []string) Count {
	var c Count
	for _, b := range blocks {
		c.block(b)
	}
	return c
}

// Add returns the sum of two counts.
func (c Count) Add(d Count) Count {
	return Count{c.Sentences + d.Sentences, c.Words + d.Words, c.Syllables + d.Syllables, c.Polysyllables + d.Polysyllables}
}

// FleschKincaid returns the Flesch–Kincaid grade level; 0 for a text without words.
func (c Count) FleschKincaid() float64 {
	if c.Words == 0 {
		return 0
	}
	words, sentences, syllables := float64(c.Words), float64(max(c.Sentences, 1)), float64(c.Syllables)
	return 0.39*words/sentences + 11.8*syllables/words - 15.59
}

// SMOG returns the SMOG grade; 0 for a text without words.
func (c Count) SMOG() float64 {
	if c.Words == 0 {
		return 0
	}
	return 1.0430*math.Sqrt(float64(c.Polysyllables)*30/float64(max(c.Sentences, 1))) + 3.1291
}

// block counts one block. A word is a run of letters, with apostrophes and hyphens
// within; numbers count as words of one syllable, as most programs have it.
func (c *Count) block(s string) {
	open := false // a sentence has words and no end yet
	for _, field := range strings.Fields(s) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" {
			n := syllablesOf(word)
			c.Words++
			c.Syllables += n
			if n >= 3 {
				c.Polysyllables++
			}
			open = true
		}
		if open && endsSentence(field, word) {
			c.Sentences++
			open = false
		}
	}
	if open {
		c.Sentences++
	}
}

// abbreviations do not end a sentence by their full stop.
var abbreviations = map[string]bool{
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "vs": true, "e.g": true, "i.e": true, "approx": true, "no": false,
}

// endsSentence reports whether a field ends a sentence: with a full stop, a
// question or an exclamation mark, which closing quotes and brackets may follow.
func endsSentence(field, word string) bool {
	end := strings.TrimRightFunc(field, func(r rune) bool { return strings.ContainsRune(`"'”’)]`, r) })
	if end == "" || !strings.ContainsRune(".?!…", []rune(end)[len([]rune(end))-1]) {
		return false
	}
	return !abbreviations[strings.ToLower(word)]
}

// syllablesOf counts the syllables of a word that may have hyphens.
func syllablesOf(word string) int {
	n := 0
	for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return r == '-' || r == '–' || r == '/' }) {
		n += Syllables(part)
	}
	return max(n, 1)
}
