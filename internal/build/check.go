package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"slices"
	"strings"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/publish"
	"bedside/internal/render"
)

// AddExcerpts fills in the source lines of problems, as the files are now.
func (v *Version) AddExcerpts(list diag.List) {
	list.AddExcerpts(func(file string) ([]byte, error) {
		data, err := fs.ReadFile(ordinary{v.b.Source}, file)
		if errors.Is(err, fs.ErrNotExist) {
			return fs.ReadFile(ordinary{v.b.Defaults}, file)
		}
		return data, err
	})
}

// CheckAll looks for the problems that show only in texts and layouts: it reads
// what was not read yet and executes the layout of every page that could have
// changed. One text after another is looked at, and none while File is at work. It
// ends early with the error of ctx; whoever calls it again goes on where it ended.
func (v *Version) CheckAll(ctx context.Context) error {
	c := &checker{Version: v, view: v.now}
	if err := c.texts(ctx); err != nil {
		return err
	}
	if err := c.pages(ctx); err != nil {
		return err
	}
	v.conclude()
	return nil
}

// checker is one run of CheckAll.
type checker struct {
	*Version
	view *view
}

func (c *checker) texts(ctx context.Context) error {
	if c.todo != nil {
		for _, r := range c.todo {
			if err := c.next(ctx, r.text, true); err != nil {
				return err
			}
		}
		return nil
	}
	for i, t := range c.view.texts {
		if err := c.next(ctx, t, i%64 == 0); err != nil {
			return err
		}
	}
	return nil
}

// next looks at a text when nobody waits for a file; it need not ask before every
// text that is known already.
func (c *checker) next(ctx context.Context, t *text, ask bool) error {
	if ask || c.view.unknown(t) {
		if err := c.b.precedence.standBack(ctx); err != nil {
			return err
		}
	}
	return c.text(t)
}

// unknown reports whether a text must be read to be judged.
func (v *view) unknown(t *text) bool {
	f := t.facts.Load()
	return f == nil || f.wordings != v.settings.wordings
}

// text judges a text, enters it into the search index and executes its layout,
// each unless that is done. A file that changed meanwhile is left to the next
// version.
func (c *checker) text(t *text) error {
	j, err := c.view.judge(t, nil)
	if err != nil {
		return c.b.unlessGone(t, err)
	}
	skip := c.skips(t)
	entered := t.guide == nil || c.view.entryOf(t, nil) != nil
	if j != nil && entered && (skip || t.executed.Load() == c.view.fileKey(t, j)) {
		return nil
	}
	r, err := c.b.read(t, c.view.settings.wordings)
	if err != nil {
		return c.b.unlessGone(t, err)
	}
	if j, err = c.view.judge(t, r); err != nil {
		return c.b.unlessGone(t, err)
	}
	c.revision.Add(1)
	if t.guide != nil {
		c.view.entryOf(t, r)
	}
	if skip {
		return nil
	}
	return c.execute(t, c.view.fileKey(t, j), c.view.pagesOf(t, r, j), c.page)
}

// skips reports whether the layouts of a text's pages need not be executed, since an
// earlier page of each has shown a mistake.
func (c *checker) skips(t *text) bool {
	at := c.view.order(t)
	return c.mistakes[at.group].before(at.at) && (t.guide == nil || c.mistakes[handouts].before(at.at))
}

// execute executes the layouts of a text's pages with do, but for those of which an
// earlier page has shown a mistake, and remembers it if all are good.
func (c *checker) execute(t *text, key uint64, pages []textPage, do func(*render.Page, pageOrder) (bool, error)) error {
	allGood := true
	for _, p := range pages {
		if c.mistakes[p.at.group].before(p.at.at) {
			allGood = false
			continue
		}
		good, err := do(p.make(c.view.frame.Frame), p.at)
		if err != nil {
			return err
		}
		allGood = allGood && good
	}
	if allGood {
		t.executed.Store(key)
	}
	return nil
}

// unlessGone returns the error unless the text's file is not what it was: then it
// belongs to the past.
func (b *Builder) unlessGone(t *text, err error) error {
	raw, readErr := b.readFile(t.file)
	if readErr != nil || maphash.Bytes(b.seed, raw) != t.sum || errors.Is(err, errGone) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// page executes the layout of a page.
func (c *checker) page(p *render.Page, at pageOrder) (good bool, err error) {
	w := c.b.workspace()
	defer c.b.workspaces.Put(w)
	problem, err := c.b.tryPage(c.view.frame.Frame, w, p, at)
	if problem != nil {
		c.mistake(at, *problem)
	}
	return problem == nil && err == nil, err
}

// pages executes the layouts of the pages that are made of no text.
func (c *checker) pages(ctx context.Context) error {
	if c.view.whole.isChecked() {
		return nil
	}
	pages := c.view.wholePages()
	for i, p := range pages {
		if err := c.b.precedence.standBack(ctx); err != nil {
			return err
		}
		at := c.view.orderWhole(i)
		if c.mistakes[otherPages].before(at.at) {
			return nil
		}
		good, err := c.page(p, at)
		if err != nil || !good {
			return err
		}
	}
	c.view.whole.setChecked()
	return nil
}

// wholePages are the pages that are made of no text, the home page first if it has
// none.
func (v *view) wholePages() []*render.Page {
	pages := v.whole.pages()
	if v.site.Home() != nil {
		return pages
	}
	return append([]*render.Page{v.shared.HomePage(nil, nil)}, pages...)
}

// orderWhole is the place of one of wholePages. The home page comes before all
// others, whether it has a text or not.
func (v *view) orderWhole(i int) pageOrder {
	if v.site.Home() != nil {
		i++
	}
	return pageOrder{otherPages, len(v.site.Pages) + i}
}

// conclude finds, keeps and returns the problems that need the facts of more than
// one text.
func (v *Version) conclude() diag.List {
	var found diag.List
	if v.todo != nil && !v.rippling() {
		texts := make([]*text, len(v.todo))
		for i, r := range v.todo {
			texts[i] = r.text
		}
		found = append(v.now.brokenAnchors(texts), v.untouched()...)
	} else {
		found = append(v.now.brokenAnchors(v.now.texts), v.now.bundleConflicts()...)
	}
	found = append(found, v.dead...)
	whole := v.now.checkWhole()
	unneeded := v.unneeded(found, whole)
	all := slices.Concat(found, whole, unneeded)
	ruled := v.rule(all)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.late = late{done: true, problems: found, all: all, ruled: ruled}
	v.revision.Add(1)
	return ruled.all
}

// brokenAnchors finds links of texts to places that the pages they lead to have not.
func (v *view) brokenAnchors(texts []*text) diag.List {
	var anchors []check.Anchor
	for _, t := range texts {
		if j := t.judged[v.slot].Load(); j != nil {
			anchors = append(anchors, j.anchors...)
		}
	}
	return check.BrokenAnchors(v.site, anchors, func(path, anchor string) bool {
		t := v.textAt(path)
		if t == nil {
			return true // a page that the program makes has no text to look into
		}
		f := t.facts.Load()
		return f == nil || f.hasAnchor(maphash.String(v.b.seed, anchor))
	})
}

// bundled is a file beside a text that the text links to or shows.
type bundled struct {
	path, source string
	file         string
	pos          diag.Pos
}

// bundles returns the files beside texts, each address once, and the problem of
// those that would be published at one that is taken.
func (v *view) bundles() ([]bundled, diag.List) {
	var all []bundled
	for _, t := range v.texts {
		if j := t.judged[v.slot].Load(); j != nil {
			all = append(all, j.bundled...)
		}
	}
	slices.SortFunc(all, func(x, y bundled) int {
		return cmp.Or(strings.Compare(x.path, y.path), strings.Compare(x.source, y.source), strings.Compare(x.file, y.file))
	})
	var out []bundled
	var problems diag.List
	for _, f := range all {
		last := len(out) - 1
		if last < 0 || out[last].path != f.path {
			out = append(out, f)
			if err := publish.ValidPath(f.path); err != nil {
				problems = append(problems, badName(f, err))
			} else if owner := v.site.Owner(f.path); owner != "" {
				problems = append(problems, addressTaken(f, "is the address of "+owner))
			}
		} else if out[last].source != f.source {
			problems = append(problems, addressTaken(f, "is also the address of "+out[last].source))
		}
	}
	return out, problems
}

func (v *view) bundleConflicts() diag.List {
	_, problems := v.bundles()
	return problems
}

func badName(f bundled, err error) diag.Diagnostic {
	return diag.Diagnostic{File: f.file, Pos: f.pos, Severity: diag.Error, Rule: "address-taken",
		Message: fmt.Sprintf("the file %s would be published, and %v", f.source, err),
		Hint:    "Rename it, and write the new name here."}
}

func addressTaken(f bundled, why string) diag.Diagnostic {
	return diag.Diagnostic{File: f.file, Pos: f.pos, Severity: diag.Error, Rule: "address-taken",
		Message: fmt.Sprintf("the file %s would be published as /%s, which %s", f.source, f.path, why),
		Hint:    "Give one of the two files another name."}
}
