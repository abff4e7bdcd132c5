package diag

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Style chooses how Print marks the parts of a message.
type Style struct {
	// Color uses ANSI escape sequences for the severity and the caret.
	Color bool
}

const (
	ansiReset = "\x1b[0m"
	ansiBold  = "\x1b[1m"
	ansiRed   = "\x1b[31m"
	ansiAmber = "\x1b[33m"
	ansiBlue  = "\x1b[36m"
	ansiDim   = "\x1b[2m"
)

// Print writes each diagnostic as one line
//
//	content/surgery/11982.md:7:3: error: message [rule]
//
// followed by the source line, a caret under the place, and the hint. Text from
// files is escaped, so that no file can send control sequences to a terminal.
func (l List) Print(w io.Writer, style Style) error {
	var b strings.Builder
	for _, d := range l {
		d.print(&b, style)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d Diagnostic) print(b *strings.Builder, style Style) {
	paint := func(code, text string) {
		if style.Color {
			b.WriteString(code + text + ansiReset)
			return
		}
		b.WriteString(text)
	}
	paint(ansiBold, d.Location()+":")
	b.WriteByte(' ')
	paint(severityColor(d.Severity), d.Severity.String()+":")
	b.WriteString(" " + Printable(d.Message) + " ")
	paint(ansiDim, "["+d.Rule+"]")
	b.WriteByte('\n')
	if text, caret := d.Snippet(); text != "" {
		b.WriteString("    " + text + "\n    " + caret)
		paint(severityColor(d.Severity), "^")
		b.WriteByte('\n')
	}
	if d.Hint != "" {
		b.WriteString("    ")
		paint(ansiBlue, "hint:")
		b.WriteString(" " + Printable(d.Hint) + "\n")
	}
}

// Snippet returns the part of the source line round the place, with control
// characters escaped, and the white space that puts a caret under the place. It
// returns nothing where the line would not help.
func (d Diagnostic) Snippet() (text, indent string) {
	if line := strings.TrimSpace(d.Excerpt); line == "" || line == "---" || line == "+++" {
		return "", ""
	}
	return window(d.Excerpt, d.Column)
}

// Location returns file:line:column, or the file alone if the place is the
// whole file.
func (d Diagnostic) Location() string {
	file := Printable(d.File)
	if d.Line == 0 {
		return file
	}
	return file + ":" + strconv.Itoa(d.Line) + ":" + strconv.Itoa(d.Column)
}

func severityColor(s Severity) string {
	switch s {
	case Error:
		return ansiRed
	case Warning:
		return ansiAmber
	default:
		return ansiBlue
	}
}

// windowWidth is how many characters of a long line are shown.
const windowWidth = 100

// window returns the part of a line round a column, and the white space that
// puts a caret under it. Tabs are kept in both, so the caret stands right
// whatever their width.
func window(line string, column int) (text, indent string) {
	runes := []rune(line)
	at := min(max(column-1, 0), len(runes))
	from := 0
	if at > windowWidth*3/4 {
		from = at - windowWidth/2
	}
	to := min(len(runes), from+windowWidth)
	var t, in strings.Builder
	if from > 0 {
		t.WriteString("…")
		in.WriteByte(' ')
	}
	for i := from; i < to; i++ {
		shown := string(runes[i])
		if runes[i] != '\t' {
			shown = Printable(shown)
		}
		t.WriteString(shown)
		if i >= at {
			continue
		}
		if runes[i] == '\t' {
			in.WriteByte('\t')
		} else {
			in.WriteString(strings.Repeat(" ", columns(shown)))
		}
	}
	if to < len(runes) {
		t.WriteString("…")
	}
	return t.String(), in.String()
}

// columns is how many columns of a terminal a text takes: none for a mark over the
// letter before it, two for a wide sign such as a Chinese one (Unicode, UAX 11).
func columns(s string) int {
	n := 0
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			continue
		}
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// Printable replaces what could disturb a terminal or hide in a message:
// control characters, invalid UTF-8 and direction marks, each by its escape.
func Printable(s string) string {
	clean := func(r rune) bool { return r != utf8.RuneError && unicode.IsPrint(r) }
	if strings.IndexFunc(s, func(r rune) bool { return !clean(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case clean(r):
			b.WriteRune(r)
		case r == utf8.RuneError:
			_, size := utf8.DecodeRuneInString(s[i:])
			quoted := strconv.QuoteToASCII(s[i : i+size])
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// WriteJSON writes the list as one JSON array, "[]" when it is empty.
func (l List) WriteJSON(w io.Writer) error {
	if l == nil {
		l = List{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(l)
}
