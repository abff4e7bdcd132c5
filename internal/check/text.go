package check

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/prose"
	"bedside/internal/resemblance"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
)

// Body is one text with everything that was read of it, for the rules on parsed
// texts. It belongs to whoever made it and is not safe for concurrent use.
type Body struct {
	*Context
	// Source is the file. Its File is a slash path below the source directory.
	Source *diag.Source
	// Parsed are sections, links and nodes; offsets in them are offsets in Source.
	Parsed *guide.Body
	// Start is where the body begins in Source.
	Start int
	// Guide or Page is the front matter.
	Guide *guide.Guide
	Page  *guide.Page

	// Reader takes the text apart; one that is used again needs no new memory. It may be
	// nil.
	Reader *prose.Reader

	prose *prose.Text
}

// At returns the place of an offset in the source.
func (b *Body) At(offset int) diag.Pos { return b.Source.At(offset) }

// Lang is the language of the text: its own, or else the site's.
func (b *Body) Lang() string {
	switch {
	case b.Guide != nil && b.Guide.Lang != "":
		return b.Guide.Lang
	case b.Page != nil && b.Page.Lang != "":
		return b.Page.Lang
	}
	return b.Language
}

// Text is one text with where its links lead. None of it needs the parsed text, so a
// text is judged again without being read again.
type Text struct {
	// File is the slash path below the source directory.
	File string
	// Guide is the front matter, nil if the text is that of another page.
	Guide *guide.Guide
	Links []Link
	// Targets says where each of Links leads.
	Targets []site.Target
	// HasAnchor reports whether the text has a place of this name.
	HasAnchor func(name string) bool
}

// Link is a link or an image of a text.
type Link struct {
	Destination string
	Pos         diag.Pos
	Image       bool
	// NoAlt is set for an image without a text for those who cannot see it.
	NoAlt bool
}

// Links returns what the rules look at of each link of a text, in their order.
func Links(src *diag.Source, body *guide.Body) []Link {
	if len(body.Links) == 0 {
		return nil
	}
	out := make([]Link, len(body.Links))
	for i, l := range body.Links {
		out[i] = Link{Destination: l.Destination, Pos: src.At(l.Offset), Image: l.Image}
		if img, ok := l.Node.(*ast.Image); ok {
			out[i].NoAlt = strings.TrimSpace(guide.PlainText(img, body.Source)) == ""
		}
	}
	return out
}

// each calls f for every link (or every image) with its target.
func (t *Text) each(images bool, f func(l Link, target site.Target)) {
	for i, l := range t.Links {
		if l.Image == images {
			f(l, t.Targets[i])
		}
	}
}

// Site is what a rule on the whole site may look at.
type Site struct {
	*Context
	*site.Site
	// Texts are those of the guides and then of the other pages, in their order.
	Texts []Read
	// Sections is what was remembered when the site was looked at last; nil for the
	// first time.
	Sections *Sections
}

// Read is what is kept of a text that was read.
type Read struct {
	File string
	// Guide or Page is the front matter.
	Guide *guide.Guide
	Page  *guide.Page
	// Digest is nil if the text could not be read, or no rule reads digests.
	Digest *Digest
	// LeadsTo are the addresses of the pages of this site that its links lead to, such
	// as "11982/"; one that it has several links to comes several times.
	LeadsTo []string
}

// Digest is what is kept of a text for the rules on the whole site. There is one in
// memory for each text, so it is small.
type Digest struct {
	Sections []SectionDigest
}

// SectionDigest is what is kept of a section.
type SectionDigest struct {
	ID  string
	Pos diag.Pos
	// Sketch is nil for a section that may be like others.
	Sketch *resemblance.Sketch
}

// NewDigest makes the digest of a text.
func NewDigest(b *Body) *Digest {
	d := &Digest{Sections: make([]SectionDigest, len(b.Parsed.Sections))}
	for i, s := range b.Parsed.Sections {
		d.Sections[i] = SectionDigest{ID: s.ID, Pos: b.At(s.Offset)}
	}
	d.sketch(b)
	return d
}

// concurrently divides n things among all processors and joins what they find in its
// order.
func concurrently(n int, find func(from, to int) diag.List) diag.List {
	parts := min(n, runtime.GOMAXPROCS(0))
	found := make([]diag.List, parts)
	var group sync.WaitGroup
	for i := range parts {
		group.Go(func() { found[i] = find(n*i/parts, n*(i+1)/parts) })
	}
	group.Wait()
	var all diag.List
	for _, list := range found {
		all = append(all, list...)
	}
	return all
}

func item(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
