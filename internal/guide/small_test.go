package guide

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bedside/internal/diag"
	"bedside/internal/matter"
)

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Recovery and aftercare": "recovery-and-aftercare", "  A -- b!  ": "a-b", "Crohn's disease": "crohns-disease", "Crohn’s": "crohns",
		"Über": "über", "手術 (A)": "手術-a", "": "", "?!": "", "../x": "x", "a/b": "a-b", "<b>": "b", "e\u0301": "e\u0301", "\u0301a": "a", "1.5 mg": "1-5-mg",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for file, want := range map[string]string{
		"content/11982.md": "11982", "content/surgery/11982/index.md": "11982", "content/a/b/j7307.md": "j7307",
		"content/index.md": "index", "content/help/index.md": "index", "content/11982-old.md": "11982-old",
	} {
		if got := NameOf(file); got != want {
			t.Errorf("NameOf(%s) = %s, want %s", file, got, want)
		}
	}
	for file, want := range map[string]string{
		"content/index.md": "", "content/about.md": "about/", "content/help/About Us.md": "help/about-us/", "content/help/index.md": "help/",
		"content/v1.2.md": "v1-2/", "content/help/me/index.md": "help/me/",
	} {
		if got := PagePath(file); got != want {
			t.Errorf("PagePath(%s) = %q, want %q", file, got, want)
		}
	}
	for name, want := range map[string]bool{"11982": true, "1198": true, "11982-old": false, "11982-ol": true, "0042T": true, "about": false, "2026-03-report": false, "a1b2c3d4": true} {
		if looksLikeName(name) != want {
			t.Errorf("looksLikeName(%s) = %v", name, !want)
		}
	}
}

func TestMonths(t *testing.T) {
	for in, want := range map[string]int{"6m": 6, "12m": 12, "2y": 24, "1 y": 12, "999m": 999, "0m": -1, "12": -1, "m": -1, "1.5y": -1, "-1m": -1, "1000m": -1, "2w": -1, "": -1} {
		d := decoder{}
		got := d.months("review_every", matter.Value{Kind: matter.Scalar, Text: in})
		if len(d.Problems) > 0 {
			got = -1
		}
		if got != want {
			t.Errorf("months(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestCost(t *testing.T) {
	for in, want := range map[string]Cost{
		"{low: 100, high: 200.50, currency: USD, year: 2026, source: S}": {100, 200.5, "USD", 2026, "S"},
		"{low: 100}": {Low: 100, High: 100}, "{high: 5}": {Low: 5, High: 5}, "{low: , high: 5}": {Low: 5, High: 5}, "{low: 7, high: 7}": {Low: 7, High: 7},
	} {
		g := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: S\ncost: "+in+"\n---\n")
		if *g.Cost != want {
			t.Errorf("%s: got %+v, want %+v", in, *g.Cost, want)
		}
	}
}

func TestAliases(t *testing.T) {
	g := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: S\naliases: [/old/, old-2, /Alt/é_1.html, ~a]\n---\n")
	if got := strings.Join(g.Aliases, " "); got != "/old/ /old-2 /Alt/é_1.html /~a" {
		t.Errorf("got %s", got)
	}
}

func TestPosOf(t *testing.T) {
	g := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: S\ncost:\n  low: 1\nrelated:\n- 00102\n- \"00104\"\nreferences:\n- title: A\n  url: https://a.example\n---\n")
	for field, want := range map[string]diag.Pos{
		"code": {Line: 2, Column: 1}, "title": {Line: 3, Column: 1}, "cost.low": {Line: 6, Column: 3}, "cost.high": {Line: 5, Column: 1},
		"related": {Line: 7, Column: 1}, "related[0]": {Line: 8, Column: 3}, "related[1]": {Line: 9, Column: 3}, "related[7]": {Line: 7, Column: 1},
		"references[0]": {Line: 11, Column: 3}, "references[0].url": {Line: 12, Column: 8}, "nothing": {Line: 1, Column: 1}, "": {Line: 1, Column: 1},
	} {
		if got := g.PosOf(field); got != want {
			t.Errorf("PosOf(%q) = %v, want %v", field, got, want)
		}
	}
}

func TestNextReview(t *testing.T) {
	g := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: S\nreviewed: 2024-02-29\nreview_every: 1y\n---\n")
	if next, ok := g.NextReview(); !ok || next.Format(time.DateOnly) != "2025-03-01" {
		t.Errorf("next review %v, %v", next, ok)
	}
	if _, ok := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: S\n---\n").NextReview(); ok {
		t.Error("a guide that nobody reviewed has a date for the next time")
	}
}

// TestScaffoldOfKnownCode: what is known of a code comes back as it was.
func TestScaffoldOfKnownCode(t *testing.T) {
	d := Draft{Code: "27447", Title: "Knee", Summary: `A "new" knee: #1.`, Synonyms: []string{"a, b", "c"}, Specialties: []string{"X"},
		Modifiers: []string{"50", "LT"}, Billing: []string{"Paid: yes.", "Global days: 090."}}
	raw := Scaffold(d)
	content, problems := Parse("content/27447.md", raw)
	g := content.Guide
	if g == nil || g.Summary != d.Summary || !slices.Equal(g.Synonyms, d.Synonyms) || !slices.Equal(g.Specialties, d.Specialties) || !slices.Equal(g.Modifiers, d.Modifiers) {
		t.Fatalf("%v\n%s", problems, raw)
	}
	for _, want := range []string{"#   50: Done on both sides", "\n- Paid: yes.\n- Global days: 090.\n"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%q is missing in\n%s", want, raw)
		}
	}
}

func TestFieldsAreDocumented(t *testing.T) {
	for _, f := range append(GuideFields(), PageFields()...) {
		if f.Name == "" || f.Form == "" || !strings.HasSuffix(f.Doc, ".") || (f.guide == nil) == (f.page == nil) {
			t.Errorf("field %q: form %q, doc %q", f.Name, f.Form, f.Doc)
		}
	}
}

// TestScaffold: what bedside new writes can be read, whatever its title.
func TestScaffold(t *testing.T) {
	for _, title := range []string{"", "Plain", `With "quotes" \ and: colon`, "two\nlines", "# é 手"} {
		raw := Scaffold(Draft{Code: "11982", Title: title})
		content, problems := Parse("content/11982.md", raw)
		if content.Guide == nil || !content.Guide.Draft {
			t.Fatalf("%q: %v\n%s", title, problems, raw)
		}
		for _, p := range problems {
			if p.Rule != "field-missing" {
				t.Errorf("%q: %+v", title, p)
			}
		}
		if want := strings.Join(strings.Fields(title), " "); want != "" && content.Guide.Title != want {
			t.Errorf("the title %q became %q", title, content.Guide.Title)
		}
		body, problems := ParseBody(diag.NewSource("f", raw), content.BodyStart, NewWordings(nil))
		if len(body.Sections) != len(Kinds()) || len(problems) > 0 {
			t.Errorf("%d sections, %v", len(body.Sections), problems)
		}
	}
}
