package render

import (
	"net/url"
	"strconv"

	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Text is a parsed text with what it takes from elsewhere: where each of its
// links leads, and how its images are published.
type Text struct {
	Body *guide.Body
	// Targets says where each of Body.Links leads.
	Targets []site.Target
	// Pictures says how images are published, by source file.
	Pictures map[string]Picture
	// AtTop is set if the page begins with the text: its first image is seen at once.
	AtTop bool
	// Root leads from the page to the site's root: "../".
	Root string
}

// textWriter turns nodes into HTML. It writes what a minifier would leave: no
// white space between blocks. It knows every node that package guide's parser
// makes; raw HTML never gets here, because it is an error before.
type textWriter struct {
	out   []byte
	plain []byte // scratch of textNode
	src   []byte
	links map[ast.Node]resolved
	// sheet is set for handouts: links within the site become text, and pictures,
	// notes, what is for billing and what stands among the help are left out.
	sheet bool
	root  string
	// tables counts those written so far.
	tables int
	// atTop is set until the first image of a text that a page begins with.
	atTop bool
}

type resolved struct {
	href    string
	picture *Picture
}

func newTextWriter(t *Text) *textWriter {
	w := &textWriter{src: t.Body.Source, links: make(map[ast.Node]resolved, len(t.Targets)), root: t.Root, atTop: t.AtTop}
	for i, l := range t.Body.Links {
		to := resolved{href: href(t.Targets[i], t.Root)}
		if p, ok := t.picture(i); ok {
			to.picture = &p
		}
		w.links[l.Node] = to
	}
	return w
}

// href is a target's address as seen from a page.
func href(t site.Target, root string) string {
	anchor := ""
	if t.Anchor != "" {
		anchor = "#" + t.Anchor
	}
	switch t.Kind {
	case site.External:
		return t.Path
	case site.SamePage:
		return "#" + t.Anchor
	case site.Broken:
		return ""
	case site.TargetFile:
		// A file's name may hold signs that mean something in an address.
		return link(root, (&url.URL{Path: t.Path}).EscapedPath()) + anchor
	default:
		return link(root, t.Path) + anchor
	}
}

// link joins the way to the root and a path below it.
func link(root, path string) string {
	if root+path == "" {
		return "./"
	}
	return root + path
}

// html returns the HTML of a run of nodes.
func (w *textWriter) html(nodes []ast.Node) string {
	w.out = w.out[:0]
	for _, n := range nodes {
		w.node(n)
	}
	return string(w.out)
}

// inline returns the HTML of what a block such as a heading holds.
func (w *textWriter) inline(block ast.Node) string {
	w.out = w.out[:0]
	w.children(block)
	return string(w.out)
}

func (w *textWriter) raw(s string) { w.out = append(w.out, s...) }

func (w *textWriter) text(raw []byte) { w.out = appendEscaped(w.out, raw, &textEscapes) }

// textEscapes and attributeEscapes hold what stands for a byte in element content
// and in a quoted attribute value; "" for a byte that stands for itself.
var (
	textEscapes      = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", 0: "\uFFFD"}
	attributeEscapes = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&#34;", 0: "\uFFFD"}
)

func appendEscaped(dst, raw []byte, escapes *[256]string) []byte {
	from := 0
	for i, c := range raw {
		if e := escapes[c]; e != "" {
			dst = append(append(dst, raw[from:i]...), e...)
			from = i + 1
		}
	}
	return append(dst, raw[from:]...)
}

func (w *textWriter) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

// wrap writes an element with the node's children in it.
func (w *textWriter) wrap(tag string, n ast.Node) {
	w.raw("<" + tag + ">")
	w.children(n)
	w.raw("</" + tag + ">")
}

func (w *textWriter) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text, *ast.String, *ast.CodeSpan, *ast.Emphasis, *east.Strikethrough,
		*ast.Link, *ast.AutoLink, *ast.Image, *east.FootnoteLink, *east.TaskCheckBox:
		w.inlineNode(n)
	case *ast.Paragraph:
		w.paragraph(n)
	case *ast.Heading:
		w.heading(n)
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.wrap("li", n)
	case *ast.Blockquote:
		w.wrap("blockquote", n)
	case *guide.Callout:
		w.callout(n)
	case *ast.FencedCodeBlock:
		w.code(n, string(n.Language(w.src)))
	case *ast.CodeBlock:
		w.code(n, "")
	case *ast.ThematicBreak:
		w.raw("<hr>")
	case *east.Table:
		w.table(n)
	case *east.DefinitionList:
		w.wrap("dl", n)
	case *east.DefinitionTerm:
		w.wrap("dt", n)
	case *east.DefinitionDescription:
		w.wrap("dd", n)
	case *ast.LinkReferenceDefinition, *east.FootnoteBacklink:
		// They show nothing in their place.
	default:
		w.children(n) // TextBlock, Document
	}
}

// paragraph writes a paragraph, and a figure for one that is nothing but an image with a
// caption. It leaves no empty one where all that it holds is left out.
func (w *textWriter) paragraph(n ast.Node) {
	if img, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 && len(img.Title) > 0 {
		w.figure(img)
		return
	}
	start := len(w.out)
	w.raw("<p>")
	w.children(n)
	if len(w.out) == start+len("<p>") {
		w.out = w.out[:start]
		return
	}
	w.raw("</p>")
}

func (w *textWriter) heading(n *ast.Heading) {
	level := strconv.Itoa(n.Level)
	w.raw("<h" + level)
	if id := guide.HeadingID(n); id != "" {
		w.attribute("id", id)
	}
	w.raw(">")
	w.children(n)
	w.raw("</h" + level + ">")
}

func (w *textWriter) attribute(name, value string) {
	w.raw(" " + name + `="`)
	w.out = appendEscaped(w.out, []byte(value), &attributeEscapes)
	w.raw(`"`)
}

func (w *textWriter) list(n *ast.List) {
	if !n.IsOrdered() {
		w.wrap("ul", n)
		return
	}
	w.raw("<ol")
	if n.Start != 1 {
		w.attribute("start", strconv.Itoa(n.Start))
	}
	w.raw(">")
	w.children(n)
	w.raw("</ol>")
}

// calloutLabels say in words what a box means, so that colour is never needed.
var calloutLabels = map[guide.CalloutKind]string{
	guide.Emergency:   "Emergency: get help now",
	guide.Urgent:      "Urgent: call today",
	guide.WarningNote: "Warning",
	guide.Note:        "Note",
	guide.BillingNote: "For billing staff",
}

func (w *textWriter) callout(n *guide.Callout) {
	if k := n.CalloutKind; w.sheet && (k == guide.Emergency || k == guide.Urgent || k == guide.BillingNote) {
		return
	}
	w.raw(`<div class="callout callout-` + string(n.CalloutKind) + `" role="note"><p class="callout-label">` +
		calloutLabels[n.CalloutKind] + `</p>`)
	w.children(n)
	w.raw("</div>")
}

func (w *textWriter) code(n ast.Node, language string) {
	w.raw("<pre><code")
	if language != "" {
		w.attribute("class", "language-"+string(guide.AppendText(nil, []byte(language))))
	}
	w.raw(">")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		w.text(line.Value(w.src))
	}
	w.raw("</code></pre>")
}

// footnotes returns the list behind a text.
func (w *textWriter) footnotes(list *east.FootnoteList) string {
	if list == nil {
		return ""
	}
	w.out = w.out[:0]
	for c := list.FirstChild(); c != nil; c = c.NextSibling() {
		note, ok := c.(*east.Footnote)
		if !ok {
			continue
		}
		number := strconv.Itoa(note.Index)
		w.raw(`<li id="fn_` + number + `">`)
		w.children(note)
		w.raw(` <a href="#fnref_` + number + `" class="footnote-back" aria-label="Back to the text of note ` + number + `">↩</a></li>`)
	}
	return string(w.out)
}
