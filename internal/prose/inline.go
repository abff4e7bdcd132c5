package prose

import (
	"bytes"

	"bedside/internal/guide"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// inline reads the text in a block. What is left out leaves a sign that is no letter,
// so that the words beside it stay apart.
func (r *Reader) inline(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			r.segment(c)
		case *ast.String:
			r.piece(r.last)
			r.text.Plain = append(r.text.Plain, c.Value...)
		case *ast.AutoLink, *ast.CodeSpan, *ast.Image:
			r.piece(int32(max(c.Pos(), 0)))
			r.text.Plain = append(r.text.Plain, '*')
		case *east.FootnoteLink, *east.FootnoteBacklink, *east.TaskCheckBox, *ast.RawHTML:
		default:
			r.inline(c)
		}
	}
}

func (r *Reader) piece(source int32) {
	r.text.pieces = append(r.text.pieces, piece{int32(len(r.text.Plain)), source})
}

// segment reads a stretch of the source; each escape and entity in it begins a new
// piece.
func (r *Reader) segment(n *ast.Text) {
	raw, at := n.Segment.Value(r.source), int32(n.Segment.Start)
	for len(raw) > 0 {
		r.piece(at)
		i := len(raw)
		if !n.IsRaw() {
			if j := bytes.IndexAny(raw, `\&`); j >= 0 {
				i = j
			}
		}
		r.text.Plain = append(r.text.Plain, raw[:i]...)
		raw, at = raw[i:], at+int32(i)
		if len(raw) > 0 {
			n := r.escape(raw, at)
			raw, at = raw[n:], at+int32(n)
		}
	}
	r.last = at
	if n.SoftLineBreak() || n.HardLineBreak() {
		r.piece(at)
		r.text.Plain = append(r.text.Plain, ' ')
	}
}

// escape reads an escape or entity at the start of raw and returns its length there.
func (r *Reader) escape(raw []byte, at int32) int {
	n := 1
	switch {
	case raw[0] == '\\' && len(raw) > 1 && util.IsPunct(raw[1]):
		n = 2
	case raw[0] == '&':
		if end := bytes.IndexByte(raw[:min(len(raw), 40)], ';'); end > 0 {
			n = end + 1
		}
	}
	plain := guide.AppendText(nil, raw[:n])
	if bytes.Equal(plain, raw[:n]) {
		plain, n = plain[:1], 1
	}
	r.piece(at)
	r.text.Plain = append(r.text.Plain, plain...)
	return n
}
