package search

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"X-linked":               "x +linked",
		"P.A.D. and more":        "p +a +d and more",
		"Crohn's disease":        "crohn disease",
		"Graves’ disease":        "graves disease",
		"can't, I’d, we'll'm":    "can i we",
		"kneeʼs, п’ять, пʼять":   "knee п +ять п +ять",
		"l'ECG aujourd'hui":      "l +ecg aujourd +hui",
		"O'Brien":                "o +brien",
		"Menière’s":              "meniere",
		"5–10 mg":                "5 +10 mg",
		"Straße, CAFÉ":           "strasse cafe",
		"胆嚢摘出術 op":               "胆嚢 嚢摘 摘出 出術 op",
		"検":                      "検",
		"- - '' '":               "",
		"a-":                     "a",
		"x²":                     "x2",
		"สวัสดี":                 "สว วั ัส สด ดี",
		strings.Repeat("é", 100): strings.Repeat("e", 40),
	} {
		var got []string
		eachWord(fold(text), func(w string, glued bool) {
			if glued {
				w = "+" + w
			}
			got = append(got, w)
		})
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q has the words %q, want %q", text, g, want)
		}
	}
}

func TestStem(t *testing.T) {
	l := languageOf("en-US")
	for _, same := range [][]string{
		{"biopsy", "biopsies"}, {"disease", "diseases"}, {"virus", "viruses"}, {"cause", "causes"}, {"crisis", "crises"}, {"thrombosis", "thromboses"},
		{"box", "boxes"}, {"vertebra", "vertebrae"}, {"appendix", "appendices"}, {"haemorrhage", "hemorrhages"}, {"tumour", "tumors"}, {"fibre", "fiber"},
		{"catheterisation", "catheterization"}, {"ii", "2"}, {"abscess", "abscesses"}, {"embolus", "emboli"}, {"oesophagus", "esophagus"},
	} {
		for _, w := range same[1:] {
			if l.stem(w) != l.stem(same[0]) {
				t.Errorf("%s becomes %s, but %s becomes %s", w, l.stem(w), same[0], l.stem(same[0]))
			}
		}
	}
	for _, w := range []string{"pus", "gas", "toe", "illness", "lupus", "biopsy"} {
		if got := l.stem(w); got != w {
			t.Errorf("%s becomes %s", w, got)
		}
	}
	if got := languageOf("de").stem("haus"); got != "haus" {
		t.Errorf("a German word becomes %s", got)
	}
}

func TestStemSpanish(t *testing.T) {
	l := languageOf("es-US")
	for _, w := range strings.Fields("rodilla corazon operacion cicatriz dolor corte diente mujer hospital piel imagen enfermedad sindrome madre fiebre " +
		"sangre celula ovario pared hueso nivel posible grande masaje cesarea tumor voz cancer implante control azul leche parte pie gen carne red ley mes") {
		plural := w + "s"
		switch {
		case strings.HasSuffix(w, "z"):
			plural = w[:len(w)-1] + "ces"
		case strings.HasSuffix(w, "ey"), strings.ContainsRune("lnrds", rune(w[len(w)-1])):
			plural = w + "es"
		}
		if l.stem(w) != w || l.stem(plural) != w {
			t.Errorf("%s becomes %s, and %s becomes %s", w, l.stem(w), plural, l.stem(plural))
		}
	}
	for _, w := range strings.Fields("crisis virus diabetes tos gas herpes tres dosis artritis lupus") {
		if got := l.stem(w); got != w {
			t.Errorf("%s becomes %s", w, got)
		}
	}
}

// TestLanguages demands of each language's lists what the index relies on.
func TestLanguages(t *testing.T) {
	for _, tag := range []string{"en", "es"} {
		l := languageOf(tag)
		if !slices.IsSorted(l.generic) {
			t.Errorf("%s: the generic stems are not sorted", tag)
		}
		if len(l.generic) > '~'-digitZero {
			t.Errorf("%s: more generic stems than characters for their places", tag)
		}
		for _, w := range l.generic {
			if l.stem(w) != w {
				t.Errorf("%s: the generic word %s has the stem %s", tag, w, l.stem(w))
			}
		}
		for _, list := range []map[string]bool{l.stop, l.asks, l.soft, l.endings} {
			for w := range list {
				if fold(w) != w {
					t.Errorf("%s: %s is not folded", tag, w)
				}
			}
		}
		for w := range l.endings {
			if len(w) > 5 {
				t.Errorf("%s: the ending %s is too long to be compared", tag, w)
			}
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"polymicrogyria": "pmg", "glycogen storage disease type 7": "gsd7", "hypertrophic cardiomyopathy": "hcm", "peripheral arterial disease": "pad",
		"severe combined immunodeficiency": "scid", "spinal muscular atrophy with progressive myoclonic epilepsy": "smapme",
		"x linked severe combined immunodeficiency 1": "scidx1", "chondrodysplasia punctata x linked dominant": "cpxd", "x linked agammaglobulinemia": "xla",
	} {
		if got := initials(strings.Fields(name)); !slices.Contains(got, want) {
			t.Errorf("%s has the initials %v, want %s among them", name, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		limit int
		want  int
	}{{"knee", "knee", 1, 0}, {"kne", "knee", 1, 1}, {"nkee", "knee", 1, 1}, {"knie", "knee", 1, 1}, {"kneee", "knee", 1, 1}, {"hip", "knee", 1, 2},
		{"colecystectomi", "cholecystectomy", 2, 2}, {"", "ab", 2, 2}, {"abcdef", "badcfe", 2, 3}} {
		if got := edits([]rune(c.a), []rune(c.b), c.limit); got != c.want {
			t.Errorf("%s and %s are %d edits apart, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestNearer orders words that are one edit from what was typed.
func TestNearer(t *testing.T) {
	for _, c := range []struct{ typed, near, far, why string }{
		{"moton", "motion", "motor", "a letter was left out"},
		{"fibes", "fibers", "fines", "a letter was left out, not typed wrong"},
		{"grain", "groin", "grape", "one edit is nearer than two"},
		{"sgin", "sign", "skin", "two letters were exchanged"},
		{"tendan", "tendon", "bendan", "the beginning is right"},
		{"sineus", "sinus", "sine", "the s is a letter that was typed"},
		{"lime", "lyme", "limb", "a vowel for a vowel"},
	} {
		list := nearest([]term{{key: c.near, rarity: 1}, {key: c.far, rarity: 9}}, slot{word: c.typed, stem: c.typed}, 2, false)
		if len(list) != 2 || !nearer(c.typed, list[0], list[1]) || nearer(c.typed, list[1], list[0]) {
			t.Errorf("%s is not nearer to %s than to %s (%s): %v", c.typed, c.near, c.far, c.why, list)
		}
	}
}

func TestCodeRanges(t *testing.T) {
	for query, want := range map[string]string{
		"11982": "11982", "cpt 11982": "11982", "cpt11982": "11982", "119 82": "11982", "11-982": "11982", "code: 0042t": "0042T", "j1234": "J1234", "hcpcs j 1234": "J1234",
		"covid 19": "", "type 2": "", "": "", "119823": "", "2000s": "", "b12": "B1200", "119": "11900",
	} {
		got := ""
		if ranges, _ := codeRanges(query); len(ranges) > 0 {
			got = numberCode(ranges[0].lo)
		}
		if got != want {
			t.Errorf("%q means %q, want %q", query, got, want)
		}
	}
}

func TestSplitCoversAllKeysInOrder(t *testing.T) {
	keys := []string{"a", "ab", "abc", "abd", "abé", "b", "ba", "bb", "bbb", "c日", "c本"}
	for limit := 1; limit < 8; limit++ {
		at := 0
		for i, s := range split(len(keys), "", func(i int) string { return keys[i] }, func(int) int { return 1 }, limit) {
			if s.lo != at || s.hi <= s.lo || s.hi-s.lo > limit {
				t.Errorf("limit %d: span %d is %+v", limit, i, s)
			}
			if s.key > keys[s.lo] || i > 0 && s.key <= keys[s.lo-1] {
				t.Errorf("limit %d: span %d begins at %q between %q and %q", limit, i, s.key, keys[max(s.lo-1, 0)], keys[s.lo])
			}
			at = s.hi
		}
		if at != len(keys) {
			t.Errorf("limit %d: %d of %d keys", limit, at, len(keys))
		}
	}
}

func TestFoldPlainText(t *testing.T) {
	for _, s := range []string{
		"", "Plain ASCII", "Crohn’s disease – “a guide” — ‘how’", "ends with ’", "cut \xe2\x80", "Ångström’s", "a…b", "x\u2011y",
	} {
		if got, want := fold(s), foldAny(s); got != want {
			t.Errorf("fold(%q) = %q by the short way, %q by the long one", s, got, want)
		}
	}
}

// TestDirectoryWithLongSharedKeys writes keys that share every number of characters with
// the one before, among them the number that is written as a comma, and reads them back.
func TestDirectoryWithLongSharedKeys(t *testing.T) {
	var dir directory
	var want []reference
	for i := range 30 {
		key := strings.Repeat("a", i) + "b"
		if i == 0 {
			key = ""
		}
		dir.add(key, "mark"+string(rune('a'+i%26)))
		want = append(want, reference{key, "mark" + string(rune('a'+i%26))})
	}
	for i := 28; i >= 1; i-- { // keys that are longer than the one before by the rest only
		key := strings.Repeat("a", i) + "c"
		dir.add(key, "x")
		want = append(want, reference{key, "x"})
	}
	got, err := decodeDirectory(dir.b.String())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("read back: %v, %v", got, err)
	}
}
