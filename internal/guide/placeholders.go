package guide

import (
	"regexp"
	"strings"
	"sync"
)

// What a new guide says where nothing is known yet.
const (
	titlePlaceholder    = "Name of the procedure"
	summaryPlaceholder  = "One or two sentences that say what it is and why it is done."
	overviewPlaceholder = "What it is, in two or three short paragraphs that a patient understands."
	reviewerPlaceholder = "Name, credentials"
	sourcePlaceholder   = "Title of the source"
	costPlaceholder     = "where the figures come from"
)

// IsPlaceholder reports whether a plain text is one that a new guide holds until its
// author has written something better.
func IsPlaceholder(text string) bool { return placeholders()[text] }

var listMark = regexp.MustCompile(`^(> |- |\d+\. |### )`)

var placeholders = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, text := range []string{titlePlaceholder, summaryPlaceholder, overviewPlaceholder, reviewerPlaceholder, sourcePlaceholder, costPlaceholder} {
		all[text] = true
	}
	for _, prompt := range prompts {
		for line := range strings.SplitSeq(prompt, "\n") {
			if line = listMark.ReplaceAllString(line, ""); line != "" && !strings.HasPrefix(line, "[!") {
				all[line] = true
			}
		}
	}
	return all
})
