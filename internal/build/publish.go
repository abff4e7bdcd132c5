package build

import (
	"context"
	"fmt"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

// Publish checks everything and, if there is no error, writes the whole version
// into Options.Out. Files go to disk as they are made; no site is held in memory.
// If a source file changes meanwhile, nothing is published and that is an error.
func (b *Builder) Publish(ctx context.Context, v *Version) (Result, error) {
	p := &publication{checker: checker{Version: v, view: v.now}}
	p.note(v.settledRuled.all)
	if b.Out != "" && !p.failed.Load() {
		out, err := publish.Begin(publish.Options{Dir: b.Out, Spare: b.Spare, Records: b.Records})
		if err != nil {
			return Result{}, err
		}
		p.out = out
	}
	stats, err := p.run(ctx)
	if p.out != nil {
		if abortErr := p.out.Abort(); err == nil && abortErr != nil {
			err = fmt.Errorf("cleaning up: %w", abortErr)
		}
	}
	if err != nil {
		return Result{}, err
	}
	return Result{Problems: v.Problems(), AddExcerpts: v.AddExcerpts, Failed: p.failed.Load(), Stats: stats}, nil
}

// publication is one run of Publish: a check of everything that also writes.
type publication struct {
	checker
	out *publish.Publication
	// failed is set once it is known that nothing will be published.
	failed  atomic.Bool
	entries []*search.Entry
	written written
}

func (p *publication) run(ctx context.Context) (Stats, error) {
	guides := len(p.view.site.Guides)
	p.entries = make([]*search.Entry, guides)
	var done atomic.Int64
	err := each(ctx, len(p.view.texts), everyCore(), func(i int) error {
		err := p.text(i)
		if p.b.Progress != nil && i < guides {
			p.b.Progress("guides", int(done.Add(1)), guides)
		}
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	if err := p.pages(ctx); err != nil {
		return Stats{}, err
	}
	if err := p.askWeb(ctx, func(string) bool { return true }); err != nil {
		return Stats{}, err
	}
	p.note(p.conclude())
	if p.failed.Load() {
		return Stats{}, nil
	}
	stats := Stats{Guides: guides, Pages: 2*guides + len(p.view.addresses())}
	if p.out == nil {
		return stats, nil
	}
	if err := p.files(ctx); err != nil {
		return Stats{}, err
	}
	if stats.Changes, err = p.out.Commit(ctx); err == nil && !p.b.once {
		p.b.written = p.written.files
	}
	return stats, err
}

func (p *publication) note(problems diag.List) {
	if p.stops(problems) {
		p.failed.Store(true)
	}
}

// stops reports whether nothing may be published because of problems.
func (p *publication) stops(problems diag.List) bool {
	return problems.HasErrors() || p.b.Strict && problems.Count(diag.Warning) > 0
}

// add publishes a file unless it is known that nothing will be.
func (p *publication) add(name string, data []byte) error {
	if p.out == nil || p.failed.Load() {
		return nil
	}
	return p.out.Add(name, data)
}

// text reads a text, judges it, makes its files and lets it go, unless its files
// are there from the last time.
func (p *publication) text(i int) error {
	t := p.view.texts[i]
	if done, err := p.textAgain(i, t); done || err != nil {
		return err
	}
	r, err := p.b.read(t, p.view.settings.wordings)
	if err != nil {
		return err
	}
	j, err := p.view.judge(t, r)
	if err != nil {
		return err
	}
	p.note(p.view.ruledOf(t, j).all)
	if t.guide != nil {
		if err := p.forms(i, t, r, j); err != nil {
			return err
		}
	}
	key := p.keyOf(t, j)
	return p.execute(t, key, p.view.pagesOf(t, r, j), func(page *render.Page, at pageOrder) (bool, error) { return p.page(page, at, key) })
}

// forms makes what is published of a guide beside its page.
func (p *publication) forms(i int, t *text, r *parsedText, j *judgement) error {
	if p.out == nil || p.failed.Load() {
		return nil
	}
	p.entries[i] = p.view.entryOf(t, r)
	base := site.GuidePath(t.guide.Code)
	json := p.view.frame.GuideJSON(t.guide, p.view.shared.Surroundings(t.guide), shownText(r, j))
	key := p.keyOf(t, j)
	if err := p.addKeyed(base+"guide.json", key, json); err != nil {
		return err
	}
	return p.addKeyed(base+"guide.md", key, p.view.frame.GuideMarkdown(t.guide, shownText(r, j), r.start))
}

// page executes a page's layout and publishes the result. Layouts are executed even
// if it is known that nothing will be published, so that their mistakes are
// reported together with those of the content.
func (p *publication) page(page *render.Page, at pageOrder, key uint64) (good bool, err error) {
	if p.out == nil {
		if good, err = p.checker.page(page, at); !good {
			p.failed.Store(true)
		}
		return good, err
	}
	w := p.b.workspace()
	defer p.b.workspaces.Put(w)
	problem, err := p.b.renderPage(p.view.frame.Frame, w, page)
	if problem != nil {
		p.mistake(at, *problem)
		p.failed.Store(true)
	}
	if err != nil || problem != nil {
		return false, err
	}
	return true, p.addKeyed(pageFile(page.Path), key, w.page)
}

// pages makes the pages that are made of no text.
func (p *publication) pages(ctx context.Context) error {
	pages := p.view.wholePages()
	return each(ctx, len(pages), everyCore(), func(i int) error {
		at := p.view.orderWhole(i)
		if p.mistakes[otherPages].before(at.at) {
			return nil
		}
		_, err := p.page(pages[i], at, 0)
		return err
	})
}

// files makes what is no page.
func (p *publication) files(ctx context.Context) error {
	index, err := p.view.indexOf(p.entries)
	if err != nil {
		return err
	}
	for _, f := range index {
		if err := p.add(f.Path, f.Data); err != nil {
			return err
		}
	}
	for _, name := range wholeFiles {
		files, err := p.view.wholeFile(name)
		if err != nil {
			return err
		}
		for _, f := range files {
			data, err := p.b.minified(f.Path, f.Data)
			if err == nil {
				err = p.add(f.Path, data)
			}
			if err != nil {
				return err
			}
		}
	}
	for name, data := range p.view.frame.files {
		if err := p.add(name, data); err != nil {
			return err
		}
	}
	if err := p.cards(ctx); err != nil {
		return err
	}
	if err := p.copies(ctx); err != nil {
		return err
	}
	return p.pictures(ctx)
}

// copies publishes static/ and the files beside texts.
func (p *publication) copies(ctx context.Context) error {
	copied, _ := p.view.bundles()
	for name, source := range p.published {
		copied = append(copied, bundled{path: name, source: source})
	}
	return each(ctx, len(copied), everyCore(), func(i int) error {
		data, err := p.b.copied(copied[i].source)
		if err != nil {
			return err
		}
		if err := p.add(copied[i].path, data); err != nil {
			return fmt.Errorf("%s: %w", copied[i].source, err)
		}
		return nil
	})
}
