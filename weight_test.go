package bedside_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"bedside"
	"bedside/internal/build"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// What a reader's first guide may weigh, in bytes of Brotli at its best, as hosts
// send it: 9 KB before anything is shown, and 14,000 bytes, what fits into the first
// round trip of a connection, in all.
const (
	maxShown    = 9000
	maxWeight   = 14000
	maxRequests = 4
)

// TestWeight weighs the first view of every guide of this repository.
func TestWeight(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{Source: os.DirFS("."), Defaults: bedside.Defaults(), Out: out})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	guides, err := filepath.Glob(filepath.Join(out, "*", "guide.json"))
	if err != nil || len(guides) == 0 {
		t.Fatal(guides, err)
	}
	for _, g := range guides {
		page := filepath.Join(filepath.Dir(g), "index.html")
		blocking, rest := assetsOf(t, page)
		shown := weight(t, page)
		for _, name := range blocking {
			shown += weight(t, name)
		}
		all := shown
		for _, name := range rest {
			all += weight(t, name)
		}
		name := path.Base(filepath.Dir(page))
		t.Logf("%s: %d bytes before anything is shown, %d in all", name, shown, all)
		if shown > maxShown || all > maxWeight {
			t.Errorf("%s weighs %d bytes before anything is shown and %d in all; the limits are %d and %d", name, shown, all, maxShown, maxWeight)
		}
		if n := 1 + len(blocking) + len(rest); n > maxRequests {
			t.Errorf("%s asks for %d files; the limit is %d", name, n, maxRequests)
		}
	}
}

// assetsOf returns the files that a page loads: those that it cannot be shown
// without, and the rest.
func assetsOf(t *testing.T, page string) (blocking, rest []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	add := func(list *[]string, address string) {
		name := filepath.Join(filepath.Dir(page), filepath.FromSlash(address))
		if address != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for n := range root.Descendants() {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case n.Data == "link" && attributes["rel"] == "stylesheet", n.Data == "script" && attributes["type"] == "":
			add(&blocking, attributes["href"]+attributes["src"])
		case n.Data == "link" && attributes["rel"] == "icon":
			add(&rest, attributes["href"])
		case n.Data == "script", n.Data == "img":
			add(&rest, attributes["src"])
		}
	}
	if len(blocking) == 0 || len(rest) < 2 {
		t.Fatalf("%s loads %q and %q: this is not all", page, blocking, rest)
	}
	return blocking, rest
}

func weight(t *testing.T, name string) int {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
