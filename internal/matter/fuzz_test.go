package matter

import (
	"bytes"
	"strings"
	"testing"

	"bedside/internal/diag"

	"github.com/BurntSushi/toml"
)

// FuzzRead: no input makes the reader panic, every place lies in the file, the tree
// is no larger than the file, and a byte order mark or other line ends change nothing.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"---\ncode: 00100\ntitle: \"T\"\ncost: {low: 1, high: 2}\nrelated:\n- 1\n- [a]\n---\nText\n",
		"+++\ncode = \"11982\"\n[cost]\nlow = 1\n[[references]]\ntitle = \"a\"\n+++\nText\n",
		"{\"code\": \"11982\", \"a\": [1, null, true, {\"b\": \"c\"}]}\nText", "---\na: &x [*x]\n---", "---\n\t:\n---\n",
		"---\na: |\n  b\n  ---\n---\n", "---\na: \"\n---\n", "---\n? [a]\n: b\n---\n", "+++\na.b.c = 1979-05-27\n+++\n", "---\r\na: b\r---\n", "",
		"---\na: b\u2028c\n...\nd: e\n---\n", "{\"a\": \"\\ud800\"}", "+++\n'' = 1\n\"\" . x = 2\n+++\n", "---\n- a\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		src := diag.NewSource("f.md", raw)
		tree, body, problem := Read(src)
		if problem != nil {
			checkPlace(t, src, problem.Pos)
			if problem.Message == "" || problem.Rule == "" {
				t.Errorf("a problem without words: %+v", problem)
			}
			return
		}
		if body < 0 || body > len(src.Text) {
			t.Fatalf("the text begins at %d of %d", body, len(src.Text))
		}
		if n := checkValue(t, src, tree); n > len(src.Text)+1 {
			t.Errorf("%d values in %d bytes", n, len(src.Text))
		}
		if bytes.HasPrefix(src.Text, []byte("\uFEFF")) {
			return
		}
		again := diag.NewSource("f.md", []byte("\uFEFF"+strings.ReplaceAll(string(src.Text), "\n", "\r\n")))
		if tree2, body2, problem2 := Read(again); problem2 != nil || body2 != body || show(tree2) != show(tree) {
			t.Errorf("with a byte order mark and CRLF the result is another one: %v", problem2)
		}
	})
}

func checkPlace(t *testing.T, src *diag.Source, p diag.Pos) {
	t.Helper()
	lines := bytes.Count(src.Text, []byte("\n")) + 1
	if p.Line < 1 || p.Line > lines || p.Column < 1 || p.Column > len(src.Text)+1 {
		t.Errorf("the place %v is outside a file of %d lines", p, lines)
	}
}

func checkValue(t *testing.T, src *diag.Source, v Value) int {
	t.Helper()
	checkPlace(t, src, v.Pos)
	n := 1
	for _, i := range v.Items {
		n += checkValue(t, src, i)
	}
	for _, field := range v.Fields {
		checkPlace(t, src, field.NamePos)
		n += checkValue(t, src, field.Value)
	}
	return n
}

// FuzzReadYAML: settings never make the reader panic, and a fault lies in the file.
func FuzzReadYAML(f *testing.F) {
	for _, seed := range []string{
		"name: x\nnav:\n- {text: A, link: /a/}\n", "a: [\n b: c\n", "a: 'b\nc: \"d\n", "- a\nb: c\n", "a:\n\tb: c\n", "a: b\n---\nc: d\n", "%YAML 1.2\n---\na: b\n",
		"a: >-\n  b\n c\n", "? a\n: b\n", "a: {b: c\nd: e\n", "\u2028a: b", "a: *b\n", "\ta", "a\nb: c\n", "}\n]\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		src := diag.NewSource("f.yaml", raw)
		tree, problem := ReadYAML(src, "config", Mapping)
		if problem == nil {
			checkValue(t, src, tree)
			return
		}
		if checkPlace(t, src, problem.Pos); problem.Message == "" || problem.Rule != "config" && problem.Rule != "encoding" {
			t.Errorf("got %+v", problem)
		}
	})
}

// FuzzSimpleYAML: what the short way reads, the library reads the same, places
// included.
func FuzzSimpleYAML(f *testing.F) {
	for _, seed := range []string{
		"code: \"00100\"\ntitle: A plain title, it's \"fine\"\nsummary: 12:30 or 1e3\n",
		"related: [\"1\", 2 , a b]\nempty: []\ncost: {low: 1, high: 2.50, source: \"a, b\"}\n",
		"synonyms:\n  - one\n  - \"two\"\n\n  # a remark\n  - three: four\n    five: six\n",
		"references:\n- {title: a, url: \"https://x\"}\n- title: b\n  url: http://c\n\ndraft: false\n",
		"a: b\n  c\n", "a:\n  - b\n c: d\n", "a: b: c\n", "a: [b: c]\n", "a: {b: c, b: d}\n", "a: null\nb: [null, ~]\n",
		"a: b #c\nd: e#f\n", "a: \"b\" c\n", "a:\n- - b\n", "a:\n  -b\n", "a: -\n", "null: a\n", "y: a\n", "a: %b\nc: b%\n",
		"a:\n  - b: c\n    d:\n      - e\n  - f\n", "a: [b,]\n", "a: b\n...\n", "a: b\n--- c\n", "a: [b c, d]  \n\n\n", "a: <<\n", strings.Repeat("a", 1025) + ": b\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		short, ok := simpleYAML(data, 2)
		if !ok {
			return
		}
		long, err := libraryYAML(data, 2)
		if err != nil {
			t.Fatalf("the library refuses what the short way reads: %v", err)
		}
		if show(short) != show(long) {
			t.Errorf("the short way:\n%s\nthe library:\n%s", show(short), show(long))
		}
	})
}

// FuzzQuoteBare: what is put into quotes is all that is no text, and nothing else.
func FuzzQuoteBare(f *testing.F) {
	for _, seed := range []string{
		"a = 1\nb.c = [1.5, \"x\", {d = true}, ]\n[e]\n'f' = 2026-05-01 10:00:00Z # g\n[[h]]\ni = \"\"\"j = 1\"\"\"\"\n",
		"a = '''b'''''\nc = [\n1, # ]\n[2], [[]]]\nd = {}\n", "\"a = 1\" = 'b = \\'\n", "1 = 2\n1.2 = 3\n", "[ a . \"b]\" ]\nc = inf\n",
		"a = {b = [1, {c = 2}], d = 3}\ne = \"\\\"\"\n", "a = \"\"\"\\\n  b\"\"\"\n", "a = {\n b = 1,\n c = 2, # d\n}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		var want, got map[string]any
		if strings.Contains(data, "\r") || tooDeep([]byte(data)) >= 0 {
			return
		}
		if _, err := toml.Decode(data, &want); err != nil {
			return
		}
		quoted := string(quoteBare([]byte(data)))
		if _, err := toml.Decode(quoted, &got); err != nil {
			t.Fatalf("%v\n%s", err, quoted)
		}
		sameTexts(t, quoted, want, got)
	})
}

func sameTexts(t *testing.T, quoted string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v:\n%s", got, want, quoted)
		}
		for name, v := range want {
			sameTexts(t, quoted, v, got[name])
		}
	case []map[string]any:
		got, _ := got.([]map[string]any)
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v:\n%s", got, want, quoted)
		}
		for i, v := range want {
			sameTexts(t, quoted, v, got[i])
		}
	case []any:
		got, _ := got.([]any)
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v:\n%s", got, want, quoted)
		}
		for i, v := range want {
			sameTexts(t, quoted, v, got[i])
		}
	default:
		text, ok := got.(string)
		if wanted, isText := want.(string); !ok || text == "" && !isText || isText && wanted != text {
			t.Fatalf("got %#v, want %#v:\n%s", got, want, quoted)
		}
	}
}
