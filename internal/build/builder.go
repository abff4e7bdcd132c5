package build

import (
	"context"
	"hash/maphash"
	"slices"
	"sync"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/picture"
	"bedside/internal/prose"
	"bedside/internal/publish"
)

// Builder makes Versions of the site of one source directory and remembers what it
// read for the next one. Update and Publish must not be called at the same time;
// the Versions are safe for concurrent use, also with both.
type Builder struct {
	Options
	minifier   *publish.Minifier
	workspaces sync.Pool // of *workspace
	readers    sync.Pool // of *prose.Reader
	sources    sync.Pool // of *[]byte, for a file whose bytes are not kept
	// sections remembers which sections of guides are alike.
	sections   check.Sections
	painters   sync.Pool // of *card.Painter
	seed       maphash.Seed
	work       work
	precedence precedence
	made       *made
	// proven names the files of pictures that an earlier build published: their sources
	// can be decoded.
	proven func() map[string]bool
	// once is set for a build that is not asked again, and remembers less.
	once bool
	// ids counts what is told apart by a number.
	ids uint64

	// What follows is what the last Update saw; only Update touches it.
	last *Version
	// suspect says that the last Update did not see everything.
	suspect  bool
	texts    map[string]*text
	others   map[string]*otherFile
	scanned  diag.List
	settings *settings
	layouts  *layouts
	assets   *assets
	// good are the last states of what has a mistake now.
	good good
	// written is what the last Publish wrote of texts, by published path.
	written map[string]writtenFile
}

// good holds last good states.
type good struct {
	texts    map[string]*text // only of files that have a mistake now
	settings *settings
	layouts  *layouts
	assets   *assets
}

// New returns a Builder that has read nothing yet.
func New(o Options) *Builder {
	b := &Builder{Options: o, minifier: publish.NewMinifier(), seed: maphash.MakeSeed(), made: newMade(maxMade),
		texts: map[string]*text{}, others: map[string]*otherFile{}}
	b.good.texts = map[string]*text{}
	if b.maker == nil {
		b.maker = new(picture.Maker)
	}
	b.proven = sync.OnceValue(b.listProven)
	b.workspaces.New = func() any { return new(workspace) }
	b.readers.New = func() any { return new(prose.Reader) }
	b.sources.New = func() any { return new([]byte) }
	return b
}

// Update looks again at files of the source and returns the site as it is now. The
// names are slash paths of files or folders that may have been written, made,
// renamed or removed; with rescan, or if there was no Update before, it looks at
// everything. It returns the last Version if nothing changed.
//
// If content/ cannot be read, the last Version's site stays and gets a problem;
// only if there is none is that an error. After any error the next Update looks at
// everything.
func (b *Builder) Update(ctx context.Context, names []string, rescan bool) (*Version, error) {
	if b.last != nil {
		if err := hasContent(b.Source); err != nil {
			b.withoutContent(err)
			return b.last, nil
		}
	}
	u := &refresh{Builder: b, ctx: ctx, rescan: rescan || b.last == nil || b.suspect, change: map[string]bool{}}
	u.full = u.rescan
	if err := u.look(names); err != nil {
		b.suspect = true
		return nil, err
	}
	if len(u.change) > 0 || b.suspect || b.last == nil {
		b.last = u.version()
	}
	b.suspect = false
	return b.last, nil
}

// withoutContent makes a version of the last one with the reason why there is no
// newer one.
func (b *Builder) withoutContent(reason error) {
	d := diag.Diagnostic{File: "content", Severity: diag.Error, Rule: "unreadable", Message: reason.Error(),
		Hint: "The last state of the site is shown until the folder is back."}
	if b.suspect && slices.Contains(b.last.settled, d) {
		return
	}
	last := b.last
	b.last = b.newVersion(last.now, last.shown, Change{})
	b.last.spare, b.last.spareWhole, b.last.all, b.last.published = last.spare, last.spareWhole, last.all, last.published
	b.last.late = last.carried(b.last, nil)
	b.last.settled = append(diag.List{d}, last.settled...)
	b.last.settledRuled = b.last.rule(b.last.settled)
	b.suspect = true
}
