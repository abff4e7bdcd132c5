package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

func (b *run) readConfig() site.Config {
	raw, err := fs.ReadFile(b.Source, site.ConfigFile)
	if errors.Is(err, fs.ErrNotExist) {
		return site.DefaultConfig()
	}
	if err != nil {
		b.report(diag.List{unreadable(site.ConfigFile, err)})
		return site.DefaultConfig()
	}
	config, problems := site.ParseConfig(raw)
	b.report(problems)
	return config
}

// prepare reads what all pages share: layouts and assets.
func (b *run) prepare() error {
	folders := make([]fs.FS, 0, 2)
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		if _, err := fs.Stat(source, "layouts"); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		folder, err := fs.Sub(source, "layouts")
		if err != nil {
			return fmt.Errorf("reading layouts: %w", err)
		}
		folders = append(folders, folder)
	}
	files, err := render.ReadLayouts(folders...)
	if err != nil {
		return err
	}
	layouts, problems := render.ParseLayouts(files)
	b.report(problems)
	if err := b.readAssets(); err != nil {
		return err
	}
	b.shared = render.NewShared(b.site, layouts, b.assetPaths())
	return nil
}

// readAssets minifies and names the style sheet, the scripts and the like. A file
// of the source replaces the default of the same name.
func (b *run) readAssets() error {
	seen := map[string]bool{}
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		err := fs.WalkDir(source, "assets", func(name string, d fs.DirEntry, err error) error {
			if name == "assets" && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			if err != nil || d.IsDir() || seen[name] || ignored("assets", name) {
				return err
			}
			seen[name] = true
			return b.readAsset(source, name)
		})
		if err != nil {
			return fmt.Errorf("reading assets: %w", err)
		}
	}
	return nil
}

func (b *run) readAsset(source fs.FS, name string) error {
	data, err := fs.ReadFile(source, name)
	if err != nil {
		return err
	}
	small, err := b.minifier.Bytes(name, data)
	if err != nil {
		b.report(diag.List{{File: name, Severity: diag.Error, Rule: "asset", Message: fmt.Sprintf("this file has a mistake: %v", err)}})
		return nil
	}
	b.assets = append(b.assets, render.File{Path: publish.Fingerprint(name, small), Data: small})
	b.assetNames = append(b.assetNames, name)
	return nil
}

// assetPaths maps names such as "main.css" to published paths.
func (b *run) assetPaths() map[string]string {
	paths := make(map[string]string, len(b.assets))
	for i, name := range b.assetNames {
		paths[strings.TrimPrefix(name, "assets/")] = b.assets[i].Path
	}
	return paths
}

// begin opens the publication, unless it is known already that there will be none.
func (b *run) begin() error {
	if b.Out == "" || b.failed.Load() {
		return nil
	}
	out, err := publish.Begin(publish.Options{Dir: b.Out})
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
	err := each(ctx, len(guides), func(i int) error {
		var err error
		entries[i], err = b.makeGuide(guides[i])
		if b.Progress != nil {
			b.Progress(int(done.Add(1)), len(guides))
		}
		return err
	})
	if err != nil {
		return Stats{}, err
	}
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

// makeGuide makes the files of one guide and what the search needs of it.
func (b *run) makeGuide(g *guide.Guide) (*search.Entry, error) {
	p := b.parsed[g.File]
	t, err := b.readText(p)
	if t == nil || err != nil {
		return nil, err
	}
	shown := &render.Text{Body: t.body, Targets: t.targets, Sizes: t.sizes}
	if err := b.addPage(b.shared.GuidePage(g, shown)); err != nil {
		return nil, err
	}
	base := site.GuidePath(g.Code)
	if err := b.add(base+"guide.json", b.shared.GuideJSON(g, t.body)); err != nil {
		return nil, err
	}
	if err := b.add(base+"guide.md", b.shared.GuideMarkdown(g, shown, p.body)); err != nil {
		return nil, err
	}
	return b.analyzer.Entry(document(b.site, g, t.body)), nil
}

// document is what the search reads of a guide.
func document(s *site.Site, g *guide.Guide, body *guide.Body) *search.Document {
	place := s.PlaceOf(g.Code)
	d := &search.Document{
		Code: string(g.Code), Title: g.Title, URL: site.GuidePath(g.Code), Category: place.Section.PlainName,
		Summary: g.Summary, Synonyms: g.Synonyms, Body: guide.Texts(body.Overview, body.Source),
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
		d.Body = append(d.Body, guide.Texts(sec.Nodes, body.Source)...)
	}
	return d
}

// addPage executes a page's layout, minifies the result and publishes it.
func (b *run) addPage(p *render.Page) error {
	if b.failed.Load() {
		return nil
	}
	html, problem := b.shared.HTML(p)
	if problem != nil {
		b.report(diag.List{*problem})
		return nil
	}
	file := p.Path + "index.html"
	if path.Ext(p.Path) != "" {
		file = p.Path
	}
	return b.addSmall(file, html)
}

// addSmall publishes a file in its minified form.
func (b *run) addSmall(name string, data []byte) error {
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
		if t == nil {
			continue
		}
		shown := &render.Text{Body: t.body, Targets: t.targets, Sizes: t.sizes}
		if page.Path == "" {
			home = shown
			continue
		}
		pages = append(pages, b.shared.TextPage(page, shown))
	}
	if b.failed.Load() {
		return nil, nil
	}
	var homePage *guide.Page
	if home != nil {
		homePage = b.site.Home()
	}
	pages = append(pages, b.shared.HomePage(homePage, home), b.shared.SearchPage())
	pages = append(pages, b.shared.ListPages()...)
	err := each(ctx, len(pages), func(i int) error { return b.addPage(pages[i]) })
	paths := make([]string, len(pages))
	for i, p := range pages {
		paths[i] = p.Path
	}
	return paths, errors.Join(err, b.addPage(b.shared.NotFoundPage()))
}

// makeFiles makes what is no page.
func (b *run) makeFiles(ctx context.Context, pages []string, entries []*search.Entry, bundles []bundled) error {
	files, err := b.analyzer.Index(entries)
	if err != nil {
		return fmt.Errorf("making the search index: %w", err)
	}
	for _, f := range files {
		if err := b.add(f.Path, f.Data); err != nil {
			return err
		}
	}
	made, err := b.wholeSite(pages)
	if err != nil {
		return err
	}
	for _, f := range made {
		if err := b.addSmall(f.Path, f.Data); err != nil {
			return err
		}
	}
	for _, f := range b.assets {
		if err := b.add(f.Path, f.Data); err != nil {
			return err
		}
	}
	return b.copyFiles(ctx, bundles)
}

// wholeSite lists the files that concern the site as a whole.
func (b *run) wholeSite(pages []string) ([]render.File, error) {
	sitemap, err := b.shared.Sitemap(pages)
	if err != nil {
		return nil, err
	}
	feed, err := b.shared.Feed()
	if err != nil {
		return nil, err
	}
	return append(sitemap, feed, b.shared.Robots(), b.shared.Headers(), b.shared.Redirects(),
		render.File{Path: "codes.json", Data: b.shared.CodesJSON()}), nil
}

// staticPath is where a file of static/ is published.
func staticPath(file string) (string, bool) { return strings.CutPrefix(file, "static/") }

// copyFiles publishes static/ and the files beside texts as they are.
func (b *run) copyFiles(ctx context.Context, bundles []bundled) error {
	for _, f := range b.others {
		if published, ok := staticPath(f); ok {
			bundles = append(bundles, bundled{path: published, source: f})
		}
	}
	return each(ctx, len(bundles), func(i int) error {
		data, err := b.fsReadFile(bundles[i].source)
		if err != nil {
			return err
		}
		return b.add(bundles[i].path, data)
	})
}

// imageSizes reads the sizes of a text's images, so that a page does not jump
// while they load. A kind of image that has no fixed size is left out.
func (b *run) imageSizes(t *text) (map[string]render.Size, error) {
	var sizes map[string]render.Size
	for i, l := range t.body.Links {
		source := t.targets[i].Source
		if !l.Image || source == "" {
			continue
		}
		data, err := b.fsReadFile(source)
		if err != nil {
			return nil, err
		}
		config, _, err := image.DecodeConfig(bytes.NewReader(data))
		if errors.Is(err, image.ErrFormat) {
			continue
		}
		if err != nil {
			b.report(diag.List{t.src.New(diag.Error, "image-broken", l.Offset,
				fmt.Sprintf("the image %s cannot be read: %v", source, err), "Save it anew.")})
			continue
		}
		if sizes == nil {
			sizes = map[string]render.Size{}
		}
		sizes[source] = render.Size{Width: config.Width, Height: config.Height}
	}
	return sizes, nil
}
