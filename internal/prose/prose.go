// Package prose is the text of a guide as its reader meets it: blocks, sentences and
// words without Markdown, each with its place in the source.
//
// A Reader takes a parsed text apart once; whoever looks at its language shares the
// result. Text in code, addresses that stand as links, and the alternative texts of
// images are no prose and are left out.
package prose

import (
	"sort"

	"bedside/internal/guide"
	"bedside/internal/reading"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Kind is what a block is.
type Kind uint8

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Item           // of a list
	Cell           // of a table
	Heading
	Term        // of a definition list
	Description // of a definition list
	Footnote
)

// Overview is the section of blocks before the first heading.
const Overview = -1

// Block is a piece of text that stands for itself.
type Block struct {
	Kind Kind
	// Section is an index in the body's Sections, or Overview. Footnotes belong to
	// the Overview.
	Section int
	// Callout is set for what stands in one.
	Callout guide.CalloutKind
	// Start and End are offsets in the Plain text.
	Start, End int32
	// From and To are the indices of the first sentence and of the one behind the last.
	From, To int32
}

// Text is a text taken apart. It belongs to its Reader, which overwrites it at the
// next Read.
type Text struct {
	// Plain is the text of the blocks, a line break between two.
	Plain     []byte
	Blocks    []Block
	Sentences []reading.Sentence
	Words     []reading.Word

	pieces []piece
}

// piece says that Plain from here on stands in the source from there on.
type piece struct{ plain, source int32 }

// Word returns a word as it is written.
func (t *Text) Word(i int) []byte { return t.Plain[t.Words[i].Start:t.Words[i].End] }

// Offset returns the place in the source of an offset in the Plain text.
func (t *Text) Offset(plain int32) int {
	i := sort.Search(len(t.pieces), func(i int) bool { return t.pieces[i].plain > plain }) - 1
	if i < 0 {
		return 0
	}
	return int(t.pieces[i].source + plain - t.pieces[i].plain)
}

// Reader takes texts apart. The zero value is ready; used again, it needs no new
// memory. It is not safe for concurrent use.
type Reader struct {
	text    Text
	scanner reading.Scanner
	source  []byte
	block   Block
	last    int32 // behind what was taken from the source last
}

// Read takes the text of a file apart.
func (r *Reader) Read(b *guide.Body) *Text {
	t := &r.text
	t.Plain, t.Blocks, t.pieces = t.Plain[:0], t.Blocks[:0], t.pieces[:0]
	r.scanner.Reset()
	r.source, r.last = b.Source, 0
	r.block = Block{Section: Overview}
	r.nodes(b.Overview)
	for i := range b.Sections {
		r.block = Block{Section: i, Kind: Heading}
		r.node(b.Sections[i].Heading)
		r.block.Kind = Paragraph
		r.nodes(b.Sections[i].Nodes)
	}
	if b.Footnotes != nil {
		r.block = Block{Section: Overview, Kind: Footnote}
		r.node(b.Footnotes)
	}
	t.Sentences, t.Words = r.scanner.Sentences, r.scanner.Words
	return t
}

func (r *Reader) nodes(nodes []ast.Node) {
	for _, n := range nodes {
		r.node(n)
	}
}

// node reads a block, or the blocks within it.
func (r *Reader) node(n ast.Node) {
	around := r.block
	defer func() { r.block = around }()
	switch n := n.(type) {
	case *guide.Callout:
		r.block.Callout = n.CalloutKind
	case *ast.ListItem:
		r.block.Kind = Item
	case *ast.Heading:
		r.block.Kind = Heading
	case *east.TableCell:
		r.block.Kind = Cell
	case *east.DefinitionTerm:
		r.block.Kind = Term
	case *east.DefinitionDescription:
		r.block.Kind = Description
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		return
	}
	first := n.FirstChild()
	if first == nil {
		return
	}
	if first.Type() == ast.TypeBlock {
		for c := first; c != nil; c = c.NextSibling() {
			r.node(c)
		}
		return
	}
	r.leaf(n)
}

// leaf reads a block that holds text.
func (r *Reader) leaf(n ast.Node) {
	t := &r.text
	b := r.block
	b.Start, b.From = int32(len(t.Plain)), int32(len(r.scanner.Sentences))
	r.last = int32(max(n.Pos(), 0))
	r.inline(n)
	b.End = int32(len(t.Plain))
	r.scanner.Scan(t.Plain[b.Start:b.End])
	t.Plain = append(t.Plain, '\n')
	b.To = int32(len(r.scanner.Sentences))
	t.Blocks = append(t.Blocks, b)
}
