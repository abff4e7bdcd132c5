package site

import (
	"reflect"
	"testing"
)

func TestParseSynonyms(t *testing.T) {
	for name, c := range map[string]struct {
		in       string
		groups   [][]string
		problems string
	}{
		"list":             {"# Ours\n- gallbladder removal, cholecystectomy\n- water pill,  diuretic, \n", [][]string{{"gallbladder removal", "cholecystectomy"}, {"water pill", "diuretic"}}, ""},
		"empty":            {"", nil, ""},
		"one word":         {"- a, b\n- lonely\n", [][]string{{"a", "b"}}, "content/_synonyms.yaml:2:3 [field-type] a group of synonyms needs two words or more; this has \"lonely\""},
		"not a list":       {"synonyms: x\n", nil, "content/_synonyms.yaml:1:1 [synonyms] a list is expected here, each item on a line of its own that begins with - and a space"},
		"a list in a list": {"- [a, b]\n", nil, "content/_synonyms.yaml:1:3 [field-type] an item of synonyms must be a text; it is a list"},
	} {
		t.Run(name, func(t *testing.T) {
			groups, problems := ParseSynonyms([]byte(c.in))
			if !reflect.DeepEqual(groups, c.groups) {
				t.Errorf("the groups are %q, want %q", groups, c.groups)
			}
			if got := locations(problems); got != c.problems {
				t.Errorf("the problems are\n%s\nwant\n%s", got, c.problems)
			}
		})
	}
}
