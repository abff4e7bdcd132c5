package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bedside/internal/guide"
	"bedside/internal/site"
)

// handoutOf makes the handout of a text, at https://a.example/.
func handoutOf(t testing.TB, text string) *Page {
	t.Helper()
	parsed := parseText(t, front+text, func(to string) site.Target {
		switch {
		case strings.HasPrefix(to, "#"):
			return site.Target{Kind: site.SamePage, Anchor: to[1:]}
		case strings.Contains(to, ":"):
			return site.Target{Kind: site.External, Path: to}
		}
		return site.Target{Kind: site.TargetGuide, Path: to + "/"}
	})
	c := site.DefaultConfig()
	c.BaseURL = "https://a.example/"
	content, _ := guide.Parse("content/11982.md", []byte(front+text))
	return NewFrame(c, nil, nil, nil).HandoutPage(content.Guide, parsed)
}

// shown is a handout's text, a part a line.
func (h *Handout) shown() string {
	var b strings.Builder
	for _, x := range h.Help {
		fmt.Fprintf(&b, "%s: %s\n", x.Kind, x.HTML)
	}
	if h.Overview != "" {
		fmt.Fprintf(&b, "overview: %s\n", h.Overview)
	}
	for _, s := range h.Sections {
		fmt.Fprintf(&b, "%s: %s: %s\n", s.Kind, s.Heading, s.HTML)
	}
	return b.String()
}

func TestHandout(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no text", "", ""},
		{"overview alone", "What it is.\n\n## Billing\n\nMoney.\n\n## Our own\n\nX.", "overview: <p>What it is.</p>\n"},
		{"order of the sheet", "O.\n\n## Follow-up\n\nF.\n\n## Home care\n\nH.\n\n## Risks\n\nC.\n\n## Recovery\n\nR.\n\n## How to prepare\n\n- P.\n\n## What happens\n\nW.\n\n## Cost\n\nX.\n\n## FAQ\n\n### Q?\n\nA.",
			"preparation: How to prepare: <ul><li>P.</li></ul>\nprocedure: What happens: <p>W.</p>\nrecovery: Recovery: <p>R.</p>\nhome-care: Home care: <p>H.</p>\nfollow-up: Follow-up: <p>F.</p>\ncomplications: Risks: <p>C.</p>\n"},
		{"two sections of a kind", "## Recovery\n\nR.\n\n## After your surgery\n\nA.\n\n## 2. Before surgery\n\nP.\n",
			"preparation: 2. Before surgery: <p>P.</p>\nrecovery: Recovery: <p>R.</p>\nrecovery: After your surgery: <p>A.</p>\n"},
		{"help from anywhere, the most urgent first, once", "> [!URGENT]\n> U1.\n\n## What happens\n\nW.\n\n1. a\n\n   > [!EMERGENCY]\n   > E1.\n\n## Tests\n\n> [!URGENT]\n> U1.\n\n> [!EMERGENCY]\n> E2.\n>\n> > [!URGENT]\n> > U2.\n",
			"emergency: <p>E1.</p>\nemergency: <p>E2.</p>\nurgent: <p>U1.</p>\nurgent: <p>U2.</p>\nprocedure: What happens: <p>W.</p><ol><li><p>a</p></li></ol>\n"},
		{"other boxes stay, but for billing", "## Recovery\n\n> [!NOTE]\n> N.\n\n> [!BILLING]\n> B.\n\n## What happens\n\n> [!BILLING]\n> B.",
			"recovery: Recovery: <div class=\"callout callout-note\" role=\"note\"><p class=\"callout-label\">Note</p><p>N.</p></div>\n"},
		{"no heading above nothing", "## What happens\n\nW.\n\n### Call if\n\n> [!URGENT]\n> U.\n\n### After\n\n#### At home\n\nX.\n\n### Last\n",
			"urgent: <p>U.</p>\nprocedure: What happens: <p>W.</p><h3 id=\"after\">After</h3><h4 id=\"at-home\">At home</h4><p>X.</p>\n"},
		{"no pictures, no notes", "## What happens\n\nW.[^1]\n\n![P](p.png)\n\n[^1]: Source.", "procedure: What happens: <p>W.</p>\n"},
		{"links", "## [What happens](11981)\n\n[a](11981) [b](#faq) [c](https://c.example) [d](HTTP://d.example) <https://e.example>",
			"procedure: What happens: <p>a b <a href=\"https://c.example\">c</a> <a href=\"HTTP://d.example\">d</a> <a class=\"url\" href=\"https://e.example\">https://e.example</a></p>\n"},
		{"numbers and addresses", "## What happens\n\n[Call us](tel:+1-555-123-4567), [(555) 123 4567](TEL:+15551234567), [Write](mailto:a@b.example?subject=x), [A@B.example](mailto:a@b.example), [x](tel:)",
			"procedure: What happens: <p>Call us (+1-555-123-4567), (555) 123 4567, Write (a@b.example), A@B.example, x</p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := handoutOf(t, c.text)
			if got := p.Handout.shown(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if len(p.Handout.LeftOut) > 0 || p.Canonical != "https://a.example/11982/" || p.Path != "11982/handout/" || p.Root != "../../" {
				t.Errorf("%+v", p)
			}
		})
	}
}

// TestHandoutFits: what a patient must do is left out last, and each section whole.
func TestHandoutFits(t *testing.T) {
	var all strings.Builder
	all.WriteString("> [!EMERGENCY]\n> Call.\n")
	for _, k := range guide.Kinds() {
		fmt.Fprintf(&all, "## %s\n\n%%s\n\n", k.Heading)
	}
	last := ""
	for words := 10; words < 1200; words += 5 {
		text := strings.ReplaceAll(all.String(), "%s", strings.Repeat("word ", words))
		h := handoutOf(t, text).Handout
		if kept, want := len(h.Sections)+len(h.LeftOut), len(sheetKinds); kept != want {
			t.Fatalf("%d words: %d sections, want %d", words, kept, want)
		}
		if len(h.Help) != 1 {
			t.Fatal("the help is gone")
		}
		out := strings.Join(h.LeftOut, ", ")
		if !strings.HasPrefix(out, last) {
			t.Errorf("%d words: %s is left out, after %s", words, out, last)
		}
		last = out
	}
	if want := "Complications, Follow-up, What happens during the procedure, Home care, Recovery and aftercare, How to prepare"; last != want {
		t.Errorf("of the longest are left out %s, want %s", last, want)
	}
	for _, spare := range [][]guide.Kind{spareKinds, spareKindsHelpless} {
		for _, k := range sheetKinds {
			if !slices.Contains(spare, k) {
				t.Errorf("%s is never left out", k)
			}
		}
	}
	// Where nothing else says what to watch for, complications stay.
	text := strings.ReplaceAll(all.String(), "%s", strings.Repeat("word ", 300))
	h := handoutOf(t, strings.Replace(text, "> [!EMERGENCY]", ">", 1)).Handout
	if len(h.Help) != 0 || h.LeftOut[0] != "Follow-up" || slices.Contains(h.LeftOut, "Complications") {
		t.Errorf("a sheet without help lacks %s", h.LeftOut)
	}
}

// TestHandoutAddress: with an address the sheet names its guide as the one to be
// found, and without one it is not to be found.
func TestHandoutAddress(t *testing.T) {
	for base, want := range map[string][]string{
		"https://a.example/": {`<link rel="canonical" href="https://a.example/11982/">`, `<svg class="qr"`, `<html lang="ar" dir="rtl">`},
		"":                   {`<meta name="robots" content="noindex">`, `555-0100`},
	} {
		c := site.DefaultConfig()
		c.BaseURL, c.Practice.Phone = base, "555-0100"
		g, text := guideOf(t, strings.Replace(front, "title:", "lang: ar\ntitle:", 1)+"Text.\n")
		sh := shared(t, siteOf(t, c, g))
		page := pageHTML(t, sh, sh.HandoutPage(g, text))
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("at %q the handout lacks %s:\n%s", base, part, page)
			}
		}
		if known := base != ""; strings.Contains(page, "noindex") == known || strings.Contains(page, "<svg") != known || strings.Contains(page, "canonical") != known {
			t.Errorf("at %q:\n%s", base, page)
		}
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string]float64{
		"": 0, "<p></p>": 0, "plain": 1 + blockGap, "<p>one</p>": 1 + blockGap, "<p>a<strong>b</strong>c &amp; d</p>": 1 + blockGap,
		"<ul><li>a</li><li>b</li></ul>":                             2 * (1 + itemGap),
		"<p>" + strings.Repeat("é", lineSigns) + "</p>":             1 + blockGap,
		"<p>" + strings.Repeat("é", lineSigns+1) + "</p>":           2 + blockGap,
		"<p>" + strings.Repeat("手", lineSigns) + "</p>":             2 + blockGap,
		"<p>" + strings.Repeat("&amp;", lineSigns) + "</p><p>b</p>": 2 + 2*blockGap,
	} {
		if got := lines(text); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("lines(%q) = %v, want %v", text, got, want)
		}
	}
}
