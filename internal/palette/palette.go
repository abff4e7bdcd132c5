package palette

import (
	"fmt"
	"strings"
)

// The contrast that is promised: of texts, and of focus rings.
const (
	TextContrast = 7.0
	RingContrast = 3.0
)

// Palette is everything that follows from an accent.
type Palette struct {
	Accent      Color
	Light, Dark Scheme
}

// Scheme is the colors of one way to look at a page. The names are those of the
// custom properties of the style sheet.
type Scheme struct {
	// Header is the band at the top, HeaderText what is written on it, HeaderFocus
	// the focus ring there.
	Header, HeaderText, HeaderFocus Color
	// Link and Hover are texts, Focus is a ring, on any of the surfaces.
	Link, Hover, Focus Color
}

// Surfaces are what links and rings stand on: page, panel, note and warning of the
// default style sheet, for light and for dark screens.
var (
	lightSurfaces = []Color{{0xff, 0xff, 0xff}, {0xf1, 0xf5, 0xf8}, {0xe6, 0xf1, 0xfa}, {0xff, 0xf3, 0xcd}}
	darkSurfaces  = []Color{{0x11, 0x18, 0x1e}, {0x1b, 0x26, 0x2f}, {0x14, 0x29, 0x3a}, {0x33, 0x29, 0x0d}}
)

var (
	white  = Color{0xff, 0xff, 0xff}
	ink    = Color{0x1a, 0x24, 0x2d} // the color of texts on light screens
	yellow = Color{0xff, 0xd8, 0x4d} // the focus ring on whatever is dark
)

// Default is the palette of a site that names no accent. It was chosen by eye, and
// is what the default style sheet says itself.
func Default() Palette {
	return Palette{
		Accent: Color{0x0c, 0x3c, 0x5c},
		Light: Scheme{Header: Color{0x0c, 0x3c, 0x5c}, HeaderText: white, HeaderFocus: yellow,
			Link: Color{0x0a, 0x4a, 0x82}, Hover: Color{0x06, 0x30, 0x5a}, Focus: Color{0x0c, 0x3c, 0x5c}},
		Dark: Scheme{Header: Color{0x0b, 0x2a, 0x40}, HeaderText: white, HeaderFocus: yellow,
			Link: Color{0x93, 0xc9, 0xff}, Hover: Color{0xc4, 0xe1, 0xff}, Focus: yellow},
	}
}

// Readable reports whether white or dark text can be read on the accent.
func Readable(accent Color) bool {
	white, dark := ContrastOn(accent)
	return max(white, dark) >= TextContrast
}

// ContrastOn returns the contrast of white and of dark text on a color.
func ContrastOn(c Color) (whiteText, darkText float64) { return Contrast(c, white), Contrast(c, ink) }

// New derives the palette of an accent. Of one that is not Readable it takes the
// Nearest.
func New(accent Color) Palette {
	if !Readable(accent) {
		accent = Nearest(accent)
	}
	return Palette{Accent: accent, Light: light(accent), Dark: dark(accent)}
}

// Links have more chroma than the accent, so that they show what it is even where
// it is nearly black or white, but not so much that they glare.
const (
	moreChroma    = 1.5
	mostLight     = 0.20
	mostDark      = 0.13
	step          = 0.005
	hoverDistance = 0.1
)

func light(accent Color) Scheme {
	s := Scheme{Header: accent, HeaderText: white, HeaderFocus: yellow}
	if Contrast(accent, white) < TextContrast {
		s.HeaderText, s.HeaderFocus = ink, ink
	}
	x := accent.lch()
	x.l, x.c = 0.6, min(x.c*moreChroma, mostLight)
	s.Link = x.until(-step, lightSurfaces)
	x.l = s.Link.lch().l - hoverDistance
	s.Hover = x.until(-step, lightSurfaces)
	s.Focus = accent
	if leastContrast(accent, lightSurfaces) < RingContrast {
		s.Focus = s.Link
	}
	return s
}

func dark(accent Color) Scheme {
	s := Scheme{HeaderText: white, HeaderFocus: yellow, Focus: yellow}
	x := accent.lch()
	header := x
	header.l = min(header.l*0.8, 0.3)
	s.Header = header.until(-step, []Color{white})
	x.l, x.c = 0.8, min(x.c*moreChroma, mostDark)
	s.Link = x.until(step, darkSurfaces)
	x.l, x.c = s.Link.lch().l+0.8*hoverDistance, x.c*0.6
	s.Hover = x.until(step, darkSurfaces)
	return s
}

// until makes the color lighter or darker until it can be read on all surfaces. In
// the end that is black or white, which can.
func (x lch) until(step float64, surfaces []Color) Color {
	for {
		c := x.color()
		if leastContrast(c, surfaces) >= TextContrast || x.l < 0 || x.l > 1 {
			return c
		}
		x.l += step
	}
}

func leastContrast(c Color, on []Color) float64 {
	least := Contrast(c, on[0])
	for _, s := range on[1:] {
		least = min(least, Contrast(c, s))
	}
	return least
}

// CSS writes the palette as custom properties for the end of a style sheet, where
// they replace those of the same names above.
func (p Palette) CSS() string {
	return fmt.Sprintf(":root{--accent:%s;%s}@media screen and (prefers-color-scheme:dark){:root{%s}}", p.Accent, p.Light.css(), p.Dark.css())
}

func (s Scheme) css() string {
	var parts []string
	for _, t := range s.tokens() {
		parts = append(parts, t.name+":"+t.color.String())
	}
	return strings.Join(parts, ";")
}

type token struct {
	name  string
	color Color
}

func (s Scheme) tokens() []token {
	return []token{{"--header", s.Header}, {"--header-text", s.HeaderText}, {"--header-focus", s.HeaderFocus},
		{"--link", s.Link}, {"--hover", s.Hover}, {"--focus", s.Focus}}
}
