package matter

import (
	"fmt"
	"strings"
	"testing"

	"bedside/internal/diag"
)

// show writes a tree in one line: scalars quoted, places as @line:column.
func show(v Value) string {
	at := fmt.Sprintf("@%d:%d", v.Pos.Line, v.Pos.Column)
	switch v.Kind {
	case Empty:
		return "nothing" + at
	case Scalar:
		return fmt.Sprintf("%q%s", v.Text, at)
	case List:
		var items []string
		for _, i := range v.Items {
			items = append(items, show(i))
		}
		return "[" + strings.Join(items, " ") + "]"
	}
	var fields []string
	for _, f := range v.Fields {
		fields = append(fields, fmt.Sprintf("%s@%d:%d=%s", f.Name, f.NamePos.Line, f.NamePos.Column, show(f.Value)))
	}
	return "{" + strings.Join(fields, " ") + "}"
}

func read(raw string) string {
	src := diag.NewSource("f.md", []byte(raw))
	tree, body, problem := Read(src)
	if problem != nil {
		return fmt.Sprintf("%d:%d %s", problem.Line, problem.Column, problem.Message)
	}
	return show(tree) + " | " + string(src.Text[body:])
}

func TestReadValues(t *testing.T) {
	for _, tc := range []struct{ name, raw, want string }{
		{"zeros", "---\ncode: 00100\nc: 0042T\nd: 00010\ne: [08999, 0o7, 0x1F]\n---\nB",
			`{code@2:1="00100"@2:7 c@3:1="0042T"@3:4 d@4:1="00010"@4:4 e@5:1=["08999"@5:5 "0o7"@5:12 "0x1F"@5:17]} | B`},
		{"no typing", "---\na: yes\nb: 1e3\nc: 2026-05-01\nd: 12:30:45\ne: 1_000\nf: [no, on, .inf, 1984]\n---\n",
			`{a@2:1="yes"@2:4 b@3:1="1e3"@3:4 c@4:1="2026-05-01"@4:4 d@5:1="12:30:45"@5:4 e@6:1="1_000"@6:4 f@7:1=["no"@7:5 "on"@7:9 ".inf"@7:13 "1984"@7:19]} | `},
		{"nothing", "---\na: ~\nb:\nc: null\nd: [~, '~']\n---\n", `{a@2:1=nothing@2:4 b@3:1=nothing@3:3 c@4:1=nothing@4:4 d@5:1=[nothing@5:5 "~"@5:8]} | `},
		{"nested", "---\na:\n  b: 1\n  c:\n  - x\n  - y: z\n---\nB\n", `{a@2:1={b@3:3="1"@3:6 c@4:3=["x"@5:5 {y@6:5="z"@6:8}]}} | B` + "\n"},
		{"empty", "---\n---\nB", `{} | B`},
		{"comment", "---\n# a\n---\nB", `{} | B`},
		{"blank lines before", "\n \n---\na: b\n---\nB", `{a@4:1="b"@4:4} | B`},
		{"spaces behind", "---  \na: b\n---\t\nB", `{a@2:1="b"@2:4} | B`},
		{"line separators", "---\na: x\u2028y\nb: z\n---\n", `{a@2:1="x y"@2:4 b@3:1="z"@3:4} | `},
		{"toml", "+++\na = 'x'\nb = [1, 2.5, true]\n[c]\nd.e = 2026-05-01\n[[f]]\ng = 1\n[[f]]\ng = 2\n+++\nB",
			`{a@2:1="x"@2:1 b@3:1=["1"@3:1 "2.5"@3:1 "true"@3:1] c@4:2={d@5:1={e@5:3="2026-05-01"@5:3}} f@6:3=[{g@7:1="1"@7:1} {g@9:1="2"@9:1}]} | B`},
		{"toml times", "+++\na = 12:30:45\nb = 2026-05-01T10:00:00\nc = 2026-05-01T10:00:00Z\n+++\n",
			`{a@2:1="12:30:45"@2:1 b@3:1="2026-05-01T10:00:00"@3:1 c@4:1="2026-05-01T10:00:00Z"@4:1} | `},
		{"toml as written", "+++\na = 1_000\nb = [0x1F, 1e3, # 7\n 1.50,\n [+7, inf]]\nc = {d = 2026-05-01 10:00:00.500, e = \"\"\"x = 1\n\"\"\"\"\"} # f = 1\n3 = '''4 = 5\\'''\ng = \"\\\"h = 8\"\n[\"i = [\"]\nj = true\n+++\n",
			`{a@2:1="1_000"@2:1 b@3:1=["0x1F"@3:1 "1e3"@3:1 "1.50"@3:1 ["+7"@3:1 "inf"@3:1]] c@6:1={d@6:1="2026-05-01 10:00:00.500"@6:1 e@6:1="x = 1\n\"\""@6:1}` +
				` 3@8:1="4 = 5\\"@8:1 g@9:1="\"h = 8"@9:1 i = [@2:1={j@11:1="true"@11:1}} | `},
		{"toml same name inside", "+++\ntitle = 'a'\n[x]\ntitle = 'b'\n[y]\ntitle = 'c'\n+++\n",
			`{title@2:1="a"@2:1 x@3:2={title@4:1="b"@4:1} y@5:2={title@6:1="c"@6:1}} | `},
		{"json", "{\n \"a\": [1, \"x\", null],\n \"b\": {\"c\": true}\n}\nB", `{a@2:2=["1"@2:8 "x"@2:11 nothing@2:16] b@3:2={c@3:8="true"@3:13}} | ` + "\nB"},
		{"json on one line", `{"a": 1e3, "é": "00100", "c": -0.50} ` + "\t\nB", `{a@1:2="1e3"@1:7 é@1:12="00100"@1:17 c@1:26="-0.50"@1:31} |  ` + "\t\nB"},
		{"json escapes", `{"a": "\ud83d\ude00 \\ud800 \u00e9 \\\\ud800\n"}`, `{a@1:2="😀 \\ud800 é \\\\ud800\n"@1:7} | `},
	} {
		for form, raw := range variants(tc.raw) {
			if got := read(raw); got != tc.want {
				t.Errorf("%s, %s:\ngot  %s\nwant %s", tc.name, form, got, tc.want)
			}
		}
	}
}

// variants are the spellings of one file that editors leave behind.
func variants(raw string) map[string]string {
	return map[string]string{
		"as it is": raw, "byte order mark": "\uFEFF" + raw, "CRLF": strings.ReplaceAll(raw, "\n", "\r\n"),
		"CR": strings.ReplaceAll(raw, "\n", "\r"), "both": "\uFEFF" + strings.ReplaceAll(raw, "\n", "\r\n"),
	}
}

func TestReadFaults(t *testing.T) {
	ok := "code: x\ntitle: y\n"
	for _, tc := range []refused{
		{"empty", "", "1:1 the file is empty"},
		{"blank", " \n\t\n", "1:1 the file is empty"},
		{"text", "\nHello\n", "2:1 the file has no front matter"},
		{"never closed", "\n---\n" + ok, "2:1 the front matter that begins here is never closed"},
		{"toml never closed", "+++\na = 1\n", "1:1 the front matter that begins here is never closed"},
		{"json never closed", "{\n\"a\": 1\n", "1:1 the JSON front matter that begins here is never closed"},
		{"indented end", "---\n" + ok + "s: |\n  a\n  ---\n  b\n---\n", "6:1 this line ends the front matter although it is indented"},
		{"tab", "---\n" + ok + "cost:\n\tlow: 1\n---\n", "5:1 this line is indented with a tab"},
		{"tab behind spaces", "---\n" + ok + "cost:\n  \tlow: 1\n---\n", "5:3 this line is indented with a tab"},
		{"double quote", "---\ncode: x\ntitle: \"y\nz: 1\n---\n", "3:8 a quotation mark or bracket is opened and never closed"},
		{"single quote", "---\ncode: 'x\ntitle: y\nz: 1\n---\n", "2:7 a quotation mark or bracket is opened and never closed"},
		{"bracket", "---\n" + ok + "s: [a, b\nt: c\n---\n", "4:4 a list in square brackets is not closed or lacks a comma"},
		{"bracket at the end", "---\n" + ok + "s: [a, b\n---\n", "4:4 a list in square brackets is not closed or lacks a comma"},
		{"empty bracket", "---\n" + ok + "s: [\n---\n", "4:4 a list or group is not closed, or lacks an item"},
		{"brace", "---\n" + ok + "s: {a: b\nt: c\n---\n", "4:4 a group in curly brackets is not closed or lacks a comma"},
		{"colon", "---\ncode: x\ntitle: Knee: replacement\n---\n", "3:12 a colon stands where none is expected"},
		{"colon in the first line", "---\ntitle: Knee: replacement\n---\n", "2:12 a colon stands where none is expected"},
		{"twice", "---\n" + ok + "title: z\n---\n", "4:1 title is given twice, first in line 3"},
		{"twice inside", "---\ncost:\n  low: 1\n  low: 2\n---\n", "4:3 low is given twice, first in line 3"},
		{"escape", "---\ncode: x\ntitle: \"a\\qb\"\n---\n", "3:8 a backslash in double quotes means something special"},
		{"alias", "---\n" + ok + "s: *nope\n---\n", "4:4 " + noAnchors},
		{"bold", "---\ncode: x\ntitle: **y**\n---\n", "3:8 " + noAnchors},
		{"anchor", "---\n" + ok + "s: &a b\n---\n", "4:4 " + noAnchors},
		{"merge", "---\na: &a\n  b: c\n  <<: *a\n---\n", "2:4 " + noAnchors},
		{"tag", "---\ns: !!binary aGk=\n---\n", "2:4 " + noAnchors},
		{"at sign", "---\ncode: x\ntitle: @y\n---\n", "3:8 a value begins with a sign that means something else in front matter"},
		{"no colon", "---\ncode: x\ntitle y\nz: 1\n---\n", "3:1 this line is no field: it has no colon behind the name"},
		{"indentation", "---\ncost:\n    low: 1\n  high: 2\nz: 1\n---\n", "4:3 high does not begin straight below low, the field above"},
		{"text behind a quotation", "---\ncode: x\ntitle: \"y\" z\n---\n", "3:8 the indentation or the quotation marks of this line do not fit the lines above"},
		{"colon far into a line", "---\ncode: x\ntitle: Für 12:30, das Knie: neu\n---\n", "3:27 a colon stands where none is expected"},
		{"colon at the end", "---\ntitle: Knee:\nz: 1\n---\n", "2:12 a colon stands where none is expected"},
		{"space before a name", "---\ntitle: x\n\n # why\n setting: Clinic\nz: 1\n---\n", "5:1 a space stands before setting, which makes the line a part of the one above"},
		{"space before a name, quotes above", "---\ntitle: \"x\"\n  setting: Clinic\n---\n", "3:1 a space stands before setting, which makes the line a part of the one above"},
		{"space before the first name", "---\n# why\n title: x\ncode: y\n---\n", "3:1 a space stands before title"},
		{"space in a group", "---\ncost:\n  low: 1\n   high: 2\n---\n", "4:4 high does not begin straight below low, the field above"},
		{"space in a list", "---\nr:\n  - title: a\n   url: b\n---\n", "4:4 url does not begin straight below title, the field above"},
		{"no space behind", "---\ntitle: x\nsetting:Clinic\nz: 1\n---\n", "3:9 a space is missing behind setting:"},
		{"no space behind the first", "---\nsetting:Clinic\nz: 1\n---\n", "2:9 a space is missing behind setting:"},
		{"no space behind the last", "---\ntitle: x\nréglage:\"Clinic\"\n---\n", "3:9 a space is missing behind réglage:"},
		{"no space in a list", "---\nr:\n  - title:a\n    url: b\n---\n", "3:11 a space is missing behind title:"},
		{"no-break space behind", "---\ntitle: x\nsetting:\u00a0Clinic\nz: 1\n---\n", "3:9 behind setting: stands a no-break space, which only looks like a space"},
		{"a name below a block of text", "---\nsummary: |\n  a\n b: c\nz: 1\n---\n", "4:5 the indentation or the quotation marks of this line do not fit the lines above"},
		{"control character", "---\ncode: x\ntitle: a\x07b\n---\n", "3:8 this line holds a control character"},
		{"two parts", "---\na: b\n...\nc: d\n---\n", "3:1 this line ends the fields, and more follow"},
		{"list", "---\n- a\n---\n", "2:1 fields are expected here, each as name: value"},
		{"scalar", "---\na\n---\n", "2:1 fields are expected here, each as name: value"},
		{"list as a name", "---\n? [a]\n: b\n---\n", "2:3 the name of a field must be a plain word"},
		{"deep", "---\na: " + strings.Repeat("[", 9) + strings.Repeat("]", 9) + "\n---\n", "2:12 the front matter is nested too deeply"},
	} {
		wantFault(t, tc)
	}
}

// refused is a text and what is said of it.
type refused struct{ name, raw, want string }

// wantFault reads a text in all forms it may have.
func wantFault(t *testing.T, f refused) {
	t.Helper()
	for form, raw := range variants(f.raw) {
		if got := read(raw); got != f.want {
			t.Errorf("%s, %s:\ngot  %s\nwant %s", f.name, form, got, f.want)
		}
	}
}

func TestReadOtherFaults(t *testing.T) {
	for _, tc := range []refused{
		{"toml value", "+++\na = 1\nb = c\n+++\n", "3:5 this cannot be read: expected value but found \"c\" instead"},
		{"toml twice", "+++\na = 1\na = 2\n+++\n", "3:1 a is given twice"},
		{"toml zeros", "+++\ncode = 00100\n+++\n", "2:8 this cannot be read: Invalid integer \"00100\": cannot have leading zeroes"},
		{"json comma", "{\n \"a\": 1\n \"b\": 2\n}\n", "3:2 the JSON front matter cannot be read: invalid character '\"' after object key:value pair"},
		{"json zeros", `{"code": 00100}`, "1:11 the JSON front matter cannot be read: invalid character '0' after object key:value pair"},
		{"json twice", "{\"a\": 1,\n \"a\": 2}\n", "2:2 a is given twice, first in line 1"},
		{"json half a sign", "{\n \"a\": \"é\\\\ \\ud800 x\"}\n", "2:12 \\ud800 is half of a sign: the other half is missing"},
		{"json half a name", `{"\uDC00": 1}`, `1:3 \uDC00 is half of a sign: the other half is missing`},
		{"json two first halves", `{"a": ["\ud83d\ude00\ud83d\ud83d\ude00"]}`, `1:21 \ud83d is half of a sign: the other half is missing`},
		{"json half at the end", `{"a": "\ud83d"}`, `1:8 \ud83d is half of a sign: the other half is missing`},
		{"json with text behind", "{\"a\": 1}\tText\n", "1:10 something stands behind the } that ends the front matter"},
		{"json two objects", `{"a": 1}{"b": 2}`, "1:9 something stands behind the } that ends the front matter"},
		{"json list", "[1]\n", "1:1 the file has no front matter"},
		{"json deep", `{"a": ` + strings.Repeat("[", 9) + strings.Repeat("]", 9) + "}", "1:15 the front matter is nested too deeply"},
	} {
		wantFault(t, tc)
	}
}

// TestSimpleYAML: front matter as people write it takes the short way.
func TestSimpleYAML(t *testing.T) {
	const usual = `code: "11982"
title: Removal of an implant, don't panic
summary: One sentence.
synonyms: [implant removal, "rod, removed"]
# a remark
cost: {low: 150, high: 400.50, currency: USD, source: "A fee schedule"}
related:
  - "11981"
  - J7307
references:
  - title: A source
    url: https://example.org/a
  - {title: Another, url: "https://example.org/b"}
reviewed: 2026-01-31
draft: false
`
	if _, ok := simpleYAML([]byte(usual), 2); !ok {
		t.Error("usual front matter goes through the library")
	}
	for _, other := range []string{"a: 'b'", "a: |\n  b", "a: b\n c", "a: é", "a: &x b", "a: b: c", "a:\n", "a: b\na: c", "a: [b", "a:\tb"} {
		if v, ok := simpleYAML([]byte(other), 2); ok {
			t.Errorf("%q is read the short way, as %s", other, show(v))
		}
	}
}

// TestFaultHints: what to do about a slip is said with the author's own words.
func TestFaultHints(t *testing.T) {
	for raw, want := range map[string]string{
		"title: x\n setting: Clinic\n":        "Remove the space before setting: a field begins at the start of its line. If the line goes on with the text above, put the whole text in double quotes.",
		"cost:\n  low: 1\n   high: 2\n":       "The fields of a group begin in one column: put high straight below low.",
		"title: x\nsetting:Clinic, at home\n": "Write setting: Clinic, at home.",
		"title: x\nsetting:\u00a0Clinic\n":    "Delete it and type a space: setting: Clinic.",
		"title: “Knee: new”\n":                "Put the value in straight double quotes, \"like this\": the curly ones of a word processor are a part of the text.",
		"title: Knee: new\n":                  "Put a value that contains a colon in double quotes: title: \"Knee: replacement\".",
	} {
		_, problem := ReadYAML(diag.NewSource("f.yaml", []byte(raw)), "config", Mapping)
		if problem == nil || problem.Hint != want {
			t.Errorf("%q: got %+v, want the hint %q", raw, problem, want)
		}
	}
}
