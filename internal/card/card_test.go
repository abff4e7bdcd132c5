package card

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bedside/internal/palette"
)

func example() Card {
	return Card{Name: "11982", Title: "Removal of a non-biodegradable drug-delivery implant", Line: "CPT code 11982",
		LineFirst: true, Site: "Bedside", Scheme: palette.Default().Light}
}

func newPainter(t testing.TB) *Painter {
	t.Helper()
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func draw(t testing.TB, p *Painter, c Card) ([]byte, image.Image) {
	t.Helper()
	data, err := p.Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, Width, Height) {
		t.Fatalf("the card is %v", m.Bounds())
	}
	return data, m
}

// drawnIn returns what is not background in a part of a card.
func drawnIn(m image.Image, part image.Rectangle, background color.Color) image.Rectangle {
	p := m.(*image.Paletted)
	var ground [256]bool
	for i, c := range p.Palette {
		ground[i] = sameColor(c, background)
	}
	var box image.Rectangle
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if !ground[p.Pix[y*p.Stride+x]] {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func sameColor(a, b color.Color) bool {
	r, g, bl, al := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	return r == r2 && g == g2 && bl == b2 && al == a2
}

var above, band = image.Rect(0, 0, Width, bandTop), image.Rect(0, bandTop, Width, Height)

func TestDraw(t *testing.T) {
	p := newPainter(t)
	c := example()
	data, m := draw(t, p, c)
	if len(data) > 40_000 {
		t.Errorf("the card has %d bytes", len(data))
	}
	if !sameColor(m.At(5, 5), paper) || !sameColor(m.At(5, bandTop+5), c.Scheme.Header) {
		t.Error("the card has other backgrounds")
	}
	inside := image.Rect(margin-8, 20, Width-margin+8, bandTop-20)
	if box := drawnIn(m, above, paper); !box.In(inside) || box.Dx() < 600 || box.Dy() < 150 {
		t.Errorf("the text stands in %v", box)
	}
	if box := drawnIn(m, band, c.Scheme.Header); box.Dx() < 180 || box.Min.X != margin {
		t.Errorf("the site's name stands in %v", box)
	}
	if again, _ := draw(t, newPainter(t), c); !bytes.Equal(again, data) {
		t.Error("another painter makes other bytes")
	}
	draw(t, p, Card{Title: "Something else", Scheme: palette.New(palette.Color{R: 200, B: 9}).Dark})
	if again, _ := draw(t, p, c); !bytes.Equal(again, data) {
		t.Error("the same painter makes other bytes after another card")
	}
}

// TestDesign: when a card gets other bytes, its file must get another name. If this
// test fails after a change to how cards look or are compressed, or because of a new
// version of Go, raise design by one and write the new sum here.
func TestDesign(t *testing.T) {
	data, _ := draw(t, newPainter(t), example())
	const want = "33b3ec6a3bb9bd5e"
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:8]); design != 1 || got != want {
		t.Errorf("design %d has the sum %s, not %s", design, got, want)
	}
}

// TestTextsOfOtherScripts: a text that cannot be drawn leaves no boxes.
func TestTextsOfOtherScripts(t *testing.T) {
	p := newPainter(t)
	line := Card{Title: "CPT code 11982"}
	_, code := draw(t, p, line)
	for _, title := range []string{"عملية جراحية", "手术", "ניתוח", "การผ่าตัด", "सर्जरी", "Knee 🦵", "\u0301\u0302"} {
		_, m := draw(t, p, Card{Title: title, Line: line.Title, LineFirst: true})
		if drawnIn(m, above, paper) != drawnIn(code, above, paper) {
			t.Errorf("%s: the code does not stand in the place of the title", title)
		}
		_, m = draw(t, p, Card{Title: title, Line: title, Site: title})
		if box := drawnIn(m, above, paper); !box.Empty() {
			t.Errorf("%s: something is drawn in %v", title, box)
		}
		if box := drawnIn(m, band, palette.Color{}); box.Dx() > 40 {
			t.Errorf("%s: something is drawn in %v", title, box)
		}
	}
	for _, title := range []string{"Phẫu thuật cắt bỏ túi mật", "Cirugía de vesícula", "Операция", "Εγχείρηση", "e\u0301lan", "Guide “A” – ½ mg/µl…"} {
		if p.fonts.drawn(title) == "" {
			t.Errorf("%s is not drawn", title)
		}
	}
}

// TestLongTexts: nothing leaves its place, whatever the texts are.
func TestLongTexts(t *testing.T) {
	p := newPainter(t)
	r := rand.New(rand.NewPCG(1, 1))
	words := []string{"a", "of", "the", "removal", "electroencephalography", "non-biodegradable", strings.Repeat("W", 90), "—", "(2)"}
	for range 30 {
		var title []string
		for range 1 + r.IntN(40) {
			title = append(title, words[r.IntN(len(words))])
		}
		c := example()
		c.Title, c.Line, c.Site = strings.Join(title, " "), strings.Join(title, "-"), strings.Join(title, " ")
		c.LineFirst = r.IntN(2) == 0
		_, m := draw(t, p, c)
		if box := drawnIn(m, above, paper); !box.In(image.Rect(margin-10, 20, Width-margin+10, bandTop-10)) {
			t.Errorf("%q stands in %v", c.Title, box)
		}
		if box := drawnIn(m, band, c.Scheme.Header); !box.In(image.Rect(margin, bandTop+20, Width-margin+10, Height-20)) {
			t.Errorf("%q on the band stands in %v", c.Site, box)
		}
	}
}

func TestWrap(t *testing.T) {
	f, err := newPainter(t).fonts.boldFace(40)
	if err != nil {
		t.Fatal(err)
	}
	word := f.width("word")
	for _, tc := range []struct {
		text  string
		width int
		lines int
		want  []string
		fits  bool
	}{
		{"", 100, 2, nil, true},
		{"word", word, 1, []string{"word"}, true},
		{"word word", word, 2, []string{"word", "word"}, true},
		{"word-word", f.width("word-"), 2, []string{"word-", "word"}, true},
		{"wordword", word, 2, []string{"word", "word"}, true},
		{"word word", 1000, 2, []string{"word word"}, true},
		{"word word word", f.width("word wor…"), 1, []string{"word wor…"}, false},
		{"word word", word, 1, []string{"wo…"}, false},
		{"W", 1, 1, []string{"W"}, true},
	} {
		got, fits := f.wrap(tc.text, tc.width, tc.lines)
		if !slices.Equal(got, tc.want) || fits != tc.fits {
			t.Errorf("%q in %d: %q, %v, not %q, %v", tc.text, tc.width, got, fits, tc.want, tc.fits)
		}
	}
	lines, _ := f.wrap("one two three four five six seven", f.width("one two three four five six"), 2)
	if balanced := f.balanced("one two three four five six seven", lines); !slices.Equal(balanced, []string{"one two three four", "five six seven"}) {
		t.Errorf("%q is broken into %q", lines, balanced)
	}
}

// TestPath: whatever a card shows is in its name.
func TestPath(t *testing.T) {
	seen := map[string]bool{}
	base := example()
	other := palette.New(palette.Color{R: 0x70}).Light
	for _, change := range []func(c *Card){
		func(*Card) {}, func(c *Card) { c.Name = "11983" }, func(c *Card) { c.Title += "s" }, func(c *Card) { c.Line += "s" },
		func(c *Card) { c.Site += "s" }, func(c *Card) { c.LineFirst = false }, func(c *Card) { c.Scheme = other },
		func(c *Card) { c.Title, c.Line = c.Title+c.Line, "" },
	} {
		c := base
		change(&c)
		path := c.Path()
		if seen[path] || Name(path) != c.Name || path != c.Path() {
			t.Errorf("%+v has the path %s", c, path)
		}
		seen[path] = true
	}
	for _, path := range []string{"assets/main.css", "assets/cards/", "assets/cards/x", "cards/11982.0.png"} {
		if got := Name(path); got != "" {
			t.Errorf("%s has the name %q", path, got)
		}
	}
}

func TestIcons(t *testing.T) {
	s := palette.Default().Light
	for _, size := range []int{192, 512} {
		data := IconPNG(s, size)
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil || m.Bounds() != image.Rect(0, 0, size, size) || len(data) > 2000 {
			t.Fatalf("%v, %d bytes, %v", m.Bounds(), len(data), err)
		}
		if !sameColor(m.At(0, 0), s.Header) || !sameColor(m.At(size/2, size/2), s.HeaderText) {
			t.Error("the icon has other colors")
		}
		safe := size * 2 / 5
		for y := range size {
			for x := range size {
				dx, dy := x-size/2, y-size/2
				if dx*dx+dy*dy > safe*safe && sameColor(m.At(x, y), s.HeaderText) {
					t.Fatalf("the mark reaches to %d, %d, which may be cut away", x, y)
				}
			}
		}
	}
	if svg := string(IconSVG(s)); !strings.Contains(svg, `fill="#0c3c5c"`) || !strings.Contains(svg, `fill="#ffffff"`) {
		t.Error(svg)
	}
}

func BenchmarkDraw(b *testing.B) {
	p, c := newPainter(b), example()
	for b.Loop() {
		if _, err := p.Draw(c); err != nil {
			b.Fatal(err)
		}
	}
}
