package render

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	for text, want := range map[string]string{
		"| Code | *Use* it |\n| --- | ---: |\n| 1 | a |": `<section class="table" aria-label="Table 1: Code, Use it" tabindex="0"><table>` +
			`<thead><tr><th scope="col">Code</th><th scope="col" class="align-right"><em>Use</em> it</th></tr></thead>` +
			`<tbody><tr><th scope="row">1</th><td class="align-right">a</td></tr></tbody></table></section>`,
		"| | A |\n| --- | --- |\n| | b |": `<section class="table" aria-label="Table 1: A" tabindex="0"><table>` +
			`<thead><tr><td></td><th scope="col">A</th></tr></thead><tbody><tr><td></td><td>b</td></tr></tbody></table></section>`,
		"| | |\n| --- | --- |": `<section class="table" aria-label="Table 1" tabindex="0"><table>` +
			`<thead><tr><td></td><td></td></tr></thead></table></section>`,
	} {
		if got := ours(t, text, asWritten); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestTablesHaveDifferentNames(t *testing.T) {
	one := "| A |\n| --- |\n| b |\n\n"
	got := ours(t, one+"## H\n\n"+one, asWritten)
	for _, name := range []string{`"Table 1: A"`, `"Table 2: A"`} {
		if strings.Count(got, name) != 1 {
			t.Errorf("%s is not there once: %s", name, got)
		}
	}
}

func TestHeadTitle(t *testing.T) {
	for _, tc := range []struct{ title, name, want string }{
		{"All codes", "Bedside", "All codes | Bedside"},
		{strings.Repeat("é", 60), "Bedside", strings.Repeat("é", 60) + " | Bedside"},
		{strings.Repeat("é", 61), "Bedside", strings.Repeat("é", 61)},
	} {
		if got := headTitle(tc.title, tc.name); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}
