package matter

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineFault finds slips of the hand in a line that the library stumbled over, whose own
// message is about something else: a space before a name, none behind its colon. The
// line may be the one before. It returns false if there is no such slip.
func lineFault(lines [][]byte, at int) (line, column int, message, hint string, ok bool) {
	if column, message, hint, ok = spaceMissing(lines[at]); ok {
		return at, column, message, hint, true
	}
	above := at - 1
	for above >= 0 && !holdsField(lines[above]) {
		above--
	}
	if above < 0 {
		return 0, 0, "", "", false
	}
	if column, message, hint, ok = spaceMissing(lines[above]); ok {
		return above, column, message, hint, true
	}
	column, message, hint, ok = spaceBefore(lines[above], lines[at])
	return at, column, message, hint, ok
}

// holdsField reports whether a line is neither blank nor a remark.
func holdsField(line []byte) bool {
	line = bytes.TrimLeft(line, " ")
	return len(line) > 0 && line[0] != '#'
}

// The colon of an address, https://, is followed by a slash.
var joinedField = regexp.MustCompile(`^( *(?:- +)*)([\pL_][\pL\pN_-]*):([^\s/].*)$`)

// spaceMissing finds name:value.
func spaceMissing(line []byte) (column int, message, hint string, ok bool) {
	m := joinedField.FindSubmatch(line)
	if m == nil {
		return 0, "", "", false
	}
	name := string(m[2])
	column = utf8.RuneCount(m[1]) + utf8.RuneCount(m[2]) + 2
	if first, size := utf8.DecodeRune(m[3]); unicode.IsSpace(first) {
		value := strings.TrimSpace(string(m[3][size:]))
		return column, fmt.Sprintf("behind %s: stands a no-break space, which only looks like a space", name),
			fmt.Sprintf("Delete it and type a space: %s: %s.", name, Shorten(value)), true
	}
	return column, fmt.Sprintf("a space is missing behind %s:", name), fmt.Sprintf("Write %s: %s.", name, Shorten(string(m[3]))), true
}

var (
	indentedField = regexp.MustCompile(`^( +)([\pL_][\pL\pN_-]*):( |$)`)
	filledField   = regexp.MustCompile(`^( *(?:- +)*)([\pL_][\pL\pN_-]*): +[^ |>]`)
)

// spaceBefore finds a name that does not begin where that of the line above does,
// which has a value of its own.
func spaceBefore(above, line []byte) (column int, message, hint string, ok bool) {
	m, up := indentedField.FindSubmatch(line), filledField.FindSubmatch(above)
	if m == nil || up == nil || len(m[1]) == len(up[1]) {
		return 0, "", "", false
	}
	name := string(m[2])
	if len(up[1]) > 0 {
		return len(m[1]) + 1, fmt.Sprintf("%s does not begin straight below %s, the field above", name, up[2]),
			fmt.Sprintf("The fields of a group begin in one column: put %s straight below %s.", name, up[2]), true
	}
	return 1, fmt.Sprintf("a space stands before %s, which makes the line a part of the one above", name),
		fmt.Sprintf("Remove the space before %s: a field begins at the start of its line. If the line goes on with the text above, put the whole text in double quotes.", name), true
}

// secondColon returns the column of the colon within a line's value, or 0.
func secondColon(line []byte) int {
	start := len(fieldStart.Find(line))
	rest := append(bytes.Clone(line[start:]), ' ')
	i := bytes.Index(rest, []byte(": "))
	if i < 0 {
		return 0
	}
	return utf8.RuneCount(line[:start+i]) + 1
}
