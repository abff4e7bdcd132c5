package guide

import (
	"fmt"
	"strings"

	"bedside/internal/codes"
)

// Scaffold returns the text of a new guide, with every usual section and a word on
// what belongs there. It is a draft until its author says otherwise. An empty
// title leaves a place for one.
func Scaffold(code codes.Code, title string) []byte {
	place := codes.PlaceOf(code)
	part := place.Section.PlainName
	if place.Sub.PlainName != "" {
		part += ": " + place.Sub.PlainName
	}
	if title == "" {
		title = "Name of the procedure"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `---
code: %q
title: %s
summary: "One or two sentences that say what it is and why it is done."
# %s code, listed under: %s
synonyms: []
specialties: []
modifiers: []
# cost: {low: 100, high: 200, currency: USD, year: 2026, source: "where the figures come from"}
related: []
# reviewed: 2026-01-31
# reviewed_by: "Name, credentials"
references: []
#  - {title: "Title of the source", url: "https://example.org/page", publisher: "Who publishes it"}
body_location:
setting:
anesthesia:
duration:
draft: true
---

What it is, in two or three short paragraphs that a patient understands.
`, string(code), quoteYAML(title), code.System(), part)
	for _, k := range kinds {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", k.Heading, prompts[k.Kind])
	}
	return []byte(b.String())
}

// quoteYAML writes a text as a YAML string in double quotes.
func quoteYAML(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.Join(strings.Fields(s), " ")) + `"`
}

// prompts say what belongs into each section of a new guide.
var prompts = map[Kind]string{
	WhenItIsUsed:  "- A reason for it.",
	Symptoms:      "- A sign that may lead to it.",
	Causes:        "- A cause, or what raises the risk.",
	Tests:         "- A test that may come first.",
	Procedure:     "1. The first step.\n2. The next step.",
	Preparation:   "- What to do, and when.",
	Recovery:      "- What to expect in the first days.",
	Complications: "> [!EMERGENCY]\n> When to get help now.\n\n- What can go wrong, and how often.",
	FollowUp:      "- When to come back.",
	Alternatives:  "- What else can be done.",
	HomeCare:      "- What helps at home.",
	Prevention:    "- What lowers the risk.",
	Billing:       "- What billing staff need to know.",
	CostCoverage:  "- What is usually covered.",
	Questions:     "### A question that patients ask?\n\nIts answer.",
}
