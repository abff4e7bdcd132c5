package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bedside/internal/check"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

// run is the state of one build.
type run struct {
	Options
	minifier *publish.Minifier
	// workspaces holds *workspace.
	workspaces sync.Pool

	mu       sync.Mutex
	problems diag.List
	anchors  []check.Anchor
	ids      map[string][]uint64 // address → hashes of its anchors
	bundled  []bundled

	// failed is set once it is known that nothing will be published.
	failed atomic.Bool

	seed     maphash.Seed
	parsed   map[string]parsed // by file
	site     *site.Site
	shared   *render.Shared
	wordings guide.Wordings
	analyzer *search.Analyzer
	out      *publish.Publication
	others   []string // files of the source that are no texts
	// unreadable are the codes of guides that are there and cannot be used.
	unreadable []codes.Code
	// assets and assetNames run in parallel: what is published, and its name in
	// the source.
	assets     []render.File
	assetNames []string
}

// parsed is what the second pass needs to know of the first.
type parsed struct {
	guide *guide.Guide
	page  *guide.Page
	body  int
	sum   uint64
}

// report collects problems. An error among them means that nothing is published.
func (b *run) report(problems diag.List) {
	if len(problems) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, problems...)
	if problems.HasErrors() {
		b.failed.Store(true)
	}
}

// each calls f for 0 to n-1 on all processors, until one call fails or ctx ends.
func each(ctx context.Context, n int, f func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// readFile reads a file of the source. One that is too long for a guide is read
// only so far that Parse can tell.
func (b *run) readFile(name string) ([]byte, error) {
	f, err := b.Source.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not an ordinary file")
	}
	var raw []byte
	if err == nil {
		raw = make([]byte, 0, min(info.Size(), guide.MaxSize)+512)
		raw, err = readAll(io.LimitReader(f, guide.MaxSize+1), raw)
	}
	return raw, errors.Join(err, f.Close())
}

func readAll(r io.Reader, buf []byte) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

// parse is the first pass: the front matter of every file.
func (b *run) parse(ctx context.Context, files []string) error {
	b.seed = maphash.MakeSeed()
	results := make([]parsed, len(files))
	drafts := make([]bool, len(files))
	err := each(ctx, len(files), func(i int) error {
		raw, err := b.readFile(files[i])
		if err != nil {
			b.report(diag.List{unreadable(files[i], err)})
			return nil
		}
		content, problems := guide.Parse(files[i], raw)
		if b.leftOut(content) {
			drafts[i] = true
			return nil
		}
		b.report(problems)
		results[i] = parsed{content.Guide, content.Page, content.BodyStart, maphash.Bytes(b.seed, raw)}
		return nil
	})
	b.parsed = make(map[string]parsed, len(files))
	for i, r := range results {
		if r.guide != nil || r.page != nil {
			b.parsed[files[i]] = r
		} else if code, err := codes.Parse(guide.NameOf(files[i])); err == nil && !drafts[i] {
			b.unreadable = append(b.unreadable, code)
		}
	}
	return err
}

func unreadable(file string, err error) diag.Diagnostic {
	return diag.Diagnostic{File: file, Severity: diag.Error, Rule: "unreadable",
		Message: fmt.Sprintf("this cannot be read: %v", reason(err)),
		Hint:    "Give yourself the right to read it, or move it out of this folder."}
}

func (b *run) leftOut(c guide.Content) bool {
	draft := c.Guide != nil && c.Guide.Draft || c.Page != nil && c.Page.Draft
	return draft && !b.Drafts
}

// join makes the site and checks what concerns more than one text.
func (b *run) join(config site.Config, files []string) {
	src := site.Sources{Config: config, Files: files, Unreadable: b.unreadable}
	for _, p := range b.parsed {
		if p.guide != nil {
			src.Guides = append(src.Guides, p.guide)
		} else {
			src.Pages = append(src.Pages, p.page)
		}
	}
	var problems diag.List
	b.others = files
	b.site, problems = site.New(src)
	b.report(problems)
	b.report(check.Guides(b.site))
	b.report(staticConflicts(b.site, files))
	b.wordings = guide.NewWordings(config.Sections)
	b.analyzer = search.NewAnalyzer(search.Options{Language: config.Language, Groups: config.Synonyms})
}

// text is one text of the second pass.
type text struct {
	src     *diag.Source
	body    *guide.Body
	targets []site.Target
	sizes   map[string]render.Size
}

// readText reads a text again and checks it.
func (b *run) readText(p parsed) (*text, error) {
	origin := site.Origin{}
	if p.guide != nil {
		origin = site.Origin{File: p.guide.File, Path: site.GuidePath(p.guide.Code)}
	} else {
		origin = site.Origin{File: p.page.File, Path: p.page.Path}
	}
	raw, err := b.readFile(origin.File)
	if err == nil && maphash.Bytes(b.seed, raw) != p.sum {
		err = errors.New("it changed while the site was built; build again")
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", origin.File, reason(err))
	}
	t := &text{src: diag.NewSource(origin.File, raw)}
	var problems diag.List
	t.body, problems = guide.ParseBody(t.src, p.body, b.wordings)
	t.targets = make([]site.Target, len(t.body.Links))
	for i, l := range t.body.Links {
		t.targets[i] = b.site.Resolve(origin, l.Destination)
	}
	b.report(problems)
	checked := &check.Text{Guide: p.guide, Source: t.src, Body: t.body, Targets: t.targets}
	b.report(check.Texts(checked))
	b.remember(origin.Path, t, check.Anchors(checked))
	t.sizes, err = b.imageSizes(t)
	return t, err
}

// remember keeps what is judged or made once all texts have been read.
func (b *run) remember(path string, t *text, anchors []check.Anchor) {
	ids := make([]uint64, 0, len(t.body.Anchors))
	for id := range t.body.Anchors {
		ids = append(ids, maphash.String(b.seed, id))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ids[path] = ids
	b.anchors = append(b.anchors, anchors...)
	for i, target := range t.targets {
		if target.Kind == site.TargetFile && target.Source != "static/"+target.Path {
			link := t.body.Links[i]
			b.bundled = append(b.bundled, bundled{target.Path, target.Source, t.src.File, t.src.At(link.Offset)})
		}
	}
}

// bundled is a file beside a text that the text links to or shows.
type bundled struct {
	path, source string
	file         string
	pos          diag.Pos
}

// bundles returns the files beside texts, each once, and reports where two of them
// would be published at one address.
func (b *run) bundles() []bundled {
	slices.SortFunc(b.bundled, func(x, y bundled) int {
		return cmp.Or(strings.Compare(x.path, y.path), strings.Compare(x.source, y.source), strings.Compare(x.file, y.file))
	})
	var out []bundled
	for _, f := range b.bundled {
		last := len(out) - 1
		if last < 0 || out[last].path != f.path {
			out = append(out, f)
			if owner := b.site.Owner(f.path); owner != "" {
				b.report(diag.List{addressTaken(f, "is the address of "+owner)})
			}
		} else if out[last].source != f.source {
			b.report(diag.List{addressTaken(f, "is also the address of "+out[last].source)})
		}
	}
	return out
}

func addressTaken(f bundled, why string) diag.Diagnostic {
	return diag.Diagnostic{File: f.file, Pos: f.pos, Severity: diag.Error, Rule: "address-taken",
		Message: fmt.Sprintf("the file %s would be published as /%s, which %s", f.source, f.path, why),
		Hint:    "Give one of the two files another name."}
}

func (b *run) checkAnchors() {
	b.report(check.BrokenAnchors(b.site, b.anchors, func(path, anchor string) bool {
		ids, ok := b.ids[path]
		// Pages that the program makes itself have no text to look into.
		return !ok || slices.Contains(ids, maphash.String(b.seed, anchor))
	}))
}

// staticConflicts finds files of static/ in the place of something that the
// program makes.
func staticConflicts(s *site.Site, files []string) diag.List {
	var found diag.List
	for _, f := range files {
		published, ok := staticPath(f)
		if !ok {
			continue
		}
		message, hint := "", ""
		if err := publish.ValidPath(published); err != nil {
			message, hint = fmt.Sprintf("a file of this name cannot be published: %v", err), "Rename it."
		} else if owner := s.Owner(published); owner != "" {
			message = fmt.Sprintf("this would be published as /%s, which is the place of %s", published, owner)
			hint = "Rename or remove it."
		}
		if message != "" {
			found = append(found, diag.Diagnostic{File: f, Severity: diag.Error, Rule: "address-taken", Message: message, Hint: hint})
		}
	}
	return found
}

// add publishes a file, or only counts it where nothing is written.
func (b *run) add(path string, data []byte) error {
	if b.out == nil || b.failed.Load() {
		return nil
	}
	return b.out.Add(path, data)
}

// fsReadFile reads a whole file that is no guide.
func (b *run) fsReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(b.Source, name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, reason(err))
	}
	return data, nil
}
