package card

import (
	"fmt"
	"image"
	"iter"
	"strings"
	"unicode"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// face is a font in one size, with the glyphs that were drawn with it.
type face struct {
	font.Face
	glyphs map[rune]glyph
	kerns  map[[2]rune]fixed.Int26_6
}

// glyph is how a letter covers the pixels around the point that it begins at.
type glyph struct {
	mask    *image.Alpha
	bounds  image.Rectangle
	advance fixed.Int26_6
}

// fonts are the two weights, and their faces by size in pixels.
type fonts struct {
	bold, regular           *sfnt.Font
	boldFaces, regularFaces map[int]*face
	buffer                  sfnt.Buffer
}

func newFonts() (*fonts, error) {
	bold, err := opentype.Parse(liberationsansbold.TTF)
	if err != nil {
		return nil, fmt.Errorf("reading the font of cards: %w", err)
	}
	regular, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("reading the font of cards: %w", err)
	}
	return &fonts{bold: bold, regular: regular, boldFaces: map[int]*face{}, regularFaces: map[int]*face{}}, nil
}

func (f *fonts) boldFace(size int) (*face, error)    { return sized(f.bold, f.boldFaces, size) }
func (f *fonts) regularFace(size int) (*face, error) { return sized(f.regular, f.regularFaces, size) }

func sized(of *sfnt.Font, known map[int]*face, size int) (*face, error) {
	if known[size] == nil {
		made, err := opentype.NewFace(of, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return nil, fmt.Errorf("preparing the font of cards: %w", err)
		}
		known[size] = &face{made, map[rune]glyph{}, map[[2]rune]fixed.Int26_6{}}
	}
	return known[size], nil
}

// glyph returns how a letter is drawn at a whole pixel.
func (f *face) glyph(r rune) glyph {
	g, ok := f.glyphs[r]
	if !ok {
		bounds, mask, at, advance, _ := f.Glyph(fixed.P(0, 0), r)
		g = glyph{image.NewAlpha(image.Rectangle{Max: bounds.Size()}), bounds, advance}
		for y := range bounds.Dy() {
			for x := range bounds.Dx() {
				_, _, _, alpha := mask.At(at.X+x, at.Y+y).RGBA()
				g.mask.Pix[y*g.mask.Stride+x] = uint8(alpha >> 8)
			}
		}
		f.glyphs[r] = g
	}
	return g
}

// kern is how much nearer a letter stands to the one before it; last is -1 for the
// first one.
func (f *face) kern(last, r rune) fixed.Int26_6 {
	if last < 0 {
		return 0
	}
	k, ok := f.kerns[[2]rune{last, r}]
	if !ok {
		k = f.Kern(last, r)
		f.kerns[[2]rune{last, r}] = k
	}
	return k
}

// letter is a letter of a line, by the byte that it begins at, and from where to
// where it reaches.
type letter struct {
	glyph
	at         int
	r          rune
	start, end fixed.Int26_6
}

// letters lays out a line.
func (f *face) letters(line string) iter.Seq[letter] {
	return func(yield func(letter) bool) {
		var x fixed.Int26_6
		last := rune(-1)
		for i, r := range line {
			x += f.kern(last, r)
			g := f.glyph(r)
			if !yield(letter{g, i, r, x, x + g.advance}) {
				return
			}
			x, last = x+g.advance, r
		}
	}
}

// width is how long a line is, in pixels.
func (f *face) width(line string) int {
	var end fixed.Int26_6
	for l := range f.letters(line) {
		end = l.end
	}
	return end.Ceil()
}

// drawn returns a text as the font can draw it: composed, and "" if it has letters
// that are missing or that need more than to be put beside each other.
func (f *fonts) drawn(text string) string {
	text = norm.NFC.String(strings.Join(strings.Fields(text), " "))
	for _, r := range text {
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common) {
			return ""
		}
		for _, of := range []*sfnt.Font{f.bold, f.regular} {
			if i, err := of.GlyphIndex(&f.buffer, r); err != nil || i == 0 {
				return ""
			}
		}
	}
	return text
}
