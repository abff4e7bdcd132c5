package matter

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/diag"
)

func TestReadYAML(t *testing.T) {
	for raw, want := range map[string]string{
		"": "{}", "# only\n": "{}", "a: b\n": `{a@1:1="b"@1:4}`, "- a\n": "config 1:1 fields are expected here, each as name: value",
		"a: \xff\n":            "encoding 1:4 the text is not valid UTF-8 from here on",
		"a: é\nb: \xe9x\n":     "encoding 2:4 the text is not valid UTF-8 from here on",
		"a: b\n\x00":           "encoding 2:1 the file holds a NUL byte: it is no text",
		"\xff\xfea\x00":        "encoding 1:1 the file is UTF-16, not UTF-8",
		"\xfe\xff\x00a":        "encoding 1:1 the file is UTF-16, not UTF-8",
		"name: x\n---\na: b\n": "config 2:1 this line ends the fields, and more follow",
	} {
		tree, problem := ReadYAML(diag.NewSource("f.yaml", []byte(raw)), "config", Mapping)
		got := show(tree)
		if problem != nil {
			got = fmt.Sprintf("%s %d:%d %s", problem.Rule, problem.Line, problem.Column, problem.Message)
		}
		if got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", raw, got, want)
		}
	}
}

// TestUnseen: a text of which nothing shows is as good as none.
func TestUnseen(t *testing.T) {
	for _, text := range []string{"\u200b", "\u00ad", "\u2060", "\ufeff", "\u3164", "\u2800", "\u0301", "\u200e \u200f", "\ufe0f", "\u115f\u1160", "\uffa0", "\U000e0041"} {
		d := Decoder{File: "f.md"}
		if got := d.Text("title", Value{Kind: Scalar, Text: text, Pos: diag.Pos{Line: 2, Column: 8}}); got != "" || len(d.Problems) != 1 ||
			!strings.HasPrefix(d.Problems[0].Message, "title is empty: nothing in it can be seen (U+") || d.Problems[0].Rule != "field-missing" || d.Problems[0].Column != 8 {
			t.Errorf("%+q: got %+q, %v", text, got, d.Problems)
		}
	}
	for _, text := range []string{"a\u200b", "\u200bé", "e\u0301", "手術", "👩\u200d⚕\ufe0f", "?", "한글", "⠓", "\u200fشق"} {
		d := Decoder{File: "f.md"}
		if got := d.Text("title", Value{Kind: Scalar, Text: text}); got != text || len(d.Problems) > 0 {
			t.Errorf("%+q: got %+q, %v", text, got, d.Problems)
		}
	}
}

// TestBombs: what is small in a file and large in memory is refused, and at once.
func TestBombs(t *testing.T) {
	laughs := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		laughs += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 10))
	}
	nestedMaps := ""
	for i := range 400 {
		nestedMaps += strings.Repeat(" ", i) + "a:\n"
	}
	for name, raw := range map[string]string{
		"billion laughs":  "---\n" + laughs + "---\n",
		"nested brackets": "---\na: " + strings.Repeat("[", 100_000) + "\n---\n",
		"nested maps":     "---\n" + nestedMaps + "---\n",
		"loop":            "---\na: &a\n  <<: *a\n---\n",
		"long key":        "---\n" + strings.Repeat("k", 1<<20) + ": x\n---\n",
		"many keys":       "---\n" + strings.Repeat("k: x\n", 200_000) + "---\n",
		"toml brackets":   "+++\na = " + strings.Repeat("[", 100_000) + "\n+++\n",
		"toml dots":       "+++\n" + strings.Repeat("a.", 100_000) + "a = 1\n+++\n",
		"toml braces":     "+++\na = " + strings.Repeat("{a=", 50_000) + "\n+++\n",
		"json brackets":   `{"a": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}",
		"json maps":       strings.Repeat(`{"a":`, 50_000),
	} {
		if got := read(raw); !strings.Contains(got, "deep") && !strings.Contains(got, "max depth") && !strings.Contains(got, "bytes; they may take") &&
			!strings.Contains(got, "never closed") && !strings.Contains(got, noAnchors) {
			t.Errorf("%s: %.200s", name, got)
		}
	}
	if got := read("---\na: 1" + strings.Repeat("0", 10_000) + "\n---\n"); !strings.HasPrefix(got, `{a@2:1="1000`) {
		t.Errorf("a huge number is no longer its text: %.40s", got)
	}
}

func TestDecoder(t *testing.T) {
	text := func(s string) Value { return Value{Kind: Scalar, Text: s, Pos: diag.Pos{Line: 2, Column: 3}} }
	var d Decoder
	for in, want := range map[string]string{"a": "a", " a \n b\t c ": "a b c", "": "", " ": "", "a\x07b": "", "a\u0085b": "a b"} {
		d.Problems = nil
		if got := d.Text("x", text(in)); got != want || (want == "") != d.Problems.HasErrors() {
			t.Errorf("Text(%q) = %q, %v", in, got, d.Problems)
		}
	}
	for in, want := range map[string]bool{"true": true, "false": true, "yes": false, "True": false, "1": false, "": false} {
		d.Problems = nil
		if got := d.Bool("x", text(in)); got != (in == "true") || d.Problems.HasErrors() == want {
			t.Errorf("Bool(%q) = %v, %v", in, got, d.Problems)
		}
	}
	d.Problems = nil
	list := Value{Kind: List, Items: []Value{text("a"), text(" "), {Kind: Empty}, {Kind: Mapping}, text("b")}}
	if got := d.Texts("x", list); strings.Join(got, ",") != "a,b" || len(d.Problems) != 3 {
		t.Errorf("Texts = %q with %d problems", got, len(d.Problems))
	}
	d.Problems = nil
	d.Group("cost", Value{Kind: Mapping, Fields: []Field{{Name: "hgih", Value: text("1")}, {Name: "low"}}}, []string{"low", "high"}, func(f Field) {
		t.Errorf("the field %s was set", f.Name)
	})
	if len(d.Problems) != 1 || d.Problems[0].Message != `there is no field "hgih" in cost` || !strings.HasPrefix(d.Problems[0].Hint, "Did you mean high?") {
		t.Errorf("unknown field: %+v", d.Problems)
	}
}

func TestNearest(t *testing.T) {
	fields := []string{"code", "title", "summary", "synonyms", "references", "reviewed", "reviewed_by"}
	for word, want := range map[string]string{
		"sumary": "summary", "Title": "title", "refrences": "references", "synonym": "synonyms", "tilte": "title",
		"review_by": "reviewed_by", "": "", "zzzzzzzz": "", strings.Repeat("x", 100): "",
	} {
		if got, ok := Nearest(word, fields); got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"abc", "xabc", 1},
		{"kitten", "sitting", 3}, {"ca", "abc", 3}, {"é", "e", 1}, {"hgih", "high", 1},
	} {
		if got := edits(tc.a, tc.b); got != tc.want || edits(tc.b, tc.a) != tc.want {
			t.Errorf("edits(%q, %q) = %d and %d, want %d", tc.a, tc.b, got, edits(tc.b, tc.a), tc.want)
		}
	}
}

func TestShorten(t *testing.T) {
	if got := Shorten(strings.Repeat("é", 41)); got != strings.Repeat("é", 40)+"…" {
		t.Errorf("got %q", got)
	}
	if got := Shorten(strings.Repeat("é", 40)); got != strings.Repeat("é", 40) {
		t.Errorf("got %q", got)
	}
}
