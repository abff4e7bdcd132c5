package reading

import (
	"math"
	"strings"
	"testing"
)

// TestFleschKincaid compares with the examples that English Wikipedia gives
// under "Flesch–Kincaid readability tests".
func TestFleschKincaid(t *testing.T) {
	for _, c := range []struct {
		text             string
		words, syllables int
		grade            float64
	}{
		{"The cat sat on the mat.", 6, 6, -1.4},
		{"This sentence, taken as a reading passage unto itself, is being used to prove a point.", 16, 23, 7.6},
		{"The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 13, 24, 11.3},
	} {
		got := CountTexts([]string{c.text})
		if got.Words != c.words || got.Syllables != c.syllables || got.Sentences != 1 {
			t.Errorf("%q: %+v", c.text, got)
		}
		if math.Abs(got.FleschKincaid()-c.grade) > 0.06 {
			t.Errorf("%q: grade %.2f, want %.1f", c.text, got.FleschKincaid(), c.grade)
		}
	}
}

// TestSMOG compares with the figures of McLaughlin's rule of thumb, the square root
// of the polysyllables in 30 sentences and 3, which the exact formula rounds to.
func TestSMOG(t *testing.T) {
	for polysyllables, grade := range map[int]float64{4: 5, 9: 6, 16: 7, 25: 8, 36: 9, 49: 10, 64: 11} {
		c := Count{Sentences: 30, Words: 400, Polysyllables: polysyllables}
		if got := math.Round(c.SMOG()); got != grade {
			t.Errorf("%d polysyllables: %v, want %v", polysyllables, c.SMOG(), grade)
		}
		half := Count{Sentences: 60, Words: 800, Polysyllables: 2 * polysyllables}
		if half.SMOG() != c.SMOG() {
			t.Errorf("%d polysyllables in 60 sentences: %v, not %v", 2*polysyllables, half.SMOG(), c.SMOG())
		}
	}
	if got := (Count{Sentences: 30, Words: 400}).SMOG(); got != 3.1291 {
		t.Errorf("no polysyllables: %v", got)
	}
}

func TestEmptyText(t *testing.T) {
	for _, blocks := range [][]string{nil, {""}, {" — … !"}} {
		if c := CountTexts(blocks); c != (Count{}) || c.FleschKincaid() != 0 || c.SMOG() != 0 {
			t.Errorf("%q: %+v", blocks, c)
		}
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]int{
		"One. Two! Three?":                         3,
		"No stop at the end":                       1,
		"Take 0.5 mg of it.":                       1,
		"See Dr. Smith, e.g. on Monday.":           1,
		"“Rest.” Then walk (slowly). Then run…":    3,
		"What is it?! It is a scan.":               2,
		"A list item":                              1,
		"It is done by an M.D. in the clinic":      2, // a stop in capitals cannot be told from an end
		"The result is 12. 5 days later you rest.": 2,
	} {
		if got := CountTexts([]string{text}).Sentences; got != want {
			t.Errorf("%q: %d sentences, want %d", text, got, want)
		}
	}
	if got := CountTexts([]string{"A cell", "Another. And"}).Sentences; got != 3 {
		t.Errorf("blocks end sentences: %d", got)
	}
}

func TestSyllables(t *testing.T) {
	for n, words := range map[int]string{
		1: "a the arm rest knee scan blood pain walk walked used makes time times through your skin heart lungs bones helps tubes sized changed bruise eye hour you're 50",
		2: "doctor table needle implant removed needed handed taken people little over under patient before after upper lower being muscle muscles surgeon bruises changes sometimes therefore something careful safely movement treatment homework client science create MD CT creature",
		3: "medicine procedure bandages hospital infection radio area physician removal another however separate created incision Australian special-care physician",
		4: "complication information alternative education appreciate emergency medication material diarrhea radiation preparation",
		5: "communication possibility imagination",
	} {
		for word := range strings.FieldsSeq(words) {
			if got := syllablesOf(word); got != n {
				t.Errorf("%s: %d syllables, want %d", word, got, n)
			}
		}
	}
}
