package check

import (
	"fmt"

	"bedside/internal/codes"
	"bedside/internal/diag"
)

var codeSection = Rule{
	Name: "code-section", Severity: diag.Warning,
	Title:  "A category agrees with the range that the code lies in.",
	Why:    "The ranges of the code sets say whether a code is surgery, imaging or a visit. A guide that is listed elsewhere is not found where people look, and often its code is a typing error.",
	Fix:    "Remove the field category, so that it follows from the code, or correct the code. A category of your own, which is no section of the code sets, is not questioned.",
	Source: "The ranges of CPT sections and HCPCS Level II letters, as published by the AMA and the CMS; see internal/codes/data/ranges.csv.",
	front: func(g *Guide, found Report) {
		given, ok := codes.FindPlace(g.Category)
		if !ok {
			return
		}
		own := codes.PlaceOf(g.Code)
		otherPart := given.Sub != (codes.Section{}) && given.Sub != own.Sub
		if given.Section == own.Section && !otherPart {
			return
		}
		found.At(g.PosOf("category"), fmt.Sprintf("the category says %s, but the code %s lies in the range of %s", placeName(given), g.Code, placeName(own)),
			"Remove the category, or correct the code.")
	},
}

func placeName(p codes.Place) string {
	if p.Sub.Name == "" {
		return p.Section.Name
	}
	return p.Section.Name + ": " + p.Sub.Name
}
