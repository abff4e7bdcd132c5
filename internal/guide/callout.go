package guide

import (
	"bytes"
	"regexp"
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
