package guide

import (
	"bytes"
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/matter"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The bounds of a text. What a Markdown parser does with brackets and emphasis
// costs up to the square of a paragraph's length, a short row of a table is filled
// up with empty cells, quotations and lists nest without end, and an address that is
// defined once is written out wherever it is used; so a file of some hundred kilobytes
// could take minutes or gigabytes. Nothing that people read comes near these bounds.
const (
	maxParagraph = 32 << 10 // bytes, also of a line
	maxCells     = 50_000   // of all tables, the empty ones counted
	maxNesting   = 100      // of quotations and lists that begin in one line
	maxNotes     = 5_000    // footnotes and references to them
	// maxExpansion is how many bytes of addresses and titles all links by reference may
	// stand for together; in a text that is longer, as many as it has.
	maxExpansion = 100_000
)

// excess is a part of a text that goes beyond a bound.
type excess struct {
	offset        int
	message, hint string
}

func (e excess) problem(src *diag.Source) diag.Diagnostic {
	return src.New(diag.Error, "too-much", e.offset, e.message, e.hint)
}

// findExcess looks at what shows before a text is parsed. It returns nil if the
// text may be parsed.
func findExcess(body []byte, start int) *excess {
	notes := 0
	for from := start; from < len(body); {
		line := body[from:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end]
		}
		notes += bytes.Count(line, []byte("[^"))
		switch {
		case len(line) > maxParagraph:
			return tooLong(from, len(line))
		case nesting(line) > maxNesting:
			return &excess{from, "quotations or lists are nested too deeply here", "Use three levels at most."}
		case notes > maxNotes:
			return &excess{from, fmt.Sprintf("the text has more than %d footnotes", maxNotes), "Split the guide."}
		}
		from += len(line) + 1
	}
	return nil
}

func tooLong(offset, size int) *excess {
	return &excess{offset, fmt.Sprintf("this paragraph has %d bytes; a paragraph has at most %d", size, maxParagraph),
		"Divide it by blank lines, or check that the right text was saved here."}
}

// nesting counts the marks of quotations and lists at the beginning of a line.
func nesting(line []byte) int {
	n := 0
	for i, c := range line {
		switch {
		case c == '>':
			n++
		case c == ' ' || c == '\t':
			if i > 0 && bytes.IndexByte([]byte("-+*.):"), line[i-1]) >= 0 {
				n++
			}
		case bytes.IndexByte([]byte("-+*.):0123456789"), c) < 0:
			return n
		}
	}
	return n
}

// expands reports whether the links by reference still keep within their bound, with one
// more. The first that does not is reported.
func (r *bodyReader) expands(reference *ast.ReferenceLink, offset, size int) bool {
	if reference == nil {
		return true
	}
	bound := max(maxExpansion, len(r.src.Text))
	before := r.expanded
	r.expanded += size
	if before <= bound && r.expanded > bound {
		e := excess{offset, fmt.Sprintf("the links up to here repeat more than %d bytes of addresses and titles that are defined once, as [%s]: …",
			bound, matter.Shorten(string(reference.Value))), "Shorten the address or the title behind [name]: or write fewer links with it."}
		r.problems = append(r.problems, e.problem(r.src))
	}
	return r.expanded <= bound
}

// limits is a paragraph transformer that stops what findExcess cannot see: it runs
// once before paragraphs become tables and once after, and cuts what is too much.
type limits struct{ tables bool }

var excessKey, cellsKey = parser.NewContextKey(), parser.NewContextKey()

// Transform implements parser.ParagraphTransformer.
func (l limits) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	var found *excess
	if l.tables {
		cells, _ := pc.Get(cellsKey).(int)
		cells += countCells(p.Lines(), reader.Source())
		pc.Set(cellsKey, cells)
		if cells > maxCells {
			found = &excess{p.Lines().At(0).Start, fmt.Sprintf("the tables up to here have more than %d cells", maxCells),
				"Split the table, or check that it is one."}
		}
	} else if size := length(p.Lines()); size > maxParagraph {
		found = tooLong(p.Lines().At(0).Start, size)
	}
	if found == nil {
		return
	}
	if pc.Get(excessKey) == nil {
		pc.Set(excessKey, found)
	}
	p.Lines().SetSliced(0, 1)
}

func length(lines *text.Segments) int {
	n := 0
	for i := range lines.Len() {
		s := lines.At(i)
		n += s.Len()
	}
	return n
}

// countCells returns how many cells a table in a paragraph would have: as many
// columns as the line of dashes has, in each line behind it.
func countCells(lines *text.Segments, source []byte) int {
	for i := 1; i < lines.Len(); i++ {
		s := lines.At(i)
		line := bytes.TrimSpace(s.Value(source))
		if len(line) > 0 && len(bytes.Trim(line, "-:| \t")) == 0 {
			return (bytes.Count(line, []byte("|")) + 1) * (lines.Len() - i + 1)
		}
	}
	return 0
}
