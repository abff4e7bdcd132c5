package guide

import (
	"fmt"
	"strings"
	"testing"
)

// TestMessages: usual mistakes are named once, at their place, with what to write.
func TestMessages(t *testing.T) {
	for _, tc := range []struct {
		fields string
		want   []string
	}{
		{"cost: {low: 900, high: 2,400}", []string{"5:24 field-type: the amount 2,400 is written with a comma, which begins another field here | Write high: 2400, without the comma."}},
		{"cost: {low: 1,200,300.50, high: 900}", []string{
			"5:13 field-type: the amount 1,200,300.50 is written with a comma, which begins another field here | Write low: 1200300.50, without the comma.",
			"5:33 cost-order: cost.high (900) is below cost.low (1200300.50) | Swap the two numbers, or correct one."}},
		{"cost: {high: $ 2,400, 401: x}", []string{
			"5:14 field-type: the amount $ 2,400 is written with a comma, which begins another field here | Write high: 2400, without the comma.",
			`5:23 unknown-field: there is no field "401" in cost | The fields are: low, high, currency, year, source.`}},
		{"cost: {high: 2,4000}", []string{`5:16 unknown-field: there is no field "4000" in cost | The fields are: low, high, currency, year, source.`}},
		{"cost:\n  low: $1,900", []string{`6:8 field-type: cost.low must be an amount in digits, without a currency sign or commas, such as 1250 or 99.50; it is the text "$1,900" | Write low: 1900.`}},
		{"cost: $900 to $2,400.50", []string{`5:7 field-type: cost must be a group of the fields low, high, currency, year, source; it is the text "$900 to $2,400.50" | ` +
			`Write cost: {low: 900, high: 2400.50, currency: USD}, and add the year of the figures and their source: year: 2026, source: "…".`}},
		{"cost: 900", []string{`5:7 field-type: cost must be a group of the fields low, high, currency, year, source; it is the text "900" | ` +
			`Write cost: {low: 900, currency: USD}, and add the year of the figures and their source: year: 2026, source: "…".`}},
	} {
		_, problems := Parse("content/11982.md", []byte("---\ncode: \"11982\"\ntitle: T\nsummary: S\n"+tc.fields+"\n---\n"))
		var got []string
		for _, d := range problems.Sort() {
			got = append(got, fmt.Sprintf("%d:%d %s: %s | %s", d.Line, d.Column, d.Rule, d.Message, d.Hint))
		}
		if strings.Join(got, "\n") != strings.Join(tc.want, "\n") {
			t.Errorf("%s\ngot\n%s\nwant\n%s", tc.fields, strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
		}
	}
}
