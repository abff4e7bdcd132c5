package fees_test

import (
	"bytes"
	"testing"

	"bedside/internal/codes"
	"bedside/internal/fees"
	"bedside/internal/fees/feestest"
)

func TestCopies(t *testing.T) {
	s := read(t, "f.csv", feestest.File([]feestest.Row{
		{Code: "11111", Descriptor: "Zap big toe nail & draw fluid out"},
		{Code: "22222", Descriptor: "Zap big toe nail"},
		{Code: "33333", Descriptor: "NJX of the one for each of your 5.1-10cc"},
		{Code: "44444", Descriptor: "zap big toe nail draw fluid (ea)"},
		{Code: "J5555", Descriptor: "free words that anybody may copy here"},
		{Code: "D5555", Descriptor: "dental words that nobody may copy here"},
		{Code: "55555", Descriptor: "Tx contour of 5.1-10cc"},
	}))
	c := fees.NewCopies(s)
	for _, test := range []struct {
		text, own string
		want      string // the copied part
		code      codes.Code
	}{
		{"We zap big toe nail, draw fluid and so on.", "11111", "zap big toe nail, draw fluid", "11111"},
		{"We zap big toe nail, draw fluid and so on.", "44444", "zap big toe nail, draw fluid", "44444"},
		{"summary: \"**Zap**\nBIG-toe\"", "11111", "", ""},
		{"Zap *big* toe\nnail & [draw](x.md) fluid", "11111", "", ""},
		{"Zap *big* toe\nnail & draw fluid out", "99999", "Zap *big* toe\nnail & draw fluid out", "11111"},
		{"zap big toe nail draw", "11111", "", ""},
		{"zap big toe nail drawn fluid", "11111", "", ""},
		{"njx of the one for each of your 5.1-10cc", "33333", "", ""}, // nothing but small words
		{"tx contour of 5.1-10cc", "55555", "", ""},
		{"free words that anybody may copy here", "J5555", "", ""},
		{"Dental words that nobody may copy here!", "J5555", "Dental words that nobody may copy here", "D5555"},
		{"", "11111", "", ""},
	} {
		found := c.Find([]byte(test.text), codes.Code(test.own))
		if test.want == "" {
			if len(found) > 0 {
				t.Errorf("%q: %+v", test.text, found)
			}
			continue
		}
		if len(found) != 1 || test.text[found[0].From:found[0].To] != test.want || found[0].Code != test.code {
			t.Errorf("%q: got %+v, want %q of %s", test.text, found, test.want, test.code)
		}
	}
	twice := c.Find([]byte("zap big toe nail draw fluid, zap big toe nail draw fluid"), "11111")
	if len(twice) != 2 || twice[0].To > twice[1].From {
		t.Errorf("two copies are %+v", twice)
	}
}

// FuzzCopies: places lie in the text, in order, and none overlaps the next.
func FuzzCopies(f *testing.F) {
	rows := feestest.Generate(50, 1)
	for i := range rows {
		rows[i].Descriptor += " deep open each simple complex"
	}
	s := read(f, "f.csv", feestest.File(rows))
	c := fees.NewCopies(s)
	f.Add([]byte(s.Descriptor(3) + ", " + s.Descriptor(4)))
	f.Fuzz(func(t *testing.T, text []byte) {
		at := 0
		for _, found := range c.Find(text, "11111") {
			if found.From < at || found.To <= found.From || found.To > len(text) {
				t.Fatalf("%+v in %d bytes", found, len(text))
			}
			at = found.To
		}
	})
}

func BenchmarkCopies(b *testing.B) {
	rows := feestest.Generate(18000, 1)
	for i := range rows {
		rows[i].Descriptor += " deep open each"
	}
	c := fees.NewCopies(read(b, "f.csv", feestest.File(rows)))
	text := bytes.Repeat([]byte("The doctor makes a small cut and removes the device, which takes about ten minutes in all.\n"), 80)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c.Find(text, "11111")
	}
}
