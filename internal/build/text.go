package build

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"sync/atomic"

	"bedside/internal/check"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/prose"
	"bedside/internal/render"
	"bedside/internal/search"
	"bedside/internal/site"
)

// text is one content file in one state of its bytes. What is found out about it
// later is remembered in it, so it lives exactly as long as it is true.
type text struct {
	file string
	// sum is that of the bytes.
	sum uint64
	// guide or page is the front matter; neither is set if it is beyond use.
	guide *guide.Guide
	page  *guide.Page
	body  int
	// problems are those of the front matter.
	problems diag.List
	draft    bool

	facts  atomic.Pointer[facts]
	judged [2]atomic.Pointer[judgement] // by view.slot
	entry  atomic.Pointer[entry]
	// executed is the key of the page whose layout was last executed without a mistake.
	executed atomic.Uint64
}

// facts are what is kept of a parsed text. They depend on it, on the wordings and on
// the fee schedule.
type facts struct {
	wordings *wordings
	problems diag.List
	ids      []uint64 // hashes of its anchors, sorted
	links    []check.Link
	// digest is what is kept for the rules on the whole site.
	digest *check.Digest
}

func (f *facts) hasAnchor(hash uint64) bool {
	_, ok := slices.BinarySearch(f.ids, hash)
	return ok
}

// judgement is what follows from a text's facts and from where its links lead.
type judgement struct {
	facts    *facts
	targets  *targetSpace
	problems diag.List // those of the facts among them
	ruled    atomic.Pointer[ruled]
	links    []site.Target
	// leads are the addresses of the pages that links lead to.
	leads    []string
	pictures map[string]render.Picture
	images   []*otherFile // what pictures and problems were made from
	shown    []shown
	anchors  []check.Anchor
	// external are addresses on the web, gathered only if the web is asked.
	external []check.External
	bundled  []bundled
}

// entry is a text's part of the search index and what it was made with.
type entry struct {
	entryKey
	entry *search.Entry
}

// entryKey is what an entry depends on beside the text. Headings of usual sections
// are not entered, so wordings are part of it.
type entryKey struct {
	analyzer *search.Analyzer
	wordings *wordings
	category string
}

// origin is where a link of the text starts.
func (t *text) origin() site.Origin {
	if t.guide != nil {
		return site.Origin{File: t.file, Path: site.GuidePath(t.guide.Code)}
	}
	return site.Origin{File: t.file, Path: t.page.Path}
}

// waivers are the findings that the text's author accepts.
func (t *text) waivers() []guide.Waiver {
	switch {
	case t == nil:
		return nil
	case t.guide != nil:
		return t.guide.Allow
	case t.page != nil:
		return t.page.Allow
	}
	return nil
}

func (t *text) title() string {
	if t.guide != nil {
		return t.guide.Title
	}
	return t.page.Title
}

// usable reports whether the text has front matter without a mistake.
func (t *text) usable() bool { return (t.guide != nil || t.page != nil) && !t.problems.HasErrors() }

// code is that of a guide which is there and cannot be read.
func (t *text) unreadableCode() (codes.Code, bool) {
	if t.guide != nil || t.page != nil {
		return "", false
	}
	c, err := codes.Parse(guide.NameOf(t.file))
	return c, err == nil
}

// load reads the front matter of a file. If the bytes are those of the last state,
// that is what it returns; if the front matter says the same, the guide is the last
// one's, so that whoever holds it can see that nothing changed.
func (b *Builder) load(file string, last *text) *text {
	buf, _ := b.sources.Get().(*[]byte)
	raw, err := b.readInto((*buf)[:0], file)
	// Nothing that is kept of the front matter is a part of these bytes.
	defer func() {
		if cap(raw) > cap(*buf) {
			*buf = raw
		}
		b.sources.Put(buf)
	}()
	if err != nil {
		return &text{file: file, problems: diag.List{unreadable(file, err)}}
	}
	sum := maphash.Bytes(b.seed, raw)
	if last != nil && last.sum == sum && last.sum != 0 {
		return last
	}
	b.work.parses.Add(1)
	content, problems := guide.Parse(file, raw)
	problems = append(problems, check.Waivers(file, content.Waivers())...)
	t := &text{file: file, sum: sum, guide: content.Guide, page: content.Page, body: content.BodyStart, problems: problems}
	if last != nil && t.guide != nil && reflect.DeepEqual(t.guide, last.guide) {
		t.guide = last.guide
	}
	if last != nil && t.page != nil && reflect.DeepEqual(t.page, last.page) {
		t.page = last.page
	}
	t.draft = t.guide != nil && t.guide.Draft || t.page != nil && t.page.Draft
	return t
}

func unreadable(file string, err error) diag.Diagnostic {
	return diag.Diagnostic{File: file, Severity: diag.Error, Rule: "unreadable",
		Message: fmt.Sprintf("this cannot be read: %v", reason(err)),
		Hint:    "Give yourself the right to read it, or move it out of this folder."}
}

// readFile reads a content file. It reads no more than a guide may have, and asks
// the open file what it is: somebody may put a pipe in its place meanwhile.
func (b *Builder) readFile(name string) ([]byte, error) { return b.readInto(nil, name) }

// readInto is readFile into memory that is there, as far as it goes.
func (b *Builder) readInto(raw []byte, name string) ([]byte, error) {
	b.work.reads.Add(1)
	f, err := b.Source.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not an ordinary file")
	}
	if err == nil {
		raw = slices.Grow(raw, int(min(info.Size(), guide.MaxSize))+512)
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

// parsedText is a text read again, with its body parsed.
type parsedText struct {
	src  *diag.Source
	body *guide.Body
	// start is where the body begins.
	start    int
	problems diag.List
}

// errChanged is what reading a text ends with if its bytes are other than when
// its front matter was read.
var errChanged = errors.New("it changed while the site was built; build again")

// read reads the whole of a text.
func (b *Builder) read(t *text, w *wordings) (*parsedText, error) {
	raw, err := b.readFile(t.file)
	if err == nil && maphash.Bytes(b.seed, raw) != t.sum {
		err = errChanged
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", t.file, reason(err))
	}
	return b.parseBody(t.file, raw, t.body, w), nil
}

// readNow reads what the file holds now, whatever it was when its front matter was
// read: all that can be shown of a text whose last good state is gone.
func (b *Builder) readNow(t *text, w *wordings) (*parsedText, error) {
	raw, err := b.readFile(t.file)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", t.file, reason(err))
	}
	content, _ := guide.Parse(t.file, raw)
	if content.BodyStart == 0 {
		raw = nil
	}
	return b.parseBody(t.file, raw, content.BodyStart, w), nil
}

func (b *Builder) parseBody(file string, raw []byte, start int, w *wordings) *parsedText {
	b.work.bodies.Add(1)
	r := &parsedText{src: diag.NewSource(file, raw), start: start}
	r.body, r.problems = guide.ParseBody(r.src, start, w.words)
	return r
}

// factsOf returns the facts of a text, from the reading unless they are known. It
// returns nil if there is no reading and they are not.
func (b *Builder) factsOf(t *text, w *wordings, r *parsedText) *facts {
	if f := t.facts.Load(); f != nil && f.wordings == w {
		return f
	}
	if r == nil {
		return nil
	}
	f := b.newFacts(w, r)
	body := w.checkedBody(t, r)
	body.Reader, _ = b.readers.Get().(*prose.Reader)
	f.problems = append(f.problems, check.Bodies(body)...)
	if w.digests {
		f.digest = check.NewDigest(body)
	}
	b.readers.Put(body.Reader)
	t.facts.Store(f)
	return f
}

// newFacts returns what joins a text with others, without what rules find in it.
func (b *Builder) newFacts(w *wordings, r *parsedText) *facts {
	f := &facts{wordings: w, problems: slices.Clip(r.problems), links: check.Links(r.src, r.body), ids: make([]uint64, 0, len(r.body.Anchors))}
	for id := range r.body.Anchors {
		f.ids = append(f.ids, maphash.String(b.seed, id))
	}
	slices.Sort(f.ids)
	return f
}

// fsReadFile reads a whole file that is no text.
func (b *Builder) fsReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(ordinary{b.Source}, name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, reason(err))
	}
	return data, nil
}
