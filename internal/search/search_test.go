package search

import (
	"strings"
	"testing"
	"testing/fstest"
)

// testGuides are short guides in our own words.
var testGuides = []Document{
	{Code: "11982", Title: "Removal of a drug-delivery implant", Category: "Surgery: skin", Summary: "A small rod under the skin is taken out through a short cut.",
		Synonyms: []string{"implant removal", "rod removal"}, Headings: []string{"What happens"}, Body: []string{"The arm is numbed with lidocaine.", "A bandage stays on for a day."}},
	{Code: "11981", Title: "Insertion of a drug-delivery implant", Category: "Surgery: skin", Summary: "A small rod is placed under the skin of the upper arm.",
		Body: []string{"The rod releases medicine for months."}},
	{Code: "47562", Title: "Laparoscopic cholecystectomy", Category: "Surgery: digestive system", Summary: "The gallbladder is taken out through small cuts.",
		Body: []string{"Shoulder pain from the gas used is common and passes."}},
	{Code: "0042T", Title: "Cerebral perfusion analysis", Category: "Emerging technology", Summary: "A scan shows the blood flow of the brain.", Body: []string{"Contrast dye is injected."}},
	{Code: "J1234", Title: "Menière’s disease: injection into the middle ear", Category: "Drugs", Summary: "Medicine against dizziness.", Body: []string{"日本語の説明もあります。"}},
}

// spanishGuides are the same in Spanish.
var spanishGuides = []Document{
	{Code: "27447", Title: "Reemplazo total de rodilla", Category: "Cirugía: huesos y articulaciones", Summary: "Se cambia la articulación dañada por una de metal y plástico.",
		Synonyms: []string{"prótesis de rodilla"}, Headings: []string{"Cómo prepararse"}, Body: []string{"Camine con ayuda el mismo día.", "Los dolores fuertes se alivian con medicinas."}},
	{Code: "47562", Title: "Extracción de la vesícula biliar", Category: "Cirugía: aparato digestivo", Summary: "La vesícula se saca por cortes pequeños.",
		Body: []string{"Puede haber náuseas durante unas horas."}},
	{Code: "11982", Title: "Retiro de un implante anticonceptivo", Category: "Cirugía: piel", Summary: "Una varilla pequeña se saca de debajo de la piel del brazo.",
		Body: []string{"Una enfermera limpia la piel y la duerme con una inyección."}},
	{Code: "43239", Title: "Endoscopia con biopsia del estómago", Category: "Cirugía: aparato digestivo", Summary: "El médico mira el estómago con una cámara y toma una muestra.",
		Body: []string{"No coma nada desde la medianoche."}},
	{Code: "90935", Title: "Diálisis de los riñones", Category: "Medicina", Summary: "Una máquina limpia la sangre cuando los riñones no pueden.",
		Body: []string{"Dura unas cuatro horas."}},
}

func testSite(t testing.TB, docs []Document) fstest.MapFS {
	t.Helper()
	return siteIn(t, "en", docs)
}

func siteIn(t testing.TB, language string, docs []Document) fstest.MapFS {
	t.Helper()
	a := NewAnalyzer(Options{Language: language})
	var entries []*Entry
	for i := range docs {
		entries = append(entries, a.Entry(&docs[i]))
	}
	files, err := a.Index(entries)
	if err != nil {
		t.Fatal(err)
	}
	site := fstest.MapFS{}
	for _, f := range files {
		site[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	return site
}

func TestSearch(t *testing.T) {
	r, err := Open(testSite(t, testGuides))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ query, want string }{
		{"11982", "11982"},
		{"CPT 11-982", "11982"},
		{"1198", "11981 11982"},
		{"119 82", "11982"},
		{"0042t", "0042T"},
		{"J1234", "J1234"},
		{"11983", ""},
		{"implant removal", "11982 11981"},
		{"gallbladder removal", "47562"},
		{"what happens during a cholecystectomy?", "47562"},
		{"cholecystectomies", "47562"},
		{"colecystectomy", "47562"},
		{"cerebral perf", "0042T"},
		{"menieres", "J1234"},
		{"Meniere's", "J1234"},
		{"lidocaine", "11982"},
		{"説明", "J1234"},
		{"xkwqzj", ""},
		{"", ""},
		{"?!…", ""},
	} {
		results, err := r.Search(c.query, 10)
		if err != nil {
			t.Errorf("%q: %v", c.query, err)
		}
		var got []string
		for _, x := range results {
			got = append(got, x.Code)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q gives %q, want %q", c.query, g, c.want)
		}
	}
}

// counted counts the files that a reader asks for.
type counted struct {
	fstest.MapFS
	asked []string
}

func (c *counted) ReadFile(name string) ([]byte, error) {
	c.asked = append(c.asked, name)
	return c.MapFS.ReadFile(name)
}

// TestNamesCostFewFiles asks for guides by their names and counts the files that an
// answer needs. The corpus is wide enough that every word has a shard of its own.
func TestNamesCostFewFiles(t *testing.T) {
	docs := wideCorpus(600)
	docs[100].Title = "Congenital velotrimab deficiency syndrome"
	docs[200].Title, docs[200].Synonyms = "Karpomin procedure", []string{"removal of the fumenta device", "fumenta treatment"}
	docs[300].Title = "Osteolumatic reconstruction of the palmonary sinovent"
	site := &counted{MapFS: testSite(t, docs)}
	for _, c := range []struct {
		query, want string
		files       int // the root, and a shard for each word that is looked up
	}{
		{"congenital velotrimab deficiency syndrome", "20100", 2},
		{"velotrimab defi", "20100", 2},
		{"what is velotrimab deficiency?", "20100", 2},
		{"congenital velotrimab defisiency syndrome", "20100", 3},
		{"removal fumenta device", "20200", 2},
		{"osteolumatic reconstruction palmonary sinovent", "20300", 4},
		{"osteolumatic reconstructoin palmonary sinovent", "20300", 4},
	} {
		site.asked = nil
		r, err := Open(site)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Search(c.query, 10)
		if err != nil || len(got) == 0 || got[0].Code != c.want {
			t.Errorf("%q gives %v, %v; want %s", c.query, got, err, c.want)
		}
		if len(site.asked) > c.files {
			t.Errorf("%q asks for %d files, want at most %d: %v", c.query, len(site.asked), c.files, site.asked)
		}
	}
}

func TestSearchInSpanish(t *testing.T) {
	r, err := Open(siteIn(t, "es-US", spanishGuides))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"rodillas": "27447", "protesis rodilla": "27447", "¿qué es el reemplazo de rodilla?": "27447", "cuanto dura la recuperacion despues de un reemplazo de rodilla": "27447",
		"dolor": "27447", "vesiculas": "47562", "me sacaron la vesícula": "47562", "implantes": "11982", "varillas": "11982", "biopsias de estomago": "43239",
		"para qué sirve la diálisis": "90935", "riñón": "90935", "rinon": "90935", "endoscopía": "43239", "extraccion vesicula": "47562", "reemplaso de rodila": "27447",
	} {
		got, err := r.Search(query, 3)
		if err != nil || len(got) == 0 || got[0].Code != want {
			t.Errorf("%q finds %v, %v; want %s first", query, got, err, want)
		}
	}
}

// TestSlipsThatAreWords asks with words that the texts of other guides have.
func TestSlipsThatAreWords(t *testing.T) {
	docs := []Document{
		{Code: "10001", Title: "Lyme disease", Body: []string{"A tick bite."}},
		{Code: "10002", Title: "Stroke", Body: []string{"A clot."}},
		{Code: "10003", Title: "Kidney disease", Body: []string{"Salt and lime are bad for some."}},
		{Code: "10004", Title: "Burns", Body: []string{"Do not stoke the fire."}},
		{Code: "10005", Title: "Gout", Body: []string{"Betaine is a medicine."}},
		{Code: "10006", Title: "Bleeding", Body: []string{"Clodronate is a medicine."}},
		{Code: "10007", Title: "Blood clot", Body: []string{"It is in a vein."}},
	}
	for i := range docs { // A word that a text has once tells little of a guide of usual length.
		docs[i].Body = append(docs[i].Body, strings.Repeat("Ask your clinic what to do next. ", 140))
	}
	r, err := Open(testSite(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"lime disease": "10001", "stoke": "10002 10004", "betaine": "10005", "blood clod": "10007", "lime": "10001 10003"} {
		got, err := r.Search(query, 2)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, x := range got {
			codes = append(codes, x.Code)
		}
		if !strings.HasPrefix(strings.Join(codes, " "), want) {
			t.Errorf("%q finds %v, want %s first", query, codes, want)
		}
	}
}

// TestNonsenseFindsNothing asks for what is near to a word and no slip of the pen.
func TestNonsenseFindsNothing(t *testing.T) {
	r, err := Open(testSite(t, testCorpus()))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"zist", "eark", "earks", "xnee", "bnee", "qqqqq", "blorfingham", "zzzzzzzz", "12345x", "kn33", "gallbxxxxer"} {
		got, err := r.Answer(q, 10)
		if err != nil || len(got.Results) > 0 {
			t.Errorf("%q finds %v, %v (read as %v)", q, got.Results, err, got.Changed)
		}
	}
	// What is a slip is mended, and said.
	for q, want := range map[string]string{"knne": "knee", "gallblader": "gallbladder", "shuolder": "shoulder", "prostrate": "prostate"} {
		got, err := r.Answer(q, 10)
		if err != nil || len(got.Results) == 0 || got.Changed[q] != want {
			t.Errorf("%q finds %v, %v, read as %v; want %q", q, got.Results, err, got.Changed, want)
		}
	}
}

// TestWordsWrittenTogether leaves out spaces.
func TestWordsWrittenTogether(t *testing.T) {
	r, err := Open(testSite(t, testCorpus()))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ query, word, apart, title string }{
		{"urinarybladder", "urinarybladder", "urinary bladder", "Removal of the urinary bladder"},
		{"biopsy smallintestine", "smallintestine", "small intestine", "Endoscopic biopsy of the small intestine"},
		{"thyroidgland injection", "thyroidgland", "thyroid gland", "Injection into the thyroid gland"},
	} {
		got, err := r.Answer(c.query, 10)
		if err != nil || len(got.Results) == 0 || got.Results[0].Title != c.title || got.Changed[c.word] != c.apart {
			t.Errorf("%q finds %v, %v, read as %v; want %s first, read as %q", c.query, got.Results, err, got.Changed, c.title, c.apart)
		}
	}
	// A slip is nearer than two words, and what is no word of a name is none.
	for query, want := range map[string]string{"gallbladde": "", "tonsilss": "tonsil", "kneexyzzy": "", "tonsilswith": ""} {
		if got, err := r.Answer(query, 10); err != nil || got.Changed[query] != want {
			t.Errorf("%q is read as %v, %v; want %q", query, got.Changed, err, want)
		}
	}
}

// TestNumberedAbbreviations asks for symbols as geneticists form them.
func TestNumberedAbbreviations(t *testing.T) {
	docs := testCorpus()
	docs[0].Title = "Jervell and Lange-Nielsen syndrome"
	docs[1].Title = "Congenital chloride diarrhea"
	docs[2].Title = "X-linked severe combined immunodeficiency"
	r, err := Open(testSite(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]Document{"JLNS1": docs[0], "DIAR1": docs[1], "SCIDX1": docs[2], "SCIDX": docs[2]} {
		got, err := r.Search(q, 1)
		if err != nil || len(got) != 1 || got[0].Code != want.Code {
			t.Errorf("%s finds %v, %v; want %s", q, got, err, want.Title)
		}
	}
	// A code with a letter is none of these.
	if got, err := r.Search("K1234", 1); err != nil || len(got) > 0 {
		t.Errorf("K1234 finds %v, %v", got, err)
	}
}

// TestCategoryWords files all guides under a word that some names have, too, which is no
// commoner for it; a few under a word that they are found by; and most under one that
// would find too many.
func TestCategoryWords(t *testing.T) {
	rarityOf := func(r *Reader, word string) uint8 {
		n, err := r.nameShard(word)
		if err != nil {
			t.Fatal(err)
		}
		found, _ := lookup(n.terms, word)
		return uint8(found.rarity)
	}
	docs := testCorpus()
	before, err := Open(testSite(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	for i := range docs {
		if docs[i].Category = "Orthopedics of the wrist"; i >= 20 {
			docs[i].Category = "Other parts, or the wrist"
		}
	}
	after, err := Open(testSite(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	if x, y := rarityOf(before, "wrist"), rarityOf(after, "wrist"); x != y {
		t.Errorf("a name's word has the rarity %d, and %d when it is a category's as well", x, y)
	}
	if got := rarityOf(after, "wrist"); got == 0 {
		t.Error("the word of a few names has no rarity")
	}
	if got, err := after.Answer("other", 10); err != nil || got.Total > 0 || len(got.Changed)+len(got.Unknown) > 0 {
		t.Errorf("a word of nearly all categories finds %d guides, is changed to %v, unknown %v, %v", got.Total, got.Changed, got.Unknown, err)
	}
	if got, err := after.Answer("orthopedics", 10); err != nil || got.Total != 20 {
		t.Errorf("%d of 20 guides are found by the word of their category, %v", got.Total, err)
	}
}
