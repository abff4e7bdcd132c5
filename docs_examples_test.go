package bedside_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/build"
)

// An example in docs/layouts.md is the file that a site adds, and what 11982 then
// shows.
var layoutExample = regexp.MustCompile("(?s)\n## Example: ([^\n]+)\n.*?`(layouts/[^`\n]+)`:\n\n```\n(.*?)```\n.*?```html\n(.*?)```\n")

// TestLayoutExamples builds a site with each example of docs/layouts.md and nothing
// else of its own but the guides.
func TestLayoutExamples(t *testing.T) {
	doc, err := os.ReadFile("docs/layouts.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := layoutExample.FindAllStringSubmatch(string(doc), -1)
	if n := strings.Count(string(doc), "\n## Example: "); len(examples) != n || n < 3 {
		t.Fatalf("%d of %d examples have the form of an example", len(examples), n)
	}
	for _, x := range examples {
		t.Run(x[1], func(t *testing.T) {
			page := pageWith(t, x[2], x[3])
			if want := strings.ReplaceAll(x[4], "\n", ""); !strings.Contains(page, want) {
				t.Errorf("with %s, the page of 11982 does not show\n%s\nbut\n%s", x[2], want, page)
			}
		})
	}
}

// pageWith is the page of 11982 in a site that has one layout of its own.
func pageWith(t *testing.T, layout, text string) string {
	t.Helper()
	source, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
	if err := os.CopyFS(filepath.Join(source, "content"), os.DirFS("content")); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(source, filepath.FromSlash(layout))
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	result, err := build.Build(t.Context(), build.Options{Source: os.DirFS(source), Defaults: bedside.Defaults(), Out: out})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	page, err := os.ReadFile(filepath.Join(out, "11982", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
