package build

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bedside/internal/render"
	"bedside/internal/search"
)

// whole makes the pages and files that concern many guides and no text: lists,
// search, sitemap and the like. Versions with the same site and frame share it.
type whole struct {
	shared *render.Shared
	// id is another number for each.
	id    uint64
	pages func() []*render.Page
	// index finds a page by its published path.
	index func() map[string]int

	// checked is set once every page's layout has been executed without a mistake.
	mu      sync.Mutex
	checked bool
}

func (b *Builder) newWhole(sh *render.Shared) *whole {
	b.ids++
	w := &whole{shared: sh, id: b.ids}
	w.pages = sync.OnceValue(func() []*render.Page {
		b.work.lists.Add(1)
		return append(append([]*render.Page{sh.SearchPage()}, sh.ListPages()...), sh.NotFoundPage())
	})
	w.index = sync.OnceValue(func() map[string]int {
		index := map[string]int{}
		for i, p := range w.pages() {
			index[pageFile(p.Path)] = i
		}
		return index
	})
	return w
}

func (w *whole) isChecked() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.checked
}

func (w *whole) setChecked() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.checked = true
}

// wholeFiles are the names of the files that concern the site as a whole.
var wholeFiles = []string{"sitemap.xml", "feed.xml", "opensearch.xml", "robots.txt", "_headers", "_redirects", "codes.json", "site.webmanifest"}

// addresses are those of the pages that are no guides, as the sitemap names them.
func (v *view) addresses() []string {
	var out []string
	for _, p := range v.site.Pages {
		if p.Path != "" {
			out = append(out, p.Path)
		}
	}
	out = append(out, "")
	for _, p := range v.whole.pages() {
		if p.Path != "404.html" {
			out = append(out, p.Path)
		}
	}
	return out
}

// wholeFile makes one of the files that concern the site as a whole: the one named,
// and those it is split into.
func (v *view) wholeFile(name string) ([]render.File, error) {
	sh := v.shared
	switch name {
	case "sitemap.xml":
		return sh.Sitemap(v.addresses())
	case "feed.xml":
		f, err := sh.Feed()
		return []render.File{f}, err
	case "opensearch.xml":
		return sh.OpenSearch()
	case "robots.txt":
		return []render.File{sh.Robots()}, nil
	case "_headers":
		return []render.File{sh.Headers()}, nil
	case "_redirects":
		return []render.File{sh.Redirects()}, nil
	case "site.webmanifest":
		f, err := sh.Manifest()
		return []render.File{f}, err
	case "codes.json":
		return []render.File{{Path: name, Data: sh.CodesJSON()}}, nil
	}
	return nil, nil
}

// wholeName is the name under which wholeFile makes a published file: parts of a
// sitemap are made with it.
func wholeName(published string) string {
	if strings.HasPrefix(published, "sitemap-") && strings.HasSuffix(published, ".xml") {
		return "sitemap.xml"
	}
	return published
}

// searchIndex is the search index of one set of texts, made when it is asked for.
// Versions whose texts are the same share it.
type searchIndex struct {
	mu    sync.Mutex
	files map[string][]byte
}

// indexFiles returns the files of the search index. Who comes while they are made
// waits for them; if the work is cancelled, the next one does it.
func (v *view) indexFiles(ctx context.Context) (map[string][]byte, error) {
	v.index.mu.Lock()
	defer v.index.mu.Unlock()
	if v.index.files != nil {
		return v.index.files, nil
	}
	guides := len(v.site.Guides)
	entries := make([]*search.Entry, guides)
	err := each(ctx, guides, everyCore(), func(i int) error {
		var err error
		entries[i], err = v.needEntry(v.texts[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	files, err := v.indexOf(slices.DeleteFunc(entries, func(e *search.Entry) bool { return e == nil }))
	if err != nil {
		return nil, err
	}
	v.index.files = make(map[string][]byte, len(files))
	for _, f := range files {
		v.index.files[f.Path] = f.Data
	}
	return v.index.files, nil
}

func (v *view) indexOf(entries []*search.Entry) ([]search.File, error) {
	v.b.work.indexes.Add(1)
	files, err := v.settings.analyzer.Index(entries)
	if err != nil {
		return nil, fmt.Errorf("making the search index: %w", err)
	}
	return files, nil
}

// needEntry returns a guide's part of the search index, and reads the guide if that
// is not known. A text whose state is gone is entered as it is now, or not at all
// if it cannot be read.
func (v *view) needEntry(t *text) (*search.Entry, error) {
	if e := v.entryOf(t, nil); e != nil {
		return e, nil
	}
	if r, err := v.b.read(t, v.settings.wordings); err == nil {
		_, err := v.judge(t, r)
		return v.entryOf(t, r), err
	}
	r, err := v.b.readNow(t, v.settings.wordings)
	if err != nil {
		return nil, nil //nolint:nilerr // One file stops nobody; that it cannot be read is a problem already.
	}
	return v.settings.analyzer.Entry(document(t.guide, v.category(t.guide), r.body)), nil
}
