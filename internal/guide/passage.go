package guide

import (
	"bytes"
	"sort"

	"github.com/yuin/goldmark/ast"
)

// Passage is a paragraph, a list item, a cell or the like as plain text that knows
// where in the file it stands.
type Passage struct {
	Text string
	// Section is the one that it stands in, nil in the overview.
	Section *Section
	// Node is the innermost block that holds the text: an *ast.Paragraph, an
	// *ast.Heading, a cell, …; what it lies in shows by its parents.
	Node ast.Node

	marks []mark
}

// mark says that the text from a place on was written at an offset of the source.
type mark struct{ at, offset int }

// Offset returns where in the source the byte of Text at a place was written. Within
// a word with escapes or entities it may be a few bytes off.
func (p Passage) Offset(at int) int {
	i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].at > at })
	if i == 0 {
		return max(p.Node.Pos(), 0)
	}
	m := p.marks[i-1]
	return m.offset + at - m.at
}

// Passages returns the text as passages in their order, the headings of sections
// and within them among them. Blank ones and footnotes are left out.
func (b *Body) Passages() []Passage {
	l := passageList{source: b.Source}
	for _, n := range b.Overview {
		l.add(n)
	}
	for i := range b.Sections {
		s := &b.Sections[i]
		l.section = s
		l.add(s.Heading)
		for _, n := range s.Nodes {
			l.add(n)
		}
	}
	return l.out
}

type passageList struct {
	source  []byte
	section *Section
	out     []Passage
	scratch []byte
}

func (l *passageList) add(n ast.Node) {
	if first := n.FirstChild(); first != nil && first.Type() == ast.TypeBlock {
		for c := first; c != nil; c = c.NextSibling() {
			l.add(c)
		}
		return
	}
	var marks []mark
	l.scratch = appendMarked(l.scratch[:0], n, l.source, &marks)
	text := bytes.TrimLeft(l.scratch, " \t\n")
	cut := len(l.scratch) - len(text)
	if text = bytes.TrimRight(text, " \t\n"); len(text) == 0 {
		return
	}
	for i := range marks {
		if marks[i].at -= cut; marks[i].at < 0 {
			marks[i] = mark{0, marks[i].offset - marks[i].at}
		}
	}
	l.out = append(l.out, Passage{Text: string(text), Section: l.section, Node: n, marks: marks})
}
