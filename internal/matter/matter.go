// Package matter reads the structured part of authors' files, the front matter of
// a guide and the site's settings, into values with places.
//
// Three formats are read: YAML, TOML and JSON. Whatever the format, the result is
// a tree of Values that keeps each scalar as the text that was written, so that
// an unquoted 00100 stays 00100 and yes stays yes; what a field should be is
// decided by whoever asks for it, with a Decoder, which collects every problem
// with its place and goes on. Nothing in a file can make the tree larger than the
// file: anchors, aliases and tags are refused, and nesting is bounded.
package matter

import (
	"fmt"

	"bedside/internal/diag"
)

// Value is one value with its place.
type Value struct {
	Kind   Kind
	Text   string
	Pos    diag.Pos
	Items  []Value // of a list
	Fields []Field // of a group, in the author's order
}

// Kind says what a value is made of.
type Kind uint8

// The kinds of value. Empty is a field with nothing behind its colon.
const (
	Empty Kind = iota
	Scalar
	List
	Mapping
)

// String names the kind in an author's words.
func (k Kind) String() string {
	return [...]string{"nothing", "a text", "a list", "a group of fields"}[k]
}

// Field is a named value; its own Pos is where the name stands.
type Field struct {
	Name    string
	NamePos diag.Pos
	Value
}

// Find returns the value of a field.
func (v Value) Find(name string) (Value, bool) {
	for _, f := range v.Fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	return Value{}, false
}

// Read cuts the front matter from the start of a file and reads it. It returns
// the offset at which the text behind it begins. A problem that it returns makes
// the rest of the file meaningless.
func Read(src *diag.Source) (tree Value, body int, problem *diag.Diagnostic) {
	m, problem := cut(src)
	if problem == nil {
		problem = tooLong(src, m.start, len(m.data), "front-matter")
	}
	if problem != nil {
		return Value{}, 0, problem
	}
	firstLine := src.At(m.start).Line
	var err error
	switch m.format {
	case "yaml":
		tree, err = parseYAML(m.data, firstLine)
	case "toml":
		tree, err = parseTOML(m.data, firstLine)
	default:
		tree, err = parseJSON(src, m)
	}
	return tree, m.body, kindProblem(src, m.start, "front-matter", Mapping, tree, err)
}

// ReadYAML reads a whole file of YAML, such as the site's settings, which is a
// Mapping, or a List. The rule names the kind of file in a problem.
func ReadYAML(src *diag.Source, rule string, want Kind) (Value, *diag.Diagnostic) {
	if problem := NotText(src); problem != nil {
		return Value{}, problem
	}
	if problem := tooLong(src, 0, len(src.Text), rule); problem != nil {
		return Value{}, problem
	}
	tree, err := parseYAML(src.Text, 1)
	return tree, kindProblem(src, 0, rule, want, tree, err)
}

// maxSize is how many bytes of fields are read. The longest that anybody writes
// are a hundredth of it; each byte may cost a hundred in memory.
const maxSize = 256 << 10

func tooLong(src *diag.Source, start, size int, rule string) *diag.Diagnostic {
	if size <= maxSize {
		return nil
	}
	d := src.New(diag.Error, rule, start, fmt.Sprintf("the fields that begin here take %d bytes; they may take %d", size, maxSize),
		"Check that the right text was saved here; a guide's text belongs below its fields.")
	return &d
}

func kindProblem(src *diag.Source, start int, rule string, want Kind, tree Value, err error) *diag.Diagnostic {
	if err == nil && tree.Kind != want {
		expected := "fields are expected here, each as name: value"
		if want == List {
			expected = "a list is expected here, each item on a line of its own that begins with - and a space"
		}
		err = fault{tree.Pos, expected, ""}
	}
	if err == nil {
		return nil
	}
	f, ok := err.(fault)
	if !ok {
		f = fault{src.At(start), err.Error(), ""}
	}
	return &diag.Diagnostic{File: src.File, Pos: f.pos, Severity: diag.Error, Rule: rule, Message: f.message, Hint: f.hint}
}
