package check

import (
	"bytes"
	"fmt"
	"iter"
	"regexp"

	"bedside/internal/diag"
	"bedside/internal/fees"
)

var codeStatus = Rule{
	Name: "code-status", Severity: diag.Warning,
	Title:  "Where Medicare pays nothing for a code by itself, the text says so.",
	Why:    "A code may be not covered, always part of another service, or not valid for Medicare. Patients plan with what it costs.",
	Fix:    "Say in the text, best in the section on cost, that Medicare does not pay for it by itself.",
	Source: "The status indicators of the fee schedule that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		if !t.listed {
			return
		}
		st, _ := fees.StatusOf(t.service.Status)
		if !st.Unpaid || saysUnpaid(t.src.Text[t.body:]) {
			return
		}
		what := "Medicare does not pay for %s by itself (status %c, %s), and the text does not say so"
		if st.Deleted {
			what = "%s is no longer valid (status %c, %s), and the text does not say so"
		}
		found.As(diag.Warning, t.guide.PosOf("code"), fmt.Sprintf(what, t.code(), t.service.Status, st.Meaning),
			"Say it in a sentence with the word Medicare, best in the section on cost and coverage.")
	},
}

// unpaid is how texts say that nothing is paid.
var unpaid = regexp.MustCompile(`(?i)\b(not|n[o'’]t|never|no|non-?covered|bundled|excluded?s?|exclusion|deleted|refuses?|denie[sd]|yourself|another code|other codes?|part of|included in)\b|n['’]t\b`)

// payers are what a sentence about who pays has in it, without the first letter, which
// may be a capital.
var payers = []string{"edicare", "MS", "nsurance", "nsurer", "ealth plan"}

// saysUnpaid reports whether a sentence of a text speaks of who pays, and says no.
func saysUnpaid(text []byte) bool {
	for _, payer := range payers {
		for from, to := range sentencesWith(text, payer) {
			if unpaid.Match(text[from:to]) {
				return true
			}
		}
	}
	return false
}

// sentencesWith gives the sentences of a text that have a word in them, each once. To
// look for the word first is a hundred times as fast as a pattern over the whole text.
func sentencesWith(text []byte, word string) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(word))
			if i < 0 {
				return
			}
			from, to := sentenceAround(text, at+i, at+i+len(word))
			if !yield(from, to) {
				return
			}
			at = to
		}
	}
}

// sentenceAround returns the sentence, the item or the table row that a place of Markdown
// lies in.
func sentenceAround(text []byte, from, to int) (start, end int) {
	for start = from; start > 0 && !endsSentence(text, start-1); start-- {
	}
	for end = to; end < len(text) && !endsSentence(text, end); end++ {
	}
	return start, end
}

// endsSentence reports whether a sentence ends with the byte at i.
func endsSentence(text []byte, i int) bool {
	switch text[i] {
	case '.', '!', '?':
		return i+1 == len(text) || bytes.IndexByte([]byte(" \n\"*_)"), text[i+1]) >= 0
	case '\n':
		rest := bytes.TrimLeft(text[i+1:], " >")
		return len(rest) == 0 || bytes.IndexByte([]byte("\n-*#|"), rest[0]) >= 0
	}
	return false
}
