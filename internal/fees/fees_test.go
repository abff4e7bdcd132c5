package fees_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/fees/feestest"
)

func fixture(t testing.TB, year string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/PPRRVU" + year + "_made_up.csv")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func read(t testing.TB, name string, raw []byte) *fees.Schedule {
	t.Helper()
	s, problems := fees.Read(name, raw)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

// summary says all that is known of a service.
func summary(v fees.Service) string {
	return fmt.Sprintf("%s %c %s %s %v", v.Code, v.Status, v.GlobalDays,
		strings.ReplaceAll(string([]byte{v.Components, v.Bilateral, v.Assistant, v.CoSurgeons, v.Team}), "\x00", "-"), v.Modifiers())
}

func TestRead(t *testing.T) {
	want := `0001F I XXX 99999 []
00100 J XXX 99999 []
0042T C XXX 00000 []
11952 R 000 00000 []
11982 A 000 00000 []
27447 A 090 01210 [50 54 55 56 58 62 78 79 80 81 82 AS LT RT]
45378 A 000 00100 []
45380 A 000 00100 []
70450 A XXX 10000 [26 TC]
A0021 I XXX 99999 []
G0008 X XXX 99999 []
`
	for _, year := range []string{"2025", "2026"} {
		raw := fixture(t, year)
		for form, text := range map[string][]byte{
			"as it is":        raw,
			"CRLF":            bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")),
			"byte order mark": append([]byte("\uFEFF"), raw...),
			"Latin-1":         bytes.Replace(raw, []byte("Fixture filler"), []byte("Fixt\xfcre filler"), 1),
			"notes after":     append(slices.Clone(raw), "\n* a note, with cells\nA copyright notice\n,,,\n"...),
			"notes before":    append([]byte("* a \"note\", so\n"), raw...),
			"columns moved":   moveColumn(raw, 19, 2),
		} {
			s := read(t, year+".csv", text)
			got := ""
			for i := range s.Len() {
				got += summary(s.At(i)) + "\n"
			}
			if got != want {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", year, form, got, want)
			}
			for i := range s.Len() {
				if d := s.Descriptor(i); !strings.HasPrefix(d, "Fixt") {
					t.Errorf("%s, %s: the text of %s is %q", year, form, s.At(i).Code, d)
				}
			}
		}
	}
}

// moveColumn takes a column out and puts it before another. The fixtures' quoted cells
// are in columns that stay in their order.
func moveColumn(raw []byte, from, to int) []byte {
	return []byte(feestest.Rewrite(raw, func(cells []string) []string {
		moved := cells[from]
		return slices.Insert(slices.Delete(cells, from, from+1), to, moved)
	}))
}

func TestFind(t *testing.T) {
	s := read(t, "f.csv", fixture(t, "2026"))
	v, ok := s.Find("45378")
	if !ok || v.Line != 17 {
		t.Errorf("45378 is %+v, %v; its first row is line 17", v, ok)
	}
	if _, ok := s.Find("45379"); ok {
		t.Error("45379 was found")
	}
	for code, want := range map[codes.Code]bool{"99999": true, "0002F": true, "0002T": true, "0001U": false, "A9999": true, "J7307": false} {
		if s.Covers(code) != want {
			t.Errorf("Covers(%s) is not %v", code, want)
		}
	}
}

func TestZip(t *testing.T) {
	pack := func(names ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range names {
			f, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			text := fixture(t, "2026")
			if strings.HasSuffix(name, "_QPP.csv") {
				text = bytes.ReplaceAll(text, []byte("11952"), []byte("11953"))
			}
			if _, err := f.Write(text); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	s := read(t, "rvu26a.zip", pack("readme.txt", "RVU26A/GPCI2026.csv", "RVU26A/PPRRVU2026_Jan_QPP.csv", "RVU26A/PPRRVU2026_Jan_nonQPP.csv"))
	if _, ok := s.Find("11952"); !ok || s.File != "rvu26a.zip/PPRRVU2026_Jan_nonQPP.csv" {
		t.Errorf("%s was read", s.File)
	}
	for message, raw := range map[string][]byte{
		"no file in this zip is named PPRRVU….csv": pack("GPCI2026.csv"), "the fee schedule is a spreadsheet": pack("xl/workbook.xml"),
		"this zip file cannot be read": []byte("PK\x03\x04 and no more"),
	} {
		if _, problems := fees.Read("a.zip", raw); len(problems) != 1 || !strings.HasPrefix(problems[0].Message, message) {
			t.Errorf("got %v, want %s", problems, message)
		}
	}
}

func TestProblems(t *testing.T) {
	raw := string(fixture(t, "2026"))
	replace := func(old, new string) string {
		if !strings.Contains(raw, old) {
			t.Fatalf("the fixture has no %q", old)
		}
		return strings.Replace(raw, old, new, 1)
	}
	for _, c := range []struct{ name, raw, want string }{
		{"empty", " \n", "f.csv: the fee schedule is empty"},
		{"UTF-16", "\xff\xfeH\x00", "f.csv: the fee schedule is written in UTF-16"},
		{"web page", "\n<!DOCTYPE html>", "f.csv: the fee schedule is a web page"},
		{"another table", "a,b\n1,2\n", "f.csv:1:1: no row begins with HCPCS"},
		{"headings alone", raw[:strings.Index(raw, "0001F")], "f.csv: the fee schedule has headings and no codes"},
		{"a column less", replace("GLOB,", "GLAB,"), "f.csv:10:1: the column GLOB DAYS is missing"},
		{"a column twice", strings.Replace(replace("GLOB,PRE,", "GLOB,GLOB,"), "DAYS,OP,", "DAYS,DAYS,", 1), "f.csv:10:99: two columns have the heading GLOB DAYS"},
		{"zeros dropped", replace("\n00100,", "\n100,"), `f.csv:12:1: "100" is not a code`},
		{"zeros dropped", replace("0,090,", "0,90,"), `f.csv:16:67: GLOB DAYS is "90"; it must be one of 000, 010, 090, MMM, XXX, YYY, ZZZ; a spreadsheet has dropped`},
		{"status", replace("filler row,R", "filler row,Q"), `f.csv:14:27: STATUS CODE is "Q"`},
		{"status empty", replace("filler row,R", "filler row,"), `f.csv:14:27: STATUS CODE is empty`},
		{"shifted", replace("11952,,", "11952,"), "f.csv:14:28: STATUS CODE is empty"},
		{"short row", replace("filler row,R,,1.11,2.22,,1.00,,0.20,3.53,2.31,0,000,0.00,0.00,0.00,2,0,0,0,0,9,,10.0000,09,0,99,0.00,0.00,0.00", "filler row,R"), "f.csv:14:1: this row has 4 cells; the headings need at least 23"},
		{"quotes", replace("Fixture filler", `Fix"ture filler`), "f.csv:14:11: the quotation marks of this row do not match"},
		{"twice", replace("11982,,", "11952,,"), "f.csv:15:1: 11952 is listed twice, first in line 14"},
		{"no code", replace("A0021,", "Fixture transport row,"), "f.csv:23:1: the first cell of this row is no code"},
	} {
		s, problems := fees.Read("f.csv", []byte(c.raw))
		if len(problems) == 0 {
			t.Errorf("%s: no problem was found", c.name)
			continue
		}
		d := problems[0]
		if got := d.Location() + ": " + d.Message; !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s", c.name, got)
		}
		if (s != nil) == problems.HasErrors() || d.Rule != fees.Rule || d.Hint == "" {
			t.Errorf("%s: schedule %v, %+v", c.name, s != nil, d)
		}
		leaks(t, problems)
	}
}

// leaks looks for descriptors in messages: every one of the fixtures has the word
// "Fixture" in it.
func leaks(t testing.TB, problems diag.List) {
	t.Helper()
	problems.AddExcerpts(func(string) ([]byte, error) { return []byte(strings.Repeat("Fixture\n", 99)), nil })
	for _, d := range problems {
		if text, _ := d.Snippet(); strings.Contains(d.Message+d.Hint+text, "ixture") {
			t.Errorf("a descriptor is shown: %+v", d)
		}
	}
}

func TestManyProblems(t *testing.T) {
	rows := feestest.Generate(200, 1)
	for i := range rows {
		rows[i].Global = "0"
	}
	_, problems := fees.Read("f.csv", feestest.File(rows))
	if len(problems) != 20 || !strings.HasSuffix(problems[19].Message, "(and 180 more problems in this file)") {
		t.Errorf("%d problems, the last: %s", len(problems), problems[len(problems)-1].Message)
	}
}

func TestFault(t *testing.T) {
	for _, c := range []struct {
		row                feestest.Row
		apply, notApplying string
	}{
		{feestest.Row{Bilateral: "0", Components: "0", Assistant: "0", CoSurgeons: "0", Team: "0", Global: "000"}, "80 81 82 AS 58 78 79 22 59", "50 RT LT 26 TC 62 66 54 55 56"},
		{feestest.Row{Bilateral: "1", Components: "1", Assistant: "2", CoSurgeons: "2", Team: "2", Global: "090"}, "50 RT LT rt 26 TC 62 66 80 54 55 56 58 78 79", ""},
		{feestest.Row{Bilateral: "2", Components: "6", Assistant: "1", CoSurgeons: "1", Team: "1", Global: "010"}, "26 62 66 54 58", "50 RT TC 80 82 as"},
		{feestest.Row{Bilateral: "3", Components: "9", Assistant: "9", CoSurgeons: "9", Team: "9", Global: "XXX"}, "50 LT", "26 TC 62 66 80 54 58 78 79"},
		{feestest.Row{Bilateral: "9", Global: "ZZZ"}, "58", "50 54"},
		{feestest.Row{Global: "MMM"}, "54 55 78", ""},
		{feestest.Row{Global: "YYY"}, "54 55 78", ""},
	} {
		c.row.Code, c.row.Descriptor = "11952", "made up"
		v, _ := read(t, "f.csv", feestest.File([]feestest.Row{c.row})).Find("11952")
		for _, m := range strings.Fields(c.apply) {
			if f := v.Fault(m); f != "" {
				t.Errorf("%+v: %s is at fault: %s", c.row, m, f)
			}
		}
		for _, m := range strings.Fields(c.notApplying) {
			if v.Fault(m) == "" {
				t.Errorf("%+v: %s applies", c.row, m)
			}
		}
		for _, m := range v.Modifiers() {
			if v.Fault(m) != "" {
				t.Errorf("%+v: %s goes with it and does not", c.row, m)
			}
		}
	}
}

// TestSplitRows holds that a part that is priced by itself has its modifier, whatever
// the order of the rows.
func TestSplitRows(t *testing.T) {
	rows := []feestest.Row{{Code: "11952", Modifier: "TC", Components: "3", Global: "XXX"}, {Code: "11952", Components: "4"}, {Code: "11952", Modifier: "26", Components: "2"}}
	for range 3 {
		rows = append(rows[1:], rows[0])
		v, _ := read(t, "f.csv", feestest.File(rows)).Find("11952")
		if v.Fault("TC") != "" || v.Fault("26") != "" || v.Components != '4' || v.GlobalDays != "000" {
			t.Errorf("%v gives %s, TC: %q", rows, summary(v), v.Fault("TC"))
		}
	}
}

func TestMeanings(t *testing.T) {
	for letter := byte('A'); letter <= 'Z'; letter++ {
		st, ok := fees.StatusOf(letter)
		if want := strings.IndexByte("ABCDEFGHIJMNPRTX", letter) >= 0; ok != want || ok != (st.Meaning != "") {
			t.Errorf("status %c: %+v, %v", letter, st, ok)
		}
		if st.Deleted && !st.Unpaid {
			t.Errorf("status %c is deleted and paid", letter)
		}
	}
	for _, g := range []fees.GlobalDays{"000", "010", "090", "MMM", "XXX", "YYY", "ZZZ"} {
		if g.Meaning() == "" {
			t.Errorf("global days %s have no meaning", g)
		}
	}
}

// FuzzRead: no input makes the reader panic; every problem has a place in the file;
// codes are in order and none is there twice.
func FuzzRead(f *testing.F) {
	f.Add(fixture(f, "2025"))
	f.Add(fixture(f, "2026"))
	f.Add(feestest.File(feestest.Generate(3, 2)))
	f.Add([]byte("HCPCS\n\"\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, problems := fees.Read("f.csv", raw)
		if (s == nil) != problems.HasErrors() {
			t.Fatalf("schedule %v, problems %v", s != nil, problems)
		}
		lines := bytes.Count(raw, []byte("\n")) + bytes.Count(raw, []byte("\r")) + 1
		for _, d := range problems {
			if d.Message == "" || !strings.HasPrefix(d.File, "f.csv") || d.Line < 0 || d.Line > lines && d.File == "f.csv" {
				t.Errorf("%+v in %d lines", d, lines)
			}
		}
		if s == nil {
			return
		}
		for i := range s.Len() {
			if i > 0 && s.At(i-1).Code >= s.At(i).Code {
				t.Errorf("%s stands before %s", s.At(i-1).Code, s.At(i).Code)
			}
			if got, ok := s.Index(s.At(i).Code); !ok || got != i {
				t.Errorf("%s is not found", s.At(i).Code)
			}
			_ = s.Descriptor(i)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	raw := feestest.File(feestest.Generate(18000, 1))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		read(b, "f.csv", raw)
	}
}
