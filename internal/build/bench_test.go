package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside"
)

// benchGuides is the size that the goals are set for.
const benchGuides = 10_000

// benchSite writes a site of many guides and returns a Builder that has read it.
func benchSite(b *testing.B) (dir string, builder *Builder) {
	b.Helper()
	dir = b.TempDir()
	for i := range benchGuides {
		code := fmt.Sprintf("%05d", 10000+i)
		writeFile(b, dir, "content/"+code[:2]+"/"+code+".md", benchGuide(i, "A procedure", "Text"))
	}
	builder = New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults(), Drafts: true})
	start := time.Now()
	v := mustUpdate(b, builder, nil, true)
	mustFile(b, v, "10000/index.html")
	b.Logf("first page after %s", time.Since(start))
	if err := v.CheckAll(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("all checked after %s", time.Since(start))
	return dir, builder
}

func benchGuide(i int, title, text string) string {
	code := 10000 + i
	var s strings.Builder
	fmt.Fprintf(&s, "---\ncode: \"%d\"\ntitle: %s %d\nsummary: What it is.\nrelated: [\"%d\", \"%d\"]\nreviewed: 2025-01-02\nreviewed_by: A, MD\nreferences: [{title: A source}]\n---\n",
		code, title, i, 10000+(i+1)%benchGuides, 10000+(i+7)%benchGuides)
	for _, heading := range []string{"When it is used", "Symptoms", "What happens", "Recovery", "Complications", "Billing and coding"} {
		fmt.Fprintf(&s, "## %s\n\n%s. See [another](%d#recovery).\n\n- One\n- Two\n\n", heading, strings.Repeat(text+" of some length with words in it. ", 20), 10000+(i+3)%benchGuides)
	}
	return s.String()
}

func writeFile(t testing.TB, dir, name, data string) {
	t.Helper()
	target := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(target, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mustUpdate(t testing.TB, b *Builder, names []string, rescan bool) *Version {
	t.Helper()
	v, err := b.Update(t.Context(), names, rescan)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mustFile(t testing.TB, v *Version, name string) []byte {
	t.Helper()
	data, ok, err := v.File(name)
	if err != nil || !ok {
		t.Fatalf("%s: %t, %v", name, ok, err)
	}
	return data
}

// benchmarkEdit measures from a saved file to its page, and what is checked then.
func benchmarkEdit(b *testing.B, edit func(dir string, n int) (name, page, want string)) {
	dir, builder := benchSite(b)
	var checked time.Duration
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		name, page, want := edit(dir, n)
		b.StartTimer()
		v := mustUpdate(b, builder, []string{name}, false)
		v.Errors() // which the preview shows with every page
		data := mustFile(b, v, page)
		b.StopTimer()
		if !strings.Contains(string(data), want) {
			b.Fatalf("%s does not show %q", page, want)
		}
		start := time.Now()
		if err := v.CheckAll(context.Background()); err != nil {
			b.Fatal(err)
		}
		checked += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(checked.Microseconds())/float64(b.N)/1000, "check-ms/op")
}

func BenchmarkUpdateBody(b *testing.B) {
	benchmarkEdit(b, func(dir string, n int) (string, string, string) {
		name, mark := "content/15/15000.md", fmt.Sprintf("Edit-%d", n)
		writeFile(b, dir, name, benchGuide(5000, "A procedure", mark))
		return name, "15000/index.html", mark
	})
}

func BenchmarkUpdateTitle(b *testing.B) {
	benchmarkEdit(b, func(dir string, n int) (string, string, string) {
		name, mark := "content/15/15000.md", fmt.Sprintf("Title-%d", n)
		writeFile(b, dir, name, benchGuide(5000, mark, "Text"))
		return name, "15001/index.html", mark
	})
}

func BenchmarkUpdateLayout(b *testing.B) {
	layout, err := os.ReadFile("../../layouts/guide.html")
	if err != nil {
		b.Fatal(err)
	}
	benchmarkEdit(b, func(dir string, n int) (string, string, string) {
		mark := fmt.Sprintf("layout-%d", n)
		writeFile(b, dir, "layouts/guide.html", strings.Replace(string(layout), "<article>", "<article>"+mark, 1))
		return "layouts/guide.html", "15000/index.html", mark
	})
}
