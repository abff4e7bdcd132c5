package bedside_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"bedside/internal/check"
	"bedside/internal/guide"
	"bedside/internal/site"
)

var update = flag.Bool("update", false, "rewrite the generated parts of docs/")

// TestDocs holds the tables of docs/ against the code that they describe.
func TestDocs(t *testing.T) {
	for _, d := range []struct{ file, mark, want string }{
		{"docs/content.md", "guide fields", fieldTable(guide.GuideFields())},
		{"docs/content.md", "page fields", fieldTable(guide.PageFields())},
		{"docs/content.md", "sections", sectionTable()},
		{"docs/content.md", "settings", settingsTable()},
		{"docs/rules.md", "rules", ruleList()},
		{"docs/rules.md", "faults", faultList()},
		{"docs/layouts.md", "partials", partialTable(t)},
		{"docs/layouts.md", "functions", functionTable(t)},
		{"docs/layouts.md", "fields", layoutFields(t)},
	} {
		checkPart(t, d.file, d.mark, d.want)
	}
}

// checkPart compares what stands between <!-- mark --> and <!-- end -->.
func checkPart(t *testing.T, file, mark, want string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	start := strings.Index(text, "<!-- "+mark+" -->\n")
	if start < 0 {
		t.Fatalf("%s has no part %q", file, mark)
	}
	start += len("<!-- " + mark + " -->\n")
	length := strings.Index(text[start:], "<!-- end -->")
	if length < 0 {
		t.Fatalf("%s: the part %q has no end", file, mark)
	}
	if text[start:start+length] == want {
		return
	}
	if !*update {
		t.Errorf("%s: the part %q is out of step with the code: go test . -update", file, mark)
		return
	}
	if err := os.WriteFile(file, []byte(text[:start]+want+text[start+length:]), 0o644); err != nil {
		t.Fatal(err)
	}
}

func fieldTable(fields []guide.Field) string {
	var b strings.Builder
	b.WriteString("| field | | |\n| --- | --- | --- |\n")
	for _, f := range fields {
		form := f.Form
		if f.Required {
			form += ", required"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, form, f.Doc)
	}
	return b.String()
}

func sectionTable() string {
	var b strings.Builder
	b.WriteString("| heading | name for links | also recognized as |\n| --- | --- | --- |\n")
	for _, k := range guide.Kinds() {
		fmt.Fprintf(&b, "| %s | `#%s` | %s |\n", k.Heading, k.Kind, strings.Join(k.Wordings, ", "))
	}
	return b.String()
}

func settingsTable() string {
	var b strings.Builder
	b.WriteString("| field | | |\n| --- | --- | --- |\n")
	for _, f := range site.ConfigFields() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, f.Form, f.Doc)
	}
	return b.String()
}

func ruleList() string {
	var b strings.Builder
	for _, r := range check.Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n%s. %s\n\n%s\n\n*What to do:* %s\n\n*Where it comes from:* %s%s\n", r.Name, capital(r.Severity.String()), r.Title, r.Why, r.Fix, r.Source, firm(r))
	}
	return b.String() + "\n"
}

func faultList() string {
	var b strings.Builder
	b.WriteString("| name | | |\n| --- | --- | --- |\n")
	for _, r := range check.Faults() {
		fmt.Fprintf(&b, "| `%s` | %s. %s %s | %s |\n", r.Name, capital(r.Severity.String()), r.Title, r.Why, r.Fix)
	}
	return b.String()
}

func firm(r check.Rule) string {
	if !r.Firm {
		return ""
	}
	return "\n\nThis rule can neither be switched off nor waived."
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
