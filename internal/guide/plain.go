package guide

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// AppendText appends the plain text of an inline text node's raw source:
// backslash escapes and entities are resolved (CommonMark 0.31, 2.4 and 2.5).
func AppendText(dst, raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '&') < 0 {
		return append(dst, raw...)
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw) && util.IsPunct(raw[i+1]):
			i++
			dst = append(dst, raw[i])
		case c == '&':
			text, n := entity(raw[i:])
			dst = append(dst, text...)
			i += n - 1
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// longestEntity is more than the longest name of HTML 5 needs.
const longestEntity = 40

// entity decodes the entity at the start of raw, and returns its length there;
// what is none is the sign & itself.
func entity(raw []byte) (text []byte, length int) {
	for i := 1; i < len(raw) && i < longestEntity; i++ {
		if util.IsAlphaNumeric(raw[i]) || raw[i] == '#' {
			continue
		}
		if raw[i] != ';' {
			break
		}
		decoded := util.ResolveEntityNames(util.ResolveNumericReferences(raw[:i+1]))
		if len(decoded) > 0 && string(decoded) != string(raw[:i+1]) {
			return decoded, i + 1
		}
		break
	}
	return raw[:1], 1
}

// PlainText returns the text of a node and all below it, without any marks.
// Images count with their alternative text.
func PlainText(n ast.Node, source []byte) string {
	return string(appendPlain(nil, n, source))
}

func appendPlain(dst []byte, n ast.Node, source []byte) []byte {
	switch n := n.(type) {
	case *ast.Text:
		if n.IsRaw() {
			dst = append(dst, bytes.ReplaceAll(n.Segment.Value(source), []byte("\n"), []byte(" "))...)
		} else {
			dst = AppendText(dst, n.Segment.Value(source))
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			dst = append(dst, ' ')
		}
		return dst
	case *ast.String:
		return append(dst, n.Value...)
	case *ast.AutoLink:
		return append(dst, n.Label(source)...)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			dst = append(dst, line.Value(source)...)
		}
		return dst
	case *east.FootnoteLink, *east.FootnoteBacklink, *east.TaskCheckBox, *ast.RawHTML, *ast.HTMLBlock:
		return dst
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeBlock && len(dst) > 0 && dst[len(dst)-1] != ' ' {
			dst = append(dst, ' ')
		}
		dst = appendPlain(dst, c, source)
	}
	return dst
}

// texts returns the plain text of each paragraph, list item, cell and the like,
// for what reads a guide without showing it. Blank ones are left out.
func texts(nodes []ast.Node, source []byte) []string {
	t := textList{source: source}
	for _, n := range nodes {
		t.add(n)
	}
	return t.out
}

type textList struct {
	out             []string
	source, scratch []byte
}

func (t *textList) add(n ast.Node) {
	if first := n.FirstChild(); first != nil && first.Type() == ast.TypeBlock {
		for c := first; c != nil; c = c.NextSibling() {
			t.add(c)
		}
		return
	}
	t.scratch = appendPlain(t.scratch[:0], n, t.source)
	if text := bytes.TrimSpace(t.scratch); len(text) > 0 {
		t.out = append(t.out, string(text))
	}
}
