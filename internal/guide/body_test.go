package guide

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/diag"

	"github.com/yuin/goldmark/ast"
)

const front = "---\ncode: \"11982\"\ntitle: T\nsummary: S\n---\n"

func parseBody(t *testing.T, text string) (*diag.Source, *Body, diag.List) {
	t.Helper()
	raw := []byte(front + text)
	content, problems := Parse("content/11982.md", raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	src := diag.NewSource("content/11982.md", raw)
	body, problems := ParseBody(src, content.BodyStart, NewWordings(map[Kind][]string{Recovery: {"Getting better"}}))
	return src, body, problems
}

func TestSections(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"usual", "## When it is used\n## WHEN IT IS DONE?\n## Billing  and coding.\n", "when-it-is-used when-it-is-used | - when-it-is-done | billing billing"},
		{"a site's own wording", "## Getting better\n", "recovery recovery"},
		{"two of a kind", "## Recovery\n## Aftercare\n## Recovery\n", "recovery recovery | - aftercare | - recovery-2"},
		{"a smaller heading first", "### Recovery\n## Recovery\n", "recovery recovery"},
		{"own id first", "## Mine {#recovery}\n## Recovery\n", "- recovery-2 | recovery recovery"},
		{"own id on a usual section", "## Recovery {#mine}\n", "recovery recovery"},
		{"own id", "## Other words {#Mine}\n", "- mine"},
		{"blank id", "## Other {#!}\n", "- other"},
		{"reserved", "## Main\n## Key facts\n## References\n## Search {#q}\n", "- main-2 | - key-facts-2 | - references-2 | - q-2"},
		{"same", "## A\n## A\n## A-2\n", "- a | - a-2 | - a-2-2"},
		{"no letters", "## ???\n## !!!\n", "- section | - section-2"},
		{"marks", "## **Bold** `code` & \"quotes\" [link](11982)\n", "- bold-code-quotes-link"},
		{"other scripts", "## Über Größe\n## 手術\n", "- über-größe | - 手術"},
		{"attributes", "## A {#x .y onclick=\"z\"}\n", "- x"},
		{"setext", "Recovery\n---\n", "recovery recovery"},
		{"in a quotation", "> ## Recovery\n\n## A\n", "- a"},
	} {
		_, body, problems := parseBody(t, tc.text)
		var got []string
		for _, s := range body.Sections {
			kind := string(s.Kind)
			if kind == "" {
				kind = "-"
			}
			got = append(got, kind+" "+s.ID)
			if HeadingID(s.Heading) != s.ID || !body.Anchors[s.ID] || len(s.Heading.Attributes()) != 1 {
				t.Errorf("%s: the heading of %s has the id %q and %d attributes", tc.name, s.ID, HeadingID(s.Heading), len(s.Heading.Attributes()))
			}
		}
		if s := strings.Join(got, " | "); s != tc.want || len(problems) > 0 {
			t.Errorf("%s: got %s, want %s; %v", tc.name, s, tc.want, problems)
		}
	}
}

func TestEveryWordingIsOfOneKind(t *testing.T) {
	own := map[string]Kind{}
	w := NewWordings(nil)
	for _, k := range Kinds() {
		if prompts[k.Kind] == "" || w.Kind(k.Heading) != k.Kind {
			t.Errorf("%s has no prompt, or its heading means %s", k.Kind, w.Kind(k.Heading))
		}
		for _, s := range append([]string{k.Heading, string(k.Kind)}, k.Wordings...) {
			if other, ok := own[plainHeading(s)]; ok && other != k.Kind {
				t.Errorf("%q means both %s and %s", s, other, k.Kind)
			}
			own[plainHeading(s)] = k.Kind
			if w.Kind(strings.ToUpper(s)+" : ") != k.Kind {
				t.Errorf("%q in capitals means %q", s, w.Kind(s))
			}
		}
	}
}

func TestOverviewAndQuestions(t *testing.T) {
	_, body, problems := parseBody(t, "Over *view*.\n\n- item `a`\n\n### Sub\n\n## FAQ\n\nIntro.\n\n### Does it *hurt*?\n\nNo.\n\n- Not\n- much\n\n### Why?\n\n| a | b |\n|---|---|\n| c | d |\n\n#### Deeper\n\nYes.\n\n### Empty?\n\n## Other\n\n### No question\n\nText[^1].\n\n[^1]: Note.\n")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := strings.Join(body.OverviewTexts, "|"); got != "Over view.|item a|Sub" {
		t.Errorf("overview %q", got)
	}
	var got []string
	for _, s := range body.Sections {
		for _, q := range s.Questions {
			got = append(got, q.ID+": "+q.Title+" "+strings.Join(q.Texts, "|"))
		}
	}
	want := []string{"does-it-hurt: Does it hurt? No.|Not|much", "why: Why? a|b|c|d|Deeper|Yes.", "empty: Empty? "}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("questions\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if body.Footnotes == nil || body.Footnotes.ChildCount() != 1 {
		t.Error("the footnote is not in the list behind the text")
	}
}

func TestCallouts(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"one", "> [!EMERGENCY]\n> Call.\n", "emergency: Call."},
		{"lower case", "> [!urgent]  \n> Call.\n", "urgent: Call."},
		{"all", "> [!WARNING]\n> a\n\n> [!NOTE]\n> b\n\n> [!BILLING]\n> c\n", "warning: a | note: b | billing: c"},
		{"in a list", "- x\n\n  > [!NOTE]\n  > b\n", "note: b"},
		{"in one another", "> [!NOTE]\n> a\n>\n> > [!WARNING]\n> > b\n", "note: a b | warning: b"},
		{"in a quotation", "> > [!NOTE]\n> > b\n", "note: b"},
		{"strong text first", "> [!NOTE]\n> **b** c\n", "note: b c"},
		{"a quotation mark first", "> [!NOTE]\n> \"b\" c\n", "note: “b” c"},
		{"code first", "> [!NOTE]\n> `b` c\n", "note: b c"},
		{"a link first", "> [!NOTE]\n> [b](11983) c\n", "note: b c"},
		{"an image first", "> [!NOTE]\n> ![b](b.png) c\n", "note: b c"},
		{"two lines", "> [!NOTE]\n> a\n> b\n", "note: a b"},
		{"lazy line", "> [!NOTE]\nb\n", "note: b"},
		{"a list", "> [!NOTE]\n> - a\n> - b\n", "note: a b"},
		{"blank line", "> [!NOTE]\n>\n> a\n", "note: a"},
		{"a quotation", "> a\n", ""}, {"code", "    > [!NOTE]\n    > a\n", ""},
		{"words in brackets", "> As he said [sic], [note] it [Note] down. See [note 1](11983).\n", ""},
		{"code in the text", "Write `[!NOTE]` so.\n", ""}, {"a linked picture", "[![a](b.png)](11983)\n", ""}, {"a link", "[NOTE](11983) it\n", ""},
	} {
		_, body, problems := parseBody(t, tc.text)
		var got []string
		for _, n := range body.Overview {
			err := ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
				if c, ok := n.(*Callout); ok && entering {
					got = append(got, string(c.CalloutKind)+": "+strings.TrimSpace(PlainText(c, body.Source)))
				}
				return ast.WalkContinue, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if s := strings.Join(got, " | "); s != tc.want || len(problems) > 0 {
			t.Errorf("%s: got %q, want %q; %v", tc.name, s, tc.want, problems)
		}
	}
}

// TestLooseMarks writes marks of callouts that make no box.
func TestLooseMarks(t *testing.T) {
	for text, want := range map[string]string{
		"> a\n> [!NOTE]\n> b\n":                               "7:3 callout-form within another box",
		"> [!EMERGENCY]\n> a\n> [!URGENT]\n> b\n":             "8:3 callout-form within another box",
		"> [!NOTE]\n> a\n>\n> [!BILLING]\n> b\n":              "9:3 callout-form within another box",
		"> [!NOTE]\n> - a\n> [!BILLING]\n> b\n":               "8:3 callout-form within another box",
		"[!NOTE]\na\n":                                        "6:1 callout-form outside a quotation",
		"Call.\n\n[URGENT] Call us.\n":                        "8:1 callout-form outside a quotation",
		"> [!URGENT\n> a\n":                                   "6:3 callout-form not how a callout begins",
		"> [URGENT]\n> a\n":                                   "6:3 callout-form not how a callout begins",
		"> [! URGENT]\n> a\n":                                 "6:3 callout-form not how a callout begins",
		"> **[!URGENT]**\n> a\n":                              "6:5 callout-form not how a callout begins",
		"> \\[!URGENT\\]\n> a\n":                              "6:4 callout-form not how a callout begins",
		"> [!CALL TODAY]\n> a\n":                              "6:3 callout-unknown no callout CALL TODAY",
		"- a\n- [!NOTE] b\n":                                  "7:3 callout-form outside a quotation",
		"[!NOTE]\n\n> [!NOTE]\n> a\n\n`[!NOTE]` [EMERGENCY\n": "6:1 callout-form outside a quotation",
	} {
		_, _, problems := parseBody(t, text)
		got := ""
		for _, d := range problems {
			got += fmt.Sprintf("%d:%d %s %s; ", d.Pos.Line, d.Pos.Column, d.Rule, d.Message)
		}
		place, rest, _ := strings.Cut(want, " ")
		rule, message, _ := strings.Cut(rest, " ")
		if len(problems) != 1 || !strings.HasPrefix(got, place+" "+rule+" ") || !strings.Contains(got, message) {
			t.Errorf("%q: got %s\nwant %s", text, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	src, body, _ := parseBody(t, "é [a](11983) <https://b.example> ![c *d*](e.png \"f\")\n\n- [ref][x] and <me@g.example>\n\n> [![h](i.png)](11984.md#recovery)\n\n|a|\n|-|\n|[j](k)|\n\n[x]: /l \"m\"\n\n[n](a\\(b\\).md) [o](<p q>) [r](s&amp;t) [u](&#38;lt;) [](v)\n\n## A [w](y)\n")
	var got []string
	for _, l := range body.Links {
		kind := ""
		if l.Image {
			kind = "!"
		}
		p := src.At(l.Offset)
		got = append(got, fmt.Sprintf("%d:%d%s %s", p.Line, p.Column, kind, l.Destination))
	}
	want := "6:3 11983|6:14 https://b.example|6:34! e.png|8:3 /l|8:16 mailto:me@g.example|10:3 11984.md#recovery|10:4! i.png|14:2 k|18:1 a(b).md|18:16 p q|18:27 s&t|18:40 &lt;|18:54 v|20:6 y"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", strings.ReplaceAll(s, "|", " | "), strings.ReplaceAll(want, "|", " | "))
	}
}

func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{
		"a *b* **c** ~~d~~ `e & f`": "a b c d e & f", "a\nb": "a b", "a  \nb": "a b", "a\\\nb": "a b", "\\*a\\* &amp; &copy; &#65; &#x42; &nope; & \\q": "*a* & © A B &nope; & \\q",
		"[a](b) ![c](d) <https://e.example>": "a c https://e.example", "`a\nb`": "a b", "\"q\" -- it's...": "“q” – it’s…", "x[^1]\n\n[^1]: n": "x",
		"a &#38;lt; b": "a &lt; b", "a & b \\*c\\* &amp; d; &x y;": "a & b *c* & d; &x y;", "&;&#;&#x;&": "&;&#;&#x;&", "&#0;": "\uFFFD",
	} {
		_, body, _ := parseBody(t, text)
		if got := PlainText(body.Overview[0], body.Source); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	_, body, _ := parseBody(t, "- [ ] a\n- [x] b\n\n1. c\n\n   d\n\n```\ncode\n  more\n```\n\nterm\n: what\n\n> q\n\n***\n")
	if got := strings.Join(body.OverviewTexts, "|"); got != "a|b|c|d|code\n  more|term|what|q" {
		t.Errorf("texts %q", got)
	}
}
