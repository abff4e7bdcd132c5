package guide

import (
	"encoding/json"
	"fmt"
)

// shape is a JSON Schema of what a field can hold. YAML reads an unquoted 11982 as a
// number and 2026-01-31 as a date; editors that check a schema do so too, so what is
// usually written without quotes may be a number there.
type shape map[string]any

// The shapes of fields. What they accept the decoder accepts, but for what only it can
// know, such as whether the code is that of the file.
var (
	textShape  = shape{"type": "string", "minLength": 1}
	textsShape = listOf(textShape)
	boolShape  = shape{"type": "boolean"}
	codeShape  = shape{"anyOf": []shape{
		{"type": "string", "pattern": "^([0-9]{5}|[0-9]{4}[FTUMftum]|[A-Za-z][0-9]{4})$"},
		{"type": "integer", "minimum": 0, "maximum": 99999},
	}}
	codesShape     = listOf(codeShape)
	modifiersShape = listOf(shape{"anyOf": []shape{
		{"type": "string", "pattern": "^[0-9A-Za-z]{2}$"},
		{"type": "integer", "minimum": 10, "maximum": 99},
	}})
	aliasesShape = listOf(shape{"type": "string", "pattern": `^[\p{L}\p{N}._~/-]+$`})
	dateShape    = shape{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
	spanShape    = shape{"type": "string", "pattern": span.String()}
	langShape    = shape{"type": "string", "pattern": langTag.String()}
	yearShape    = shape{"type": "integer", "minimum": 1900, "maximum": 2200}
	amountShape  = shape{"type": "number", "minimum": 0, "maximum": 999999999.99}
	costShape    = group(shape{
		"low": amountShape, "high": amountShape, "year": yearShape, "source": textShape,
		"currency": shape{"type": "string", "pattern": "^[A-Z]{3}$"},
	}).with("anyOf", []shape{{"required": []string{"low"}}, {"required": []string{"high"}}})
	referencesShape = listOf(group(shape{
		"title": textShape, "publisher": textShape, "date": shape{"type": []string{"string", "integer"}},
		"url": shape{"type": "string", "pattern": "^https?://"},
	}).with("required", []string{"title"}))
	// waiversShape gets its rules from Schema.
	waiversShape = shape{"type": "object"}
)

func listOf(item shape) shape { return shape{"type": "array", "items": item} }

func group(fields shape) shape {
	return shape{"type": "object", "additionalProperties": false, "properties": fields}
}

// with returns the shape with one more keyword.
func (s shape) with(keyword string, value any) shape {
	out := shape{keyword: value}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// emptyAllowed accepts a field with nothing behind its colon, as the decoder does.
func emptyAllowed(s shape) shape { return shape{"anyOf": []shape{s, {"type": "null"}}} }

// RuleText is a rule that can be waived, for Schema.
type RuleText struct{ Name, Text string }

// Schema returns a JSON Schema (2020-12) of the front matter of guides and of other
// pages, made from GuideFields and PageFields. What has a code is a guide.
func Schema(rules []RuleText) ([]byte, error) {
	allow := shape{}
	for _, r := range rules {
		allow[r.Name] = textShape.with("description", "The reason why this is accepted here. "+r.Text)
	}
	root := shape{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "Front matter of a Bedside guide or page",
		"description": "The fields at the beginning of a file in content/.",
		"type":        "object",
		"if":          shape{"required": []string{"code"}},
		"then":        fieldsShape(guideFields, group(allow)),
		"else":        fieldsShape(pageFields, group(allow)),
	}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("making the schema: %w", err)
	}
	return append(out, '\n'), nil
}

func fieldsShape(fields []Field, allow shape) shape {
	properties, required := shape{}, []string{}
	for _, f := range fields {
		s := f.shape
		if f.Name == "allow" {
			s = allow
		}
		if f.Required {
			required = append(required, f.Name)
		} else {
			s = emptyAllowed(s)
		}
		properties[f.Name] = s.with("description", f.Doc)
	}
	return group(properties).with("required", required)
}
