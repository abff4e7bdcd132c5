package guide

import (
	"cmp"
	"fmt"
	"strings"

	"bedside/internal/codes"
)

// Draft is what is known of a new guide. Whatever is empty leaves a place for it.
type Draft struct {
	Code                  codes.Code
	Title, Summary        string
	Synonyms, Specialties []string
	// Modifiers are those that go with the code.
	Modifiers []string
	// Billing are sentences for the section on billing and coding.
	Billing []string
}

// Scaffold returns the text of a new guide, with every usual section and a word on
// what belongs there. It is a draft until its author says otherwise.
func Scaffold(d Draft) []byte {
	place := codes.PlaceOf(d.Code)
	part := place.Section.PlainName
	if place.Sub.PlainName != "" {
		part += ": " + place.Sub.PlainName
	}
	title := cmp.Or(d.Title, titlePlaceholder)
	summary := cmp.Or(d.Summary, summaryPlaceholder)
	var b strings.Builder
	fmt.Fprintf(&b, `---
code: %q
title: %s
summary: %s
# %s code, listed under: %s
synonyms: %s
specialties: %s
`, string(d.Code), quoteYAML(title), quoteYAML(summary), d.Code.System(), part, listYAML(d.Synonyms), listYAML(d.Specialties))
	writeModifiers(&b, d.Modifiers)
	fmt.Fprintf(&b, `# cost: {low: 100, high: 200, currency: USD, year: 2026, source: %q}
related: []
# reviewed: 2026-01-31
# reviewed_by: %q
references: []
#  - {title: %q, url: "https://example.org/page", publisher: "Who publishes it"}
body_location:
setting:
anesthesia:
duration:
draft: true
---

%s
`, costPlaceholder, reviewerPlaceholder, sourcePlaceholder, overviewPlaceholder)
	for _, k := range kinds {
		prompt := prompts[k.Kind]
		if k.Kind == Billing && len(d.Billing) > 0 {
			prompt = "- " + strings.Join(d.Billing, "\n- ")
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", k.Heading, prompt)
	}
	return []byte(b.String())
}

// writeModifiers writes the list, and above it what each of them means.
func writeModifiers(b *strings.Builder, names []string) {
	if len(names) > 0 {
		b.WriteString("# These can go with the code, says the fee schedule. Keep those that your readers need.\n")
	}
	for _, name := range names {
		if m, ok := codes.FindModifier(name); ok {
			fmt.Fprintf(b, "#   %s: %s\n", name, m.Meaning)
		}
	}
	fmt.Fprintf(b, "modifiers: %s\n", listYAML(names))
}

// listYAML writes texts as a YAML list on one line.
func listYAML(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = quoteYAML(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
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
