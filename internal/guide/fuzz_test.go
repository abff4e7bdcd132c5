package guide

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/diag"
)

// FuzzParse: no file makes the parser panic, every place lies inside the file, what a
// section is made of lies in the source, and reading a file twice, or with a byte
// order mark and CRLF, gives the same guide.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"Over.\n\n## Recovery\n\n> [!NOTE]\n> a\n\n## FAQ\n\n### Q?\n\nA[^1].\n\n[^1]: n\n", "|a|b|\n|-|:-:|\n|c|`d\\|e`|\n", "term\n: def\n: def\n",
		"- [ ] a\n  - b\n\n    c\n1) d\n", "[a][b] ![c](d \"e\") <f@g.h>\n\n[b]: <i j> 'k'\n", "a\\\nb  \nc &amp; &#0; \\*\n", "```x y\ncode\n", "## A {#b .c d=e}\n\n<b>\n\n<!--",
		"> > [!WARNING]\n> - > [!x]\n", "***a** b*_c_~~d~~ \"e\" -- ...", "\ta\n\u00a0b\n\v\f", "# \n##\n### \n",
	} {
		f.Add([]byte(front + text))
	}
	guides, err := filepath.Glob("../../content/*/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range guides {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := describe(t, raw)
		if again := describe(t, raw); again != got {
			t.Errorf("read twice:\n%s\n%s", got, again)
		}
		text := diag.NewSource("f", raw).Text
		if bytes.HasPrefix(text, []byte("\uFEFF")) || len(text) > MaxSize/2 {
			return
		}
		if other := describe(t, []byte("\uFEFF"+strings.ReplaceAll(string(text), "\n", "\r\n"))); other != got {
			t.Errorf("with a byte order mark and CRLF:\n%s\nwithout:\n%s", other, got)
		}
	})
}

// describe parses a file and returns all that is to be known of it.
func describe(t *testing.T, raw []byte) string {
	t.Helper()
	const file = "content/11982.md"
	content, problems := Parse(file, raw)
	var b strings.Builder
	if content.Guide != nil {
		g := *content.Guide
		fmt.Fprintf(&b, "%+v", *cmp.Or(g.Cost, &Cost{}))
		g.Cost = nil // its address is another one each time
		fmt.Fprintf(&b, "%+v", g)
	}
	fmt.Fprintf(&b, "%+v %d\n", content.Page, content.BodyStart)
	src := diag.NewSource(file, raw)
	if content.Guide != nil || content.Page != nil {
		body, more := ParseBody(src, content.BodyStart, NewWordings(nil))
		problems = append(problems, more...)
		describeBody(t, &b, src, content.BodyStart, body)
	}
	lines := bytes.Split(src.Text, []byte("\n"))
	for _, p := range problems.Sort() {
		fmt.Fprintf(&b, "%+v\n", p)
		outside := p.Line > len(lines) || p.Line > 0 && (p.Column < 1 || p.Column > len(lines[p.Line-1])+2)
		if outside || p.Line < 0 || p.Rule == "" || p.Message == "" {
			t.Errorf("the problem %+v has no place in a file of %d lines", p, len(lines))
		}
	}
	return b.String()
}

func describeBody(t *testing.T, b *strings.Builder, src *diag.Source, start int, body *Body) {
	t.Helper()
	if !bytes.Equal(body.Source[start:], src.Text[start:]) || len(bytes.TrimSpace(body.Source[:start])) > 0 {
		t.Error("the body's source is not the file without its front matter")
	}
	ids := map[string]bool{}
	for _, s := range body.Sections {
		fmt.Fprintf(b, "%s %s %q %d %q\n", s.Kind, s.ID, s.Title, s.Offset, s.Texts)
		for _, q := range s.Questions {
			fmt.Fprintf(b, "%s %q %q\n", q.ID, q.Title, q.Texts)
		}
		if ids[s.ID] || s.ID == "" || s.Offset < start || s.Offset > len(src.Text) {
			t.Errorf("the section %q at %d has the id %q", s.Title, s.Offset, s.ID)
		}
		ids[s.ID] = true
	}
	for _, l := range body.Links {
		fmt.Fprintf(b, "%q %v %d\n", l.Destination, l.Image, l.Offset)
		if l.Offset < start || l.Offset >= len(src.Text) || strings.IndexByte("[!<", src.Text[l.Offset]) < 0 {
			t.Errorf("a link to %q at %d, where there is none", l.Destination, l.Offset)
		}
	}
	fmt.Fprintf(b, "%q\n", body.OverviewTexts)
}
