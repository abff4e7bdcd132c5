package matter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
	if v, ok := simpleYAML(data, firstLine); ok {
		return v, nil
	}
	return libraryYAML(data, firstLine)
}

func libraryYAML(data []byte, firstLine int) (Value, error) {
	data = spaces(data)
	var doc, second yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return Value{Kind: Mapping, Pos: diag.Pos{Line: firstLine, Column: 1}}, nil
	}
	if err != nil {
		return Value{}, yamlFault(data, err, firstLine)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return Value{}, secondDocument(data, firstLine)
	}
	lines := bytes.Split(data, []byte("\n"))
	keepInside(&doc, len(lines), utf8.RuneCount(lines[len(lines)-1])+1)
	return yamlValue(doc.Content[0], firstLine-1, 0)
}

// keepInside mends the places of values that are not there, which the library puts
// behind the end of the text.
func keepInside(n *yaml.Node, lines, column int) {
	if n.Line > lines {
		n.Line, n.Column = lines, column
	}
	for _, c := range n.Content {
		keepInside(c, lines, column)
	}
}

// spaces replaces the line ends of YAML 1.1 that no editor shows as such by
// spaces. They would put every later line number off.
func spaces(data []byte) []byte {
	for _, r := range []string{"\u0085", "\u2028", "\u2029"} {
		data = bytes.ReplaceAll(data, []byte(r), []byte(" "))
	}
	return data
}

func yamlValue(n *yaml.Node, shift, depth int) (Value, error) {
	v := Value{Pos: diag.Pos{Line: n.Line + shift, Column: n.Column}}
	if depth > maxDepth {
		return v, fault{v.Pos, "the front matter is nested too deeply", "No field needs more than three levels."}
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		return v, fault{v.Pos, noAnchors,
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
		if k.Tag == "!!null" {
			return v, fault{v.Pos, "a field without a name stands here", "Write name: value."}
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
