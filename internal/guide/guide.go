// Package guide reads one content file: the front matter into typed fields, the
// text into sections, each with its place in the file.
//
// A content file is Markdown with front matter, in YAML between lines of ---, in
// TOML between lines of +++, or as a JSON object. A file whose front matter has a
// code, or whose name looks like one, is a Guide; any other is a Page. Parse reads
// the front matter only, which is all that the other guides need to know of this
// one; ParseBody reads the text, when a page is made from it. Both depend on
// nothing but their arguments, never touch a disk, and report every problem they
// find as a diagnostic, with file, line and column.
//
// The package knows nothing of other guides: whether a related code exists, or
// where a link leads, is for package site to say.
package guide

import (
	"fmt"
	"path"
	"strings"
	"time"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/matter"
)

// Guide is the front matter of one procedure guide. It is never changed after
// Parse, so it may be shared between goroutines and builds.
type Guide struct {
	// File is the slash path below the source directory.
	File string
	// Code is the CPT or HCPCS Level II code, which is also the address.
	Code codes.Code
	// Title and Summary are plain text.
	Title, Summary string
	// Synonyms are lay words and abbreviations, searched and shown.
	Synonyms []string
	// Category replaces the section that follows from the code. It may be empty.
	Category    string
	Specialties []string
	// Modifiers are in upper case, in the author's order.
	Modifiers []string
	// Cost is nil where no cost is given.
	Cost *Cost
	// Related holds the codes of other guides.
	Related []codes.Code
	// Aliases are old addresses of the guide: absolute, with a leading slash.
	Aliases []string
	// Reviewed is the zero time where no date is given.
	Reviewed   time.Time
	ReviewedBy string
	// ReviewEvery is the time between reviews in months; 12 by default.
	ReviewEvery int
	References  []Reference
	// BodyLocation, Setting, Anesthesia and Duration are short texts for the
	// key facts.
	BodyLocation, Setting, Anesthesia, Duration string
	// Lang is a BCP 47 tag, or empty for the site's language.
	Lang  string
	Draft bool
	// Allow are the findings of rules that the author accepts.
	Allow []Waiver

	places []place
}

// Waiver accepts what a rule finds in a file, with the reason.
type Waiver struct {
	// Rule is as the author wrote it: there may be no such rule.
	Rule   string
	Reason string
	Pos    diag.Pos
}

// Cost is what a procedure usually costs.
type Cost struct {
	Low, High float64
	// Currency is an ISO 4217 code, Source says where the figures come from.
	Currency string
	Year     int
	Source   string
}

// Reference is one source that the guide rests on.
type Reference struct {
	Title, URL, Publisher, Date string
}

// Page is any other page, such as about.md. It is never changed after Parse.
type Page struct {
	File           string
	Title, Summary string
	// Path is the address below the site's root: "" for the home page's text,
	// "about/" for about.md.
	Path  string
	Lang  string
	Draft bool
	// Allow are the findings of rules that the author accepts.
	Allow []Waiver

	places []place
}

// place is where a field was written. There are some twenty for each guide of a site,
// so it is small.
type place struct {
	field        string
	line, column int32
}

// Waivers returns the findings that the author of a file accepts.
func (c Content) Waivers() []Waiver {
	switch {
	case c.Guide != nil:
		return c.Guide.Allow
	case c.Page != nil:
		return c.Page.Allow
	}
	return nil
}

// PosOf returns where a field was written, such as "cost.low" or "related[1]";
// else the place of its nearest parent; else the file's first line.
func (g *Guide) PosOf(field string) diag.Pos { return posOf(g.places, field) }

// PosOf is like Guide.PosOf.
func (p *Page) PosOf(field string) diag.Pos { return posOf(p.places, field) }

func posOf(places []place, field string) diag.Pos {
	for field != "" {
		for _, p := range places {
			if p.field == field {
				return diag.Pos{Line: int(p.line), Column: int(p.column)}
			}
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return diag.Pos{Line: 1, Column: 1}
}

// NextReview returns when the guide should be looked at again, and false where it
// has no date of review.
func (g *Guide) NextReview() (time.Time, bool) {
	if g.Reviewed.IsZero() {
		return time.Time{}, false
	}
	return g.Reviewed.AddDate(0, g.ReviewEvery, 0), true
}

// MaxSize is the size in bytes above which a file is refused: a guide of this
// length could not be read by anybody, and a stray export should not stop a build.
const MaxSize = 1 << 20

// Content is what Parse made of a file: a Guide, a Page, or, if the file is
// beyond use, neither.
type Content struct {
	Guide *Guide
	Page  *Page
	// BodyStart is the offset in the normalized text at which the body begins, 0 if
	// it cannot be told.
	BodyStart int
}

// Parse reads the front matter of a file. The path is the slash path below the
// source directory, "content/surgery/11982.md".
func Parse(file string, raw []byte) (Content, diag.List) {
	src := diag.NewSource(file, raw)
	if problem := unreadable(src); problem != nil {
		return Content{}, diag.List{*problem}
	}
	tree, body, problem := matter.Read(src)
	if problem != nil {
		return Content{BodyStart: body}, diag.List{*problem}
	}
	d := decoder{Decoder: matter.Decoder{File: file}}
	c := Content{BodyStart: body}
	if _, ok := tree.Find("code"); ok || looksLikeCode(file) {
		c.Guide = d.guide(tree)
	} else {
		c.Page = d.page(tree)
	}
	return c, d.Problems
}

// unreadable finds what makes a file no text at all.
func unreadable(src *diag.Source) *diag.Diagnostic {
	if len(src.Text) > MaxSize {
		d := diag.Diagnostic{File: src.File, Severity: diag.Error, Rule: "file-size",
			Message: fmt.Sprintf("the file has more than %d bytes, the most that a guide may have", MaxSize),
			Hint:    "Split it into several guides, or check that the right file was saved here."}
		return &d
	}
	return matter.NotText(src)
}

// NameOf returns the part of a content file's path that names its code: "11982"
// for both content/surgery/11982.md and content/surgery/11982/index.md.
func NameOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if name == "index" && looksLikeName(path.Base(path.Dir(file))) {
		return path.Base(path.Dir(file))
	}
	return name
}

func looksLikeCode(file string) bool { return looksLikeName(NameOf(file)) }

// looksLikeName reports whether a name begins like a code, so that "1198.md" and
// "11982-old.md" are taken for guides with a mistake, not for other pages.
func looksLikeName(name string) bool {
	digits := 0
	for i := range len(name) {
		if name[i] >= '0' && name[i] <= '9' {
			digits++
		}
	}
	return digits >= 4 && len(name) <= 8
}
