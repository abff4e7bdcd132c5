package check_test

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/fees/feestest"

	"github.com/rogpeppe/go-internal/txtar"
)

// today is the day of all cases.
var today = time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)

// TestRules applies each rule to its archive, testdata/RULE.txtar: a small source
// directory in which every finding of the rule is written on the line where it
// belongs, as
//
//	Text. <!-- want: rule-name -->          in a text
//	modifiers: [XX] # want: rule-name       in front matter and settings
//
// with a part of its message in backquotes if several could be meant:
//
//	[a](gone.md) <!-- want: link-broken `"gone.md"` -->
//
// The marks are taken away before the files are read. At least one file must be found
// fault with, and at least one must not.
func TestRules(t *testing.T) {
	for _, rule := range check.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			a, err := txtar.ParseFile(filepath.Join("testdata", rule.Name+".txtar"))
			if err != nil {
				t.Fatal("a rule needs an archive of cases:", err)
			}
			if len(strings.TrimSpace(string(a.Comment))) == 0 {
				t.Error("the archive does not say what it shows")
			}
			c := newCase(t, a)
			found := slices.DeleteFunc(c.findings(t), func(d diag.Diagnostic) bool { return d.Rule != rule.Name })
			c.compare(t, rule, found)
			bad, good := map[string]bool{}, 0
			for _, d := range found {
				bad[d.File] = true
			}
			for name := range c.files {
				if !bad[name] && !strings.HasPrefix(name, "static/") {
					good++
				}
			}
			if len(bad) == 0 || good == 0 {
				t.Errorf("%d files with and %d without a finding: both are needed", len(bad), good)
			}
		})
	}
}

// sample is the source directory of an archive and what is wanted of it.
type sample struct {
	files    fstest.MapFS
	wants    []want
	renewals map[string]check.Renewal
}

// want is a mark: the rule that finds something in a line, with its severity if that
// is not the rule's own.
type want struct {
	file, rule, severity, message string
	line                          int
}

var (
	markForm = regexp.MustCompile(`(?m) *(?:<!-- want: (.*?) -->|# want: (.*))$`)
	wantForm = regexp.MustCompile("([a-z][a-z-]*)(?:=(error|warning|info))?(?: `([^`]*)`)?")
)

// padForm is a comment that stands for one of so many kilobytes.
var padForm = regexp.MustCompile(`<!-- ([0-9]+) KB -->`)

// renewalsFile holds what git would say, a line a guide: file, old date, new date.
const renewalsFile = "renewals"

// feesFile is a fee schedule, a line a code: code, status, PCTC, GLOB, BILAT, ASST,
// CO-SURG, TEAM and a short text that is made up.
const feesFile = "fees"

func rows(table string) []feestest.Row {
	var out []feestest.Row
	for line := range strings.Lines(table) {
		w := strings.Fields(line)
		out = append(out, feestest.Row{Code: w[0], Status: w[1], Components: w[2], Global: w[3], Bilateral: w[4], Assistant: w[5], CoSurgeons: w[6], Team: w[7],
			Descriptor: strings.Join(w[8:], " ")})
	}
	return out
}

func newCase(t *testing.T, a *txtar.Archive) *sample {
	t.Helper()
	c := &sample{files: fstest.MapFS{}, renewals: map[string]check.Renewal{}}
	for _, f := range a.Files {
		if f.Name == renewalsFile {
			for line := range strings.Lines(string(f.Data)) {
				parts := strings.Fields(line)
				c.renewals[parts[0]] = check.Renewal{From: parts[1], To: parts[2]}
			}
			continue
		}
		if f.Name == feesFile {
			c.files["fees.csv"] = &fstest.MapFile{Data: feestest.File(rows(string(f.Data))), Mode: 0o644}
			c.files["bedside.yaml"] = &fstest.MapFile{Data: []byte("codes: fees.csv\n"), Mode: 0o644}
			continue
		}
		text := string(f.Data)
		if ext := filepath.Ext(f.Name); ext == ".md" || ext == ".yaml" {
			text = c.takeMarks(f.Name, text)
		}
		text = padForm.ReplaceAllStringFunc(text, func(mark string) string {
			kilobytes, err := strconv.Atoi(padForm.FindStringSubmatch(mark)[1])
			if err != nil {
				t.Fatal(err)
			}
			return "<!--" + strings.Repeat(" ", kilobytes<<10) + "-->"
		})
		c.files[f.Name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return c
}

func (c *sample) takeMarks(file, text string) string {
	for i, line := range strings.Split(text, "\n") {
		m := markForm.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, w := range wantForm.FindAllStringSubmatch(m[1]+m[2], -1) {
			c.wants = append(c.wants, want{file: file, line: i + 1, rule: w[1], severity: w[2], message: w[3]})
		}
	}
	return markForm.ReplaceAllString(text, "")
}

// findings builds the site without publishing it.
func (c *sample) findings(t *testing.T) diag.List {
	t.Helper()
	result, err := build.Build(t.Context(), build.Options{Source: c.files, Defaults: bedside.Defaults(), Today: today, Renewals: c.renewals, AskWeb: web})
	if err != nil {
		t.Fatal(err)
	}
	return result.Problems
}

// web says of an address what its end says.
func web(_ context.Context, addresses []string) (map[string]check.Answer, error) {
	answers := map[string]check.Answer{}
	for _, a := range addresses {
		page, _, _ := strings.Cut(a, "#")
		switch path.Base(page) {
		case "gone":
			answers[a] = check.Answer{Fault: "is dead: 404 Not Found", Hint: "Look for another source."}
		case "moved":
			answers[a] = check.Answer{Fault: "has moved for good", Hint: "Write the new one.", Remark: true}
		}
	}
	return answers, nil
}

// compare wants a finding for each mark, and a mark for each finding.
func (c *sample) compare(t *testing.T, rule check.Rule, found diag.List) {
	t.Helper()
	left := slices.Clone(found)
	for _, w := range c.wants {
		if w.rule != rule.Name {
			t.Errorf("%s:%d wants the rule %s, which is another one's", w.file, w.line, w.rule)
		}
		severity := w.severity
		if severity == "" {
			severity = rule.Severity.String()
		}
		i := slices.IndexFunc(left, func(d diag.Diagnostic) bool {
			return d.File == w.file && d.Line == w.line && d.Severity.String() == severity && strings.Contains(d.Message, w.message)
		})
		if i < 0 {
			t.Errorf("%s:%d: %s %s `%s` is not found", w.file, w.line, severity, w.rule, w.message)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, d := range left {
		t.Errorf("not wanted: %s: %s: %s", d.Location(), d.Severity, d.Message)
	}
	for _, d := range found {
		if d.Message == "" || d.Hint == "" || strings.HasSuffix(d.Message, ".") {
			t.Errorf("%s: message %q, hint %q", d.Location(), d.Message, d.Hint)
		}
	}
}

// TestRulesAreWellFormed holds the texts of rules to one form: each is printed.
func TestRulesAreWellFormed(t *testing.T) {
	names := map[string]bool{}
	for _, r := range check.Rules() {
		if names[r.Name] {
			t.Errorf("two rules are called %s", r.Name)
		}
		names[r.Name] = true
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(r.Name) {
			t.Errorf("a rule is called %q", r.Name)
		}
		for part, text := range map[string]string{"title": r.Title, "why": r.Why, "fix": r.Fix, "source": r.Source} {
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "\n") {
				t.Errorf("%s: the %s is %q", r.Name, part, text)
			}
		}
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range archives {
		if name := strings.TrimSuffix(filepath.Base(a), ".txtar"); !names[name] {
			t.Errorf("%s belongs to no rule", a)
		}
	}
	if found, ok := check.Find("link-broken"); !ok || found.Name != "link-broken" || len(check.Names()) != len(names) {
		t.Errorf("Find: %v, %t; %d names", found.Name, ok, len(check.Names()))
	}
	if _, ok := check.Find("nothing"); ok {
		t.Error("there is a rule of no name")
	}
}
