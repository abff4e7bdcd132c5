package check

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/fees/feestest"
	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted findings in testdata")

// TestRules applies each rule to its archive, testdata/NAME.txtar: a small source
// directory whose last file, "want", lists what this rule finds in it, as
// file:line:column: severity: message. At least one file must be found fault with,
// and at least one must not.
func TestRules(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			name := filepath.Join("testdata", rule.Name+".txtar")
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal("a rule needs an archive of cases:", err)
			}
			last := len(a.Files) - 1
			if last < 1 || a.Files[last].Name != "want" {
				t.Fatal(`the last file is not "want"`)
			}
			if len(strings.TrimSpace(string(a.Comment))) == 0 {
				t.Error("the archive does not say what it shows")
			}
			got, found := "", map[string]bool{}
			for _, d := range findings(t, a.Files[:last]) {
				if d.Rule == rule.Name {
					got += fmt.Sprintf("%s: %s: %s\n", d.Location(), d.Severity, d.Message)
					found[d.File] = true
				}
			}
			if *update {
				a.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := string(a.Files[last].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			good := 0
			for _, f := range a.Files[:last] {
				if strings.HasSuffix(f.Name, ".md") && !found[f.Name] {
					good++
				}
			}
			if len(found) == 0 || good == 0 {
				t.Errorf("%d files with and %d without a finding: both are needed", len(found), good)
			}
		})
	}
}

// findings builds a site of the files and returns what all rules find in it.
func findings(t *testing.T, files []txtar.File) diag.List {
	t.Helper()
	src := site.Sources{Config: site.DefaultConfig()}
	type read struct {
		guide  *guide.Guide
		source *diag.Source
		origin site.Origin
		body   *guide.Body
		start  int
	}
	var texts []read
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".md") {
			src.Files = append(src.Files, f.Name)
			continue
		}
		content, problems := guide.Parse(f.Name, f.Data)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		r := read{source: diag.NewSource(f.Name, f.Data), start: content.BodyStart}
		if g := content.Guide; g != nil {
			src.Guides = append(src.Guides, g)
			r.guide = g
			r.origin = site.Origin{File: f.Name, Path: site.GuidePath(g.Code)}
		} else {
			src.Pages = append(src.Pages, content.Page)
			r.origin = site.Origin{File: f.Name, Path: content.Page.Path}
		}
		if r.body, problems = guide.ParseBody(r.source, content.BodyStart, guide.NewWordings(nil)); len(problems) > 0 {
			t.Fatal(problems)
		}
		texts = append(texts, r)
	}
	s, problems := site.New(src)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	found := Guides(s)
	for _, r := range texts {
		found = append(found, scheduleOf(t, files).Fees(r.source, r.start, r.guide)...)
	}
	var anchors []Anchor
	known := map[string]map[string]bool{}
	for _, r := range texts {
		text := &Text{File: r.source.File, Guide: r.guide, Links: Links(r.source, r.body)}
		text.HasAnchor = func(name string) bool { return r.body.Anchors[name] }
		for _, l := range r.body.Links {
			text.Targets = append(text.Targets, s.Resolve(r.origin, l.Destination))
		}
		found = append(found, Texts(text)...)
		anchors = append(anchors, Anchors(text)...)
		known[r.origin.Path] = r.body.Anchors
	}
	found = append(found, BrokenAnchors(s, anchors, func(path, anchor string) bool {
		ids, ok := known[path]
		return !ok || ids[anchor]
	})...)
	return found.Sort()
}

// scheduleOf reads the table of an archive's file fees: code, status, PCTC, GLOB, BILAT,
// ASST, CO-SURG, TEAM and a short text that is made up.
func scheduleOf(t *testing.T, files []txtar.File) *FeeSchedule {
	var rows []feestest.Row
	for _, f := range files {
		if f.Name != "fees" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			w := strings.Fields(line)
			rows = append(rows, feestest.Row{Code: w[0], Status: w[1], Components: w[2], Global: w[3], Bilateral: w[4], Assistant: w[5], CoSurgeons: w[6], Team: w[7],
				Descriptor: strings.Join(w[8:], " ")})
		}
	}
	if rows == nil {
		return nil
	}
	s, problems := fees.Read("fees.csv", feestest.File(rows))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return NewFeeSchedule(s)
}

func TestRulesAreWellFormed(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Rules() {
		if names[r.Name] {
			t.Errorf("two rules are called %s", r.Name)
		}
		names[r.Name] = true
		if r.Name == "" || !strings.HasSuffix(r.Doc, ".") || strings.ToLower(r.Name) != r.Name || strings.Contains(r.Name, " ") {
			t.Errorf("rule %q, doc %q", r.Name, r.Doc)
		}
		set := 0
		for _, on := range []bool{r.guide != nil, r.text != nil, r.fees != nil} {
			if on {
				set++
			}
		}
		if set != 1 {
			t.Errorf("%s: exactly one of the three functions must be set", r.Name)
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
}
