package guide

import (
	"strings"

	"bedside/internal/diag"
	"bedside/internal/matter"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Body is the text of a file, in sections. It belongs to whoever called
// ParseBody: it is big, so it is made for one page and then let go.
type Body struct {
	// Source is the text that the nodes point into.
	Source []byte
	// Overview is what stands before the first H2; OverviewTexts is its plain text,
	// a string for each paragraph, list item, cell and the like.
	Overview      []ast.Node
	OverviewTexts []string
	Sections      []Section
	// Footnotes is the list behind the text, or nil.
	Footnotes *east.FootnoteList
	// Links holds links and images, in their order.
	Links []Link
	// Anchors are the ids that a link may lead to.
	Anchors map[string]bool
}

// Section is an H2 and what follows it.
type Section struct {
	// Kind is empty where the heading means no usual section, or one that stands before.
	Kind Kind
	// Means is the usual section that the heading means, whether it is the first or not.
	Means Kind
	// ID is unique in the page.
	ID string
	// Title is the heading as plain text; Heading is its node.
	Title   string
	Heading *ast.Heading
	Nodes   []ast.Node
	// Texts is the plain text, a string for each paragraph, list item, cell and
	// the like; headings within the section are among them.
	Texts []string
	// Questions are the H3s of the section of frequently asked questions.
	Questions []Question
	// Offset is where the heading begins in the source.
	Offset int
}

// Question is one H3 of the frequently asked questions and its answer.
type Question struct {
	ID, Title string
	Nodes     []ast.Node
	Texts     []string
}

// Link is a link or an image of the text.
type Link struct {
	// Node is an *ast.Link, *ast.Image or *ast.AutoLink.
	Node ast.Node
	// Destination is as the author wrote it, with escapes and entities resolved.
	Destination string
	Image       bool
	// Offset is where it begins in the source.
	Offset int
}

// ParseBody reads the text of a file. It takes the source that Parse read and
// the offset where its body begins.
func ParseBody(src *diag.Source, bodyStart int, wordings Wordings) (*Body, diag.List) {
	blank := blankMatter(src.Text, bodyStart)
	b := &Body{Source: blank, Anchors: map[string]bool{}}
	if e := findExcess(blank, bodyStart); e != nil {
		return b, diag.List{e.problem(src)}
	}
	context := parser.NewContext()
	root := markdown().Parse(text.NewReader(blank), parser.WithContext(context))
	r := bodyReader{src: src, body: b, wordings: wordings, ids: newIDs(), marks: map[int]bool{}}
	if e, ok := context.Get(excessKey).(*excess); ok {
		r.problems = append(r.problems, e.problem(src))
	}
	r.inspect(root)
	r.claimKinds(root)
	r.split(root)
	return b, r.problems
}

// blankMatter returns the text with the front matter replaced by blank lines, so
// that an offset in a node is an offset in the file.
func blankMatter(text []byte, bodyStart int) []byte {
	blank := make([]byte, len(text))
	copy(blank, text)
	for i := range blank[:bodyStart] {
		if blank[i] != '\n' {
			blank[i] = ' '
		}
	}
	return blank
}

type bodyReader struct {
	src      *diag.Source
	body     *Body
	wordings Wordings
	ids      *ids
	// usual holds the headings of usual sections.
	usual map[ast.Node]Kind
	// marks are the offsets of lines that begin a callout, or would if they were right.
	marks map[int]bool
	// expanded counts the bytes that links by reference stand for.
	expanded int
	problems diag.List
}

func (r *bodyReader) errorAt(offset int, rule, message, hint string) {
	r.problems = append(r.problems, r.src.New(diag.Error, rule, offset, message, hint))
}

// claimKinds gives the usual sections their ids before any other heading can take
// one of them. Of two sections of one kind the first is the usual one.
func (r *bodyReader) claimKinds(root ast.Node) {
	r.usual = map[ast.Node]Kind{}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level != 2 {
			continue
		}
		kind := r.wordings.Kind(PlainText(h, r.body.Source))
		if kind != "" && !r.body.Anchors[string(kind)] {
			r.usual[h] = kind
			r.body.Anchors[r.ids.claim(string(kind))] = true
		}
	}
}

// split distributes the top-level nodes over overview, sections and footnotes.
func (r *bodyReader) split(root ast.Node) {
	b := r.body
	var current *Section
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if f, ok := n.(*east.FootnoteList); ok {
			b.Footnotes = f
			continue
		}
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			b.Sections = append(b.Sections, r.section(h))
			current = &b.Sections[len(b.Sections)-1]
			continue
		}
		if h, ok := n.(*ast.Heading); ok {
			r.setID(h, r.headingID(h))
		}
		if current == nil {
			b.Overview = append(b.Overview, n)
		} else {
			current.Nodes = append(current.Nodes, n)
		}
	}
	b.OverviewTexts = texts(b.Overview, b.Source)
	for i := range b.Sections {
		s := &b.Sections[i]
		s.Texts = texts(s.Nodes, b.Source)
		if s.Kind == Questions {
			s.Questions = questions(s.Nodes, b.Source)
		}
	}
}

func (r *bodyReader) section(h *ast.Heading) Section {
	s := Section{Title: PlainText(h, r.body.Source), Heading: h, Offset: h.Pos()}
	s.Means = r.wordings.Kind(s.Title)
	if s.Title == "" {
		r.errorAt(h.Pos(), "heading-empty", "this heading has no text", "Write the heading behind the signs ##, or remove the line.")
	}
	if s.Kind = r.usual[h]; s.Kind != "" {
		s.ID = string(s.Kind)
	} else {
		s.ID = r.headingID(h)
	}
	r.setID(h, s.ID)
	return s
}

// headingID returns the id that the author gave, as {#id}, or one made from the text.
func (r *bodyReader) headingID(h *ast.Heading) string {
	if v, ok := h.AttributeString("id"); ok {
		if given, ok := v.([]byte); ok && Slug(string(given)) != "" {
			return r.ids.claim(Slug(string(given)))
		}
	}
	return r.ids.claim(Slug(PlainText(h, r.body.Source)))
}

func (r *bodyReader) setID(h *ast.Heading, id string) {
	h.RemoveAttributes()
	h.SetAttributeString("id", id)
	r.body.Anchors[id] = true
}

func questions(nodes []ast.Node, source []byte) []Question {
	var out []Question
	for _, n := range nodes {
		if h, ok := n.(*ast.Heading); ok && h.Level == 3 {
			out = append(out, Question{ID: HeadingID(h), Title: PlainText(h, source)})
		} else if len(out) > 0 {
			last := &out[len(out)-1]
			last.Nodes = append(last.Nodes, n)
		}
	}
	for i := range out {
		out[i].Texts = texts(out[i].Nodes, source)
	}
	return out
}

// HeadingID returns the id that ParseBody gave a heading, or "".
func HeadingID(h *ast.Heading) string {
	v, ok := h.AttributeString("id")
	id, isString := v.(string)
	if !ok || !isString {
		return ""
	}
	return id
}

// inspect looks at every node once: it collects links, turns quotations that are
// callouts into callouts, and reports what a guide may not hold.
func (r *bodyReader) inspect(root ast.Node) {
	var quotes []*ast.Blockquote
	walk(root, func(n ast.Node) {
		if q, ok := n.(*ast.Blockquote); ok {
			quotes = append(quotes, q)
		}
		r.node(n)
	})
	for _, q := range quotes {
		r.callout(q)
	}
	r.looseMarks(root)
}

// walk calls visit with every node.
func walk(root ast.Node, visit func(ast.Node)) {
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		// The walker returns only errors of the function above, which has none.
		panic(err)
	}
}

func (r *bodyReader) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.HTMLBlock:
		first := n.Lines().At(0)
		r.rawHTML(first.Start, first.Value(r.body.Source))
	case *ast.RawHTML:
		first := n.Segments.At(0)
		r.rawHTML(first.Start, first.Value(r.body.Source))
	case *ast.Link:
		if !r.expands(n.Reference, max(n.Pos(), 0), len(n.Destination)+len(n.Title)) {
			n.Destination, n.Title = nil, nil
			return
		}
		r.link(n, string(n.Destination), false)
	case *ast.Image:
		if !r.expands(n.Reference, max(n.Pos(), 0), len(n.Destination)+len(n.Title)) {
			n.Destination, n.Title = nil, nil
			return
		}
		r.link(n, string(n.Destination), true)
	case *ast.AutoLink:
		url := string(n.URL(r.body.Source))
		if n.AutoLinkType == ast.AutoLinkEmail {
			url = "mailto:" + url
		}
		r.link(n, url, false)
	case *ast.Heading:
		if n.Level == 1 {
			r.errorAt(n.Pos(), "heading-level", "a heading with one # is the page's title, which comes from the field title",
				"Use ## for a section.")
		}
	}
}

func (r *bodyReader) rawHTML(offset int, raw []byte) {
	sample := matter.Shorten(strings.TrimSpace(string(raw)))
	hint := "Write it in Markdown. If the sign < is meant, write \\< instead."
	if strings.HasPrefix(sample, "<!--") {
		hint = "Remove the comment: it would be published. Notes can stand in the front matter behind a #."
	}
	r.errorAt(offset+indent(raw), "raw-html", "HTML is not allowed in a guide: "+sample, hint)
}

func indent(line []byte) int {
	n := 0
	for n < len(line) && line[n] == ' ' {
		n++
	}
	return n
}

func (r *bodyReader) link(n ast.Node, destination string, image bool) {
	destination = string(AppendText(nil, []byte(destination)))
	r.body.Links = append(r.body.Links, Link{Node: n, Destination: destination, Image: image, Offset: max(n.Pos(), 0)})
}
