package matter

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bedside/internal/diag"
)

// Decoder checks values of one file against what is wanted. Every problem is
// collected and a usable zero is returned, so that all are reported at once. It
// is not safe for concurrent use.
type Decoder struct {
	File     string
	Problems diag.List
}

// Errorf reports an error at a place.
func (d *Decoder) Errorf(pos diag.Pos, rule, hint, format string, args ...any) {
	d.Problems = append(d.Problems, diag.Diagnostic{
		File: d.File, Pos: pos, Severity: diag.Error, Rule: rule,
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// WrongKind reports that a field is not what it must be; want continues the
// sentence "x must be …".
func (d *Decoder) WrongKind(name string, v Value, want string) { d.Wrong(name, v, want, "") }

// Wrong is WrongKind with what to write instead.
func (d *Decoder) Wrong(name string, v Value, want, hint string) {
	got := v.Kind.String()
	if v.Kind == Scalar {
		got = fmt.Sprintf("the text %q", Shorten(v.Text))
	}
	d.Errorf(v.Pos, "field-type", hint, "%s must be %s; it is %s", name, want, got)
}

// Shorten cuts a text to what fits into a message.
func Shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Text returns a plain text on one line, whatever the number of lines in the file.
func (d *Decoder) Text(name string, v Value) string {
	if v.Kind != Scalar {
		d.WrongKind(name, v, "a text")
		return ""
	}
	text := strings.Join(strings.Fields(v.Text), " ")
	if text == "" {
		d.Errorf(v.Pos, "field-missing", "Write it behind the colon, or remove the field.", "%s is empty", name)
	}
	if sign, ok := unseen(text); ok {
		d.Errorf(v.Pos, "field-missing", "Write it anew behind the colon, or remove the field.", "%s is empty: nothing in it can be seen (%U)", name, sign)
		return ""
	}
	for _, r := range text {
		if unicode.IsControl(r) {
			d.Errorf(v.Pos, "field-type", "Remove it.", "%s holds the control character %U", name, r)
			return ""
		}
	}
	return text
}

// Items calls f for each text of a list and reports what is no text. The word
// want continues the sentence "x must be a list of …".
func (d *Decoder) Items(name string, v Value, want string, f func(Value)) {
	if v.Kind != List {
		d.WrongKind(name, v, "a list of "+want)
		return
	}
	for _, item := range v.Items {
		if item.Kind != Scalar || strings.TrimSpace(item.Text) == "" {
			d.WrongKind("an item of "+name, item, "a text")
			continue
		}
		f(item)
	}
}

// Texts returns a list of plain texts.
func (d *Decoder) Texts(name string, v Value) []string {
	var out []string
	d.Items(name, v, "texts, such as "+name+": [first, second]", func(item Value) {
		out = append(out, d.Text("an item of "+name, item))
	})
	return out
}

// Bool returns whether a field says true.
func (d *Decoder) Bool(name string, v Value) bool {
	if v.Kind != Scalar || v.Text != "true" && v.Text != "false" {
		d.WrongKind(name, v, "true or false")
	}
	return v.Text == "true"
}

// Group calls set with each known field that has a value, and reports the others.
// The owner continues the sentence "there is no field x in …"; it may be empty.
func (d *Decoder) Group(owner string, v Value, known []string, set func(Field)) {
	if v.Kind != Mapping {
		d.WrongKind(owner, v, "a group of the fields "+strings.Join(known, ", "))
		return
	}
	in := ""
	if owner != "" {
		in = " in " + owner
	}
	for _, f := range v.Fields {
		if !slices.Contains(known, f.Name) {
			d.Errorf(f.NamePos, "unknown-field", unknownHint(f.Name, known), "there is no field %q%s", f.Name, in)
			continue
		}
		if f.Kind != Empty {
			set(f)
		}
	}
}

// unknownHint names the field that was probably meant, and all there are.
func unknownHint(name string, known []string) string {
	all := "The fields are: " + strings.Join(known, ", ") + "."
	if near, ok := Nearest(name, known); ok {
		return fmt.Sprintf("Did you mean %s? %s", near, all)
	}
	return all
}

// Nearest returns the candidate with the fewest edits from a word, and whether it
// is near enough to be the one that was meant.
func Nearest(word string, candidates []string) (string, bool) {
	best, bestCost := "", len([]rune(word))/3+2
	for _, c := range candidates {
		if cost := edits(strings.ToLower(word), strings.ToLower(c)); cost < bestCost {
			best, bestCost = c, cost
		}
	}
	return best, best != ""
}

// edits is the optimal string alignment distance: insertions, deletions,
// substitutions and swaps of neighbours.
func edits(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 || len(t) > 64 {
		return 64
	}
	rows := [3][]int{make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		rows[0], rows[1], rows[2] = last, now, before
	}
	return rows[1][len(t)]
}
