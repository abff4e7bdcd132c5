package matter

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bedside/internal/diag"

	"go.yaml.in/yaml/v3"
)

// maxDepth is how deep values may nest. The fields need three levels.
const maxDepth = 8

// fault is a problem inside the front matter, with its place in the file.
type fault struct {
	pos           diag.Pos
	message, hint string
}

func (f fault) Error() string { return f.message }

// parseYAML decodes YAML strictly: a map at the top, no anchors, aliases, merge
// keys or tags, which no guide needs and which can make a small file huge.
func parseYAML(data []byte, firstLine int) (Value, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return Value{}, yamlFault(data, err, firstLine)
	}
	if len(doc.Content) == 0 {
		return Value{Kind: Mapping, Pos: diag.Pos{Line: firstLine, Column: 1}}, nil
	}
	return yamlValue(doc.Content[0], firstLine-1, 0)
}

func yamlValue(n *yaml.Node, shift, depth int) (Value, error) {
	v := Value{Pos: diag.Pos{Line: n.Line + shift, Column: n.Column}}
	if depth > maxDepth {
		return v, fault{v.Pos, "the front matter is nested too deeply", "No field needs more than three levels."}
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		return v, fault{v.Pos, "anchors (&), aliases (*) and tags (!) are not used in front matter",
			"If the text itself begins with this sign, put it in quotes."}
	}
	switch n.Kind {
	case yaml.ScalarNode:
		v.Kind, v.Text = Scalar, n.Value
		if n.Tag == "!!null" {
			v.Kind = Empty
		}
	case yaml.SequenceNode:
		v.Kind = List
		for _, c := range n.Content {
			item, err := yamlValue(c, shift, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
		}
	case yaml.MappingNode:
		v.Kind = Mapping
		return yamlFields(v, n, shift, depth)
	}
	return v, nil
}

func yamlFields(v Value, n *yaml.Node, shift, depth int) (Value, error) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		pos := diag.Pos{Line: k.Line + shift, Column: k.Column}
		if k.Kind != yaml.ScalarNode {
			return v, fault{pos, "the name of a field must be a plain word", ""}
		}
		child, err := yamlValue(n.Content[i+1], shift, depth+1)
		if err != nil {
			return v, err
		}
		v.Fields = append(v.Fields, Field{Name: k.Value, NamePos: pos, Value: child})
	}
	return v, repeated(v.Fields)
}

func repeated(fields []Field) error {
	if len(fields) < 2 {
		return nil
	}
	seen := make(map[string]diag.Pos, len(fields))
	for _, f := range fields {
		if first, ok := seen[f.Name]; ok {
			return fault{f.NamePos, fmt.Sprintf("%s is given twice, first in line %d", f.Name, first.Line), "Keep one of the two."}
		}
		seen[f.Name] = f.NamePos
	}
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlFault turns the library's message into a place and the author's words.
func yamlFault(data []byte, err error, firstLine int) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	f := fault{pos: diag.Pos{Line: firstLine, Column: 1}, message: text}
	if m := yamlLine.FindStringSubmatchIndex(text); m != nil {
		n, convErr := strconv.Atoi(text[m[2]:m[3]])
		if convErr != nil {
			return errors.Join(err, convErr)
		}
		f.pos.Line = firstLine + n - 1
		f.message = text[:m[0]] + text[m[1]:]
	}
	f.message, f.hint = plainYAML(f.message)
	switch {
	case strings.Contains(f.message, "a tab"):
		f.pos = tabPlace(data, firstLine, f.pos)
	case strings.Contains(f.message, "a colon"):
		f.pos = colonPlace(data, firstLine, f.pos)
	}
	return f
}

func tabPlace(data []byte, firstLine int, otherwise diag.Pos) diag.Pos {
	for i, l := range bytes.Split(data, []byte("\n")) {
		trimmed := bytes.TrimLeft(l, " ")
		if len(trimmed) > 0 && trimmed[0] == '\t' {
			return diag.Pos{Line: firstLine + i, Column: len(l) - len(trimmed) + 1}
		}
	}
	return otherwise
}

// colonPlace is that of the second colon in a line, the one too many.
func colonPlace(data []byte, firstLine int, otherwise diag.Pos) diag.Pos {
	lines := bytes.Split(data, []byte("\n"))
	if i := otherwise.Line - firstLine; i >= 0 && i < len(lines) {
		first := bytes.Index(lines[i], []byte(": "))
		if first < 0 {
			return otherwise
		}
		if second := bytes.Index(lines[i][first+2:], []byte(":")); second >= 0 {
			otherwise.Column = utf8.RuneCount(lines[i][:first+2+second]) + 1
		}
	}
	return otherwise
}

// plainYAML says in plain words what the common messages of the YAML library mean.
func plainYAML(message string) (plain, hint string) {
	for _, t := range []struct{ sign, plain, hint string }{
		{"mapping values are not allowed", "a colon stands where none is expected",
			"Put a value that contains a colon in double quotes: title: \"Knee: replacement\"."},
		{"cannot start any token", "a line begins with a tab or a sign that means something else in front matter",
			"Indent with spaces, and put a value that begins with a sign such as @ or % in double quotes."},
		{"did not find expected ',' or ']'", "a list in square brackets is not closed or lacks a comma",
			"Write it as [first, second], with a comma between items and ] at the end."},
		{"did not find expected ',' or '}'", "a group in curly brackets is not closed or lacks a comma",
			"Write it as {low: 1, high: 2}, with a comma between fields and } at the end."},
		{"found unexpected end of stream", "a quotation mark or bracket is opened and never closed",
			"Close it on the same line."},
		{"could not find expected ':'", "this line is no field: it has no colon behind the name",
			"Write name: value, and indent the further lines of a long value."},
		{"unknown escape character", "a backslash in double quotes means something special",
			"Write two backslashes, or use single quotes."},
		{"did not find expected key", "the indentation or the quotation marks of this line do not fit the lines above",
			"Begin every field at the start of its line; inside double quotes write \\\" for a quotation mark."},
		{"unknown anchor", "anchors (&), aliases (*) and tags (!) are not used in front matter",
			"If the text itself begins with this sign, put it in quotes."},
	} {
		if strings.Contains(message, t.sign) {
			return t.plain, t.hint
		}
	}
	return "this cannot be read: " + message, ""
}
