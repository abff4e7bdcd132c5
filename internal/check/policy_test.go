package check_test

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// TestPolicy applies severities and waivers to findings of each kind.
func TestPolicy(t *testing.T) {
	c, problems := site.ParseConfig([]byte("rules: {review-due: error, reference-old: info, modifier-conflict: off, anchor-broken: warning}\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, problems := check.NewPolicy(c)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	find := func(file, rule string, s diag.Severity) diag.Diagnostic {
		return diag.Diagnostic{File: file, Rule: rule, Severity: s}
	}
	waived := map[string][]guide.Waiver{"b": {{Rule: "review-due", Reason: "R"}, {Rule: "link-broken", Reason: "R"}, {Rule: "image-alt"}}}
	list := diag.List{
		find("a", "review-due", diag.Warning), find("a", "review-due", diag.Info), find("a", "reference-old", diag.Warning),
		find("a", "modifier-conflict", diag.Warning), find("a", "anchor-broken", diag.Error), find("a", "reviewed-missing", diag.Warning),
		find("a", "reference-old", diag.Error), find("a", "front-matter", diag.Error),
		find("b", "review-due", diag.Warning), find("b", "link-broken", diag.Error), find("b", "image-alt", diag.Error),
	}
	var got strings.Builder
	for _, d := range p.Apply(list, func(file string) []guide.Waiver { return waived[file] }) {
		fmt.Fprintln(&got, d.File, d.Rule, d.Severity)
	}
	want := `a review-due error
a review-due info
a reference-old info
a anchor-broken warning
a reviewed-missing warning
a reference-old info
a front-matter error
b link-broken error
b image-alt error
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if list[0].Severity != diag.Warning {
		t.Error("the list that was given is changed")
	}
}

func TestPolicyProblems(t *testing.T) {
	for raw, want := range map[string]string{
		"rules: {review-du: off}\n":    `1:9 there is no rule "review-du" / Did you mean review-due? docs/rules.md lists all rules.`,
		"rules: {zzz: off}\n":          `1:9 there is no rule "zzz" / docs/rules.md lists all rules.`,
		"rules: {link-broken: off}\n":  "1:9 the rule link-broken cannot be switched off / Readers who follow it would find nothing.",
		"rules: {review-due: error}\n": "",
	} {
		c, problems := site.ParseConfig([]byte(raw))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		_, problems = check.NewPolicy(c)
		got := ""
		for _, d := range problems {
			got += fmt.Sprintf("%d:%d %s / %s", d.Line, d.Column, d.Message, d.Hint)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", raw, got, want)
		}
	}
}

// TestUnneeded says nothing of a waiver whose rule cannot speak.
func TestUnneeded(t *testing.T) {
	c, _ := site.ParseConfig([]byte("rules: {references-missing: off}\n"))
	p, _ := check.NewPolicy(c)
	var waivers []guide.Waiver
	for _, rule := range []string{"review-due", "reviewed-without-change", "code-absent", "references-missing", "link-broken", "trademark", "image-alt"} {
		waivers = append(waivers, guide.Waiver{Rule: rule, Reason: "R"})
	}
	findings := diag.List{{Rule: "image-alt"}}
	for _, c := range []struct {
		context check.Context
		want    string
	}{
		{check.Context{}, "trademark"},
		{check.Context{Today: today}, "review-due trademark"},
		{check.Context{Renewals: map[string]check.Renewal{}}, "reviewed-without-change trademark"},
		{check.Context{Fees: new(check.FeeSchedule)}, "code-absent trademark"},
	} {
		var got []string
		for _, d := range p.Unneeded(&c.context, "a", waivers, findings) {
			got = append(got, strings.Fields(d.Message)[2])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("got %v, want %s", got, c.want)
		}
	}
}
