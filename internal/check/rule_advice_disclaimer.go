package check

import "bedside/internal/diag"

var adviceDisclaimer = Rule{
	Name: "advice-disclaimer", Severity: diag.Error, Firm: true,
	Title: "Every page says that it is no medical advice.",
	Why: "A reader may take a guide for the advice of a clinician who knows them, and wait where they should call 911. The sentence stands at the foot of every page; " +
		"a site may word it anew, but not leave it out. Layouts that do not show it are a warning, since they may hold a sentence of their own.",
	Fix:    "Remove the field disclaimer from bedside.yaml, or write your own sentence. In layouts of your own, show {{.Site.Disclaimer}}.",
	Source: "FTC, Health Products Compliance Guidance, https://www.ftc.gov/business-guidance/resources/health-products-compliance-guidance.",
}

// NoDisclaimer is what is found in a layout that leaves the disclaimer out. It is no
// error: the layout may say the same in words of its own.
func NoDisclaimer(layout string) diag.Diagnostic {
	return diag.Diagnostic{File: layout, Pos: diag.Pos{Line: 1, Column: 1}, Severity: diag.Warning, Rule: adviceDisclaimer.Name,
		Message: "the layouts of this site do not show that its pages are no medical advice",
		Hint:    "Write {{.Site.Disclaimer}} where every page has it, as layouts/partials/footer.html of Bedside does."}
}
