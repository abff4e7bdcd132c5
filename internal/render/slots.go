package render

import (
	"bytes"
	"errors"
	"html/template"
	"math/rand/v2"
	"slices"
	"strconv"

	"bedside/internal/diag"
	"bedside/internal/layout"
)

// Slots are the long parts of a page, texts and structured data, that are written
// as they are to be published. While a layout is executed and its result minified,
// a short mark stands in the place of each; that halves the cost of a page.
//
// A mark holds a number drawn for this page, which no author can know, so that no
// text can pretend to be one. Nothing of it is left in the page.
type Slots struct {
	open  string
	parts []slot
}

// slot is one part; quoted says that its mark stands in quotes.
type slot struct {
	html   string
	quoted bool
}

func newSlots() *Slots {
	return &Slots{open: "\x02" + strconv.FormatUint(rand.Uint64(), 36) + "."}
}

// put returns the mark for a text; what is empty stays so, for the conditions of
// layouts.
func (s *Slots) put(html string) string {
	if html == "" {
		return ""
	}
	s.parts = append(s.parts, slot{html: html})
	return s.open + strconv.Itoa(len(s.parts)-1) + "\x03"
}

func (s *Slots) html(h template.HTML) template.HTML { return template.HTML(s.put(string(h))) }

// data returns a mark that is a JSON string, for minifiers that look into scripts.
func (s *Slots) data(js template.JS) template.JS {
	if js == "" {
		return ""
	}
	mark := s.put(string(js))
	s.parts[len(s.parts)-1].quoted = true
	return template.JS(`"` + mark + `"`)
}

// Fill appends a page with its parts in the place of their marks. It reports false
// if the layout has cut a part, such as with slice or printf, or repeats them on and on.
func (s *Slots) Fill(dst, page []byte) ([]byte, bool) {
	bound := layout.MaxOutput
	for _, p := range s.parts {
		bound += 4 * len(p.html)
	}
	for len(dst) <= bound {
		before, rest, found := bytes.Cut(page, []byte(s.open))
		if !found {
			return append(dst, page...), true
		}
		number, rest, _ := bytes.Cut(rest, []byte("\x03"))
		i, err := strconv.Atoi(string(number))
		if err != nil || i >= len(s.parts) {
			return dst, false
		}
		if s.parts[i].quoted {
			before, rest = bytes.TrimSuffix(before, []byte(`"`)), bytes.TrimPrefix(rest, []byte(`"`))
		}
		dst = append(append(dst, before...), s.parts[i].html...)
		page = rest
	}
	return dst, false
}

// CutPart is the problem of a page for which Fill reported false.
func (p *Page) CutPart() diag.Diagnostic {
	return diag.Diagnostic{File: "layouts/" + p.Kind + ".html", Severity: diag.Error, Rule: "layout",
		Message: "a text of the page is cut, changed or repeated on and on by the layout",
		Hint:    "Show .HTML, .Overview, .Footnotes, .Text, .QR and .JSONLD once and as they are, without slice or printf."}
}

// Skeleton executes the layout of a page into a buffer, with marks for its long
// parts, which Slots.Fill puts in when the rest has been minified. A fault in the
// layout is returned as a problem with its place. Layouts that could not be parsed
// have been reported and make nothing.
func (f *Frame) Skeleton(b *bytes.Buffer, p *Page) (*Slots, *diag.Diagnostic) {
	s := newSlots()
	if f.layouts == nil || f.layouts.kinds[p.Kind] == nil {
		return s, nil
	}
	marked := s.page(p)
	if program := f.layouts.programs[p.Kind](); program != nil {
		if out, ok := program.Append(b.AvailableBuffer(), marked); ok {
			b.Write(out)
			return s, nil
		}
	}
	bounded := &layout.Bounded{Buffer: b, Texts: f.layouts.texts[p.Kind]()}
	err := f.layouts.kinds[p.Kind].ExecuteTemplate(bounded, frameOf(p.Kind), marked)
	if errors.Is(err, layout.ErrOutput) {
		d := f.layouts.endless(p.Kind+".html", bounded.Place(), err)
		return nil, &d
	}
	if err != nil {
		d := f.layouts.problem(frameOf(p.Kind), err)
		return nil, &d
	}
	return s, nil
}

// page is a copy of a page with marks in the place of its long parts.
func (s *Slots) page(p *Page) *Page {
	marked := *p
	marked.JSONLD, marked.Text = s.data(p.JSONLD), s.html(p.Text)
	if p.Home != nil {
		home := *p.Home
		home.Text = s.html(home.Text)
		marked.Home = &home
	}
	if p.Guide != nil {
		g := *p.Guide
		g.Overview, g.Footnotes, g.Sections = s.html(g.Overview), s.html(g.Footnotes), s.sections(g.Sections)
		marked.Guide = &g
	}
	if p.Handout != nil {
		h := *p.Handout
		h.Overview, h.QR, h.Sections, h.Help = s.html(h.Overview), s.html(h.QR), s.sections(h.Sections), slices.Clone(h.Help)
		for i := range h.Help {
			h.Help[i].HTML = s.html(h.Help[i].HTML)
		}
		marked.Handout = &h
	}
	return &marked
}

func (s *Slots) sections(in []Section) []Section {
	out := slices.Clone(in)
	for i := range out {
		out[i].HTML = s.html(out[i].HTML)
	}
	return out
}

// HTML executes the layout of a page into a buffer. The result is not minified.
func (f *Frame) HTML(b *bytes.Buffer, p *Page) *diag.Diagnostic {
	slots, problem := f.Skeleton(b, p)
	if problem != nil {
		return problem
	}
	filled, ok := slots.Fill(nil, b.Bytes())
	if !ok {
		d := p.CutPart()
		return &d
	}
	b.Reset()
	b.Write(filled)
	return nil
}
