package bedside_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/check"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/fees/feestest"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// written is the day that the guides' dates are judged on: what falls due later is no
// fault of a change to the program.
var written = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// TestContent checks this repository's own guides as a build does, each as a test
// of its own. They are what visitors of the project read first, so a warning is a
// fault too.
func TestContent(t *testing.T) {
	source, err := os.OpenRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	result, err := build.Build(t.Context(), build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Drafts: true, Today: written})
	if err != nil {
		t.Fatal(err)
	}
	problems := map[string]diag.List{}
	for _, p := range result.Problems {
		if p.Severity == diag.Info {
			continue
		}
		problems[p.File] = append(problems[p.File], p)
	}
	guides := 0
	for _, file := range contentFiles(t) {
		if _, err := codes.Parse(guide.NameOf(file)); err == nil {
			guides++
		}
		t.Run(strings.TrimPrefix(file, "content/"), func(t *testing.T) { noProblems(t, problems[file]) })
		delete(problems, file)
	}
	for _, rest := range problems { // of settings, layouts and the like
		noProblems(t, rest)
	}
	if guides < 8 {
		t.Errorf("%d guides: eight are part of the project", guides)
	}
}

// TestContentAgainstFees holds the guides against a fee schedule that is made up in the
// manner of CMS's: the rules that compare the two must not give a false alarm.
func TestContentAgainstFees(t *testing.T) {
	schedule, problems := fees.Read("fees.csv", feestest.File([]feestest.Row{
		{Code: "00812", Descriptor: "ANES LWR INTST SCR COLSC", Status: "J", Global: "XXX", Bilateral: "9", Assistant: "9"},
		{Code: "11952", Descriptor: "TX CONTOUR FILLER 5.1-10CC", Status: "R"}, {Code: "11982", Descriptor: "RMVL DRUG IMPLT DEV"},
		{Code: "70450", Descriptor: "CT HEAD W/O DYE", Components: "1", Global: "XXX"}, {Code: "83036", Descriptor: "GLYCOSYLATED HGB", Status: "X", Components: "9", Global: "XXX"},
		{Code: "93000", Descriptor: "EKG COMPLETE", Components: "4", Global: "XXX"}, {Code: "99213", Descriptor: "OFC VST EST LOW", Global: "XXX"},
		{Code: "J7307", Descriptor: "ETONOGESTREL IMPLANT", Status: "E", Components: "9", Global: "XXX"},
		{Code: "11981", Descriptor: "INSJ DRUG IMPLT DEV"}, {Code: "45378", Descriptor: "DX COLONOSCOPY"}, {Code: "93010", Descriptor: "EKG REPORT"},
	}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	against := check.NewFeeSchedule(schedule)
	for _, file := range contentFiles(t) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		content, _ := guide.Parse(file, raw)
		body := &check.Body{Context: &check.Context{Fees: against, Language: "en"}, Source: diag.NewSource(file, raw), Start: content.BodyStart,
			Guide: content.Guide, Page: content.Page}
		body.Parsed, _ = guide.ParseBody(body.Source, content.BodyStart, guide.NewWordings(nil))
		policy, _ := check.NewPolicy(site.DefaultConfig())
		found := policy.Apply(check.Bodies(body), func(string) []guide.Waiver { return content.Waivers() })
		noProblems(t, slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info }))
	}
}

func contentFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("content", func(name string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(name) == ".md" {
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func noProblems(t *testing.T, problems diag.List) {
	t.Helper()
	var b bytes.Buffer
	if err := problems.Print(&b, diag.Style{}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 0 {
		t.Error("\n" + b.String())
	}
}
