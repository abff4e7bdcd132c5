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
	"strings"

	"bedside/internal/diag"
	"bedside/internal/render"
	"bedside/internal/search"
)

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
	openSearch, err := b.shared.OpenSearch()
	if err != nil {
		return nil, err
	}
	return append(append(sitemap, openSearch...), feed, b.shared.Robots(), b.shared.Headers(), b.shared.Redirects(),
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
