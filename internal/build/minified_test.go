package build

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var spaces = regexp.MustCompile(`\s\s+`)

// checkMinified wants a published page without white space that nobody sees, and
// the same page as before minifying to everybody who reads it.
func checkMinified(t *testing.T, name string, small, plain *html.Node) {
	t.Helper()
	for n := range small.Descendants() {
		if n.Type == html.TextNode && !within(n, "pre", "script") && spaces.MatchString(n.Data) {
			t.Errorf("%s: %q is not minified", name, n.Data)
		}
		if n.Type == html.CommentNode {
			t.Errorf("%s: the comment %q was published", name, n.Data)
		}
	}
	got, want := seen(small), seen(plain)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s: minifying changed the page at\n  %q\nto\n  %q", name, near(want, i), near(got, i))
			return
		}
	}
}

func near(items []string, i int) []string {
	return items[min(max(i-3, 0), len(items)):min(i+3, len(items))]
}

// inline are the elements that white space beside them is seen in.
var inline = []string{"a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input",
	"ins", "kbd", "label", "mark", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "var"}

// seen is a page as a sequence of tags and words. White space counts as a browser
// counts it (CSS Text 3, 4.1): a run is one space, and none at the start and the
// end of a block.
func seen(page *html.Node) []string {
	r := reader{lineStart: true}
	r.children(page)
	return r.items
}

type reader struct {
	items     []string
	space     bool // not yet written, since the block may end here
	lineStart bool
}

func (r *reader) children(n *html.Node) {
	for c := range n.ChildNodes() {
		r.node(c)
	}
}

func (r *reader) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		r.text(n)
	case n.Type == html.ElementNode:
		block := !slices.Contains(inline, n.Data)
		r.edge(block)
		if n.Data == "img" || n.Data == "input" {
			r.word("")
		}
		r.items = append(r.items, "<"+n.Data+attributes(n)+">")
		r.children(n)
		r.edge(block)
		r.items = append(r.items, "</"+n.Data+">")
	}
}

func (r *reader) edge(block bool) {
	if block {
		r.space, r.lineStart = false, true
	}
}

func (r *reader) word(w string) {
	if r.space {
		w = " " + w
	}
	if w != "" {
		r.items = append(r.items, w)
	}
	r.space, r.lineStart = false, false
}

func (r *reader) text(n *html.Node) {
	switch {
	case within(n, "script"):
		r.items = append(r.items, compactJSON(n.Data))
	case within(n, "pre"):
		r.word(n.Data)
	default:
		words := strings.FieldsFunc(n.Data, isSpace)
		if len(words) == 0 || isSpace(rune(n.Data[0])) {
			r.space = r.space || !r.lineStart && n.Data != ""
		}
		for i, w := range words {
			r.word(w)
			r.space = i < len(words)-1 || isSpace(rune(n.Data[len(n.Data)-1]))
		}
	}
}

// isSpace reports the white space that HTML may do without; a no-break space stays.
func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\r\f", r) }

func compactJSON(text string) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		return fmt.Sprintf("%v: %s", err, text)
	}
	return b.String()
}

func attributes(n *html.Node) string {
	attrs := make([]string, 0, len(n.Attr))
	for _, a := range n.Attr {
		value := strings.Join(strings.Fields(a.Val), " ")
		if n.Data == "meta" && attr(n, "name") == "viewport" {
			value = strings.ReplaceAll(value, " ", "") // a list of settings
		}
		attrs = append(attrs, fmt.Sprintf(" %s=%q", a.Key, value))
	}
	slices.Sort(attrs)
	return strings.Join(attrs, "")
}
