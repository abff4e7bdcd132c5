package guide

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

// TestTooMuch: texts that a Markdown parser would take minutes or gigabytes for are
// refused, with their place.
func TestTooMuch(t *testing.T) {
	r := strings.Repeat
	for _, tc := range []struct{ name, text, want string }{
		{"brackets", "a\n\n" + r("[a](", 50_000), "8:1 this paragraph has 200000 bytes"},
		{"emphasis", "a\n\n" + r("*a_ \n", 10_000), "8:1 this paragraph has"},
		{"in a list", "- a\n\n  " + r("*a_ \n  ", 10_000), "8:3 this paragraph has"},
		{"heading", "## " + r("`a``b", 50_000), "6:1 this paragraph has 250003 bytes"},
		{"quotations", "a\n" + r(">", 10_000) + " a\n", "7:1 quotations or lists are nested too deeply here"},
		{"lists", r("- ", 10_000) + "a\n", "6:1 quotations or lists are nested too deeply here"},
		{"numbered lists", r("1. ", 5_000) + "a\n", "6:1 quotations or lists are nested too deeply here"},
		{"both", r("> - ", 5_000) + "a\n", "6:1 quotations or lists are nested too deeply here"},
		{"cells", "a\n\n" + r("|a", 1000) + "|\n" + r("|-", 1000) + "|\n" + r("b\n", 1000), "8:1 the tables up to here have more than 50000 cells"},
		{"many tables", r(r("|a", 99)+"|\n"+r("|-", 99)+"|\n"+r("b\n", 100)+"\n", 6), "418:1 the tables up to here have more than 50000 cells"},
		{"footnotes", r("[^1]\n\n", 5_001) + "[^1]: x\n", "10006:1 the text has more than 5000 footnotes"},
		{"a long address", "[a]: https://a.b/" + r("u", 30_000) + "\n\n" + r("[a]\n\n", 30_000), "18:1 the links up to here repeat more than 180061 bytes of addresses and titles that are defined once, as [a]: …"},
		{"a long title", "[a]: https://a.b '" + r("u", 30_000) + "'\n\n" + r("[b][a]\n\n", 5_000), "14:1 the links up to here repeat more than 100000 bytes"},
		{"a picture", "[a]: a.png '" + r("u", 30_000) + "'\n\n" + r("![a][]\n\n", 5_000), "14:1 the links up to here repeat more than 100000 bytes"},
	} {
		src, body, problems := parseBody(t, tc.text)
		if len(problems) == 0 || !strings.HasPrefix(strings.TrimPrefix(problems[0].Location(), "content/11982.md:")+" "+problems[0].Message, tc.want) || problems[0].Rule != "too-much" {
			t.Errorf("%s: %.300v, want %s", tc.name, problems, tc.want)
		}
		if body == nil || len(src.Text) != len(body.Source) {
			t.Errorf("%s: no body", tc.name)
		}
	}
}

// TestTooLarge: a file of which only the beginning is read is not said to have that size.
func TestTooLarge(t *testing.T) {
	_, problems := Parse("content/11982.md", []byte(front+strings.Repeat("x", MaxSize)))
	if len(problems) != 1 || problems[0].Message != "the file has more than 1048576 bytes, the most that a guide may have" {
		t.Errorf("got %v", problems)
	}
}

// TestExpansionIsLetGo: of the links that are too many none keeps what it stands for,
// since a preview shows what there is of a text.
func TestExpansionIsLetGo(t *testing.T) {
	_, body, _ := parseBody(t, "[a]: /"+strings.Repeat("u", 30_000)+" 'title'\n\n"+strings.Repeat("[a]\n\n![a]\n\n", 1_000))
	whole, empty := 0, 0
	for _, n := range body.Overview {
		walk(n, func(n ast.Node) {
			var destination, title []byte
			switch n := n.(type) {
			case *ast.Link:
				destination, title = n.Destination, n.Title
			case *ast.Image:
				destination, title = n.Destination, n.Title
			default:
				return
			}
			switch {
			case len(destination) > 0 && len(title) > 0:
				whole++
			case len(destination)+len(title) == 0:
				empty++
			}
		})
	}
	if whole != 3 || whole != len(body.Links) || empty != 1_997 {
		t.Errorf("%d links are whole, %d empty, %d listed", whole, empty, len(body.Links))
	}
}

// TestNotTooMuch: what a long guide may well hold is no excess.
func TestNotTooMuch(t *testing.T) {
	r := strings.Repeat
	for name, text := range map[string]string{
		"long paragraph": r("Many words make a long paragraph. ", 900), "long list": r("- an item of a list that goes on and on\n", 5_000),
		"long table": "|a|b|c|\n|-|-|-|\n" + r("|word|word|word|\n", 5_000), "dashes": "a\n\n" + r("-", 200) + "\n\nb\n\n" + r("* ", 90),
		"long code": "```\n" + r("a line of code\n", 10_000) + "```\n", "sections": r("## A\n\nText.\n\n", 10_000), "links": r("[a]: /b\n", 5_000),
		"links by reference": "[a]: https://example.org/address\n\n" + r("See [the source of this][a] and read on.\n\n", 15_000),
		"nested":             r("> ", 20) + "a\n",
	} {
		if _, _, problems := parseBody(t, text); len(problems) > 0 {
			t.Errorf("%s: %.300v", name, problems)
		}
	}
}
