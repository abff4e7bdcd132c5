// Package check holds the content rules: what a guide should have and must not
// have, beyond what makes it readable at all.
//
// A rule is a value in Rules with its text and one function, which looks at one
// guide's front matter, at one text, or at one file and the fee schedule. It reports and never stops; no rule relies
// on another. Order and number of findings do not depend on the order of work.
package check

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
)

// Rule is one thing that is checked. Exactly one of the three functions is set.
type Rule struct {
	// Name is stable: people look it up and switch on it.
	Name     string
	Severity diag.Severity
	// Doc says what is found and why it matters.
	Doc string

	guide func(*site.Site, *guide.Guide, report)
	text  func(*Text, report)
	fees  func(*feeText, graded)
}

// report takes a finding: its place, what is wrong, and what to do.
type report func(pos diag.Pos, message, hint string)

// Rules returns every rule in the order of the documentation.
func Rules() []Rule { return rules }

var rules = []Rule{
	relatedExists,
	aliasTaken,
	modifierUnknown,
	reviewedMissing,
	reviewerMissing,
	referencesMissing,
	linkBroken,
	anchorBroken,
	imageMissing,
	imageAlt,
	thirdParty,
	codeAbsent,
	codeStatus,
	codeMeaning,
	descriptorCopied,
	modifierNotApplicable,
	globalDays,
}

// Guides applies the rules on front matter to every guide of a site, on all
// processors. What is found in one guide follows what is found in those before it.
func Guides(s *site.Site) diag.List {
	parts := slices.Collect(slices.Chunk(s.Guides, max(1, (len(s.Guides)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))))
	found := make([]diag.List, len(parts))
	var group sync.WaitGroup
	for i, part := range parts {
		group.Go(func() { found[i] = guides(s, part) })
	}
	group.Wait()
	return slices.Concat(found...)
}

// Guide applies the rules on front matter to one guide. What they find in the others
// depends on what joins a guide with them (site.Replace), and on nothing else of it.
func Guide(s *site.Site, g *guide.Guide) diag.List { return guides(s, []*guide.Guide{g}) }

func guides(s *site.Site, part []*guide.Guide) diag.List {
	var found diag.List
	for _, g := range part {
		for _, r := range rules {
			if r.guide == nil {
				continue
			}
			r.guide(s, g, func(pos diag.Pos, message, hint string) { r.reporter(g.File, &found)(pos, message, hint) })
		}
	}
	return found
}

// Text is one text with everything that its rules may look at. None of it needs
// the parsed text, so a text is judged again without being read again.
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

// Texts applies the rules on texts to one text.
func Texts(t *Text) diag.List {
	var found diag.List
	for _, r := range rules {
		if r.text != nil {
			r.text(t, r.reporter(t.File, &found))
		}
	}
	return found
}

func (r Rule) reporter(file string, found *diag.List) report {
	return func(pos diag.Pos, message, hint string) {
		*found = append(*found, diag.Diagnostic{
			File: file, Pos: pos, Severity: r.Severity, Rule: r.Name, Message: message, Hint: hint,
		})
	}
}

// Anchor is a link into another page of the site, which can be judged once all
// texts have been read.
type Anchor struct {
	File string
	Pos  diag.Pos
	// Path and Anchor are the target's; Code is set if it is a guide.
	Path, Anchor string
	Code         codes.Code
}

// Anchors returns the links of a text that lead into other pages.
func Anchors(t *Text) []Anchor {
	var out []Anchor
	for i, target := range t.Targets {
		inPage := target.Kind == site.TargetGuide || target.Kind == site.TargetPage
		if inPage && target.Anchor != "" {
			out = append(out, Anchor{File: t.File, Pos: t.Links[i].Pos, Path: target.Path, Anchor: target.Anchor, Code: target.Code})
		}
	}
	return out
}

// BrokenAnchors returns a problem for each link whose target has no such place,
// neither in its text, which has tells, nor among what a guide's page adds to it.
func BrokenAnchors(s *site.Site, anchors []Anchor, has func(path, anchor string) bool) diag.List {
	var found diag.List
	for _, a := range anchors {
		g := s.Guide(a.Code)
		if has(a.Path, a.Anchor) || g != nil && g.HasPart(a.Anchor) {
			continue
		}
		anchorBroken.reporter(a.File, &found)(a.Pos,
			fmt.Sprintf("the page /%s has no section #%s", a.Path, a.Anchor), anchorHint)
	}
	return found
}
