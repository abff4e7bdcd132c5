package guide

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := Schema([]RuleText{{"reading-grade", "Plain words."}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaAgreesWithDecoder asks both about one field after the other, in JSON, which
// means the same to both.
func TestSchemaAgreesWithDecoder(t *testing.T) {
	schema := compiledSchema(t)
	for field, values := range map[string][]string{
		"title": {`"T"`, `""`, `["T"]`}, "summary": {`"S"`, `{}`}, "synonyms": {`["a"]`, `"a"`, `[["a"]]`, `null`, `[""]`},
		"category": {`"Lab"`, `[]`}, "specialties": {`["a", "b"]`, `"a"`}, "modifiers": {`["50", "LT"]`, `[50]`, `["500"]`, `"LT"`, `["L-"]`},
		"cost": {`{"low": 1, "currency": "USD"}`, `{"high": 99.5, "year": 2026, "source": "S"}`, `{"currency": "USD"}`, `{"low": 1, "currency": "usd"}`,
			`{"low": "cheap"}`, `{"low": 1, "year": 1800}`, `{"low": -1}`, `{"low": 1, "tax": 2}`, `3`, `null`},
		"related": {`["11981"]`, `[11981]`, `["1198"]`, `"11981"`, `["J7307", "0042T"]`}, "aliases": {`["/old/"]`, `["/a b/"]`, `"/old/"`},
		"reviewed": {`"2026-01-31"`, `"31.1.2026"`, `2026`, `null`}, "reviewed_by": {`"A"`, `[]`}, "review_every": {`"12m"`, `"2y"`, `"12"`, `"0m"`, `"1w"`},
		"references": {`[{"title": "A", "url": "https://a.example/", "publisher": "P", "date": "2020"}]`, `[{"title": "A", "date": 2020}]`, `[{"url": "https://a.example/"}]`,
			`["A"]`, `[{"title": "A", "url": "ftp://a.example/"}]`, `[{"title": "A", "by": "B"}]`, `{}`},
		"body_location": {`"Arm"`, `[]`}, "setting": {`"Clinic"`, `{}`}, "anesthesia": {`"None"`, `[]`}, "duration": {`"1 hour"`, `[]`},
		"lang": {`"es"`, `"pt-BR"`, `"Spanish"`, `["es"]`}, "draft": {`true`, `"yes"`, `1`},
		"allow": {`{"reading-grade": "R"}`, `{"reading-grade": ""}`, `{"reading-grade": ["R"]}`, `"reading-grade"`}, "nope": {`1`},
	} {
		for _, value := range values {
			text := `{"code": "11982", "title": "T", "summary": "S", "` + field + `": ` + value + `}`
			if field == "title" || field == "summary" {
				other := map[string]string{"title": "summary", "summary": "title"}[field]
				text = `{"code": "11982", "` + other + `": "O", "` + field + `": ` + value + `}`
			}
			agree(t, schema, "content/11982.md", text)
		}
	}
	for _, text := range []string{`{"code": "11982", "title": "T"}`, `{"code": 11982, "title": "T", "summary": "S"}`, `{"code": "1198X", "title": "T", "summary": "S"}`} {
		agree(t, schema, "content/11982.md", text)
	}
	for _, text := range []string{`{"title": "T"}`, `{}`, `{"title": "T", "summary": "S", "lang": "es", "draft": true}`, `{"title": "T", "related": ["11981"]}`, `{"title": "T", "nope": 1}`} {
		agree(t, schema, "content/about.md", text)
	}
}

func agree(t *testing.T, schema *jsonschema.Schema, file, text string) {
	t.Helper()
	_, problems := Parse(file, []byte(text+"\n\nText.\n"))
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); (err == nil) != (len(problems) == 0) {
		t.Errorf("%s: the decoder says %v, the schema %v", text, problems, err)
	}
}

// TestSchemaDescribes wants a description and a form of every field.
func TestSchemaDescribes(t *testing.T) {
	raw, err := Schema(nil)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Then, Else struct {
			Properties map[string]map[string]any
		}
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		fields     []Field
		properties map[string]map[string]any
	}{{GuideFields(), schema.Then.Properties}, {PageFields(), schema.Else.Properties}} {
		if len(part.fields) != len(part.properties) {
			t.Errorf("%d fields, %d in the schema", len(part.fields), len(part.properties))
		}
		for _, f := range part.fields {
			if p := part.properties[f.Name]; p["description"] != f.Doc || len(p) < 2 {
				t.Errorf("%s: %v", f.Name, p)
			}
		}
	}
}
