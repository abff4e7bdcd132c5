package glossary

import (
	"slices"
	"strings"
	"testing"

	"bedside/internal/reading"
)

func found(g *Glossary, text string) []string {
	var s reading.Scanner
	s.Scan([]byte(text))
	var out []string
	for i := 0; i < len(s.Words); i++ {
		if t, n := g.At(s.Words, i, len(s.Words)); t != nil {
			out = append(out, t.Name+"="+text[s.Words[i].Start:s.Words[i+n-1].End])
		}
	}
	return out
}

func TestAt(t *testing.T) {
	g := Default()
	for text, want := range map[string]string{
		"A Hematoma or hematomas":                    "hematoma=Hematoma hematoma=hematomas",
		"a pulmonary embolism, and pulmonary emboli": "pulmonary embolism=pulmonary embolism embolism=embolism pulmonary=pulmonary embolism=emboli",
		"deep vein":                                    "",
		"avoid patients, patent":                       "",
		"Post-op: the wound’s dehiscence":              "dehiscence=dehiscence",
		"nonsteroidal anti-inflammatory medicine":      "nonsteroidal anti-inflammatory=nonsteroidal anti-inflammatory inflammation=inflammatory",
		"one of the biopsies":                          "biopsy=biopsies",
		"two abscesses, three stenoses and one lesion": "abscess=abscesses stenosis=stenoses lesion=lesion",
	} {
		if got := strings.Join(found(g, text), " "); got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// TestTerms holds the list to what its head promises.
func TestTerms(t *testing.T) {
	g := Default()
	seen := map[string]string{}
	var names []string
	for line := range lines(terms) {
		words, plain, ok := strings.Cut(line, ": ")
		if !ok || strings.TrimSpace(plain) == "" || strings.HasSuffix(plain, ".") {
			t.Errorf("%q: no plain words", line)
		}
		for w := range strings.SplitSeq(words, ", ") {
			if w == "" || strings.TrimSpace(w) != w || strings.ToLower(w) != w {
				t.Errorf("%q: the word %q", line, w)
			}
			if other, ok := seen[w]; ok {
				t.Errorf("%q stands in the lines of %s and %s", w, other, words)
			}
			seen[w] = words
		}
		names = append(names, strings.SplitN(words, ",", 2)[0])
	}
	if !slices.IsSorted(names) {
		t.Error("the lines are not sorted")
	}
	if len(names) < 250 || len(g.Terms()) != len(names) {
		t.Errorf("%d terms of %d lines", len(g.Terms()), len(names))
	}
	// The plain words must be plain themselves.
	for _, term := range g.Terms() {
		if others := found(g, term.Plain); len(others) > 0 {
			t.Errorf("%s is explained by %v", term.Name, others)
		}
		if len(term.Keys) == 0 {
			t.Errorf("%s: nothing in %q has a meaning", term.Name, term.Plain)
		}
	}
}

func TestAbbreviations(t *testing.T) {
	g := Default()
	var list []string
	for line := range lines(abbreviations) {
		if strings.ToUpper(line) != line {
			t.Errorf("%q is not in capitals", line)
		}
		list = append(list, line)
	}
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("the abbreviations are not sorted, or one stands there twice")
	}
	if !g.IsKnown("MRI") || g.IsKnown("CBC") || g.IsKnown("") {
		t.Error("MRI is to be known, CBC is not")
	}
}
