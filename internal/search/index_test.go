package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	medical "bedside/internal/thesaurus"
)

func indexOf(t testing.TB, docs []Document) []File {
	t.Helper()
	a := NewAnalyzer(Options{})
	var entries []*Entry
	for i := range docs {
		entries = append(entries, a.Entry(&docs[i]))
	}
	files, err := a.Index(entries)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestIndexIsTheSameWhateverTheOrderOfWork(t *testing.T) {
	docs := testCorpus()
	want := indexOf(t, docs)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if got := indexOf(t, docs); !reflect.DeepEqual(got, want) {
		t.Error("one worker writes another index than several")
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(docs), func(i, k int) { docs[i], docs[k] = docs[k], docs[i] })
	if got := indexOf(t, docs); !reflect.DeepEqual(got, want) {
		t.Error("guides in another order give another index")
	}
}

// TestEditChangesFewFiles adds a sentence to one of many guides.
func TestEditChangesFewFiles(t *testing.T) {
	docs := wideCorpus(600)
	before := map[string]bool{}
	for _, f := range indexOf(t, docs) {
		before[f.Path] = true
	}
	if len(before) < 40 {
		t.Fatalf("the index has only %d files: too few to tell", len(before))
	}
	docs[300].Body = append(docs[300].Body, "bacedi fogula meniposa tevizolu")
	changed := 0
	for _, f := range indexOf(t, docs) {
		if !before[f.Path] {
			changed++
		}
	}
	if changed == 0 || changed > 5 {
		t.Errorf("four new words change %d of %d files besides the root", changed, len(before))
	}
}

// wideCorpus makes guides of many different words.
func wideCorpus(n int) []Document {
	rng := rand.New(rand.NewPCG(9, 9))
	syllables := strings.Fields("ba ce di fo gu la me ni po ru sa te vi zo ka lu mi no")
	vocabulary := make([]string, 6000)
	for i := range vocabulary {
		for range 2 + rng.IntN(3) {
			vocabulary[i] += syllables[rng.IntN(len(syllables))]
		}
	}
	text := func(words int) string {
		var b strings.Builder
		for range words {
			b.WriteString(vocabulary[int(rng.Float64()*rng.Float64()*float64(len(vocabulary)))] + " ")
		}
		return b.String()
	}
	docs := make([]Document, n)
	for i := range docs {
		docs[i] = Document{Code: fmt.Sprint(20_000 + i), URL: fmt.Sprintf("%d/", 20_000+i), Title: text(4), Category: "Surgery", Summary: text(15), Body: []string{text(100), text(120)}}
	}
	return docs
}

func TestIndexRefuses(t *testing.T) {
	a := NewAnalyzer(Options{})
	for code, want := range map[string]string{"1198": "not a code", "abcde": "not a code", "11982": "two guides"} {
		_, err := a.Index([]*Entry{a.Entry(&Document{Code: code}), a.Entry(&Document{Code: "11982"})})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want one that says %q", code, err, want)
		}
	}
}

func TestIndexOfNothing(t *testing.T) {
	r, err := Open(testSite(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"knee", "11982", "119", "?"} {
		if got, err := r.Search(q, 10); err != nil || len(got) != 0 {
			t.Errorf("%q gives %v, %v", q, got, err)
		}
	}
}

func TestAddressOtherThanTheCode(t *testing.T) {
	r, err := Open(testSite(t, []Document{{Code: "0042T", URL: "guides/0042t/", Title: "Perfusion\tanalysis\n"}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"perfusion", "0042T"} {
		got, err := r.Search(q, 10)
		if err != nil || len(got) != 1 || got[0].URL != "guides/0042t/" || got[0].Title != "Perfusion analysis" {
			t.Errorf("%q gives %+v, %v", q, got, err)
		}
	}
}

func TestGroupsOfASite(t *testing.T) {
	a := NewAnalyzer(Options{Groups: [][]string{{"zap therapy", "electrolysis"}}})
	files, err := a.Index([]*Entry{a.Entry(&Document{Code: "17380", Title: "Electrolysis"}), a.Entry(&Document{Code: "17381", Title: "Waxing"})})
	if err != nil {
		t.Fatal(err)
	}
	site := fstest.MapFS{}
	for _, f := range files {
		site[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	r, err := Open(site)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Search("zap therapy", 10)
	if err != nil || len(got) != 1 || got[0].Code != "17380" {
		t.Errorf("the group gives %v, %v", got, err)
	}
}

func TestShippedGroups(t *testing.T) {
	groups := medical.Groups()
	if len(groups) < 300 {
		t.Errorf("only %d groups", len(groups))
	}
	for _, g := range groups {
		if len(g) < 2 {
			t.Errorf("the group %q has one member", g)
		}
		for _, m := range g {
			if !isASCII(m) {
				t.Errorf("%q in the group %q is not ASCII", m, g)
			}
		}
	}
}

// TestMembersOfGroups asks for the words of a group that a title must, or must not,
// be taken for a member of.
func TestMembersOfGroups(t *testing.T) {
	a := NewAnalyzer(Options{Groups: [][]string{{"pick disease", "lobar atrophy"}, {"sleeve surgery", "stomach stapling"},
		{"breast lump removal", "firstword"}, {"breast removal", "secondword"}, {"bladder scope", "thirdword"}, {"breaking up kidney stones", "fourthword"}}})
	for title, want := range map[string]string{
		"Pick disease in adults":            "lobar",
		"Niemann-Pick disease":              "",
		"Pick disease-like states":          "",
		"Gastric sleeve surgery":            "stapling",
		"Surgery of the upper sleeve":       "",
		"Surgery of a sleeve":               "stapling", // as "sleeve surgery"
		"Surgery for a sleeve":              "",
		"Laparoscopic cholecystectomy":      "keyhole", // shipped
		"Removal of a breast":               "secondword",
		"Removing breast":                   "secondword",
		"Removal of a lump from the breast": "firstword", // not of the breast
		"Looking into the bladder by scope": "thirdword",
		"Scope with a view of the bladder":  "",
		"Scope by the bladder":              "",
		"Breaking kidney stones with sound": "fourthword",
		"Removal of a drug-delivery device": "",
	} {
		has := map[string]bool{}
		a.Entry(&Document{Code: "11982", Title: title}).eachTerm(func(term []byte, _, _ byte) { has[string(term)] = true })
		for _, w := range []string{"lobar", "stapling", "keyhole", "firstword", "secondword", "thirdword", "fourthword"} {
			if has[w] != (w == want) {
				t.Errorf("%q has the word %q: %v", title, w, has[w])
			}
		}
	}
}

// TestGroupsOfOtherLanguages turns no phrase around: its link words are English.
func TestGroupsOfOtherLanguages(t *testing.T) {
	a := NewAnalyzer(Options{Language: "de", Groups: [][]string{{"magen verkleinerung", "schlauchmagen"}}})
	for title, want := range map[string]bool{"Magen Verkleinerung": true, "Verkleinerung in Magen": false} {
		has := false
		a.Entry(&Document{Code: "11982", Title: title}).eachTerm(func(term []byte, _, _ byte) { has = has || string(term) == "schlauchmagen" })
		if has != want {
			t.Errorf("%q belongs to the group: %v", title, has)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, v := range []uint32{0, 1, 63, 64, 65, 1983, 1984, 1985, 59_583, 59_584, 1 << 20, 1<<21 + 7, codeNumbers * 4} {
		b := appendNumber(nil, v)
		got, rest, err := readNumber(string(b) + "!")
		if err != nil || got != v || rest != "!" {
			t.Errorf("%d is written %q and read %d, %q, %v", v, b, got, rest, err)
		}
	}
	for _, s := range []string{"", "a", " ", "é", "aaaaaaaaaaaaaaaaaaaaaaa!"} {
		if _, _, err := readNumber(s); err == nil {
			t.Errorf("%q is read as a number", s)
		}
	}
}

func TestCodeNumbers(t *testing.T) {
	for _, code := range []string{"00000", "00100", "11982", "99999", "0001F", "0042T", "0001U", "9999M", "A0001", "J1234", "V9999"} {
		n, err := codeNumber(strings.ToLower(code))
		if err != nil || numberCode(n) != code || n >= codeNumbers {
			t.Errorf("%s has the number %d and that the code %s, %v", code, n, numberCode(n), err)
		}
	}
}

// FuzzDecode reads damaged shards: an error is right, a panic is not.
func FuzzDecode(f *testing.F) {
	for _, file := range indexOf(f, testGuides) {
		f.Add(file.Data)
	}
	f.Add([]byte("bedside-search 1\n0 00\n\n\n\n>\n\n\n\n\n")) // an empty rule
	f.Fuzz(func(t *testing.T, data []byte) {
		s := string(data)
		_, _ = decodeRoot(s)
		_, _ = decodeDirectory(s)
		if d, err := decodeNameShard(s); err == nil {
			for _, x := range d.terms {
				_ = eachName(x.postings, func(uint32, int) {})
				_ = eachText(x.postings, func(uint32, int) {})
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	r, err := Open(testSite(f, testCorpus()))
	if err != nil {
		f.Fatal(err)
	}
	for _, q := range testQueries(testCorpus(), 60) {
		f.Add(q)
	}
	f.Add(strings.Repeat("knee ", 20_000))
	f.Add("\xff\xfe knee \x00")
	f.Fuzz(func(t *testing.T, query string) {
		got, err := r.Search(query, 10)
		if err != nil || len(got) > 10 {
			t.Fatalf("%q: %d results, %v", query, len(got), err)
		}
	})
}

func TestEntryKeepsNothingOfTheGuide(t *testing.T) {
	a := NewAnalyzer(Options{})
	body := []byte("lidocaine numbs the arm")
	d := &Document{Code: "11982", Title: "Removal", Body: []string{string(body)}}
	first := a.Entry(d)
	copied := bytes.Clone(first.terms)
	a.Entry(&testGuides[2])
	if !bytes.Equal(first.terms, copied) {
		t.Error("a later guide changes an earlier entry")
	}
}

// TestEntryTerms writes terms and reads them back: none, equal beginnings of every
// length, long ones, and the largest strengths and impacts.
func TestEntryTerms(t *testing.T) {
	type posting struct {
		term       string
		name, text byte
	}
	all := []posting{{"", 1, 1}, {"a", 16, 4}, {"a" + strings.Repeat("b", 30), 0, 4}, {"a" + strings.Repeat("b", 31), 16, 0}, {strings.Repeat("c", 14), 5, 2},
		{strings.Repeat("c", 15), 5, 2}, {strings.Repeat("c", 255), 0, 1}, {"é", 1, 3}, {"è", 2, 1}}
	e, before := &Entry{}, ""
	for _, p := range all {
		e.terms = appendEntryTerm(e.terms, before, p.term, p.name, p.text)
		before = p.term
	}
	var got []posting
	e.eachTerm(func(term []byte, name, text byte) { got = append(got, posting{string(term), name, text}) })
	if !slices.Equal(got, all) {
		t.Errorf("got %v, want %v", got, all)
	}
}

func BenchmarkEntry(b *testing.B) {
	a := NewAnalyzer(Options{})
	docs := wideCorpus(50)
	for i := 0; b.Loop(); i++ {
		a.Entry(&docs[i%len(docs)])
	}
}

func BenchmarkIndex1000(b *testing.B) {
	a := NewAnalyzer(Options{})
	docs := wideCorpus(1000)
	var entries []*Entry
	for i := range docs {
		entries = append(entries, a.Entry(&docs[i]))
	}
	for b.Loop() {
		if _, err := a.Index(entries); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewAnalyzer(b *testing.B) {
	for b.Loop() {
		NewAnalyzer(Options{})
	}
}
