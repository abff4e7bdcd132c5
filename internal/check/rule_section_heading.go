package check

import (
	"fmt"
	"strings"
	"unicode"

	"bedside/internal/diag"
	"bedside/internal/guide"
)

var sectionHeading = Rule{
	Name: "section-heading", Severity: diag.Warning,
	Title: "What a patient must know stands under a heading that is known.",
	Why: "The handout has the sections on preparation, the procedure, recovery, home care, follow-up and complications. A section whose heading is not known as one of them " +
		"is left out, and nobody who is handed the sheet knows that something is missing.",
	Fix: "Use one of the headings that docs/content.md lists, make it a part (###) of such a section, or name your own wording under sections in bedside.yaml. " +
		"If the section is not for the handout, waive the rule and say so.",
	Source: "The handout takes its sections by what their headings mean.",
	body: func(b *Body, found Report) {
		if lang, _, _ := strings.Cut(b.Lang(), "-"); b.Guide == nil || !strings.EqualFold(lang, "en") {
			return
		}
		for i := range b.Parsed.Sections {
			s := &b.Parsed.Sections[i]
			if s.Means != "" {
				continue
			}
			if k, ok := seeming(s.Title); ok {
				found.At(b.At(s.Offset), fmt.Sprintf("“%s” is not a heading that is known, so the handout leaves this section out", s.Title),
					fmt.Sprintf("If it is what “%s” means, call it so, or make it a part of that section, with ###. Other headings are listed in docs/content.md.", k.Heading))
			}
		}
	},
}

// signs show what a heading means: beginnings of words and, with a space behind, words.
var signs = []struct {
	kind  guide.Kind
	words []string
}{
	{guide.Preparation, []string{"prepar", "before ", "ready "}},
	{guide.Recovery, []string{"recover", "after ", "aftercare", "healing", "discharge"}},
	{guide.HomeCare, []string{"home "}},
	{guide.Complications, []string{"complication", "risk ", "risks ", "side effect", "wrong "}},
	{guide.FollowUp, []string{"follow up ", "followup "}},
	{guide.Procedure, []string{"steps "}},
}

// seeming is the section of a handout that a heading seems to mean.
func seeming(title string) (guide.KindInfo, bool) {
	title = " " + strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
	for _, s := range signs {
		for _, w := range s.words {
			if !strings.Contains(title, " "+w) {
				continue
			}
			for _, k := range guide.Kinds() {
				if k.Kind == s.kind {
					return k, true
				}
			}
		}
	}
	return guide.KindInfo{}, false
}
