package guide

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"bedside/internal/matter"

	"github.com/yuin/goldmark/ast"
)

// CalloutKind is the fixed meaning of a callout.
type CalloutKind string

// The callouts that a guide may hold.
const (
	Emergency   CalloutKind = "emergency" // get help now
	Urgent      CalloutKind = "urgent"    // call today
	WarningNote CalloutKind = "warning"
	Note        CalloutKind = "note"
	BillingNote CalloutKind = "billing" // left out of what patients are handed
)

// CalloutKinds returns every kind of callout.
func CalloutKinds() []CalloutKind {
	return []CalloutKind{Emergency, Urgent, WarningNote, Note, BillingNote}
}

// Callout is a box with a fixed meaning, written as a quotation whose first line
// is > [!EMERGENCY].
type Callout struct {
	ast.BaseBlock
	CalloutKind CalloutKind
}

// KindCallout is the node kind of Callout.
var KindCallout = ast.NewNodeKind("Callout")

// Kind implements ast.Node.
func (c *Callout) Kind() ast.NodeKind { return KindCallout }

// Dump implements ast.Node.
func (c *Callout) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"CalloutKind": string(c.CalloutKind)}, nil)
}

var calloutLine = regexp.MustCompile(`^\[!([A-Za-z]+)\](.*)$`)

// looseMark is what somebody wrote who meant a callout's mark: a bracket and an
// exclamation mark, or the bare word of a callout in brackets at the beginning of a line.
var looseMark = regexp.MustCompile(`\\?\[[ *_]*! *[*_]*([A-Za-z][A-Za-z ]*)|^[\s>*_-]*\[ *(EMERGENCY|URGENT|WARNING|NOTE|BILLING) *\](?:[^(\[:]|$)`)

// callout replaces a quotation that begins with a callout's mark.
func (r *bodyReader) callout(q *ast.Blockquote) {
	p, ok := q.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	m := calloutLine.FindSubmatch(bytes.TrimSpace(first.Value(r.body.Source)))
	if m == nil {
		return
	}
	r.marks[first.Start] = true
	kind, known := findCallout(string(m[1]))
	if !known {
		r.errorAt(first.Start, "callout-unknown", "there is no callout "+string(m[1]), calloutHint(string(m[1])))
		return
	}
	if len(bytes.TrimSpace(m[2])) > 0 {
		r.errorAt(first.Start, "callout-form", "text stands behind the callout's mark",
			"Begin the text on the next line: > [!"+strings.ToUpper(string(m[1]))+"], then > and the text.")
		return
	}
	removeLine(p, first.Stop)
	if p.ChildCount() == 0 {
		q.RemoveChild(q, p)
	}
	if q.ChildCount() == 0 {
		r.errorAt(first.Start, "callout-empty", "this callout has no text", "Write the text in the next lines, each behind a >.")
	}
	r.replace(q, kind)
}

// looseMarks reports the marks of callouts that make no box: a warning that is printed as
// a quotation, or within another box, is overlooked.
func (r *bodyReader) looseMarks(root ast.Node) {
	if countMarks(r.body.Source) <= len(r.marks) {
		return
	}
	walk(root, func(n ast.Node) {
		if n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock {
			return
		}
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			text := line.Value(r.body.Source)
			if r.marks[line.Start] || !bytes.ContainsRune(text, '[') {
				continue
			}
			if m := looseMark.FindSubmatchIndex(text); m != nil && (m[0] == 0 || text[m[0]-1] != '`') {
				r.looseMark(n, i, line.Start+m[0]+bytes.IndexByte(text[m[0]:], '['), looseWord(text, m))
			}
		}
	})
}

// countMarks is how many brackets of a text may begin a callout's mark.
func countMarks(text []byte) (n int) {
	for i := bytes.IndexByte(text, '['); i >= 0 && i < len(text); {
		rest := bytes.TrimLeft(text[i+1:], " *_")
		if len(rest) > 0 && (rest[0] == '!' || slices.ContainsFunc(CalloutKinds(), func(k CalloutKind) bool {
			return bytes.HasPrefix(rest, []byte(strings.ToUpper(string(k))))
		})) {
			n++
		}
		next := bytes.IndexByte(text[i+1:], '[')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return n
}

func looseWord(text []byte, m []int) string {
	for k := 2; k < len(m); k += 2 {
		if m[k] >= 0 {
			return strings.TrimSpace(string(text[m[k]:m[k+1]]))
		}
	}
	return ""
}

// looseMark reports the mark in a line of a paragraph.
func (r *bodyReader) looseMark(p ast.Node, line, offset int, word string) {
	if _, known := findCallout(word); !known {
		r.errorAt(offset, "callout-unknown", "there is no callout "+word, calloutHint(word))
		return
	}
	alone := "> [!" + strings.ToUpper(word) + "]"
	quotation := p.Parent().Kind() == ast.KindBlockquote
	switch {
	case quotation && (line > 0 || p.PreviousSibling() != nil) || !quotation && isQuoted(p):
		r.errorAt(offset, "callout-form", "a callout begins within another box or quotation, and makes no box of its own",
			"Leave an empty line above it, without a >. Then write "+alone+" on a line of its own.")
	case quotation:
		r.errorAt(offset, "callout-form", "this is not how a callout begins, so it makes no box",
			"Write "+alone+" on a line of its own: a square bracket, an exclamation mark, the word, and the closing bracket.")
	default:
		r.errorAt(offset, "callout-form", "a callout's mark stands outside a quotation, so it makes no box",
			"Write "+alone+" on a line of its own, with an empty line above it, and > before each line of its text.")
	}
}

// isQuoted reports whether a node lies in a callout or a quotation.
func isQuoted(n ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if n.Kind() == KindCallout || n.Kind() == ast.KindBlockquote {
			return true
		}
	}
	return false
}

func (r *bodyReader) replace(q *ast.Blockquote, kind CalloutKind) {
	c := &Callout{CalloutKind: kind}
	c.SetPos(q.Pos())
	for child := q.FirstChild(); child != nil; {
		next := child.NextSibling()
		c.AppendChild(c, child)
		child = next
	}
	q.Parent().ReplaceChild(q.Parent(), q, c)
}

// removeLine drops the text nodes of a paragraph's first line, which holds nothing
// but the mark.
func removeLine(p *ast.Paragraph, end int) {
	for n := p.FirstChild(); n != nil; {
		t, ok := n.(*ast.Text)
		if !ok || t.Segment.Start >= end {
			return
		}
		next := n.NextSibling()
		p.RemoveChild(p, n)
		n = next
	}
}

func findCallout(word string) (CalloutKind, bool) {
	for _, k := range CalloutKinds() {
		if strings.EqualFold(word, string(k)) {
			return k, true
		}
	}
	return "", false
}

func calloutHint(word string) string {
	all := make([]string, 0, 5)
	for _, k := range CalloutKinds() {
		all = append(all, strings.ToUpper(string(k)))
	}
	hint := "The callouts are " + strings.Join(all, ", ") + "."
	if near, ok := matter.Nearest(word, all); ok {
		hint = "Did you mean " + near + "? " + hint
	}
	return hint
}
