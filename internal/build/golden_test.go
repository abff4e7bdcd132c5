package build

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bedside"
	"bedside/internal/diag"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted files of testdata with what was published")

// TestGolden builds the source files of each archive in testdata and compares what
// is published with the files of the archive below want/:
//
//   - want/PATH is the file published at PATH, in a form that can be read: pages
//     before minifying, one tag a line, JSON and XML indented
//   - want.outline/PATH is only the outline of a page: landmarks, headings and ids
//   - want.tree lists every published path, fingerprints left out
//   - want.problems is what the build reports
//
// The layouts of the program are still being worked on, so an archive that is not
// about them brings small ones of its own.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives in testdata: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { compareArchive(t, name) })
	}
}

func compareArchive(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	source := fstest.MapFS{}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "want") {
			source[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	result, published := buildSite(t, Options{Source: source, plain: true})
	compared := 0
	for i, f := range archive.Files {
		got, ok := wanted(t, f.Name, result, published)
		if !ok {
			continue
		}
		compared++
		if *update {
			archive.Files[i].Data = got
		} else if !bytes.Equal(got, f.Data) {
			t.Errorf("%s, %s: published is other than wanted (go test -update rewrites it)\n%s", name, f.Name, firstDifference(f.Data, got))
		}
	}
	if compared == 0 {
		t.Errorf("%s wants nothing", name)
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// wanted returns what a wanted file of an archive is compared with.
func wanted(t *testing.T, name string, result Result, published map[string][]byte) (data []byte, ok bool) {
	switch kind, file, _ := strings.Cut(name, "/"); kind {
	case "want":
		return readable(t, file, published), true
	case "want.outline":
		return outline(parsePage(t, file, published[file])), true
	case "want.tree":
		return tree(published), true
	case "want.problems":
		var b bytes.Buffer
		result.AddExcerpts(result.Problems)
		if err := result.Problems.Print(&b, diag.Style{}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes(), true
	}
	return nil, false
}

// firstDifference shows the first line that differs, and the two before it.
func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(w), len(g)) {
		if i < len(w) && i < len(g) && w[i] == g[i] {
			continue
		}
		var b strings.Builder
		for _, line := range w[max(0, min(i, len(w))-2):min(i, len(w))] {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		for _, line := range w[min(i, len(w)):min(i+3, len(w))] {
			fmt.Fprintf(&b, "- %s\n", line)
		}
		for _, line := range g[min(i, len(g)):min(i+3, len(g))] {
			fmt.Fprintf(&b, "+ %s\n", line)
		}
		return fmt.Sprintf("line %d:\n%s", i+1, b.String())
	}
	return ""
}

// buildSite publishes a site into a folder of its own and reads it back. It fails
// the test if the build has errors.
func buildSite(t *testing.T, o Options) (Result, map[string][]byte) {
	t.Helper()
	o.Defaults, o.Out = bedside.Defaults(), filepath.Join(t.TempDir(), "public")
	result, err := Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if result.Problems.HasErrors() {
		var b bytes.Buffer
		_ = result.Problems.Print(&b, diag.Style{}) // a bytes.Buffer takes everything
		t.Fatalf("the site has errors:\n%s", b.String())
	}
	return result, readTree(t, os.DirFS(o.Out))
}

func readTree(t *testing.T, folder fs.FS) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(folder, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sortedPaths(files map[string][]byte) []string {
	paths := make([]string, 0, len(files))
	for p := range files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}

var fingerprint = regexp.MustCompile(`\.[0-9a-f]{10}\.`)

func tree(files map[string][]byte) []byte {
	var b bytes.Buffer
	for _, p := range sortedPaths(files) {
		if !strings.HasPrefix(p, "search/index/") {
			fmt.Fprintln(&b, fingerprint.ReplaceAllString(p, ".HASH."))
		}
	}
	return b.Bytes()
}

// readable is a published file in a form whose differences can be read.
func readable(t *testing.T, name string, published map[string][]byte) []byte {
	data, ok := published[name]
	if !ok {
		t.Fatalf("%s was not published", name)
	}
	switch path.Ext(name) {
	case ".html":
		return tagPerLine(parsePage(t, name, data))
	case ".json":
		var b bytes.Buffer
		if err := json.Indent(&b, data, "", "  "); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b.WriteByte('\n')
		return b.Bytes()
	case ".xml":
		return append(bytes.ReplaceAll(bytes.TrimSpace(data), []byte("><"), []byte(">\n<")), '\n')
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		data = append(data, "\n(no line end)\n"...)
	}
	return data
}

func parsePage(t *testing.T, name string, data []byte) *html.Node {
	t.Helper()
	page, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return page
}

// tagPerLine writes a page with each tag and each text on a line of its own,
// indented by its depth.
func tagPerLine(page *html.Node) []byte {
	var b bytes.Buffer
	for n := range page.ChildNodes() {
		writeNode(&b, n, 0)
	}
	return fingerprint.ReplaceAll(b.Bytes(), []byte(".HASH."))
}

func writeNode(b *bytes.Buffer, n *html.Node, depth int) {
	line := func(s string) { fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", depth), s) }
	switch {
	case n.Type == html.TextNode && within(n, "pre", "script"):
		line(strings.ReplaceAll(strings.TrimSuffix(n.Data, "\n"), "\n", "⏎\n"))
	case n.Type == html.TextNode:
		if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
			line(text)
		}
	case n.Type == html.ElementNode:
		line(startTag(n))
		for c := range n.ChildNodes() {
			writeNode(b, c, depth+1)
		}
	}
}

func startTag(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
	}
	b.WriteString(">")
	return b.String()
}

func within(n *html.Node, names ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

// outline writes a page's landmarks, headings and other elements with an id.
func outline(page *html.Node) []byte {
	var b bytes.Buffer
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4", "h5", "h6":
			fmt.Fprintf(&b, "%s%s %s\n", n.Data, idOf(n), plainText(n))
		case "header", "nav", "main", "footer", "form", "article", "section":
			label := attr(n, "aria-label") + attr(n, "aria-labelledby")
			fmt.Fprintln(&b, strings.TrimSpace(n.Data+idOf(n)+" "+label))
		default:
			if idOf(n) != "" {
				fmt.Fprintln(&b, n.Data+idOf(n))
			}
		}
	}
	return b.Bytes()
}

func idOf(n *html.Node) string {
	if id := attr(n, "id"); id != "" {
		return "#" + id
	}
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// plainText is what an element says, with white space as a reader sees it.
func plainText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
