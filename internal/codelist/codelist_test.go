package codelist

import (
	"fmt"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for _, text := range []string{
		"code,title,synonyms,specialties\n11982,\"Removal, of a rod\",rod; implant ;,Family medicine\n\n00100,,,\n",
		"\uFEFFTitle;CODE;specialties;synonyms\r\nRemoval, of a rod;11982;Family medicine;\"rod; implant\"\r\n;00100\r\n",
		"code\ttitle\tsynonyms\tspecialties\n11982\tRemoval, of a rod\trod;implant\tFamily medicine\n00100\n",
	} {
		list, problems := Read("list.csv", []byte(text))
		got := ""
		for _, e := range list {
			got += fmt.Sprintf("%s %q %q %q\n", e.Code, e.Title, e.Synonyms, e.Specialties)
		}
		want := "11982 \"Removal, of a rod\" [\"rod\" \"implant\"] [\"Family medicine\"]\n00100 \"\" [] []\n"
		if got != want || len(problems) > 0 {
			t.Errorf("%q gives\n%s%v", text, got, problems)
		}
	}
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "list.csv: the list is empty",
		"code\n":                         "list.csv: the list has no codes",
		"code,titel\n11982,\n":           `list.csv:1:6: there is no column "titel"`,
		"title\nA\n":                     "list.csv:1:1: the column code is missing",
		"code,code\n11982,\n":            `list.csv:1:6: two columns have the heading "code"`,
		"title,code\nÄÖ,1198\n":          `list.csv:2:4: "1198" is not a code`,
		"code\n100\n11982\n11982\n":      `list.csv:2:1: "100" is not a code|list.csv:4:1: 11982 is in the list twice, first in line 3`,
		"code,title\n11982,a,b\n":        "list.csv:2:9: this row has 3 cells, and there are 2 headings",
		"code,title\n11982,a\"b\n1,\n":   `list.csv:2:8: the quotation marks of this row do not match|list.csv:3:1: "1" is not a code`,
		"code,title\n11982,\xff\n":       "list.csv: the list is not written in UTF-8",
		"code;title\n11982;\"a\n\nb\n":   "the quotation marks",
		"title,code\nonly a title\n":     `list.csv:2:1: "" is not a code`,
		"code,title\n11982,a\n  \n,,,\n": "",
	} {
		_, problems := Read("list.csv", []byte(text))
		wanted := strings.Split(want, "|")
		if want == "" {
			wanted = nil
		}
		if len(problems) != len(wanted) {
			t.Errorf("%q: %v; want %q", text, problems, want)
			continue
		}
		for i, d := range problems {
			if got := d.Location() + ": " + d.Message; !strings.Contains(got, wanted[i]) {
				t.Errorf("%q: got %s, want %s", text, got, wanted[i])
			}
		}
	}
}

// FuzzRead: no list makes the reader panic, each code is there once, and each problem has
// words and a place in the file.
func FuzzRead(f *testing.F) {
	f.Add([]byte("code,title\n11982,\"a\"\n"))
	f.Add([]byte("\"\n\",;\tcode\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, problems := Read("list.csv", raw)
		seen := map[string]bool{}
		for _, e := range list {
			if seen[string(e.Code)] || e.Pos.Line < 1 {
				t.Errorf("%+v", e)
			}
			seen[string(e.Code)] = true
		}
		for _, d := range problems {
			if d.Message == "" || d.Line > strings.Count(string(raw), "\n")+strings.Count(string(raw), "\r")+1 {
				t.Errorf("%+v", d)
			}
		}
	})
}
