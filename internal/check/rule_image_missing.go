package check

import (
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/site"
)

var imageMissing = Rule{
	Name: "image-missing", Severity: diag.Error, Firm: true,
	Title:  "An image is there: beside the text, or in static/.",
	Why:    "Readers would see an empty frame.",
	Fix:    "Put the file beside the text, and write its name as it is, with capital and small letters.",
	Source: "This program publishes the files that texts name.",
	links: func(t *Text, found Report) {
		t.each(true, func(l Link, target site.Target) {
			if target.Kind != site.TargetFile && target.Kind != site.External {
				found.At(l.Pos, fmt.Sprintf("there is no image %q", shorten(l.Destination)),
					"Put the file beside this one, and write its name as it is, with capital and small letters.")
			}
		})
	},
}
