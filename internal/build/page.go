package build

import (
	"bytes"
	"fmt"
	"path"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

// workspace holds the memory that a page is made in, to be used for the next one.
type workspace struct {
	skeleton, small bytes.Buffer
	page            []byte
}

// pageFile is where a page is published.
func pageFile(address string) string {
	if path.Ext(address) != "" {
		return address // 404.html
	}
	return address + "index.html"
}

// shownText is a text as pages take it.
func shownText(r *parsedText, j *judgement) *render.Text {
	return &render.Text{Body: r.body, Targets: j.links, Pictures: j.pictures}
}

// textPage is a page that a text is shown on. Its layout is not executed yet.
type textPage struct {
	at   pageOrder
	make func(*render.Frame) *render.Page
}

// pagesOf are the pages that a text is shown on: its own and, of a guide, the handout.
func (v *view) pagesOf(t *text, r *parsedText, j *judgement) []textPage {
	at := v.order(t)
	pages := []textPage{{at, func(f *render.Frame) *render.Page { return v.pageOf(f, t, r, j) }}}
	if t.guide != nil {
		handout := func(f *render.Frame) *render.Page { return f.HandoutPage(t.guide, shownText(r, j)) }
		pages = append(pages, textPage{pageOrder{handouts, at.at}, handout})
	}
	return pages
}

// pageOf makes the page of a text.
func (v *view) pageOf(f *render.Frame, t *text, r *parsedText, j *judgement) *render.Page {
	shown := shownText(r, j)
	switch {
	case t.guide != nil:
		return f.GuidePage(t.guide, v.shared.Surroundings(t.guide), shown)
	case t.page.Path == "":
		return f.Share(v.site).HomePage(t.page, shown)
	default:
		return f.TextPage(t.page, shown)
	}
}

// renderPage leaves the page in w.page: its layout executed and minified, with the
// texts put in afterwards, which were written as they are to be published.
func (b *Builder) renderPage(f *render.Frame, w *workspace, p *render.Page) (*diag.Diagnostic, error) {
	return b.renderTo(f, w, p, !b.plain)
}

// tryPage looks for a mistake in a page's layout that nobody asked for. To minify it is
// half of the cost, and finds nothing but scripts that are none, which a layout has in
// every page: one of its kind will do.
func (b *Builder) tryPage(f *render.Frame, w *workspace, p *render.Page, at pageOrder) (*diag.Diagnostic, error) {
	return b.renderTo(f, w, p, !b.plain && (at.group == otherPages || at.at == 0))
}

func (b *Builder) renderTo(f *render.Frame, w *workspace, p *render.Page, minify bool) (*diag.Diagnostic, error) {
	b.work.renders.Add(1)
	w.skeleton.Reset()
	w.small.Reset()
	w.page = w.page[:0]
	slots, problem := f.Skeleton(&w.skeleton, p)
	if problem != nil {
		return problem, nil
	}
	from := &w.skeleton
	if minify {
		if err := b.minifier.Page(&w.small, &w.skeleton); err != nil {
			return nil, fmt.Errorf("minifying /%s: %w", p.Path, err)
		}
		from = &w.small
	}
	var whole bool
	if w.page, whole = slots.Fill(w.page, from.Bytes()); !whole {
		d := p.CutPart()
		return &d, nil
	}
	return nil, nil
}

func (b *Builder) workspace() *workspace {
	w, _ := b.workspaces.Get().(*workspace)
	return w
}

// minified returns a small file as it is published.
func (b *Builder) minified(name string, data []byte) ([]byte, error) {
	if b.plain {
		return data, nil
	}
	small, err := b.minifier.Bytes(name, data)
	if err != nil {
		return nil, fmt.Errorf("minifying %s: %w", name, err)
	}
	return small, nil
}

// entryOf returns a guide's part of the search index. The reading may be nil; if it
// turns out to be needed, so is the result.
func (v *view) entryOf(t *text, r *parsedText) *search.Entry {
	key := entryKey{v.settings.analyzer, v.settings.wordings, v.category(t.guide)}
	if e := t.entry.Load(); e != nil && e.entryKey == key {
		return e.entry
	}
	if r == nil {
		return nil
	}
	v.b.work.entries.Add(1)
	e := &entry{key, key.analyzer.Entry(document(t.guide, key.category, r.body))}
	if !v.b.once {
		t.entry.Store(e)
	}
	return e.entry
}

// category is the section or subsection in plain words.
func (v *view) category(g *guide.Guide) string {
	place := v.site.PlaceOf(g.Code)
	if place.Sub != nil {
		return place.Sub.PlainName
	}
	return place.Section.PlainName
}

// document is what the search reads of a guide.
func document(g *guide.Guide, category string, body *guide.Body) *search.Document {
	d := &search.Document{
		Code: string(g.Code), Title: g.Title, URL: site.GuidePath(g.Code), Category: category,
		Summary: g.Summary, Synonyms: g.Synonyms, Body: body.OverviewTexts,
	}
	for _, sec := range body.Sections {
		// The headings of usual sections are the same in every guide.
		if sec.Kind == "" {
			d.Headings = append(d.Headings, sec.Title)
		}
		for _, q := range sec.Questions {
			d.Headings = append(d.Headings, q.Title)
		}
		d.Body = append(d.Body, sec.Texts...)
	}
	return d
}
