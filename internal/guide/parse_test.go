package guide

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/diag"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted findings in testdata")

// findings parses a file, text and all, and returns each problem as
// file:line:column: severity: message [rule].
func findings(file string, raw []byte) string {
	content, problems := Parse(file, raw)
	if content.Guide != nil || content.Page != nil {
		_, more := ParseBody(diag.NewSource(file, raw), content.BodyStart, NewWordings(nil))
		problems = append(problems, more...)
	}
	var b strings.Builder
	for _, d := range problems.Sort() {
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", d.Location(), d.Severity, d.Message, d.Rule)
	}
	return b.String()
}

// TestFindings reads archives of source files. The archive's last file, "want",
// lists what is found in the others, in the form of findings. Each source is read
// with a byte order mark and with other line ends too: it makes no difference.
func TestFindings(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) < 3 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(path.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := len(a.Files) - 1
			if a.Files[last].Name != "want" {
				t.Fatal(`the last file is not "want"`)
			}
			got := ""
			for _, f := range a.Files[:last] {
				found := findings(f.Name, f.Data)
				got += found
				for form, raw := range spellings(string(f.Data)) {
					if other := findings(f.Name, []byte(raw)); other != found {
						t.Errorf("%s with %s:\n%s\nwithout:\n%s", f.Name, form, other, found)
					}
				}
			}
			if *update {
				a.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if want := string(a.Files[last].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func spellings(text string) map[string]string {
	return map[string]string{
		"a byte order mark": "\uFEFF" + text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
		"CR": strings.ReplaceAll(text, "\n", "\r"), "no end of line": strings.TrimSuffix(text, "\n"),
	}
}

// TestNoText: files that are no UTF-8 text, which an archive cannot hold.
func TestNoText(t *testing.T) {
	front := "---\ncode: \"11982\"\ntitle: T\nsummary: S\n---\n"
	for raw, want := range map[string]string{
		front + "é\xe9":                          "6:2: error: the text is not valid UTF-8 from here on [encoding]",
		"---\ncode: \"11982\"\ntitle: a\xffb\n":  "3:9: error: the text is not valid UTF-8 from here on [encoding]",
		front + "a\n\xed\xa0\x80":                "7:1: error: the text is not valid UTF-8 from here on [encoding]",
		front + "a\x00":                          "6:2: error: the file holds a NUL byte: it is no text [encoding]",
		"\xff\xfe-\x00-\x00":                     "1:1: error: the file is UTF-16, not UTF-8 [encoding]",
		"\xfe\xff\x00-\x00-":                     "1:1: error: the file is UTF-16, not UTF-8 [encoding]",
		front + strings.Repeat("a\n", MaxSize/2): " error: the file has",
		"":                                       "1:1: error: the file is empty [front-matter]",
		" \n ":                                   "1:1: error: the file is empty [front-matter]",
	} {
		got := findings("content/11982.md", []byte(raw))
		if !strings.HasPrefix(got, "content/11982.md:"+want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%.80q: got %s, want %s", raw, got, want)
		}
	}
}

func parseGuide(t *testing.T, front string) *Guide {
	t.Helper()
	content, problems := Parse("content/x/00100.md", []byte(front))
	if len(problems) > 0 || content.Guide == nil {
		t.Fatalf("%s\n%v", front, problems)
	}
	return content.Guide
}

// TestZerosStay: a code keeps its zeros wherever it is written without quotes.
func TestZerosStay(t *testing.T) {
	for _, code := range []string{"00100", "0042T", "00010", "08999"} {
		for _, front := range []string{
			"---\ncode: " + code + "\ntitle: T\nsummary: S\nrelated: [" + code + ", '" + code + "']\n---\n",
			"+++\ncode = '" + code + "'\ntitle = 'T'\nsummary = 'S'\nrelated = ['" + code + "', \"" + code + "\"]\n+++\n",
			`{"code": "` + code + `", "title": "T", "summary": "S", "related": ["` + code + `", "` + code + `"]}`,
		} {
			content, problems := Parse("content/"+code+".md", []byte(front))
			if len(problems) > 0 {
				t.Fatalf("%s\n%v", front, problems)
			}
			g := content.Guide
			if string(g.Code) != code || len(g.Related) != 2 || g.Related[0] != g.Code || g.Related[1] != g.Code {
				t.Errorf("%s became %q, related %q", code, g.Code, g.Related)
			}
		}
	}
}

// TestTextStaysText: what YAML takes for numbers, dates and truth values are texts.
func TestTextStaysText(t *testing.T) {
	for _, text := range []string{"yes", "no", "on", "1e3", "2026-05-01", "12:30:45", "1_000", "007", "1984", "0x1F", ".5", "NaN", "=", "<<"} {
		g := parseGuide(t, "---\ncode: 00100\ntitle: "+text+"\nsummary: "+text+"\nsynonyms: [a, "+text+"]\nsetting: "+text+"\n---\n")
		if g.Title != text || g.Summary != text || g.Synonyms[1] != text || g.Setting != text {
			t.Errorf("%q became %q, %q, %q, %q", text, g.Title, g.Summary, g.Synonyms, g.Setting)
		}
	}
	g := parseGuide(t, "---\ncode: 00100\ntitle: T\nsummary: >\n  Two\n  lines.\nmodifiers: [50, 07, rt]\nduration: 1e3\nlang: es\n---\n")
	if g.Summary != "Two lines." || strings.Join(g.Modifiers, " ") != "50 07 RT" || g.Duration != "1e3" || g.Lang != "es" {
		t.Errorf("got %q, %q, %q, %q", g.Summary, g.Modifiers, g.Duration, g.Lang)
	}
}
