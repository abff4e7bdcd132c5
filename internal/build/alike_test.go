package build

import (
	"fmt"
	"os"
	"reflect"
	"testing"

	"bedside"
	"bedside/internal/diag"
)

// TestAlikeSections edits one of eleven guides with one section in common, away from
// the others and back, removes one and adds one, and wants an old Builder to find what
// a fresh one finds, in all of them.
func TestAlikeSections(t *testing.T) {
	const alike = "Keep the cut clean and dry for two days. Then wash it gently with soap and water and pat it dry. Do not soak it in a bath until it has healed."
	dir := t.TempDir()
	name := func(i int) string { return fmt.Sprintf("content/%d.md", 11900+i) }
	write := func(i int, text string) {
		writeFile(t, dir, name(i), fmt.Sprintf("---\ncode: \"%d\"\ntitle: Guide %d\nsummary: S\n---\nText.\n\n## Home care\n\n%s\n", 11900+i, i, text))
	}
	for i := range 11 {
		write(i, alike)
	}
	old := New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults()})
	found := func(b *Builder) diag.List {
		v := mustUpdate(t, b, nil, true)
		if err := v.CheckAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		var out diag.List
		for _, d := range v.Problems() {
			if d.Rule == "boilerplate" {
				d.Excerpt = ""
				out = append(out, d)
			}
		}
		return out
	}
	for _, step := range []struct {
		name string
		edit func()
		want int
	}{
		{"eleven", func() {}, 11},
		{"one is rewritten", func() {
			write(5, "This wound needs a cap for a week. Do not comb the hair near it. Sleep on two pillows, and ask somebody to wake you at night.")
		}, 0},
		{"and written back", func() { write(5, alike) }, 11},
		{"one is gone", func() {
			if err := os.Remove(dir + "/" + name(3)); err != nil {
				t.Fatal(err)
			}
		}, 0},
		{"one more", func() { write(20, alike) }, 11},
		{"another text of its own", func() {
			write(21, "Rest for a day, and drink as much as you like. Eat what you can keep down. Take your tablets as before, and call us if you cannot.")
		}, 11},
	} {
		step.edit()
		got, fresh := found(old), found(New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults()}))
		if len(got) != step.want {
			t.Errorf("%s: %d findings, want %d", step.name, len(got), step.want)
		}
		if !reflect.DeepEqual(got, fresh) {
			t.Errorf("%s: an old Builder finds\n%v\na fresh one\n%v", step.name, got, fresh)
		}
	}
}
