package revision

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/codes"
	"bedside/internal/fees"
	"bedside/internal/fees/feestest"
	"bedside/internal/guide"
)

func schedule(t testing.TB, rows []feestest.Row) *fees.Schedule {
	t.Helper()
	s, problems := fees.Read("f.csv", feestest.File(rows))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

func guideOf(t testing.TB, code, title, more string) *guide.Guide {
	t.Helper()
	content, problems := guide.Parse("content/"+code+".md", []byte("---\ncode: "+code+"\ntitle: "+title+"\nsummary: S.\n"+more+"---\nText.\n"))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return content.Guide
}

func TestCompare(t *testing.T) {
	before := schedule(t, []feestest.Row{
		{Code: "11976", Descriptor: "RMVL CONTRACEPT RODS"}, {Code: "11982", Descriptor: "RMVL DRUG IMPLT DEV"}, {Code: "27447", Descriptor: "KNEE ARTHRP", Global: "090", Bilateral: "1"},
		{Code: "70450", Descriptor: "CT HEAD", Global: "XXX"}, {Code: "J7307", Descriptor: "IMPLANT ROD", Status: "E"}, {Code: "33333", Descriptor: "QZZX", Status: "A"},
		{Code: "44444", Descriptor: "OLD THING", Status: "D"},
	})
	after := schedule(t, []feestest.Row{
		{Code: "11982", Descriptor: "RMVL DRUG IMPLT DEV"}, {Code: "11985", Descriptor: "REMOVE CONTRACEPTIVE ROD"}, {Code: "27447", Descriptor: "KNEE ARTHRP", Global: "010", Bilateral: "0", Status: "N"},
		{Code: "27448", Descriptor: "FEMUR OSTEOTOMY"}, {Code: "70450", Descriptor: "CT HEAD", Global: "XXX"}, {Code: "70460", Descriptor: "CT HEAD DYE"}, {Code: "J7307", Descriptor: "IMPLANT ROD", Status: "D"},
		{Code: "J7308", Descriptor: "IMPLANT ROD ETONOGESTREL"}, {Code: "55555", Descriptor: "OTHER"},
	})
	guides := []*guide.Guide{
		guideOf(t, "11976", "Removal of contraceptive rods", ""), guideOf(t, "11982", "Removal of a drug implant", ""),
		guideOf(t, "27447", "Knee replacement", "modifiers: [\"51\", \"50\"]\n"), guideOf(t, "70450", "CT of the head", ""),
		guideOf(t, "J7307", "Implant rod", ""), guideOf(t, "33333", "Qzzx", ""), guideOf(t, "44444", "Old", ""), guideOf(t, "99999", "Not in either", ""),
	}
	var got strings.Builder
	for _, f := range Compare(before, after, guides) {
		fmt.Fprintf(&got, "%s: %s: %s [%s] %s>%s %v\n", f.Location(), f.Severity, f.Message, f.Rule, f.Old, f.New, f.Proposals)
	}
	want := `content/11976.md:2:1: error: 11976 is deleted; what fits best by meaning: 11985 [code-deleted] > [{11985 }]
content/11982.md:2:1: info: new beside 11982: 11985 [code-new] > [{11985 }]
content/27447.md:2:1: info: new beside 27447: 27448 [code-new] > [{27448 }]
content/27447.md:2:1: warning: the global days of 27447 change from 090 (the day before and 90 days of follow-up are included) to 010 (10 days of follow-up are included) [global-days-changed] 090>010 []
content/27447.md:2:1: warning: the Medicare status of 27447 changes from A (active: paid separately when covered) to N (not covered by Medicare) [status-changed] A>N []
content/27447.md:5:19: warning: modifier 50 does not go with 27447 any more: the body has no two sides for this service, or the code names one side and another code both (BILAT SURG 0) [modifier-changed] 50> []
content/33333.md:2:1: error: 33333 is deleted [code-deleted] > []
content/J7307.md:2:1: error: J7307 is deleted; what fits best by meaning: J7308 [code-deleted] > [{J7308 }]
content/J7307.md:2:1: info: new beside J7307: J7308 [code-new] > [{J7308 }]
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if again := Compare(after, after, guides); len(again) > 0 {
		t.Errorf("nothing changed, and %v", again)
	}
}

func TestRedirect(t *testing.T) {
	before := schedule(t, []feestest.Row{{Code: "11976", Descriptor: "RMVL CONTRACEPT RODS"}})
	after := schedule(t, []feestest.Row{{Code: "11985", Descriptor: "RMVL CONTRACEPT RODS"}})
	old := guideOf(t, "11976", "Removal of contraceptive rods", "")
	for more, want := range map[string]string{
		"none":                     `If 11985 takes its place: rename the file to 11985.md, change its code, and write aliases: ["/11976/"] into it.`,
		"":                         `If 11985 takes its place: remove this guide and write aliases: ["/11976/"] into content/11985.md:1.`,
		"aliases: [\"/a/\"]\n":     `If 11985 takes its place: remove this guide and write aliases: ["/a/", "/11976/"] into content/11985.md:5.`,
		"aliases: [\"/11976/\"]\n": `content/11985.md has the redirect already: remove this guide.`,
	} {
		guides := []*guide.Guide{old}
		if more != "none" {
			guides = append(guides, guideOf(t, "11985", "Rods", more))
		}
		found := Compare(before, after, guides)
		if len(found) == 0 || found[0].Hint != want {
			t.Errorf("%q: %+v, want %s", more, found, want)
		}
	}
}

func TestShifted(t *testing.T) {
	for _, c := range []struct {
		code codes.Code
		d    int
		want codes.Code
	}{{"11982", 1, "11983"}, {"00100", -1, "00099"}, {"0042T", 9, "0051T"}, {"J7307", -8, "J7299"}, {"99999", 1, ""}, {"00000", -1, ""}, {"9999T", 1, ""}} {
		if got := shifted(c.code, c.d); got != c.want {
			t.Errorf("%s and %d: %s, want %s", c.code, c.d, got, c.want)
		}
	}
}

// TestManyCodes holds the time for two editions that have nothing in common.
func TestManyCodes(t *testing.T) {
	rows := feestest.Generate(18000, 1)
	before, after := schedule(t, rows[:9000]), schedule(t, rows[9000:])
	var guides []*guide.Guide
	for i := range 500 {
		guides = append(guides, guideOf(t, rows[i*18].Code, "Repair of the knee", ""))
	}
	start := time.Now()
	found := Compare(before, after, guides)
	if took := time.Since(start); len(found) < 250 || took > 5*time.Second {
		t.Errorf("%d findings in %v", len(found), took)
	}
}
