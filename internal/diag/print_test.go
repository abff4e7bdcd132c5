package diag

import (
	"strings"
	"testing"
	"unicode"
)

func printed(t *testing.T, style Style, l ...Diagnostic) string {
	t.Helper()
	var b strings.Builder
	if err := List(l).Print(&b, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPrint(t *testing.T) {
	d := Diagnostic{File: "content/11982.md", Pos: Pos{3, 8}, Rule: "field-type", Message: "title must be a text", Hint: "Write one.", Excerpt: "title: [a]"}
	want := `content/11982.md:3:8: error: title must be a text [field-type]
    title: [a]
           ^
    hint: Write one.
`
	if got := printed(t, Style{}, d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := printed(t, Style{}, Diagnostic{File: "a", Severity: Warning, Rule: "r", Message: "m"}); got != "a: warning: m [r]\n" {
		t.Errorf("without a place: %q", got)
	}
	colored := printed(t, Style{Color: true}, d)
	if stripped := ansi(colored); stripped != want || !strings.Contains(colored, ansiRed) {
		t.Errorf("in colour: %q", colored)
	}
}

func ansi(s string) string {
	for _, code := range []string{ansiReset, ansiBold, ansiRed, ansiAmber, ansiBlue, ansiDim} {
		s = strings.ReplaceAll(s, code, "")
	}
	return s
}

// TestCaret: the caret stands below the sign that the place names.
func TestCaret(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for _, tc := range []struct {
		line   string
		column int
		under  string
	}{
		{"title: x", 8, "x"}, {"\ttitle: x", 9, "x"}, {"a\tb\tx", 5, "x"}, {"ééx", 3, "x"}, {"e\u0301x", 3, "x"},
		{"手術x", 3, "x"}, {"😀x", 2, "x"}, {"a\x1bx", 3, "x"}, {"a\u202ex", 3, "x"}, {"ab", 3, ""}, {"ab", 99, ""},
		{long + "X" + long, 301, "X"}, {long + "手X" + long, 302, "X"},
	} {
		lines := strings.Split(printed(t, Style{}, Diagnostic{File: "f", Pos: Pos{1, tc.column}, Excerpt: tc.line}), "\n")
		if got := under(lines[1], lines[2]); got != tc.under {
			t.Errorf("%q, column %d: the caret stands under %q, want %q\n%s\n%s", tc.line, tc.column, got, tc.under, lines[1], lines[2])
		}
	}
}

// under returns the sign above the caret on a terminal with tab stops of 8.
func under(text, caret string) string {
	at := 0
	for _, r := range caret {
		if r == '^' {
			break
		}
		at = advance(at, r)
	}
	column := 0
	for _, r := range text {
		if column == at && !unicode.Is(unicode.Mn, r) {
			return string(r)
		}
		column = advance(column, r)
	}
	return ""
}

func advance(column int, r rune) int {
	switch {
	case r == '\t':
		return (column/8 + 1) * 8
	case unicode.Is(unicode.Mn, r):
		return column
	case unicode.Is(unicode.Han, r) || r > 0x1F000:
		return column + 2
	default:
		return column + 1
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 手 😀": "plain é 手 😀", "a\tb\nc": `a\tb\nc`, "\x1b[31m": `\x1b[31m`, "\x00\x7f\u0085": `\x00\x7f\u0085`,
		"a\u202eb\u2066c\u200f": `a\u202eb\u2066c\u200f`, "a\u2028b": `a\u2028b`, "\xff\xc3": `\xff\xc3`, "\ufffd": `\ufffd`, "a\u00a0b": `a\u00a0b`,
	} {
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestPrintEscapes: no part of a diagnostic can send control sequences.
func TestPrintEscapes(t *testing.T) {
	evil := "\x1b]0;x\x07\u202e\r"
	got := printed(t, Style{}, Diagnostic{File: evil, Pos: Pos{1, 1}, Rule: "r", Message: evil, Hint: evil, Excerpt: evil})
	for _, r := range got {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%U is in %q", r, got)
		}
	}
}
