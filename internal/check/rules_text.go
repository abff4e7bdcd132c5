package check

import (
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/site"
)

// links calls f for every link (or every image) with its target.
func (t *Text) links(images bool, f func(l Link, target site.Target)) {
	for i, l := range t.Links {
		if l.Image == images {
			f(l, t.Targets[i])
		}
	}
}

var linkBroken = Rule{
	Name: "link-broken", Severity: diag.Error,
	Doc: "A link must lead somewhere: to the code of a guide, to another page, to a file, or to an address on the web.",
	text: func(t *Text, found report) {
		t.links(false, func(l Link, target site.Target) {
			switch {
			case target.Kind != site.Broken:
			case target.Code != "":
				found(l.Pos, fmt.Sprintf("no guide has the code %s", target.Code), "Correct the code, or write its guide first.")
			case l.Destination == "":
				found(l.Pos, "this link leads nowhere", "Write the target into the round brackets: [text](11983).")
			default:
				found(l.Pos, fmt.Sprintf("nothing is found at %q", shorten(l.Destination)),
					"Link to a guide by its code, [text](11983), to another page, [text](about.md), or to an address with https://.")
			}
		})
	},
}

const anchorHint = "Usual sections have fixed names, such as #recovery; others have the words of their heading, with hyphens."

var anchorBroken = Rule{
	Name: "anchor-broken", Severity: diag.Error,
	Doc: "The part of a link behind # must be a section of the page that it leads to.",
	text: func(t *Text, found report) {
		t.links(false, func(l Link, target site.Target) {
			made := t.Guide != nil && t.Guide.HasPart(target.Anchor)
			if target.Kind == site.SamePage && target.Anchor != "" && !t.HasAnchor(target.Anchor) && !made {
				found(l.Pos, fmt.Sprintf("this page has no section #%s", target.Anchor), anchorHint)
			}
		})
	},
}

var imageMissing = Rule{
	Name: "image-missing", Severity: diag.Error,
	Doc: "An image must be there: beside the text, or in static/.",
	text: func(t *Text, found report) {
		t.links(true, func(l Link, target site.Target) {
			if target.Kind != site.TargetFile && target.Kind != site.External {
				found(l.Pos, fmt.Sprintf("there is no image %q", shorten(l.Destination)),
					"Put the file beside this one, and write its name as it is, with capital and small letters.")
			}
		})
	},
}

var imageAlt = Rule{
	Name: "image-alt", Severity: diag.Error,
	Doc: "An image needs a text for readers who cannot see it.",
	text: func(t *Text, found report) {
		t.links(true, func(l Link, _ site.Target) {
			if l.NoAlt {
				found(l.Pos, "the image has no alternative text", "Say in the square brackets what it shows: ![The upper arm, seen from inside](arm.png).")
			}
		})
	},
}

var thirdParty = Rule{
	Name: "third-party", Severity: diag.Error,
	Doc: "A page must not load anything from another site: whoever runs that site would learn who reads the guide.",
	text: func(t *Text, found report) {
		t.links(true, func(l Link, target site.Target) {
			if target.Kind == site.External {
				found(l.Pos, fmt.Sprintf("the image %q would be loaded from another site", shorten(l.Destination)),
					"Save the image beside this file, if its licence allows, and link to it there.")
			}
		})
	},
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
