package resemblance

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func hashes(text string) []uint64 {
	var out []uint64
	for w := range strings.FieldsSeq(text) {
		h := fnv.New64a()
		h.Write([]byte(w))
		out = append(out, h.Sum64())
	}
	return out
}

func sketch(t testing.TB, text string) *Sketch {
	t.Helper()
	s, ok := SketchOf(hashes(text))
	if !ok {
		t.Fatalf("%q has no sketch", text)
	}
	return &s
}

// words are n random words of a vocabulary of 2,000.
func words(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", r.IntN(2000))
	}
	return out
}

// jaccard is what a sketch estimates.
func jaccard(a, b []string) float64 {
	set := func(words []string) map[string]bool {
		out := map[string]bool{}
		for i := 3; i <= len(words); i++ {
			out[strings.Join(words[i-3:i], " ")] = true
		}
		return out
	}
	x, y := set(a), set(b)
	both := 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// TestEstimate demands that the estimate has no bias and the error that the package
// promises, for texts of the length of a section and for long ones.
func TestEstimate(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, length := range []int{30, 100, 1000} {
		var bias, square float64
		const rounds = 400
		for range rounds {
			a := words(r, length)
			b := slices.Clone(a)
			for range 1 + r.IntN(length/8) {
				b[r.IntN(length)] = fmt.Sprintf("x%d", r.IntN(1000))
			}
			x, y := sketch(t, strings.Join(a, " ")), sketch(t, strings.Join(b, " "))
			want := jaccard(a, b)
			d := x.Resemblance(y) - want
			bias += d / rounds
			square += d * d / max(want*(1-want)/bins, 1e-4) / rounds
		}
		// Bins that borrow say nothing new, so short texts are judged less exactly.
		worst := 1.3
		if length < bins {
			worst = 2.2
		}
		if math.Abs(bias) > 0.02 || math.Sqrt(square) > worst {
			t.Errorf("%d words: bias %.3f, error %.2f of the expected one", length, bias, math.Sqrt(square))
		}
	}
}

func TestEqual(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		var a, b Sketch
		want := 0
		for i := range a {
			a[i] = byte(r.IntN(256))
			b[i] = a[i]
			if r.IntN(3) == 0 {
				b[i] = byte(r.IntN(256))
			}
			if a[i] == b[i] {
				want++
			}
		}
		if got := a.equal(&b); got != want {
			t.Fatalf("%d equal bytes, not %d", got, want)
		}
	}
}

func TestShortTextsHaveNoSketch(t *testing.T) {
	if _, ok := SketchOf(hashes(strings.Repeat("a ", MinWords-1))); ok {
		t.Error("a text of 19 words has a sketch")
	}
	a, b := sketch(t, strings.Repeat("a ", MinWords)), sketch(t, strings.Repeat("b ", MinWords))
	if a.Resemblance(a) != 1 || a.Resemblance(b) > 0.1 {
		t.Errorf("one word again and again: %v, %v", a.Resemblance(a), a.Resemblance(b))
	}
}

const advice = "keep the cut clean dry and covered for two days then wash it gently with soap and water and pat it dry " +
	"do not soak it in a bath or pool until your clinic says that it has healed well"

func TestNear(t *testing.T) {
	var x Index
	other := strings.Join(words(rand.New(rand.NewPCG(5, 6)), 40), " ")
	x.Set("b", []Text{{0, sketch(t, other)}, {3, sketch(t, advice)}})
	x.Set("a", []Text{{1, sketch(t, strings.Replace(advice, "gently", "carefully", 1))}})
	x.Set("d", []Text{{1, sketch(t, advice)}, {2, sketch(t, advice)}})
	x.Set("c", []Text{{1, sketch(t, strings.Join(words(rand.New(rand.NewPCG(7, 8)), 40), " "))}})
	check := func(name string, number, limit int, want ...string) {
		t.Helper()
		if got := x.Near(name, number, limit); !slices.Equal(got, want) {
			t.Errorf("near %s %d: %v, not %v", name, number, got, want)
		}
	}
	check("b", 3, 9, "a", "d")
	check("d", 1, 9, "a", "b") // not itself, not twice
	check("b", 0, 9)
	check("b", 7, 9)
	check("z", 0, 9)
	check("a", 1, 1, "b")
	x.Set("d", nil)
	check("b", 3, 9, "a")
	x.Set("a", []Text{{1, sketch(t, other)}})
	check("b", 3, 9)
	check("b", 0, 9, "a")
}

// TestOrderDoesNotShow demands the same answers of an index that was edited at
// random and of one that was filled at once, in any order.
func TestOrderDoesNotShow(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	base := [][]string{words(r, 60), words(r, 60), words(r, 25)}
	var edited Index
	now := map[string][]Text{}
	told := map[string][]string{} // what Near said when Changed named a document last
	say := func(name string) []string {
		var out []string
		for n := range 4 {
			out = append(out, strings.Join(edited.Near(name, n, 10), " "))
		}
		return out
	}
	for range 700 {
		name := fmt.Sprintf("g%03d", r.IntN(150))
		var texts []Text
		for n := range r.IntN(4) {
			w := slices.Clone(base[r.IntN(len(base))])
			for range r.IntN(6) {
				w[r.IntN(len(w))] = fmt.Sprint("y", r.IntN(9))
			}
			texts = append(texts, Text{n, sketch(t, strings.Join(w, " "))})
		}
		edited.Set(name, texts)
		now[name] = texts
		for _, changed := range edited.Changed() {
			told[changed] = say(changed)
		}
	}
	for name := range now {
		if got := say(name); strings.Join(got, "") != strings.Join(told[name], "") {
			t.Fatalf("%s: %q, which Changed did not tell after %q", name, got, told[name])
		}
	}
	var fresh Index
	names := slices.Collect(maps.Keys(now))
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		fresh.Set(name, now[name])
	}
	found := 0
	for name, texts := range now {
		for _, text := range texts {
			a, b := edited.Near(name, text.Number, 10), fresh.Near(name, text.Number, 10)
			if !slices.Equal(a, b) {
				t.Fatalf("%s %d: %v, and afresh %v", name, text.Number, a, b)
			}
			found += len(a)
		}
	}
	if found < 300 {
		t.Errorf("%d texts found: the test shows little", found)
	}
	wantNothingLeft(t, &edited, slices.Collect(maps.Keys(now)))
}

// wantNothingLeft removes documents, which are all that an index holds.
func wantNothingLeft(t *testing.T, x *Index, names []string) {
	t.Helper()
	for _, name := range names {
		x.Set(name, nil)
	}
	for i := range x.buckets {
		if len(x.buckets[i].one)+len(x.buckets[i].many)+len(x.documents) > 0 {
			t.Error("something is left of documents that are gone")
		}
	}
}

// TestRecall demands that nearly all texts above the bound are found, and few below.
func TestRecall(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	good, hits, bad, alarms := 0, 0, 0, 0
	for range 2000 {
		a := words(r, 80)
		b := slices.Clone(a)
		for range r.IntN(12) {
			b[r.IntN(len(b))] = "z"
		}
		var x Index
		x.Set("a", []Text{{0, sketch(t, strings.Join(a, " "))}})
		x.Set("b", []Text{{0, sketch(t, strings.Join(b, " "))}})
		found := len(x.Near("a", 0, 1))
		switch s := jaccard(a, b); {
		case s > 0.85:
			good++
			hits += found
		case s < 0.6:
			bad++
			alarms += found
		}
	}
	if good < 200 || bad < 200 || float64(hits) < 0.97*float64(good) || float64(alarms) > 0.02*float64(bad) {
		t.Errorf("%d of %d found, %d of %d false", hits, good, alarms, bad)
	}
}

// site makes the words of ten thousand guides of twelve sections. Some sections
// are all different; some are one text with a word changed in each guide.
func site(guides int) [][][]uint64 {
	r := rand.New(rand.NewPCG(13, 14))
	base := make([][]uint64, 12)
	for i := range base {
		base[i] = hashes(strings.Join(words(r, 80), " "))
	}
	out := make([][][]uint64, guides)
	for g := range out {
		out[g] = make([][]uint64, 12)
		for s := range out[g] {
			w := slices.Clone(base[s])
			if s%3 > 0 {
				for i := range w {
					w[i] = r.Uint64()
				}
			}
			w[r.IntN(len(w))] = r.Uint64()
			out[g][s] = w
		}
	}
	return out
}

func enter(x *Index, g int, sections [][]uint64) {
	texts := make([]Text, len(sections))
	for i, w := range sections {
		s, _ := SketchOf(w)
		texts[i] = Text{i, &s}
	}
	x.Set(fmt.Sprintf("content/%05d.md", g), texts)
}

func BenchmarkCold(b *testing.B) {
	guides := site(10000)
	for b.Loop() {
		var x Index
		for g, sections := range guides {
			enter(&x, g, sections)
		}
		found := 0
		for g := range guides {
			for s := range guides[g] {
				found += len(x.Near(fmt.Sprintf("content/%05d.md", g), s, 10))
			}
		}
		if found < 10*4*len(guides)*9/10 {
			b.Fatal(found)
		}
	}
}

func BenchmarkEdit(b *testing.B) {
	guides := site(10000)
	var x Index
	for g, sections := range guides {
		enter(&x, g, sections)
	}
	i := 0
	for b.Loop() {
		g := i * 7919 % len(guides)
		enter(&x, g, guides[(i*31+5)%len(guides)])
		for s := range 12 {
			x.Near(fmt.Sprintf("content/%05d.md", g), s, 10)
		}
		i++
	}
}

// TestMemory holds the index to what it promises.
func TestMemory(t *testing.T) {
	guides := site(2000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var x Index
	for g, sections := range guides {
		enter(&x, g, sections)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	texts := len(guides) * 12
	if each := int(after.HeapAlloc-before.HeapAlloc) / texts; each > 300 {
		t.Errorf("%d bytes a text", each)
	} else {
		t.Log(each, "bytes a text")
	}
	runtime.KeepAlive(&x)
	runtime.KeepAlive(guides)
}
