package check

import (
	"fmt"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/site"
)

var anchorBroken = Rule{
	Name: "anchor-broken", Severity: diag.Error,
	Title:  "The part of a link behind # is a section of the page that it leads to.",
	Why:    "Readers would land at the top of a long page and not find what was promised.",
	Fix:    anchorHint,
	Source: "This program: headings have fixed or derived names.",
	links: func(t *Text, found Report) {
		t.each(false, func(l Link, target site.Target) {
			made := t.Guide != nil && t.Guide.HasPart(target.Anchor)
			if target.Kind == site.SamePage && target.Anchor != "" && !t.HasAnchor(target.Anchor) && !made {
				found.At(l.Pos, fmt.Sprintf("this page has no section #%s", target.Anchor), anchorHint)
			}
		})
	},
}

const anchorHint = "Usual sections have fixed names, such as #recovery; others have the words of their heading, with hyphens."

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
		Report{&anchorBroken, a.File, &found}.At(a.Pos, fmt.Sprintf("the page /%s has no section #%s", a.Path, a.Anchor), anchorHint)
	}
	return found
}
