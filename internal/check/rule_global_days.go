package check

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/fees"
)

var globalDays = Rule{
	Name: "global-days", Severity: diag.Warning,
	Title:  "What a text says of the global period agrees with the fee schedule.",
	Why:    "Visits in that period are paid with the procedure; a wrong number costs the practice or the patient money.",
	Fix:    "Correct the number of days.",
	Source: "The global days of the fee schedule that bedside.yaml names with codes:. Without one nothing is said.",
	fees: func(t *feeText, found Report) {
		if !t.listed {
			return
		}
		for _, c := range globalClaims(t.src.Text[t.body:], string(t.code())) {
			if contradicts(c.days, t.service.GlobalDays) {
				found.As(diag.Warning, t.src.At(t.body+c.offset), fmt.Sprintf("the text says %s of global period; the fee schedule has %s for %s: %s", plural(c.days, "day"), t.service.GlobalDays, t.code(), t.service.GlobalDays.Meaning()),
					"Correct the number of days.")
			}
		}
	},
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// contradicts reports whether a number of days is at odds with the schedule. Of
// maternity care, add-on codes and those that contractors decide, it gives no number.
func contradicts(days int, g fees.GlobalDays) bool {
	if want, ok := g.Days(); ok {
		return days != want
	}
	return g == fees.NoConcept && days > 0
}

// claim is a number of days that a text gives for the global period.
type claim struct {
	offset int // of the claim
	days   int
}

const number = `(\d{1,3}|zero|ten|ninety)`

// The two ways in which a global period is spoken of: "a 90-day global period", and
// "the global period is 90 days". Emphasis may stand between the words.
var (
	daysGlobal = regexp.MustCompile(`(?i)\b` + number + `[-\s*_]+days?[-\s*_]+(?:(?:surgical|surgery|postoperative|post-operative)[-\s*_]+)?global\b`)
	globalIs   = regexp.MustCompile(`(?i)\bglobal[-\s*_]+(?:(?:surgical|surgery)[-\s*_]+)?(?:period|package|days)\b[\s*_:(|]*(?:(?:is|are|of|lasts|covers|includes|=)[\s*_]+)?` + number + `\b(?:[-\s*_]+days?)?`)
	otherCode  = regexp.MustCompile(`\b(?:\d{5}|\d{4}[FTUM]|[A-Z]\d{4})\b`)
	denied     = regexp.MustCompile(`(?i)\b(not|no longer|instead of|rather than|unlike|never)\b|n['’]t\b`)
)

// globalClaims finds what a text says of the global period of its own code. Sentences
// that deny something or name another code are left alone.
func globalClaims(text []byte, own string) []claim {
	var out []claim
	for from, to := range sentencesWith(text, "lobal") {
		sentence := text[from:to]
		for _, form := range []*regexp.Regexp{daysGlobal, globalIs} {
			for _, at := range form.FindAllSubmatchIndex(sentence, -1) {
				if denied.Match(sentence) || namesOther(sentence, own) {
					break
				}
				out = append(out, claim{from + at[0], days(string(sentence[at[2]:at[3]]))})
			}
		}
	}
	return out
}

func namesOther(sentence []byte, own string) bool {
	for _, c := range otherCode.FindAll(sentence, -1) {
		if string(c) != own {
			return true
		}
	}
	return false
}

func days(word string) int {
	switch strings.ToLower(word) {
	case "zero":
		return 0
	case "ten":
		return 10
	case "ninety":
		return 90
	}
	n, _ := strconv.Atoi(word) // The pattern lets nothing else through.
	return n
}
