package check

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/glossary"
	"bedside/internal/prose"
)

var abbreviationUnexpanded = Rule{
	Name: "abbreviation-unexpanded", Severity: diag.Warning,
	Title: "An abbreviation is written out once, where it first stands.",
	Why: "Three letters may mean several things, and to most patients they mean none. Those that nearly everybody knows, such as CT, MRI, HIV or FDA, need no explanation; " +
		"the section on billing, tables and the front matter are not looked at.",
	Fix:    "Write it out with the abbreviation in brackets: complete blood count (CBC). If it comes once only, leave it out.",
	Source: "Federal Plain Language Guidelines, https://www.plainlanguage.gov/guidelines/.",
	body: func(b *Body, found Report) {
		t := b.english()
		if t == nil {
			return
		}
		var met []string
		for i := range t.Blocks {
			block := &t.Blocks[i]
			if block.Kind == prose.Cell || block.Kind == prose.Heading || b.forStaff(block) || isShouted(t.Plain[block.Start:block.End]) {
				continue
			}
			for j := block.From; j < block.To; j++ {
				for w := t.Sentences[j].From; w < t.Sentences[j].To; w++ {
					a, ok := abbreviation(t, int(w))
					if !ok || slices.Contains(met, a) {
						continue
					}
					met = append(met, a)
					if !glossary.Default().IsKnown(a) && !isEmphasis(t, int(w), a) && !isWrittenOut(b, t, a) {
						found.At(b.At(t.Offset(t.Words[w].Start)), fmt.Sprintf("%s is nowhere written out", a),
							fmt.Sprintf("Write it out where it first stands, with the abbreviation in brackets: … (%s).", a))
					}
				}
			}
		}
	},
}

// abbreviation returns a word that is one: two to six capitals, perhaps with the s of
// a plural, which are no Roman number.
func abbreviation(t *prose.Text, i int) (string, bool) {
	w := t.Words[i]
	if n := w.End - w.Start; n < 2 || n > 7 || w.Joined || i+1 < len(t.Words) && t.Words[i+1].Joined {
		return "", false
	}
	text := string(t.Word(i))
	text = strings.TrimSuffix(text, "s")
	roman := true
	for _, r := range text {
		if r < 'A' || r > 'Z' {
			return "", false
		}
		roman = roman && strings.ContainsRune("IVX", r)
	}
	return text, len(text) >= 2 && len(text) <= 6 && (!roman || text == "IV")
}

// emphasis are words that people write in capitals to make them stronger.
var emphasis = strings.Fields(`DO NOT NO NEVER ALWAYS STOP CALL NOW AND OR MUST ONLY ALL ANY BEFORE AFTER WARN DANGER NOTE MAY CAN CANNOT WILL YES
	IF IS ARE THE THIS THAT WITH EVERY BOTH EACH DAILY TWICE ONCE LEFT RIGHT UP DOWN IN ON OUT OFF TO FOR FROM IT YOU YOUR BE HELP READ TAKE`)

// isEmphasis reports whether a word in capitals is a word and no abbreviation: it is
// one of the usual ones, the text has it in small letters, too, or it is the mark of a
// box.
func isEmphasis(t *prose.Text, i int, a string) bool {
	if w := t.Words[i]; w.Start > 1 && string(t.Plain[w.Start-2:w.Start]) == "[!" || slices.Contains(emphasis, a) {
		return true
	}
	for j := range t.Words {
		if t.Words[j].Key == t.Words[i].Key && string(t.Word(j)) != string(t.Word(i)) {
			return true
		}
	}
	return false
}

// isShouted reports whether a text is in capitals throughout.
func isShouted(text []byte) bool {
	small := 0
	for _, c := range text {
		if 'a' <= c && c <= 'z' {
			small++
		}
	}
	return small < len(text)/4
}

// defining are words behind an abbreviation that begin to explain it.
var defining = []string{" (", " stands for", " means", " is short for", ", short for", ", or ", ", which", " is a ", " is an ", " is the ", ", a ", ", an ", ", the "}

// isWrittenOut reports whether a text, or the guide's front matter, says what an
// abbreviation means.
func isWrittenOut(b *Body, t *prose.Text, a string) bool {
	for i := range t.Blocks {
		text := string(t.Plain[t.Blocks[i].Start:t.Blocks[i].End])
		for at := 0; ; {
			k := strings.Index(text[at:], a)
			if k < 0 {
				break
			}
			from, to := at+k, at+k+len(a)
			at = to
			if bounded(text, from, to) && (defines(text, from, to) || hasInitials(text, a)) {
				return true
			}
		}
	}
	g := b.Guide
	for _, s := range append([]string{g.Title, g.Summary}, g.Synonyms...) {
		if hasInitials(s, a) {
			return true
		}
	}
	return false
}

// bounded reports whether text[from:to] is a word of its own.
func bounded(text string, from, to int) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z' || text[i] >= '0' && text[i] <= '9')
	}
	return !letter(from-1) && (!letter(to) || strings.HasPrefix(text[to:], "s"))
}

func defines(text string, from, to int) bool {
	rest := strings.TrimPrefix(text[to:], "s")
	if open := strings.LastIndexByte(text[:from], '('); open >= 0 && isList(text[open+1:from]) {
		if end := strings.IndexByte(rest, ')'); end >= 0 && isList(rest[:end]) {
			return true
		}
	}
	return slices.ContainsFunc(defining, func(d string) bool { return strings.HasPrefix(rest, d) })
}

// isList reports whether there are only abbreviations in a text, and what stands between
// them: (EKG or ECG).
func isList(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,;/", r) }) {
		if word != "or" && word != "and" && word != strings.ToUpper(word) {
			return false
		}
	}
	return true
}

// hasInitials reports whether words in a row begin with the letters; small words
// between them may be passed over.
func hasInitials(text, letters string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' && r != '’' })
	want := strings.ToLower(letters)
	for start := range words {
		at := 0
		for _, w := range words[start:] {
			switch {
			case at < len(want) && w[0] == want[at] && w != want:
				at++
			case at > 0 && slices.Contains([]string{"of", "the", "and", "for", "in", "to", "a", "with"}, w):
				continue
			default:
				at = -1
			}
			if at == len(want) {
				return true
			}
			if at < 0 {
				break
			}
		}
	}
	return false
}
