package check

import (
	"fmt"

	"bedside/internal/diag"
)

var longSentence = Rule{
	Name: "long-sentence", Severity: diag.Info,
	Title:  "A sentence has no more than 30 words.",
	Why:    "A reader must keep the beginning in mind until the end has come. Twenty words are a good length; above thirty, many read a sentence twice or give up.",
	Fix:    "Make two sentences of it, or a list of what it counts up.",
	Source: "Federal Plain Language Guidelines, https://www.plainlanguage.gov/guidelines/.",
	body: func(b *Body, found Report) {
		t := b.english()
		if t == nil {
			return
		}
		for i := range t.Blocks {
			block := &t.Blocks[i]
			if !isSentence(block) || b.forStaff(block) {
				continue
			}
			for j := block.From; j < block.To; j++ {
				if s := &t.Sentences[j]; s.Count.Words > maxSentence {
					found.At(b.At(t.Offset(s.Start)), fmt.Sprintf("this sentence has %d words", s.Count.Words), "Make two sentences of it, or a list.")
				}
			}
		}
	},
}

// maxSentence is in words.
const maxSentence = 30
