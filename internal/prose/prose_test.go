package prose

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bedside/internal/diag"
	"bedside/internal/guide"
)

func body(t testing.TB, text string) *guide.Body {
	t.Helper()
	src := diag.NewSource("content/11982.md", []byte(text))
	content, _ := guide.Parse(src.File, src.Text)
	b, problems := guide.ParseBody(src, content.BodyStart, guide.NewWordings(nil))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return b
}

const front = "---\ncode: \"11982\"\ntitle: T\nsummary: S\n---\n"

func TestBlocks(t *testing.T) {
	b := body(t, front+"Over *view*. Two `code` <https://a.example> ![alt](a.png) words.\n\n## Risks\n\n- item **one**\n- [link](11983)\n\n"+
		"| a | b |\n|---|---|\n| c | d |\n\nterm\n: what it is\n\n> [!NOTE]\n> In a note[^1].\n\n```\nno\n```\n\n### Sub\n\n[^1]: Foot.\n")
	var r Reader
	text := r.Read(b)
	var got []string
	for _, b := range text.Blocks {
		got = append(got, fmt.Sprintf("%d %d %s%q %d", b.Kind, b.Section, b.Callout, text.Plain[b.Start:b.End], b.To-b.From))
	}
	want := []string{
		`0 -1 "Over view. Two * * * words." 2`, `3 0 "Risks" 1`, `1 0 "item one" 1`, `1 0 "link" 1`,
		`2 0 "a" 1`, `2 0 "b" 1`, `2 0 "c" 1`, `2 0 "d" 1`, `4 0 "term" 1`, `5 0 "what it is" 1`,
		`0 0 note"In a note." 1`, `3 0 "Sub" 1`, `6 -1 "Foot." 1`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestOffsets demands that each word stands in the source where Offset says.
func TestOffsets(t *testing.T) {
	source := front + "A \\*b\\* c &amp; d &copy;x &nope; \"q\" it's -- e\n**f**\\\ng \\q h & i; [j k](l) é m\n\n| a \\| b | c |\n|---|---|\n| d &lt;e | f |\n\n- n *o* p\n"
	b := body(t, source)
	var r Reader
	text := r.Read(b)
	if len(text.Words) < 25 {
		t.Fatalf("%d words", len(text.Words))
	}
	for i, w := range text.Words {
		word := string(text.Word(i))
		from := text.Offset(w.Start)
		if word = strings.ReplaceAll(word, "’", "'"); !strings.HasPrefix(source[from:], word) {
			t.Errorf("%q is not at %d: %q", word, from, source[from:min(len(source), from+10)])
		}
	}
}

// TestContent demands the same of the guides of this repository, and that reading
// again with one Reader gives the same.
func TestContent(t *testing.T) {
	files, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var used Reader
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b := body(t, string(raw))
		text := used.Read(b)
		for i, w := range text.Words {
			word := strings.ReplaceAll(string(text.Word(i)), "’", "'")
			if from := text.Offset(w.Start); !strings.HasPrefix(strings.ReplaceAll(string(b.Source[from:min(len(b.Source), from+40)]), "’", "'"), word) {
				t.Errorf("%s: %q is not at %d", file, word, from)
			}
		}
		var fresh Reader
		again := fresh.Read(b)
		if string(again.Plain) != string(text.Plain) || !slices.Equal(again.Sentences, text.Sentences) || !slices.Equal(again.Blocks, text.Blocks) {
			t.Errorf("%s: a used Reader finds something else", file)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	raw, err := os.ReadFile("../../content/surgery/11982.md")
	if err != nil {
		b.Fatal(err)
	}
	parsed := body(b, string(raw))
	var r Reader
	for b.Loop() {
		r.Read(parsed)
	}
}
