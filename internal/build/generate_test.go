package build

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"bedside/internal/picture"
)

// generatedSite makes the source of a site with n guides, the same for the same n:
// guides of all code sets with every construct, in folders, as bundles, with BOM
// and CRLF, drafts, pages, static files and settings.
func generatedSite(t *testing.T, n int) fstest.MapFS {
	t.Helper()
	g := &generator{rand: rand.New(rand.NewPCG(1, 2)), codes: make([]string, n)}
	for i := range g.codes {
		g.codes[i] = generatedCode(i)
	}
	files := fstest.MapFS{}
	add := func(name, data string) { files[name] = &fstest.MapFile{Data: []byte(data), Mode: 0o644} }
	for i, code := range g.codes {
		text := g.guide(i)
		switch {
		case i%10 == 3:
			text = "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n")
		case i%10 == 6:
			text += "\n![A picture, of " + code + "](picture.png)\n"
			add(fmt.Sprintf("content/bundles/%s/picture.png", code), generatedPicture(t, 8+i%7))
			add(fmt.Sprintf("content/bundles/%s/index.md", code), text)
			continue
		}
		add(fmt.Sprintf("content/%s/%s.md", []string{"a", "b/c", "odd name’s"}[i%3], code), text)
	}
	add("content/J0001.md", "---\ncode: J0001\ntitle: Not yet\nsummary: S\ndraft: true\n---\n")
	add("content/index.md", "---\ntitle: A generated site\n---\nSee [all](/codes/) and [help](help/How%20to.md#a-part).\n")
	add("content/help/How to.md", "---\ntitle: How to\n---\n## A part\n\nBack [home](/).\n")
	add("static/logo.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)
	add("static/files/a b.txt", "x\n")
	add("bedside.yaml", `name: Generated & "odd" <site>
base_url: https://guides.example/
description: A site for tests.
logo: /logo.svg
publisher: {name: A publisher, logo: /logo.svg}
nav: [{text: Help, link: /help/how-to/}]
footer: [{title: More, links: [{text: Help, link: /help/how-to/#a-part}, {text: Elsewhere, link: "https://example.org/"}]}]
promos: [{title: A card, text: With a text, link: {text: Help, link: /help/how-to/}, position: middle}]
faq_schema: true
copyright: Nobody
`)
	return files
}

// generatedCode returns a different code for each number: most are CPT, some of its
// Category II and III, some HCPCS.
func generatedCode(i int) string {
	switch i % 12 {
	case 0:
		return fmt.Sprintf("J%04d", 100+i)
	case 1:
		return fmt.Sprintf("%04dT", 42+i)
	case 2:
		return fmt.Sprintf("%04dF", 42+i)
	case 3:
		return fmt.Sprintf("%c%04d", "AGLQ"[i%4], 100+i)
	case 4:
		return fmt.Sprintf("00%03d", 100+i%900)
	}
	return fmt.Sprintf("%05d", 10000+(i*149)%90000)
}

type generator struct {
	rand  *rand.Rand
	codes []string
}

func (g *generator) pick(words ...string) string { return words[g.rand.IntN(len(words))] }

func (g *generator) other() string { return g.codes[g.rand.IntN(len(g.codes))] }

func (g *generator) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = g.pick("implant", "arm", "is", "removed", "by", "a", "clinician", "with", "care", "pain", "scan", "5 < 6",
			"“quoted”", "naïve", "x-ray", "{{ .Title }}", "R&D", "</script>", "knee", "blood", "follow-up", "0.5 mg", "it's", "日本")
	}
	return strings.ReplaceAll(strings.Join(out, " "), "</script>", `\</script>`)
}

func (g *generator) guide(i int) string {
	var b strings.Builder
	title := strings.ReplaceAll(strings.ReplaceAll(g.words(3), `\<`, "<"), "'", "’")
	fmt.Fprintf(&b, "---\ncode: %s\ntitle: '%s %d'\nsummary: '%s.'\n", g.codes[i], title, i, strings.ReplaceAll(strings.ReplaceAll(g.words(12), `\<`, "<"), "'", "’"))
	if i%3 > 0 {
		fmt.Fprintf(&b, "reviewed: 2025-%02d-%02d\nreviewed_by: Somebody, MD\n", 1+i%12, 1+i%28)
		fmt.Fprintf(&b, "references: [{title: 'A source & more', url: 'https://example.org/%d?a=1&b=2'}]\n", i)
	}
	if i%4 == 0 {
		fmt.Fprintf(&b, "aliases: [/old/%d, /Älter-%d.html]\nsynonyms: ['%s', rod]\nmodifiers: ['50', LT]\n", i, i, g.pick("yes", "007", "a <b>"))
	}
	if i%5 == 0 {
		fmt.Fprintf(&b, "specialties: [%s]\ncost: {low: %d, high: 900.5, currency: USD}\n", g.pick("Surgery", "Family medicine", "Ear, nose"), i)
	}
	if other := g.other(); other != g.codes[i] {
		fmt.Fprintf(&b, "related: ['%s']\n", other)
	}
	fmt.Fprintf(&b, "---\n%s See [another](%s.md#recovery), [the web](https://example.org/?x=%d) and note[^1].\n\n", g.words(30), g.other(), i)
	for _, heading := range []string{"When it is used", "Symptoms", "What happens", "Recovery", "A part of *its* own", "Recovery", "Billing and coding"} {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", heading, g.words(25))
		b.WriteString(g.pick("- One\n- Two **strong**\n  - Nested `code  here`\n\n", "1. One\n2. Two\n\n",
			"> [!EMERGENCY]\n> Call *now*.\n\n", "> [!BILLING]\n> Bill.\n\n", "Term\n: Meaning\n\n", "~~~\n  kept   as is\n~~~\n\n",
			"| a | b |\n|---|--:|\n| 1 | [x](#recovery) |\n\n", "### A heading\n\nText with a\\\nbreak.\n\n", "- [x] done\n- [ ] open\n\n"))
	}
	fmt.Fprintf(&b, "## FAQ\n\n### Does it hurt?\n\n%s\n\n### And?\n\n%s\n\n[^1]: A note on [it](%s).\n", g.words(20), g.words(5), g.other())
	return b.String()
}

func generatedPicture(t *testing.T, size int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sharedMaker is one for all tests.
var sharedMaker = sync.OnceValue(func() *picture.Maker { return new(picture.Maker) })

// generatedPhoto is a picture of noise: several files are made of it.
func generatedPhoto(t *testing.T, size, seed int) string {
	m := image.NewGray(image.Rect(0, 0, size, size))
	r := rand.New(rand.NewPCG(uint64(seed), 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.IntN(256))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// writeFiles writes a site to disk, in the order of the given paths.
func writeFiles(t *testing.T, dir string, files fstest.MapFS, order []string) {
	t.Helper()
	for _, name := range order {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, files[name].Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
