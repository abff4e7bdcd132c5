package reading

import (
	"fmt"
	"math"
	"slices"
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

// TestSMOGTable compares with the table of H. C. McGraw, Baltimore County Public
// Schools, that the National Cancer Institute and others print in their manuals: the
// grade for a number of polysyllables in 30 sentences. It is made with the rule of
// thumb, √p + 3, where the formula has 1.0430 √p + 3.1291.
// https://community.lsoft.com/scripts/wa-LSOFTDONATIONS.exe?A2=0205C&L=LACTNET&D=0&P=72538549
func TestSMOGTable(t *testing.T) {
	grade, from := 4, 1 // the table has 4 for none, too
	for _, to := range []int{2, 6, 12, 20, 30, 42, 56, 72, 90, 110, 132, 156, 182, 210, 240} {
		for n := from; n <= to; n++ {
			c := Count{Sentences: 30, Words: 500, Polysyllables: n}
			if got := math.Round((c.SMOG()-3.1291)/1.0430 + 3); got != float64(grade) {
				t.Errorf("%d polysyllables: %.2f, by the rule of thumb %v, the table has %d", n, c.SMOG(), got, grade)
			}
		}
		grade, from = grade+1, to+1
	}
}

// TestSMOGPerSentence compares with the examples of Nirmaldasan: polysyllables per
// sentence, by the rule of thumb without rounding.
// https://strainindex.wordpress.com/2011/06/24/special-smog-grading-revisited/
func TestSMOGPerSentence(t *testing.T) {
	for each, grade := range map[float64]float64{1: 8.47, 2: 10.74, 3: 12.48, 4: 13.95, 5: 15.24, 6: 16.41, 7: 17.49, 2.6: 11.83, 5.3: 15.6} {
		c := Count{Sentences: 10, Words: 200, Polysyllables: int(math.Round(each * 10))}
		// 1.0430 √p + 3.1291 instead of √p + 3.
		if want := 1.0430*(grade-3) + 3.1291; math.Abs(c.SMOG()-want) > 0.06 {
			t.Errorf("%v a sentence: %.2f, want %.2f", each, c.SMOG(), want)
		}
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
		"It is done by an M.D. in the clinic":      1,
		"Ask an M.D. They know":                    2,
		"The U.S. Preventive Services Task Force":  1,
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
			if got := CountTexts([]string{word}).Syllables; got != n {
				t.Errorf("%s: %d syllables, want %d", word, got, n)
			}
		}
	}
}

func scanned(blocks ...string) *Scanner {
	var s Scanner
	for _, b := range blocks {
		s.Scan([]byte(b))
	}
	return &s
}

func TestScan(t *testing.T) {
	text := []string{"Don’t “rest”. Follow-up is 0.5 mg, e.g. at 10,000.", "", "— É’a-b", "no."}
	s := scanned(text...)
	all := strings.Join(text, "\n")
	var got []string
	for _, sentence := range s.Sentences {
		line := all[sentence.Start:sentence.End] + " ="
		for _, w := range s.Words[sentence.From:sentence.To] {
			line += " "
			if w.Joined {
				line += "+"
			}
			line += all[w.Start:w.End]
		}
		got = append(got, fmt.Sprintf("%s %d", line, sentence.Count.Words))
	}
	want := []string{
		"Don’t “rest”. = Don’t rest 2",
		"Follow-up is 0.5 mg, e.g. at 10,000. = Follow +up is 0 +5 mg e +g at 10 +000 7",
		"É’a-b = É’a +b 1",
		"no. = no 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	before := slices.Clone(s.Sentences)
	s.Reset()
	for _, b := range text {
		s.Scan([]byte(b))
	}
	if !slices.Equal(before, s.Sentences) {
		t.Error("a scanner that is used again finds something else")
	}
}

func TestKeyOf(t *testing.T) {
	for _, same := range [][]string{{"Don't", "don’t", "DON'T"}, {"Éa", "éa"}, {"x", "X"}} {
		for _, word := range same[1:] {
			if KeyOf(word) != KeyOf(same[0]) {
				t.Errorf("%s and %s differ", word, same[0])
			}
		}
	}
	if KeyOf("don't") == KeyOf("dont") || KeyOf("é") == KeyOf("e") || KeyOf("a") == KeyOf("b") {
		t.Error("different words have one key")
	}
}

func TestHardest(t *testing.T) {
	s := scanned("The cat sat on the mat. Immunosuppression! The cat sat on the mat and saw a big red hen. Complications are possible after any operation. So is a good night of sleep in bed.")
	if got := Hardest(s.Sentences, 3); !slices.Equal(got, []int{3, 2, 4}) {
		for _, s := range s.Sentences {
			t.Logf("%.2f %+v", s.Count.FleschKincaid(), s.Count)
		}
		t.Errorf("hardest: %v", got)
	}
	if got := Hardest(s.Sentences[:2], 3); !slices.Equal(got, []int{0}) {
		t.Errorf("of two sentences, one of them a single word: %v", got)
	}
}

// FuzzScan demands that sentences and words lie in the text, in their order, and that
// each word has one key wherever it stands.
func FuzzScan(f *testing.F) {
	f.Add("One. Two!", "— it’s 0.5…")
	f.Add("'a' \xff’", "e\u0301")
	f.Fuzz(func(t *testing.T, a, b string) {
		s := scanned(a, b)
		text := a + "\n" + b
		end := int32(0)
		words := int32(0)
		for _, sentence := range s.Sentences {
			if sentence.Start < end || sentence.End < sentence.Start || int(sentence.End) > len(text) || sentence.From != words || sentence.To <= sentence.From {
				t.Fatalf("%q: %+v", text, s.Sentences)
			}
			for _, w := range s.Words[sentence.From:sentence.To] {
				if w.Start < sentence.Start || w.End <= w.Start || w.End > sentence.End || KeyOf(text[w.Start:w.End]) != w.Key {
					t.Fatalf("%q: %+v in %+v", text, w, sentence)
				}
			}
			end, words = sentence.End, sentence.To
		}
		if got := Words(a); !slices.EqualFunc(got, s.Words[:min(len(got), len(s.Words))], func(v, w Word) bool { return v.Key == w.Key && v.Start == w.Start && v.End == w.End }) {
			t.Fatalf("%q: %v, not %v", a, got, s.Words)
		}
		if int(words) != len(s.Words) {
			t.Fatalf("%q: %d words in sentences of %d", text, words, len(s.Words))
		}
	})
}

func BenchmarkScan(b *testing.B) {
	block := []byte(strings.Repeat("Call your clinician if the incision becomes red, swollen or painful. Don't wait; it may be an infection. ", 60))
	var s Scanner
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		s.Reset()
		s.Scan(block)
	}
}
