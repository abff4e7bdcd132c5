package bedside_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// TestEditorFiles holds what editors are given against the fields that there are.
func TestEditorFiles(t *testing.T) {
	generated(t, ".vscode/bedside.schema.json", printedSchema(t))
	generated(t, ".vscode/bedside.code-snippets", snippets(t))
}

func generated(t *testing.T, name string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of step with the code: go test . -update (%v)", name, err)
	}
}

func printedSchema(t *testing.T) []byte {
	t.Helper()
	out, err := exec.Command("go", "run", "./cmd/bedside", "schema").Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type snippet struct {
	Scope       string   `json:"scope"`
	Prefix      string   `json:"prefix"`
	Body        []string `json:"body"`
	Description string   `json:"description"`
}

// forms are what a field is begun with; a plain text is begun with nothing.
var forms = map[string][]string{
	"code": {`code: "$1"`}, "synonyms": {"synonyms: [$1]"}, "specialties": {"specialties: [$1]"}, "modifiers": {`modifiers: ["$1"]`},
	"cost":    {`cost: {low: $1, high: $2, currency: USD, year: $CURRENT_YEAR, source: "$3"}`},
	"related": {`related: ["$1"]`}, "aliases": {"aliases: [/$1/]"}, "reviewed": {"reviewed: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"},
	"reviewed_by": {`reviewed_by: "$1"`}, "review_every": {"review_every: ${1|12m,6m,2y|}"},
	"references": {"references:", `  - title: "$1"`, "    url: https://$2", `    publisher: "$3"`, "    date: $4"},
	"draft":      {"draft: true"}, "allow": {"allow:", `  ${1:rule}: "${2:the reason why}"`},
}

func snippets(t *testing.T) []byte {
	t.Helper()
	all := map[string]snippet{}
	for _, f := range guide.GuideFields() {
		body := forms[f.Name]
		if body == nil {
			body = []string{f.Name + ": $1"}
		}
		all["field "+f.Name] = snippet{"markdown", f.Name, body, f.Doc}
	}
	for mark, meaning := range map[string]string{"EMERGENCY": "Get help now.", "URGENT": "Call today.", "WARNING": "Be careful.", "NOTE": "Good to know.", "BILLING": "For billing staff; not in the handout."} {
		all["box "+mark] = snippet{"markdown", strings.ToLower(mark), []string{"> [!" + mark + "]", "> $1"}, meaning}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(all); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEditorPatterns reads a printed finding with the expressions that editors are
// given, and none of the lines round it.
func TestEditorPatterns(t *testing.T) {
	var printed bytes.Buffer
	found := diag.List{{File: "content/a b/11982.md", Pos: diag.Pos{Line: 7, Column: 3}, Severity: diag.Info, Rule: "link-broken", Message: "it: is [not] here", Hint: "Mend it.", Excerpt: "x: 1:2: error: y"}}
	if err := found.Print(&printed, diag.Style{}); err != nil {
		t.Fatal(err)
	}
	for file, form := range map[string]string{".vscode/tasks.json": `"regexp": ("\^.*?\$")`, "docs/editors.md": `"file_regex": (".*")`} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		matches := regexp.MustCompile(form).FindAllSubmatch(text, -1)
		if len(matches) == 0 {
			t.Errorf("%s has no expression", file)
		}
		for _, m := range matches {
			var pattern string
			if err := json.Unmarshal(m[1], &pattern); err != nil {
				t.Fatal(err)
			}
			var lines []string
			for line := range strings.Lines(printed.String()) {
				if g := regexp.MustCompile(pattern).FindStringSubmatch(strings.TrimSpace(line)); g != nil {
					lines = append(lines, strings.Join(g[1:4], "|"))
				}
			}
			if len(lines) != 1 || lines[0] != "content/a b/11982.md|7|3" {
				t.Errorf("%s: the expression finds %q in\n%s", file, lines, printed.String())
			}
		}
	}
}

// TestFaultsAreDocumented looks for the names of faults in the code that reports them.
func TestFaultsAreDocumented(t *testing.T) {
	reported := regexp.MustCompile(`(?:Rule:|Errorf\([^"]*,|errorf\(\w+,|warnf\(\w+,|errorAt\([^"]*,|diag\.(?:Error|Warning),) ?"([a-z]+(?:-[a-z]+)+)"`)
	seen := map[string]bool{}
	for _, dir := range []string{"guide", "matter", "site", "build", "render"} {
		files, err := os.ReadDir("internal/" + dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			text, err := os.ReadFile("internal/" + dir + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range reported.FindAllSubmatch(text, -1) {
				seen[string(m[1])] = true
				if _, ok := check.Find(string(m[1])); !ok {
					t.Errorf("internal/%s/%s reports %s, which no rule or fault explains", dir, f.Name(), m[1])
				}
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d names were found: %v", len(seen), seen)
	}
}
