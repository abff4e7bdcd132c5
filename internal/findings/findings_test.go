package findings

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"bedside/internal/check"
	"bedside/internal/diag"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite docs/check.schema.json")

// sample has findings of each severity, with what could break a form.
var sample = diag.List{
	{File: "content/a b/11981.md", Pos: diag.Pos{Line: 7, Column: 3}, Severity: diag.Error, Rule: "link-broken",
		Message: `nothing is found at "gone.md", 100%`, Hint: "Write: one, two.", Excerpt: "  [a](gone.md)"},
	{File: "content/a b/11981.md", Pos: diag.Pos{Line: 9, Column: 1}, Severity: diag.Warning, Rule: "review-due", Message: "it is due <now>\x1b"},
	{File: "content/a b/11981.md", Pos: diag.Pos{Line: 12, Column: 1}, Severity: diag.Warning, Rule: "review-due", Message: "again"},
	{File: "content/ü:1,2.md", Severity: diag.Info, Rule: "reference-old", Message: "old\r\nnews"},
	{File: "content/x.md", Pos: diag.Pos{Line: 1, Column: 1}, Severity: diag.Warning, Rule: "review-due", Message: "due"},
}

func written(t *testing.T, f func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	got := written(t, func(b *bytes.Buffer) error { return Text(b, sample, diag.Style{}) })
	for _, want := range []string{
		"content/a b/11981.md:7:3: error: nothing is found at \"gone.md\", 100% [link-broken]\n      [a](gone.md)\n      ^\n    hint: Write: one, two.\n",
		"it is due <now>\\x1b [review-due]\n",
		"\nerror    link-broken    1 finding in 1 file\nwarning  review-due     3 findings in 2 files\ninfo     reference-old  1 finding in 1 file\n\n1 error, 3 warnings, 1 remark\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the text\n%s\nhas no\n%s", got, want)
		}
	}
	if got := written(t, func(b *bytes.Buffer) error { return Text(b, nil, diag.Style{}) }); got != "no findings\n" {
		t.Errorf("without findings: %q", got)
	}
}

func TestGitHub(t *testing.T) {
	got := written(t, func(b *bytes.Buffer) error { return GitHub(b, sample, "guides") })
	want := `::error file=guides/content/a b/11981.md,line=7,col=3,title=link-broken::nothing is found at "gone.md", 100%25%0AWrite: one, two.
::warning file=guides/content/a b/11981.md,line=9,col=1,title=review-due::it is due <now>` + "\x1b" + `
::warning file=guides/content/a b/11981.md,line=12,col=1,title=review-due::again
::notice file=guides/content/ü%3A1%2C2.md,title=reference-old::old%0D%0Anews
::warning file=guides/content/x.md,line=1,col=1,title=review-due::due
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// validator compiles a schema.
func validator(t *testing.T, name string, raw []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

// TestJSON validates what is written, and wants the schema to refuse what is not.
func TestJSON(t *testing.T) {
	s := validator(t, "check.schema.json", Schema())
	for _, list := range []diag.List{sample, nil} {
		got := written(t, func(b *bytes.Buffer) error { return JSON(b, list) })
		if err := valid(t, s, got); err != nil {
			t.Errorf("%v\n%s", err, got)
		}
		for part, other := range map[string]string{
			`"version": 1`: `"version": 2`, `"errors": `: `"mistakes": `, `"column": 3`: `"column": -3`, `"severity": "error"`: `"severity": "fatal"`,
			`"rule": "review-due"`: `"rule": "Review due"`, `"message": "again"`: `"message": ""`, `"file": "content/x.md"`: `"file": "content/x.md", "more": 1`,
		} {
			if bad := strings.Replace(got, part, other, 1); bad != got && valid(t, s, bad) == nil {
				t.Errorf("the schema accepts %s", other)
			}
		}
	}
	const docs = "../../docs/check.schema.json"
	if *update {
		if err := os.WriteFile(docs, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if published, err := os.ReadFile(docs); err != nil || !bytes.Equal(published, Schema()) {
		t.Errorf("docs/check.schema.json is out of step: go test ./internal/findings -update (%v)", err)
	}
}

// TestSARIF validates against the parts of the OASIS schema that are used, in our own
// words (testdata/sarif.schema.json), and looks at what a schema cannot say.
func TestSARIF(t *testing.T) {
	raw, err := os.ReadFile("testdata/sarif.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	s := validator(t, "sarif.schema.json", raw)
	got := written(t, func(b *bytes.Buffer) error { return SARIF(b, sample, ".") })
	if err := valid(t, s, got); err != nil {
		t.Error(err)
	}
	if err := valid(t, s, written(t, func(b *bytes.Buffer) error { return SARIF(b, nil, ".") })); err != nil {
		t.Error(err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(got), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Tool.Driver.Rules) != len(check.All()) || len(run.Results) != len(sample) {
		t.Fatalf("%d rules, %d results", len(run.Tool.Driver.Rules), len(run.Results))
	}
	for i, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.Rule || r.Rule != sample[i].Rule {
			t.Errorf("result %d is of the rule %s, number %d", i, r.Rule, r.RuleIndex)
		}
	}
	first, whole := run.Results[0].Locations[0].Physical, run.Results[3]
	if first.Artifact.URI != "content/a%20b/11981.md" || first.Region.Line != 7 || first.Region.Column != 3 {
		t.Errorf("the first place is %+v", first)
	}
	if whole.Level != "note" || whole.Locations[0].Physical.Region != nil || whole.Locations[0].Physical.Artifact.URI != "content/%C3%BC:1,2.md" {
		t.Errorf("a finding of a whole file is %+v", whole)
	}
}
