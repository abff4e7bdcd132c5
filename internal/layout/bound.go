package layout

import (
	"bytes"
	"errors"
	"html/template"
	"text/template/parse"
)

// MaxOutput is how many bytes a layout may make of one page, texts not counted. Nothing
// that a browser shows comes near it; more comes of a loop that goes on and on.
const MaxOutput = 32 << 20

// ErrOutput is what an execution ends with that makes more than MaxOutput.
var ErrOutput = errors.New("the page grows without end here")

// Texts finds where in a set's layouts a text stands that is written.
type Texts map[*byte]textPlace

// textPlace is where a text stands: the loop that it is in, or else what follows it.
type textPlace struct {
	tree        *parse.Tree
	text        parse.Node
	loop, after parse.Node
}

// NewTexts must be called when the set has been executed, since that changes its texts.
func NewTexts(set *template.Template) Texts {
	all := Texts{}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			all.list(t.Tree, t.Tree.Root, nil)
		}
	}
	return all
}

func (all Texts) list(tree *parse.Tree, l *parse.ListNode, loop parse.Node) {
	if l == nil {
		return
	}
	for i, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			if len(n.Text) == 0 {
				continue
			}
			p := textPlace{tree: tree, text: n, loop: loop}
			if i+1 < len(l.Nodes) {
				p.after = l.Nodes[i+1]
			}
			all[&n.Text[0]] = p
		case *parse.IfNode:
			all.branches(tree, &n.BranchNode, loop)
		case *parse.WithNode:
			all.branches(tree, &n.BranchNode, loop)
		case *parse.RangeNode:
			all.list(tree, n.List, n)
			all.list(tree, n.ElseList, loop)
		}
	}
}

func (all Texts) branches(tree *parse.Tree, b *parse.BranchNode, loop parse.Node) {
	all.list(tree, b.List, loop)
	all.list(tree, b.ElseList, loop)
}

// Bounded is a buffer for one execution by html/template that takes no more than
// MaxOutput. That package does not say where a layout was when its output could not be
// written, so Bounded remembers the text that it was given last.
type Bounded struct {
	Buffer *bytes.Buffer
	Texts  Texts
	last   *byte
}

// Write implements io.Writer.
func (b *Bounded) Write(p []byte) (int, error) {
	if len(p) > 0 {
		if _, known := b.Texts[&p[0]]; known {
			b.last = &p[0]
		}
	}
	if b.Buffer.Len()+len(p) > MaxOutput {
		return 0, ErrOutput
	}
	return b.Buffer.Write(p)
}

// Place is where the layout was, as in "list.html:3:5"; "" if that is not known.
func (b *Bounded) Place() string {
	p, ok := b.Texts[b.last]
	if !ok {
		return ""
	}
	node := p.text
	if p.loop != nil {
		node = p.loop
	} else if p.after != nil {
		node = p.after
	}
	location, _ := p.tree.ErrorContext(node)
	return location
}
