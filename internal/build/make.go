package build

import (
	"bytes"
	"context"
	"fmt"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"path"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

// begin opens the publication, unless it is known already that there will be none.
func (b *run) begin() error {
	if b.Out == "" || b.failed.Load() {
		return nil
	}
	out, err := publish.Begin(publish.Options{Dir: b.Out, Spare: b.Spare})
	b.out = out
	return err
}

func (b *run) abort() error {
	if b.out == nil {
		return nil
	}
	return b.out.Abort()
}

// makeAll is the second pass: every text is read, checked and made into files, and
// then the files that concern all of them are made.
func (b *run) makeAll(ctx context.Context) (Stats, error) {
	b.ids = make(map[string][]uint64, len(b.parsed))
	guides := b.site.Guides
	entries := make([]*search.Entry, len(guides))
	var done atomic.Int64
	mistakes := newLayoutMistakes()
	err := each(ctx, len(guides), func(i int) error {
		page, err := b.makeGuide(guides[i], &entries[i])
		if err != nil {
			return err
		}
		if b.Progress != nil {
			b.Progress(int(done.Add(1)), len(guides))
		}
		return b.addPage(i, page, mistakes)
	})
	if err != nil {
		return Stats{}, err
	}
	b.report(mistakes.found())
	pages, err := b.makePages(ctx)
	if err != nil {
		return Stats{}, err
	}
	b.checkAnchors()
	files := b.bundles()
	if b.failed.Load() {
		return Stats{}, nil
	}
	if err := b.makeFiles(ctx, pages, entries, files); err != nil {
		return Stats{}, err
	}
	stats := Stats{Guides: len(guides), Pages: len(guides) + len(pages)}
	if b.out == nil || b.failed.Load() {
		return stats, nil
	}
	stats.Changes, err = b.out.Commit(ctx)
	return stats, err
}

// makeGuide makes what is published of one guide beside its page, the part of the
// search index, and the page itself, which is not executed yet.
func (b *run) makeGuide(g *guide.Guide, entry **search.Entry) (*render.Page, error) {
	p := b.parsed[g.File]
	t, err := b.readText(p)
	if err != nil {
		return nil, err
	}
	shown := &render.Text{Body: t.body, Targets: t.targets, Sizes: t.sizes}
	page := b.shared.GuidePage(g, shown)
	if b.failed.Load() {
		return page, nil
	}
	*entry = b.analyzer.Entry(document(b.site, g, t.body))
	base := site.GuidePath(g.Code)
	if err := b.add(base+"guide.json", b.shared.GuideJSON(g, t.body)); err != nil {
		return nil, err
	}
	return page, b.add(base+"guide.md", b.shared.GuideMarkdown(g, shown, p.body))
}

// document is what the search reads of a guide.
func document(s *site.Site, g *guide.Guide, body *guide.Body) *search.Document {
	place := s.PlaceOf(g.Code)
	d := &search.Document{
		Code: string(g.Code), Title: g.Title, URL: site.GuidePath(g.Code), Category: place.Section.PlainName,
		Summary: g.Summary, Synonyms: g.Synonyms, Body: body.OverviewTexts,
	}
	if place.Sub != nil {
		d.Category = place.Sub.PlainName
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

// addPage executes a page's layout, minifies the result and publishes it. Layouts
// are executed even if it is known that nothing will be published, so that their
// mistakes are reported together with those of the content.
func (b *run) addPage(i int, p *render.Page, mistakes *layoutMistakes) error {
	if mistakes.before(i) {
		return nil
	}
	w, _ := b.workspaces.Get().(*workspace)
	defer b.workspaces.Put(w)
	problem, err := b.renderPage(w, p)
	if problem != nil {
		mistakes.add(i, *problem)
		b.failed.Store(true)
	}
	if err != nil || b.failed.Load() {
		return err
	}
	file := p.Path + "index.html"
	if path.Ext(p.Path) != "" {
		file = p.Path
	}
	return b.add(file, w.page)
}

// workspace holds the memory that a page is made in, to be used for the next one.
type workspace struct {
	skeleton, small bytes.Buffer
	page            []byte
}

// renderPage leaves the page in w.page: its layout executed and minified, with the
// texts put in afterwards, which were written as they are to be published.
func (b *run) renderPage(w *workspace, p *render.Page) (*diag.Diagnostic, error) {
	w.skeleton.Reset()
	w.small.Reset()
	slots, problem := b.shared.Skeleton(&w.skeleton, p)
	if problem != nil || b.failed.Load() {
		return problem, nil
	}
	from := &w.skeleton
	if !b.plain {
		if err := b.minifier.Page(&w.small, &w.skeleton); err != nil {
			return nil, fmt.Errorf("minifying /%s: %w", p.Path, err)
		}
		from = &w.small
	}
	var whole bool
	if w.page, whole = slots.Fill(w.page[:0], from.Bytes()); !whole {
		d := p.CutPart()
		return &d, nil
	}
	return nil, nil
}

// addSmall publishes a file in its minified form.
func (b *run) addSmall(name string, data []byte) error {
	if b.plain {
		return b.add(name, data)
	}
	small, err := b.minifier.Bytes(name, data)
	if err != nil {
		return fmt.Errorf("minifying %s: %w", name, err)
	}
	return b.add(name, small)
}

// makePages makes every page that is no guide, and returns their addresses.
func (b *run) makePages(ctx context.Context) ([]string, error) {
	var pages []*render.Page
	var home *render.Text
	for _, page := range b.site.Pages {
		t, err := b.readText(b.parsed[page.File])
		if err != nil {
			return nil, err
		}
		shown := &render.Text{Body: t.body, Targets: t.targets, Sizes: t.sizes}
		if page.Path == "" {
			home = shown
			continue
		}
		pages = append(pages, b.shared.TextPage(page, shown))
	}
	pages = append(pages, b.shared.HomePage(b.site.Home(), home), b.shared.SearchPage())
	pages = append(pages, b.shared.ListPages()...)
	paths := make([]string, len(pages))
	for i, p := range pages {
		paths[i] = p.Path
	}
	pages = append(pages, b.shared.NotFoundPage())
	mistakes := newLayoutMistakes()
	err := each(ctx, len(pages), func(i int) error { return b.addPage(i, pages[i], mistakes) })
	b.report(mistakes.found())
	return paths, err
}
