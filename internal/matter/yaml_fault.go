package matter

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bedside/internal/diag"

	"go.yaml.in/yaml/v3"
)

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlFault turns the library's message into a place and the author's words.
//
// The library names a line that is often one off, sometimes that of the end, and
// sometimes none; so the place is searched for: in the first field that cannot be
// read by itself, the line behind the last one up to which it can.
func yamlFault(data []byte, err error, firstLine int) error {
	lines := bytes.Split(data, []byte("\n"))
	from, to := faultyField(lines)
	message, reported := yamlMessage(err)
	if from == to {
		from, to = min(reported, len(lines)-1), len(lines)
	} else if _, err := yamlTree(lines[from:to]); err != nil {
		message, reported = yamlMessage(err)
		reported += from
	} else {
		to = from + 1
	}
	at := from + readable(lines[from:to])
	if at > reported || reported >= to || unclosed(message) {
		reported = at
	}
	reported = min(reported, len(lines)-1)
	line := lines[reported]
	f := fault{pos: diag.Pos{Line: firstLine + reported, Column: faultColumn(line)}}
	if before, _, tab := bytes.Cut(line, []byte("\t")); tab && len(bytes.TrimLeft(before, " -")) == 0 {
		f.pos.Column = len(before) + 1
		f.message, f.hint = "this line is indented with a tab", "Indent with spaces: YAML does not allow tabs there."
		return f
	}
	if slipped(message) {
		if at, column, what, hint, ok := lineFault(lines, reported); ok {
			return fault{diag.Pos{Line: firstLine + at, Column: column}, what, hint}
		}
	}
	f.message, f.hint = plainYAML(message)
	if column := secondColon(line); column > 0 && strings.Contains(message, misplacedColon) {
		if value := line[len(fieldStart.Find(line)):]; bytes.HasPrefix(value, []byte("“")) {
			f.hint = "Put the value in straight double quotes, \"like this\": the curly ones of a word processor are a part of the text."
		}
		f.pos.Column = column
	}
	return f
}

const misplacedColon = "mapping values are not allowed"

// slipped reports whether a message can come from a space that is missing or too many.
func slipped(message string) bool {
	for _, sign := range []string{misplacedColon, "could not find expected ':'", "did not find expected key", "did not find expected '-' indicator"} {
		if strings.Contains(message, sign) {
			return true
		}
	}
	return false
}

// yamlMessage takes the library's message apart: what is wrong, and the line, which
// counts from 0.
func yamlMessage(err error) (message string, line int) {
	if err == nil {
		return "", 0
	}
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	m := yamlLine.FindStringSubmatchIndex(message)
	if m == nil {
		return message, 0
	}
	n, convErr := strconv.Atoi(message[m[2]:m[3]])
	if convErr != nil || n < 1 {
		return message, 0
	}
	return message[:m[0]] + message[m[1]:], n - 1
}

// yamlTree reads lines by themselves; the result has no children if they are blank.
func yamlTree(lines [][]byte) (doc yaml.Node, err error) {
	err = yaml.Unmarshal(bytes.Join(lines, []byte("\n")), &doc)
	return doc, err
}

// faultyField returns the lines of the first field that cannot be read by itself or
// is none; an empty range if there is no such.
func faultyField(lines [][]byte) (from, to int) {
	for from < len(lines) {
		to = from + 1
		for to < len(lines) && !beginsField(lines[to]) {
			to++
		}
		doc, err := yamlTree(lines[from:to])
		if err != nil || len(doc.Content) > 0 && doc.Content[0].Kind != yaml.MappingNode {
			return from, to
		}
		from = to
	}
	return 0, 0
}

func beginsField(line []byte) bool {
	return len(line) > 0 && strings.IndexByte(" \t#-]}", line[0]) < 0
}

// maxSearched bounds, in lines and in bytes, a search whose cost grows with the
// product of both.
const (
	maxSearched      = 200
	maxSearchedBytes = 16 << 10
)

// readable returns the number of lines up to which a field can be read, less than
// all of them.
func readable(lines [][]byte) int {
	size := 0
	for _, l := range lines {
		size += len(l)
	}
	if size > maxSearchedBytes {
		return 0
	}
	for n := min(len(lines), maxSearched) - 1; n > 0; n-- {
		if _, err := yamlTree(lines[:n]); err == nil {
			return n
		}
	}
	return 0
}

// unclosed reports whether a message is about the end of something, whose beginning
// is the place to look at.
func unclosed(message string) bool {
	return strings.Contains(message, "end of stream") || strings.Contains(message, "expected ',' or")
}

var fieldStart = regexp.MustCompile(`^\s*(- +)*([\pL\pN_-]+:\s+|- +)?`)

// faultColumn is where the value of a line begins, or the line's first sign.
func faultColumn(line []byte) int {
	before := fieldStart.Find(line)
	if len(before) == len(line) {
		before = line[:len(line)-len(bytes.TrimLeft(line, " "))]
	}
	return utf8.RuneCount(before) + 1
}

// secondDocument is the fault of fields behind a line that ends them.
func secondDocument(data []byte, firstLine int) error {
	for i, l := range bytes.Split(data, []byte("\n")) {
		if m := indentedField.FindSubmatch(l); m != nil {
			return fault{diag.Pos{Line: firstLine + i, Column: 1}, fmt.Sprintf("a space stands before %s", m[2]),
				fmt.Sprintf("Remove the space before %s: a field begins at the start of its line.", m[2])}
		}
		if holdsField(l) {
			break
		}
	}
	for i, l := range bytes.Split(data, []byte("\n")) {
		if i > 0 && (bytes.HasPrefix(l, []byte("---")) || bytes.HasPrefix(l, []byte("..."))) {
			return fault{diag.Pos{Line: firstLine + i, Column: 1}, "this line ends the fields, and more follow",
				"Remove the line."}
		}
	}
	return fault{diag.Pos{Line: firstLine, Column: 1}, "the fields are in more than one part", "Remove the lines --- and ... between them."}
}

// plainYAML says in plain words what the common messages of the YAML library mean.
func plainYAML(message string) (plain, hint string) {
	for _, t := range yamlMessages {
		if strings.Contains(message, t.sign) {
			return t.plain, t.hint
		}
	}
	return "this cannot be read: " + message, ""
}

const noAnchors = "anchors (&), aliases (*) and tags (!) are not used in front matter"

var yamlMessages = []struct{ sign, plain, hint string }{
	{misplacedColon, "a colon stands where none is expected",
		"Put a value that contains a colon in double quotes: title: \"Knee: replacement\"."},
	{"cannot start any token", "a value begins with a sign that means something else in front matter",
		"Put a value that begins with a sign such as @, % or ` in double quotes."},
	{"did not find expected ',' or ']'", "a list in square brackets is not closed or lacks a comma",
		"Write it as [first, second], with a comma between items and ] at the end."},
	{"did not find expected ',' or '}'", "a group in curly brackets is not closed or lacks a comma",
		"Write it as {low: 1, high: 2}, with a comma between fields and } at the end."},
	{"did not find expected node content", "a list or group is not closed, or lacks an item",
		"Write a list as [first, second] and a group as {low: 1, high: 2}."},
	{"found unexpected end of stream", "a quotation mark or bracket is opened and never closed",
		"Close it on the same line."},
	{"could not find expected ':'", "this line is no field: it has no colon behind the name",
		"Write name: value, and indent the further lines of a long value."},
	{"unknown escape character", "a backslash in double quotes means something special",
		"Write two backslashes, or use single quotes."},
	{"did not find expected key", "the indentation or the quotation marks of this line do not fit the lines above",
		"Begin every field at the start of its line; inside double quotes write \\\" for a quotation mark."},
	{"control characters are not allowed", "this line holds a control character", "Remove it."},
	{"exceeded max depth", "the fields are nested too deeply", "No field needs more than three levels."},
	{"unknown anchor", noAnchors, "If the text itself begins with this sign, put it in quotes."},
	{"alphabetic or numeric character", noAnchors, "If the text itself begins with this sign, put it in quotes."},
}
