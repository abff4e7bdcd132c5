package render

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"bedside/internal/guide"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

func (w *textWriter) inlineNode(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.textNode(n)
	case *ast.String:
		w.text(n.Value)
	case *ast.CodeSpan:
		w.raw("<code>")
		w.codeSpan(n)
		w.raw("</code>")
	case *ast.Emphasis:
		w.wrap([]string{"em", "strong"}[min(n.Level, 2)-1], n)
	case *east.Strikethrough:
		w.wrap("del", n)
	case *ast.Link:
		w.anchor(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.image(n, string(guide.AppendText(nil, n.Title)))
	case *east.FootnoteLink:
		w.footnoteLink(n)
	case *east.TaskCheckBox:
		if n.IsChecked {
			w.raw(`<span role="img" aria-label="Done">☑</span> `)
		} else {
			w.raw(`<span role="img" aria-label="To do">☐</span> `)
		}
	}
}

func (w *textWriter) textNode(n *ast.Text) {
	value := n.Segment.Value(w.src)
	if n.IsRaw() {
		w.text(value)
	} else {
		w.plain = guide.AppendText(w.plain[:0], value)
		w.text(w.collapse(w.plain))
	}
	switch {
	case n.HardLineBreak():
		w.raw("<br>")
	case n.SoftLineBreak():
		w.raw("\n")
	}
}

// collapse makes one space of several in a row, as a browser shows them, here and
// over the end of what is written already. It works in the bytes of text.
func (w *textWriter) collapse(text []byte) []byte {
	if len(text) > 0 && text[0] != ' ' && bytes.IndexByte(text, '\t') < 0 && bytes.IndexByte(text, '\n') < 0 && !bytes.Contains(text, []byte("  ")) {
		return text
	}
	last := byte(0)
	if len(w.out) > 0 {
		last = w.out[len(w.out)-1]
	}
	out := text[:0]
	for _, c := range text {
		if c == '\t' || c == '\n' {
			c = ' '
		}
		if c == ' ' && (last == ' ' || last == '\n') {
			continue
		}
		out = append(out, c)
		last = c
	}
	return out
}

// codeSpan keeps signs as they are; a line end counts as a space (CommonMark 6.1).
func (w *textWriter) codeSpan(n *ast.CodeSpan) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			w.plain = append(w.plain[:0], t.Segment.Value(w.src)...)
			w.text(w.collapse(w.plain))
		}
	}
}

func (w *textWriter) anchor(n *ast.Link) {
	to := w.links[n].href
	if scheme, address, _ := strings.Cut(to, ":"); w.sheet && !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") {
		w.children(n)
		w.contact(n, strings.ToLower(scheme), address)
		return
	}
	title := string(n.Title)
	w.raw("<a")
	w.attribute("href", string(util.URLEscape([]byte(w.links[n].href), false)))
	if title != "" {
		w.attribute("title", string(guide.AppendText(nil, []byte(title))))
	}
	w.raw(">")
	w.children(n)
	w.raw("</a>")
}

// contact writes a phone number or mail address behind the words that lead to it,
// for readers on paper, unless they are the same.
func (w *textWriter) contact(n ast.Node, scheme, address string) {
	if scheme != "tel" && scheme != "mailto" {
		return
	}
	address, _, _ = strings.Cut(address, "?")
	known := signs(address)
	if scheme == "tel" {
		known = known[max(0, len(known)-localNumber):]
	}
	if known != "" && !strings.Contains(signs(guide.PlainText(n, w.src)), known) {
		w.raw(" (")
		w.text([]byte(address))
		w.raw(")")
	}
}

// localNumber is how many digits at the end tell whether two phone numbers, one of
// them perhaps without the codes of country and area, are the same.
const localNumber = 7

// signs are the letters and digits of an address, which "555-123-4567" and
// "(555) 123 4567" have in common.
func signs(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func (w *textWriter) autoLink(n *ast.AutoLink) {
	w.raw(`<a class="url"`) // so that paper need not name the address again
	w.attribute("href", string(util.URLEscape([]byte(w.links[n].href), false)))
	w.raw(">")
	w.text(n.Label(w.src))
	w.raw("</a>")
}

func (w *textWriter) footnoteLink(n *east.FootnoteLink) {
	if w.sheet {
		return
	}
	number := strconv.Itoa(n.Index)
	id := number
	if n.RefIndex > 0 {
		id += "-" + strconv.Itoa(n.RefIndex+1)
	}
	w.raw(`<sup><a id="fnref_` + id + `" href="#fn_` + number + `" aria-label="Note ` + number + `">` + number + `</a></sup>`)
}
