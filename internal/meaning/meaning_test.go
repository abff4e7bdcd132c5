package meaning

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"bedside/internal/fees/feestest"
	"bedside/internal/thesaurus"
)

type pair struct{ title, short string }

func readPairs(t testing.TB, file string) []pair {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []pair
	for line := range strings.Lines(string(text)) {
		if line[0] == '#' || strings.TrimSpace(line) == "" {
			continue
		}
		title, short, ok := strings.Cut(line, "|")
		if !ok {
			t.Fatalf("no pair: %q", line)
		}
		out = append(out, pair{strings.TrimSpace(title), strings.TrimSpace(short)})
	}
	return out
}

func indexOf(pairs []pair) *Index {
	return New(len(pairs), func(i int) string { return pairs[i].short })
}

// among puts pairs into a file of the usual size.
func among(pairs []pair) []pair {
	out := slices.Clone(pairs)
	for _, r := range feestest.Generate(18000-len(pairs), 1) {
		out = append(out, pair{short: r.Descriptor})
	}
	return out
}

func TestPairs(t *testing.T) {
	known, unseen := readPairs(t, "pairs.txt"), readPairs(t, "unseen.txt")
	for _, c := range []struct {
		name  string
		all   []pair
		from  int // the first pair that is judged
		to    int
		false int // how many right pairs may be called wrong
		found int // how many of 100 wrong pairs must be found
	}{
		{"known", known, 0, len(known), 0, 90},
		{"unseen", unseen, 0, len(unseen), 2, 85},
		{"known in a large file", among(known), 0, len(known), 0, 90},
		{"unseen in a large file", among(unseen), 0, len(unseen), 2, 85},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := indexOf(c.all)
			alarms, wrong, found := 0, 0, 0
			for i := c.from; i < c.to; i++ {
				title := Names{Title: c.all[i].title}
				if j := x.Judge(title, i); j.Verdict != Fits {
					alarms++
					t.Logf("%q is said not to be %q", title.Title, c.all[i].short)
				}
				for k := c.from + i%37; k < c.to; k += 37 {
					if k != i {
						wrong++
						if x.Judge(title, k).Verdict != Fits {
							found++
						}
					}
				}
			}
			t.Logf("%d of %d right pairs called wrong, %d of %d wrong ones found", alarms, c.to-c.from, found, wrong)
			if alarms > c.false || found*100 < wrong*c.found {
				t.Error("too many false alarms, or too little found")
			}
		})
	}
}

// TestOtherCode is what the judgement is for: a title that means another code is an
// error, and that code is the first of the three that are offered.
func TestOtherCode(t *testing.T) {
	pairs := readPairs(t, "pairs.txt")
	place := map[string]int{}
	for i, p := range pairs {
		place[p.short] = i
	}
	for _, all := range [][]pair{pairs, among(pairs)} {
		x := indexOf(all)
		for title, texts := range map[string][2]string{
			"Removal of an implanted drug delivery device": {"NJX SUBQ FILLER MATRL 5.1-10CC", "RMVL IMPLTD DRUG DLVR DEVICE"},
			"Removal of implanted drug delivery device":    {"TX CONTOUR DEF BY INJECT", "RMVL IMPLTD DRUG DLVR DEVICE"},
			"Laparoscopic gallbladder removal":             {"EEG AWAKE AND DROWSY", "LAP CHOLECYSTECTOMY"},
			"Cornea repair: detached retina":               {"APPLY FOREARM CAST", "REPAIR DETACHED RETINA"},
			"Screening mammogram of both breasts":          {"REMOVE SKIN TAGS <W/15", "SCR MAMMO BI INCL CAD"},
		} {
			own, ok1 := place[texts[0]]
			want, ok2 := place[texts[1]]
			j := x.Judge(Names{Title: title}, own)
			first := len(all) > len(pairs) && slices.Contains(j.Best, want) // A large file has others that fit as well.
			if !ok1 || !ok2 || j.Verdict != OtherFits || len(j.Best) != 3 || !first && j.Best[0] != want {
				t.Errorf("%q at %q: %d, best %v; want %d first", title, texts[0], j.Verdict, j.Best, want)
			}
		}
	}
}

// TestOpposites: to put a thing in is not to take it out.
func TestOpposites(t *testing.T) {
	x := indexOf([]pair{{short: "INSJ DRUG IMPLT DEV"}, {short: "RMVL DRUG IMPLT DEV"}, {short: "RMVL & REINSERT DRUG IMPLT DEV"}, {short: "INSERT IUD"}, {short: "LAP CHOLECYSTECTOMY"}})
	for _, c := range []struct {
		title string
		row   int
		want  Verdict
		best  int
	}{
		{"Removal of a drug implant", 0, OtherFits, 1}, {"Taking out a drug implant", 0, OtherFits, 1}, {"Placing a drug implant", 1, OtherFits, 0},
		{"Removal of a drug implant", 1, Fits, 0}, {"Removal of a drug implant", 2, Fits, 0}, {"Removal and insertion of a drug implant", 0, Fits, 0},
		{"Drug implant", 0, Fits, 0}, {"IUD removal", 3, Fits, 0}, {"Gallbladder removal", 4, Fits, 0},
	} {
		j := x.Judge(Names{Title: c.title}, c.row)
		if j.Verdict != c.want || c.want == OtherFits && j.Best[0] != c.best {
			t.Errorf("%q at row %d: %+v, want %d, %d", c.title, c.row, j, c.want, c.best)
		}
	}
}

func TestWhatSpeaksForATitle(t *testing.T) {
	x := indexOf([]pair{{short: "LAP CHOLECYSTECTOMY"}, {short: "RPR INGUN HERNIA"}, {short: "VISIT HOME EST LOW"}, {short: "QZZ XKWP"}, {short: "RMVL SKIN LES"}})
	for _, c := range []struct {
		names Names
		row   int
		want  Verdict
	}{
		{Names{Title: "Groin hernia repair"}, 0, OtherFits},
		{Names{Title: "Groin hernia repair", Others: []string{"gallbladder removal"}}, 0, OtherFits}, // a guide at the wrong code
		{Names{Title: "Swollen and sore groin"}, 0, Differs},
		{Names{Title: "Swollen and sore groin", Others: []string{"gallbladder removal"}}, 0, Fits},
		{Names{Title: "Swollen and sore groin", Summary: "Surgery to take out the gallbladder through small cuts."}, 0, Fits},
		{Names{Title: "Groin hernia repair"}, 3, Fits}, // nothing is understood
		{Names{Title: "Home visit"}, 2, Fits},
		{Names{Title: "Xyzzy"}, 0, Fits}, // in words that no code has
		{Names{Title: "Removal of a hernia"}, 4, Fits},
		{Names{}, 0, Fits},
	} {
		if got := x.Judge(c.names, c.row).Verdict; got != c.want {
			t.Errorf("%+v at row %d: %d, want %d", c.names, c.row, got, c.want)
		}
	}
}

// TestWordInEveryRow: what stands in most rows of a file tells no code from another,
// however few rows there are.
func TestWordInEveryRow(t *testing.T) {
	x := indexOf([]pair{{short: "Sample filler row"}, {short: "Sample implant, removal"}, {short: "Sample joint row"}, {short: "Sample scope row"}, {short: "Sample scan row"},
		{short: "Sample visit row"}, {short: "Sample blood row"}, {short: "Sample shot row"}})
	j := x.Judge(Names{Title: "Removal of an implanted drug delivery device"}, 0)
	if j.Verdict != OtherFits || j.Best[0] != 1 {
		t.Errorf("%+v, want row 1 to fit", j)
	}
}

func TestForms(t *testing.T) {
	for _, same := range [][]string{
		{"removal", "remove", "removed", "removing", "removals"}, {"injection", "inject", "injections"}, {"biopsy", "biopsies"},
		{"resection", "resect"}, {"reduction", "reduce"}, {"implant", "implants", "implanted", "implantation"}, {"artery", "arterial", "arteries"},
		{"insertion", "insert"}, {"drainage", "drain"}, {"arthroscopy", "arthroscopic"}, {"foot", "feet"}, {"delivery", "deliver"},
	} {
		for _, w := range same[1:] {
			if stem(w) != stem(same[0]) {
				t.Errorf("%s is %s, %s is %s", same[0], stem(same[0]), w, stem(w))
			}
		}
	}
	for _, differ := range [][2]string{{"insertion", "incision"}, {"vein", "venous"}, {"liver", "live"}, {"pus", "pu"}, {"uterus", "ureter"}} {
		if stem(differ[0]) == stem(differ[1]) {
			t.Errorf("%s and %s are the same", differ[0], differ[1])
		}
	}
}

func TestAbbreviates(t *testing.T) {
	for _, c := range []struct {
		short, word string
		written     bool
		want        bool
	}{
		{"umbil", "umbilical", false, true}, {"rmvl", "removal", false, true}, {"dlvr", "delivery", false, true}, {"insj", "insertion", false, true},
		{"insj", "inside", false, false}, {"cyst", "cystoscopy", true, false}, {"implant", "implanted", true, true},
		{"lmbr", "lumbar", false, true}, {"fundoplasty", "fundoplication", true, true}, {"intravitreal", "intravenous", true, false}, {"rmvl", "remarkably", false, false},
	} {
		if got := abbreviates(c.short, c.word, c.written) > 0; got != c.want {
			t.Errorf("%s for %s: %v", c.short, c.word, got)
		}
	}
}

func TestEachWord(t *testing.T) {
	for text, want := range map[string]string{
		"NJX 5.1-10CC SUBQ": "njx subq", "X-rays of the hand": "xrays of the hand", "X ray": "xray", "C-section": "csection", "Baker's cyst": "baker cyst",
		"I&D ABSCESS": "i&d abscess", "T3 & T4": "t3 t4", "Ménière’s": "ménière", "": "", "A-": "a", "x-": "x",
	} {
		var got []string
		eachWord(text, func(w string) { got = append(got, w) })
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q gives %q, want %q", text, s, want)
		}
	}
}

// TestTables holds the tables to their form: an entry that says nothing is a slip.
func TestTables(t *testing.T) {
	for name, sign := range map[string]string{"short.txt": ":", "kinds.txt": ":", "classes.txt": ":", "roots.txt": ","} {
		eachLine(name, func(line string) {
			key, rest, ok := strings.Cut(line, sign)
			if !ok || strings.TrimSpace(key) == "" || strings.TrimSpace(rest) == "" || strings.ToLower(line) != line {
				t.Errorf("%s: %q", name, line)
			}
			if name == "roots.txt" && !isAffix(key) {
				t.Errorf("%s: %q is neither beginning nor ending", name, key)
			}
		})
	}
	if len(thesaurus.Groups()) < 5000 {
		t.Error("the groups of the thesaurus are missing")
	}
}

// TestManyAtOnce has the race detector look at the shared memory, and holds that the
// order of questions changes no answer.
func TestManyAtOnce(t *testing.T) {
	pairs := readPairs(t, "pairs.txt")
	ask := func(x *Index, from int) []string {
		out := make([]string, len(pairs))
		for n := range pairs {
			i := (n + from) % len(pairs)
			out[i] = fmt.Sprint(x.Judge(Names{Title: pairs[i].title}, (i+5)%len(pairs)))
		}
		return out
	}
	want := ask(indexOf(pairs), 0)
	x := indexOf(pairs)
	var group sync.WaitGroup
	for k := range 4 {
		group.Go(func() {
			if got := ask(x, 31*k); !slices.Equal(got, want) {
				t.Error("the answers depend on the order of the questions")
			}
		})
	}
	group.Wait()
}

// FuzzJudge: no text makes the judgement panic, and a title that is the short text fits.
func FuzzJudge(f *testing.F) {
	f.Add("RMVL IMPLTD DRUG DLVR DEVICE", "Removal")
	f.Add("x-", "É'sé’s 5.1-10CC")
	f.Fuzz(func(t *testing.T, short, title string) {
		x := indexOf([]pair{{short: short}, {short: "LAP CHOLECYSTECTOMY"}})
		x.Judge(Names{Title: title, Others: []string{short}, Summary: title}, 0)
		x.Best(title, 3)
		if len(short) < 200 && x.Judge(Names{Title: short}, 0).Verdict == OtherFits {
			t.Errorf("%q is said to be another", short)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	all := among(nil)
	words()
	for b.Loop() {
		indexOf(all)
	}
}

func BenchmarkJudge(b *testing.B) {
	pairs := readPairs(b, "pairs.txt")
	x := indexOf(among(pairs))
	for name, shift := range map[string]int{"right": 0, "wrong": 5} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				x.Judge(Names{Title: pairs[i%len(pairs)].title}, (i+shift)%len(pairs))
			}
		})
	}
}
