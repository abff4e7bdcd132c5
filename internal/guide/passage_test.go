package guide

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/diag"
)

// TestPassages finds every word of every passage where it was written.
func TestPassages(t *testing.T) {
	raw := []byte(`---
code: "11982"
title: T
summary: S
---
First *word* and
second [link](11981) with ` + "`code`" + `.

> [!NOTE]
> In a box.

## **Billing**

- an item
  - a nested one
- é &amp; escaped \* star

| head | other |
|---|---|
| cell | <https://a.example> |

` + "```\nline one\nline two\n```\n")
	content, problems := Parse("content/11982.md", raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	body, problems := ParseBody(diag.NewSource("content/11982.md", raw), content.BodyStart, NewWordings(nil))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := writtenPassages(t, body, string(raw))
	want := `|"First word and second link with code."
|"In a box."
billing|"Billing"
billing|"an item"
billing|"a nested one"
billing|"é & escaped * star"
billing|"head"
billing|"other"
billing|"cell"
billing|"https://a.example"
billing|"line one\nline two"
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// writtenPassages lists the passages, and wants each word of them where it stands.
func writtenPassages(t *testing.T, body *Body, raw string) string {
	t.Helper()
	var list strings.Builder
	for _, p := range body.Passages() {
		section := ""
		if p.Section != nil {
			section = p.Section.ID
		}
		fmt.Fprintf(&list, "%s|%q\n", section, p.Text)
		text, _, _ := strings.Cut(p.Text, "&") // behind an escape offsets may be off
		for at := range text {
			word, _, _ := strings.Cut(text[at:], " ")
			word = strings.TrimSuffix(word, ".")
			if first := at == 0 || text[at-1] == ' '; first && word != "" && !strings.HasPrefix(raw[p.Offset(at):], word) {
				t.Errorf("%q is not at its offset %d in %q", word, p.Offset(at), p.Text)
			}
		}
	}
	return list.String()
}
