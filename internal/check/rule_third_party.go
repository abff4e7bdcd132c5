package check

import (
	"fmt"

	"bedside/internal/diag"
	"bedside/internal/site"
)

var thirdParty = Rule{
	Name: "third-party", Severity: diag.Error, Firm: true,
	Title:  "A page loads nothing from another site.",
	Why:    "Whoever runs that site would learn who reads which guide, which is health information. The published security policy would also block it.",
	Fix:    "Save the image beside the guide, if its licence allows, and name it there.",
	Source: "HHS, Use of Online Tracking Technologies by HIPAA Covered Entities (2022); the Content-Security-Policy of the published pages.",
	links: func(t *Text, found Report) {
		t.each(true, func(l Link, target site.Target) {
			if target.Kind == site.External {
				found.At(l.Pos, fmt.Sprintf("the image %q would be loaded from another site", shorten(l.Destination)),
					"Save the image beside this file, if its licence allows, and link to it there.")
			}
		})
	},
}
