package build

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/render"
	"bedside/internal/site"
)

// Version is the site in one state of its sources. It never changes; its files are
// made when they are asked for. It is safe for concurrent use.
//
// A text is read again for that. If its bytes have changed by then, File gives the
// page as it was last made or, if there is none, as the file is now: the change
// will be in the next Version.
type Version struct {
	b      *Builder
	number int
	// now is what the files say, shown what is served.
	now, shown *view
	// spare is the frame with the last good layouts, nil if there are none, and
	// spareWhole what is made of no text with them.
	spare      *frame
	spareWhole *whole
	// all are all content files, those that are beyond use among them, by name.
	all []*text
	// settled are the problems known without reading a text.
	settled diag.List
	// settledRuled is what settings and waivers leave of them.
	settledRuled *ruled
	// published maps a path to the file of static/ that is published there.
	published map[string]string
	history   []Change
	// todo are the texts that CheckAll has to look at, nil for all.
	todo []recheck

	// dead is what the web says of links, if it was asked.
	dead diag.List

	// revision counts what was found out about this version.
	revision atomic.Int64
	mistakes mistakes
	mu       sync.Mutex
	late     late
	errors   diag.List
	// counted is the revision that errors are of, plus one.
	counted int64
}

// late are the problems that can be told once all texts have been read; until then
// those of the version before stand in for them.
type late struct {
	done bool
	// problems are those of links and files; all are these, those of the rules on the
	// whole site, and the waivers that waive nothing; ruled is what settings and waivers
	// leave of all.
	problems, all diag.List
	ruled         *ruled
	// mistakes are those of layouts that the version before found.
	mistakes diag.List
}

// Stats counts guides and pages.
func (v *Version) Stats() Stats {
	guides := len(v.shown.site.Guides)
	return Stats{Guides: guides, Pages: 2*guides + len(v.shown.addresses())}
}

// BaseURL is the address that the site is published at, with a slash at its end, or
// "" if it is not known.
func (v *Version) BaseURL() string { return v.shown.settings.config.BaseURL }

// File returns a published file, such as "11982/index.html", with the bytes that
// Build would publish, and false if there is none at this path. If something that
// it is made from is broken, it is the last good one. An error is a fault of the
// machine, or a *Broken where there never was a good one.
func (v *Version) File(name string) (data []byte, ok bool, err error) {
	defer v.b.precedence.begin()()
	if t := v.shown.textOf(name); t != nil {
		data, err = v.textFile(t, name)
		return data, true, err
	}
	if data, ok := v.shown.frame.files[name]; ok {
		return data, true, nil
	}
	if data, ok, err := v.cardFile(name); ok || err != nil {
		return data, true, err
	}
	if strings.HasPrefix(name, "search/index/") {
		files, err := v.shown.indexFiles(context.Background())
		data, ok := files[name]
		return data, ok || err != nil, err
	}
	if source, ok := v.published[name]; ok {
		data, err := v.b.copied(source)
		return data, true, err
	}
	if strings.HasPrefix(name, picturesFolder) {
		return v.pictureFile(name)
	}
	if data, ok, err := v.wholeFile(name); ok || err != nil {
		return data, true, err
	}
	return v.bundledFile(name)
}

// Broken is the error of a file that cannot be made because of a fault in an
// author's file, and of which there is no good state.
type Broken struct{ Problem diag.Diagnostic }

// Error implements error.
func (b *Broken) Error() string {
	return fmt.Sprintf("%s: %s", b.Problem.Location(), b.Problem.Message)
}

// textOf returns the text that a published file is made from, or nil.
func (v *view) textOf(name string) *text {
	dir, base := path.Split(name)
	switch base {
	case "index.html":
		if of, ok := strings.CutSuffix(dir, "/handout/"); ok {
			if t := v.textAt(of + "/"); t != nil && t.guide != nil {
				return t
			}
		}
		return v.textAt(dir)
	case "guide.json", "guide.md":
		if t := v.textAt(dir); t != nil && t.guide != nil {
			return t
		}
	}
	return nil
}

// fileKey is the key of a file that is made from a text. The home page shows lists
// beside its text.
func (v *view) fileKey(t *text, j *judgement) uint64 {
	key := v.key(t, j)
	if t.page != nil && t.page.Path == "" {
		key ^= v.whole.id << 1
	}
	return key
}

// textFile makes a page or another file of a text.
func (v *Version) textFile(t *text, name string) ([]byte, error) {
	view, kept := v.shown, v.b.made
	if j, err := view.judge(t, nil); err == nil && j != nil {
		if data, ok := kept.get(name, view.fileKey(t, j)); ok {
			return data, nil
		}
	}
	r, err := v.b.read(t, view.settings.wordings)
	if err != nil {
		return v.passedFile(t, name)
	}
	j, err := view.judge(t, r)
	if err != nil {
		return nil, err
	}
	v.revision.Add(1)
	failed, err := v.failedText(t, r)
	if err != nil {
		return nil, err
	}
	if failed {
		if data, ok := kept.last(name); ok {
			return data, nil
		}
	}
	data, good, err := v.makeTextFile(t, name, r, j)
	if err == nil && good && !failed {
		kept.keep(name, view.fileKey(t, j), data)
	}
	return data, err
}

// failedText reports whether a text has an error as its file is now.
func (v *Version) failedText(t *text, r *parsedText) (bool, error) {
	if now := v.fileNow(t.file); now != t || !t.usable() || v.now.failed[t.file] {
		return true, nil
	}
	j, err := v.now.judge(t, r)
	return j != nil && len(v.now.ruledOf(t, j).errors) > 0, err
}

// passedFile makes a file of a text whose state is gone from the disk.
func (v *Version) passedFile(t *text, name string) ([]byte, error) {
	if data, ok := v.b.made.last(name); ok {
		return data, nil
	}
	r, err := v.b.readNow(t, v.shown.settings.wordings)
	if err != nil {
		return nil, err
	}
	j, err := v.shown.newJudgement(t, v.b.newFacts(v.shown.settings.wordings, r))
	if err != nil {
		return nil, err
	}
	data, _, err := v.makeTextFile(t, name, r, j)
	return data, err
}

// makeTextFile makes a file; good is false if the last good layouts had to be used.
func (v *Version) makeTextFile(t *text, name string, r *parsedText, j *judgement) (data []byte, good bool, err error) {
	view := v.shown
	switch path.Base(name) {
	case "guide.json":
		return view.frame.GuideJSON(t.guide, view.shared.Surroundings(t.guide), shownText(r, j)), true, nil
	case "guide.md":
		return view.frame.GuideMarkdown(t.guide, shownText(r, j), r.start), true, nil
	}
	pages := view.pagesOf(t, r, j)
	page := pages[0]
	if t.guide != nil && name == pageFile(site.HandoutPath(t.guide.Code)) {
		page = pages[1]
	}
	return v.executed(page.make, page.at)
}

// order is where a text's page stands among those of its kind, for mistakes of
// layouts.
func (v *view) order(t *text) pageOrder {
	if t.guide != nil {
		i, _ := v.site.Index(t.guide.Code)
		return pageOrder{guidePages, i}
	}
	for i, p := range v.site.Pages {
		if p == t.page {
			return pageOrder{otherPages, i}
		}
	}
	return pageOrder{otherPages, 0}
}

// executed executes a page's layout, or the last good one if it has a mistake.
func (v *Version) executed(page func(*render.Frame) *render.Page, at pageOrder) (data []byte, good bool, err error) {
	w := v.b.workspace()
	defer v.b.workspaces.Put(w)
	problem, err := v.b.renderPage(v.shown.frame.Frame, w, page(v.shown.frame.Frame))
	if err == nil && problem == nil {
		return append([]byte(nil), w.page...), true, nil
	}
	if err != nil {
		return nil, false, err
	}
	if v.shown.frame == v.now.frame {
		v.mistake(at, *problem)
	}
	if v.spare == nil {
		return nil, false, &Broken{*problem}
	}
	if again, err := v.b.renderPage(v.spare.Frame, w, page(v.spare.Frame)); err != nil || again != nil {
		return nil, false, errors.Join(&Broken{*problem}, err)
	}
	return append([]byte(nil), w.page...), false, nil
}

func (v *Version) mistake(at pageOrder, d diag.Diagnostic) {
	v.now.frame.layouts.failed.Store(true)
	v.mistakes[at.group].add(at.at, d)
	v.revision.Add(1)
}

// wholeFile makes a page or file that is made of no text. The files come first: a
// preview reads _headers for every version, and to know what pages there are means
// to make all lists.
func (v *Version) wholeFile(name string) ([]byte, bool, error) {
	view := v.shown
	if data, ok := v.b.made.get(name, view.whole.id); ok {
		return data, true, nil
	}
	files, err := view.wholeFile(wholeName(name))
	if err != nil {
		return nil, false, err
	}
	for _, f := range files {
		if f.Path == name {
			data, err := v.b.minified(name, f.Data)
			if err == nil {
				v.b.made.keep(name, view.whole.id, data)
			}
			return data, true, err
		}
	}
	if name == "index.html" {
		return v.wholePage(name, func(f *render.Frame) *render.Page { return f.Share(view.site).HomePage(nil, nil) }, len(view.site.Pages))
	}
	if i, ok := view.whole.index()[name]; ok {
		return v.wholePage(name, func(f *render.Frame) *render.Page {
			if f == view.frame.Frame {
				return view.whole.pages()[i]
			}
			return v.spareWhole.pages()[i]
		}, len(view.site.Pages)+1+i)
	}
	return nil, false, nil
}

func (v *Version) wholePage(name string, page func(*render.Frame) *render.Page, at int) ([]byte, bool, error) {
	if data, ok := v.b.made.get(name, v.shown.whole.id); ok {
		return data, true, nil
	}
	data, good, err := v.executed(page, pageOrder{otherPages, at})
	if err == nil && good {
		v.b.made.keep(name, v.shown.whole.id, data)
	}
	return data, true, err
}

// bundledFile returns a file that lies beside a text which links to it.
func (v *Version) bundledFile(name string) ([]byte, bool, error) {
	dir, _ := path.Split(name)
	t := v.shown.textAt(dir)
	if t == nil {
		return nil, false, nil
	}
	j, err := v.needJudgement(t)
	if err != nil {
		return nil, false, err
	}
	source := ""
	for _, b := range j.bundled {
		if b.path == name && (source == "" || b.source < source) {
			source = b.source
		}
	}
	if source == "" {
		return nil, false, nil
	}
	data, err := v.b.copied(source)
	return data, true, err
}

// needJudgement judges a text, and reads it if it must. A text whose state is gone is
// judged as it is now.
func (v *Version) needJudgement(t *text) (*judgement, error) {
	if j, err := v.shown.judge(t, nil); j != nil || err != nil {
		return j, err
	}
	if r, err := v.b.read(t, v.shown.settings.wordings); err == nil {
		return v.shown.judge(t, r)
	}
	r, err := v.b.readNow(t, v.shown.settings.wordings)
	if err != nil {
		return nil, err
	}
	return v.shown.newJudgement(t, v.b.newFacts(v.shown.settings.wordings, r))
}

// fileNow returns the state of a content file as it is, or nil.
func (v *Version) fileNow(file string) *text {
	i, ok := slices.BinarySearchFunc(v.all, file, func(t *text, file string) int { return strings.Compare(t.file, file) })
	if !ok {
		return nil
	}
	return v.all[i]
}
