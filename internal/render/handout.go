package render

import (
	"html"
	"html/template"
	"slices"
	"strings"

	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
)

// sheetKinds are the sections of a handout, in the order in which a patient needs
// them.
var sheetKinds = []guide.Kind{guide.Preparation, guide.Procedure, guide.Recovery, guide.HomeCare, guide.FollowUp, guide.Complications}

// spareKinds are the same in the order in which they are left out of a sheet that is
// too full: what a patient must do goes last. Complications go first only where the
// sheet says when to get help.
var (
	spareKinds         = []guide.Kind{guide.Complications, guide.FollowUp, guide.Procedure, guide.HomeCare, guide.Recovery, guide.Preparation}
	spareKindsHelpless = []guide.Kind{guide.FollowUp, guide.Procedure, guide.HomeCare, guide.Recovery, guide.Preparation, guide.Complications}
)

// HandoutPage makes the sheet of a guide that a patient is handed. It takes nothing
// from other guides. The text's Root is set by it.
func (f *Frame) HandoutPage(g *guide.Guide, t *Text) *Page {
	p := f.page("handout", site.HandoutPath(g.Code), g.Title)
	p.HeadTitle = headTitle("Handout: "+g.Title+" ("+g.Code.System()+" "+string(g.Code)+")", f.config.Name)
	p.Description, p.Draft = "A sheet to print for patients. "+g.Summary, g.Draft
	if g.Lang != "" {
		p.setLanguage(g.Lang)
	}
	// The sheet says nothing that the guide does not say.
	p.Canonical = f.absolute(site.GuidePath(g.Code))
	t.Root = p.Root
	w := newTextWriter(t)
	w.sheet = true
	h := &Handout{
		Code: string(g.Code), System: g.Code.System(), Title: g.Title, Summary: g.Summary,
		Guide: "../", Help: w.help(t.Body), Reviewed: review(g), Draft: g.Draft,
	}
	h.Overview, h.Sections = w.sheetText(t.Body)
	h.fit(f.config.Disclaimer)
	if p.Canonical != "" {
		h.QR = qrCode(p.Canonical)
	}
	p.Handout = h
	return p
}

// help gathers what to do in an emergency, and then what to call about, from
// wherever it stands in the guide. What is said twice counts once.
func (w *textWriter) help(b *guide.Body) []Help {
	found := callouts(nil, b.Overview)
	for _, s := range b.Sections {
		found = callouts(found, s.Nodes)
	}
	var out []Help
	for _, kind := range []guide.CalloutKind{guide.Emergency, guide.Urgent} {
		for _, c := range found {
			if c.CalloutKind != kind {
				continue
			}
			h := Help{Kind: string(kind), HTML: template.HTML(w.inline(c))}
			if h.HTML != "" && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// callouts appends the callouts among nodes and within them.
func callouts(found []*guide.Callout, nodes []ast.Node) []*guide.Callout {
	for _, n := range nodes {
		if c, ok := n.(*guide.Callout); ok {
			found = append(found, c)
		}
		if n.Type() == ast.TypeBlock && n.HasChildren() {
			var below []ast.Node
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if c.Type() == ast.TypeBlock {
					below = append(below, c)
				}
			}
			found = callouts(found, below)
		}
	}
	return found
}

// sheetText returns the sections of a handout. A guide that does not say what happens
// at least says what it is.
func (w *textWriter) sheetText(b *guide.Body) (overview template.HTML, sections []Section) {
	for _, kind := range sheetKinds {
		for _, s := range b.Sections {
			if s.Means != kind {
				continue
			}
			if text := w.sheetHTML(s.Nodes); text != "" {
				sections = append(sections, Section{ID: s.ID, Kind: string(kind), Title: s.Title,
					Heading: template.HTML(w.inline(s.Heading)), HTML: template.HTML(text)})
			}
		}
	}
	if !slices.ContainsFunc(sections, func(s Section) bool { return s.Kind == string(guide.Procedure) }) {
		overview = template.HTML(w.sheetHTML(b.Overview))
	}
	return overview, sections
}

// sheetHTML is html without headings below which everything was left out.
func (w *textWriter) sheetHTML(nodes []ast.Node) string {
	w.out = w.out[:0]
	var waiting []*ast.Heading
	for _, n := range nodes {
		if h, ok := n.(*ast.Heading); ok {
			waiting = slices.DeleteFunc(waiting, func(above *ast.Heading) bool { return above.Level >= h.Level })
			waiting = append(waiting, h)
			continue
		}
		start := len(w.out)
		for _, h := range waiting {
			w.heading(h)
		}
		before := len(w.out)
		if w.node(n); len(w.out) == before {
			w.out = w.out[:start]
		} else {
			waiting = nil
		}
	}
	return string(w.out)
}

// How much a sheet holds, in lines of 14 pt, for the narrower and the lower of A4 and
// Letter. Both sides have 84 lines; a browser leaves some free where a page ends, and
// other fonts than those measured are wider.
const (
	sheetLines = 81
	lineSigns  = 70
	// Gaps below a block and a list item, and around a heading.
	blockGap   = .4
	itemGap    = .12
	headingGap = 1
	// fixedLines are the title's gap, the lines to fill in, and the foot without
	// disclaimer.
	fixedLines = 7.5
	// leftOutLines is the foot's sentence about what does not fit.
	leftOutLines = 2
)

// fit leaves sections out, each as a whole, until the rest fits on both sides of a
// sheet. Half an instruction may be worse than none.
func (h *Handout) fit(disclaimer string) {
	used := fixedLines + 1.6*lines(h.Title) + lines(h.Summary) + 1.2*lines(disclaimer) + lines(string(h.Overview)) + headingGap
	for _, x := range h.Help {
		used += lines(string(x.HTML)) + headingGap
	}
	heights := map[string]float64{}
	for _, s := range h.Sections {
		height := lines(string(s.HTML)) + 1 + headingGap
		heights[s.Kind] += height
		used += height
	}
	spare := spareKinds
	if len(h.Help) == 0 {
		spare = spareKindsHelpless
	}
	for _, kind := range spare {
		if used <= sheetLines {
			return
		}
		if heights[string(kind)] == 0 {
			continue
		}
		if len(h.LeftOut) == 0 {
			used += leftOutLines
		}
		used -= heights[string(kind)]
		h.Sections = slices.DeleteFunc(h.Sections, func(s Section) bool {
			if s.Kind == string(kind) {
				h.LeftOut = append(h.LeftOut, s.Title)
			}
			return s.Kind == string(kind)
		})
	}
	if used > sheetLines {
		h.Overview = ""
	}
}

// lines is about how many lines a text fills on a sheet: every block begins a new one
// and has a gap below.
func lines(text string) float64 {
	total, signs := 0.0, 0
	for text != "" {
		before, rest, _ := strings.Cut(text, "<")
		signs += width(before)
		tag, rest, _ := strings.Cut(rest, ">")
		text = rest
		if isInlineTag(tag) && text != "" || signs == 0 {
			continue
		}
		total += float64((signs+lineSigns-1)/lineSigns) + blockGap
		if tag == "/li" {
			total += itemGap - blockGap
		}
		signs = 0
	}
	return total
}

// width counts the characters of a text, those of Chinese and the like twice.
func width(text string) int {
	n := 0
	for _, r := range html.UnescapeString(text) {
		if n++; r >= 0x2E80 {
			n++
		}
	}
	return n
}

// isInlineTag reports whether a tag, without its angle brackets, stands within a line.
func isInlineTag(tag string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(tag, "/"), " ")
	switch name {
	case "a", "strong", "em", "del", "code", "span", "sup":
		return true
	}
	return false
}
