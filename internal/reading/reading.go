// Package reading tells how hard an English text is to read, in school grades of
// the United States, by two formulas that health writers use, and which of its
// sentences are the hardest. It finds sentences and words and counts syllables with
// rules of its own; no dictionary is needed.
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
	"cmp"
	"math"
	"slices"
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
	var s Scanner
	for _, b := range blocks {
		s.Scan([]byte(b))
	}
	return CountSentences(s.Sentences)
}

// CountSentences adds up sentences.
func CountSentences(sentences []Sentence) Count {
	var c Count
	for i := range sentences {
		c = c.Add(sentences[i].Count)
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

// shortest is the number of words below which a sentence is not called hard: one
// long word among three would make a grade that no text has.
const shortest = 6

// Hardest returns the n sentences with the highest Flesch–Kincaid grades, by their
// indices, the hardest first. Of equals the first comes first.
func Hardest(sentences []Sentence, n int) []int {
	var out []int
	for i := range sentences {
		if sentences[i].Count.Words >= shortest {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Compare(sentences[b].Count.FleschKincaid(), sentences[a].Count.FleschKincaid())
	})
	return out[:min(n, len(out))]
}
