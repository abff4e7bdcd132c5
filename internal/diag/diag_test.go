package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestAt(t *testing.T) {
	for _, tc := range []struct {
		raw    string
		needle string
		want   Pos
	}{
		{"abc", "a", Pos{1, 1}}, {"abc", "c", Pos{1, 3}}, {"a\nb", "b", Pos{2, 1}}, {"a\r\nbc", "c", Pos{2, 2}},
		{"a\rbc", "c", Pos{2, 2}}, {"\uFEFFabc", "a", Pos{1, 1}}, {"\uFEFFa\r\n\r\nb", "b", Pos{3, 1}},
		{"é\té€x", "x", Pos{1, 5}}, {"\t\tx", "x", Pos{1, 3}}, {"😀x", "x", Pos{1, 2}}, {"e\u0301x", "x", Pos{1, 3}},
		{"a\u2028x", "x", Pos{1, 3}}, {"\xff\xffx", "x", Pos{1, 3}}, {"\n\n\n x", "x", Pos{4, 2}},
	} {
		src := NewSource("f", []byte(tc.raw))
		offset := bytes.Index(src.Text, []byte(tc.needle))
		if got := src.At(offset); got != tc.want {
			t.Errorf("%q in %q: %v, want %v", tc.needle, tc.raw, got, tc.want)
		}
		if got := src.Offset(tc.want); got != offset {
			t.Errorf("Offset(%v) in %q = %d, want %d", tc.want, tc.raw, got, offset)
		}
	}
}

func TestAtOutside(t *testing.T) {
	src := NewSource("f", []byte("ab\ncd"))
	if got := src.At(-5); got != (Pos{1, 1}) {
		t.Errorf("before the text: %v", got)
	}
	if got := src.At(99); got != (Pos{2, 3}) {
		t.Errorf("behind the text: %v", got)
	}
	if got := NewSource("f", nil).At(0); got != (Pos{1, 1}) {
		t.Errorf("empty text: %v", got)
	}
	for p, want := range map[Pos]int{{9, 1}: 5, {0, 0}: 5, {1, 99}: 2, {1, 0}: 0} {
		if got := src.Offset(p); got != want {
			t.Errorf("Offset(%v) = %d, want %d", p, got, want)
		}
	}
}

// TestAtInAnyOrder: what At remembers must not show.
func TestAtInAnyOrder(t *testing.T) {
	text := []byte("é line\nsecond € line, longer\n\nx")
	src := NewSource("f", text)
	for _, offset := range []int{5, 9, 9, 3, 25, 14, 0, 26, len(text), 2, 30} {
		if got, want := src.At(offset), NewSource("f", text).At(offset); got != want {
			t.Errorf("offset %d: %v, alone %v", offset, got, want)
		}
	}
}

func TestNormalize(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\n": "a\nb\nc\n", "\uFEFFa": "a", "a\uFEFF": "a\uFEFF", "\r\r\n\n": "\n\n\n", "": "",
	} {
		raw := []byte(in)
		if got := string(NewSource("f", raw).Text); got != want || string(raw) != in {
			t.Errorf("%q became %q, want %q; raw %q", in, got, want, raw)
		}
	}
}

func TestLine(t *testing.T) {
	src := NewSource("f", []byte("one\ntwo\n"+strings.Repeat("é", 5000)))
	if src.Line(1) != "one" || src.Line(2) != "two" || src.Line(0) != "" || src.Line(4) != "" {
		t.Errorf("lines %q, %q, %q, %q", src.Line(1), src.Line(2), src.Line(0), src.Line(4))
	}
	if got := src.Line(3); got != strings.Repeat("é", 2048)+"…" {
		t.Errorf("a long line has %d bytes and ends with %q", len(got), got[len(got)-6:])
	}
}

func TestSort(t *testing.T) {
	d := func(file string, line, column int, sev Severity, rule string) Diagnostic {
		return Diagnostic{File: file, Pos: Pos{line, column}, Severity: sev, Rule: rule}
	}
	want := List{
		d("a", 0, 0, Warning, "x"), d("a", 1, 2, Error, "y"), d("a", 1, 2, Warning, "x"), d("a", 2, 1, Error, "x"), d("b", 1, 1, Error, "x"),
	}
	got := List{want[4], want[2], want[0], want[3], want[1], want[2]}.Sort()
	if len(got) != len(want) {
		t.Fatalf("%d members, want %d: repetitions stay", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("member %d is %v, want %v", i, got[i], want[i])
		}
	}
	if !got.HasErrors() || got.Count(Warning) != 2 || (List{want[0]}).HasErrors() {
		t.Error("errors and warnings are counted wrongly")
	}
}

func TestAddExcerpts(t *testing.T) {
	l := List{
		{File: "a", Pos: Pos{2, 1}}, {File: "a", Pos: Pos{2, 3}}, {File: "a"}, {File: "gone", Pos: Pos{1, 1}},
		{File: "b", Pos: Pos{1, 1}}, {File: "b", Pos: Pos{1, 1}, Excerpt: "own"}, {File: "b", Pos: Pos{7, 1}},
	}
	reads := 0
	l.AddExcerpts(func(file string) ([]byte, error) {
		reads++
		if file == "gone" {
			return nil, errors.New("gone")
		}
		return []byte("first " + file + "\nsecond " + file), nil
	})
	for i, want := range []string{"second a", "second a", "", "", "first b", "own", ""} {
		if l[i].Excerpt != want {
			t.Errorf("member %d has %q, want %q", i, l[i].Excerpt, want)
		}
	}
	if reads != 3 {
		t.Errorf("%d reads of 3 files", reads)
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	if err := List(nil).WriteJSON(&b); err != nil || b.String() != "[]\n" {
		t.Errorf("empty list: %q, %v", b.String(), err)
	}
	b.Reset()
	l := List{{File: "content/a.md", Pos: Pos{3, 4}, Severity: Warning, Rule: "r", Message: "<b> & \u202e", Hint: "h", Excerpt: "e"}}
	if err := l.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"file": "content/a.md", "line": 3.0, "column": 4.0, "severity": "warning", "rule": "r", "message": "<b> & \u202e", "hint": "h"}
	if len(got) != 1 || len(got[0]) != len(want) {
		t.Fatalf("got %v", got)
	}
	for k, v := range want {
		if got[0][k] != v {
			t.Errorf("%s is %v, want %v", k, got[0][k], v)
		}
	}
}
