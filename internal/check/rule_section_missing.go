package check

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

var sectionMissing = Rule{
	Name: "section-missing", Severity: diag.Warning,
	Title: "A guide has the sections that nobody can do without.",
	Why: "To agree to a procedure, a patient must know why it is done, what happens, what can go wrong and what else could be done; to come prepared, how to prepare; " +
		"and staff look for the billing. The section on complications is not asked of guides to office visits, nor of those to drugs, supplies and equipment.",
	Fix:    "Write the section under one of the headings that docs/content.md lists, which bedside new writes for you. If it would say nothing, say so in one sentence.",
	Source: "AMA Code of Medical Ethics, opinion 2.1.1, Informed consent, https://code-medical-ethics.ama-assn.org/ethics-opinions/informed-consent.",
	body: func(b *Body, found Report) {
		if b.Guide == nil {
			return
		}
		var missing []string
		for _, k := range guide.Kinds() {
			has := slices.ContainsFunc(b.Parsed.Sections, func(s guide.Section) bool { return s.Kind == k.Kind })
			if !has && needs(b.Guide.Code, k.Kind) {
				missing = append(missing, fmt.Sprintf("“%s”", k.Heading))
			}
		}
		if len(missing) > 0 {
			found.At(b.Guide.PosOf("title"), "the guide has no section "+strings.Join(missing, ", "),
				"Write it: ## and the heading, then the text. Other headings for the same are listed in docs/content.md.")
		}
	},
}

// needs reports whether the guide to a code needs a section.
func needs(c codes.Code, k guide.Kind) bool {
	switch k {
	case guide.WhenItIsUsed, guide.Procedure, guide.Preparation, guide.Alternatives, guide.Billing:
		return true
	case guide.Complications:
		return c.System() == "CPT" && codes.PlaceOf(c).Section.Slug != "visits"
	}
	return false
}
