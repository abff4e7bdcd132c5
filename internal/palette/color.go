// Package palette makes the colors of a site out of one: its accent.
//
// An accent is accepted if a text on it can be read (Readable); Nearest offers the
// accepted color that looks most like one that is not. New derives a palette, one
// Scheme for light and one for dark screens, in which every text has a contrast of
// at least 7:1 with whatever the style sheet may put behind it and every focus ring
// one of at least 3:1 (WCAG 2.2, 1.4.6 and 1.4.11). It does so for any accent, so
// nothing that follows from it needs to be looked at by anybody. CSS writes a palette
// as custom properties.
//
// Contrast and relative luminance are those of WCAG 2.2
// (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Lightness, chroma, hue and
// difference are those of OKLab by Björn Ottosson
// (https://bottosson.github.io/posts/oklab/), in which equal numbers look equal.
//
// Everything here depends on its arguments only and is safe for concurrent use.
package palette

import (
	"fmt"
	"math"
)

// Color is a color of sRGB without transparency, 8 bits a channel.
type Color struct{ R, G, B uint8 }

// String returns the color as CSS has it: "#0c3c5c".
func (c Color) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// RGBA implements color.Color of the standard library.
func (c Color) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0x101, uint32(c.G) * 0x101, uint32(c.B) * 0x101, 0xffff
}

// luminance is the relative luminance of WCAG 2.2: 0 for black, 1 for white.
func (c Color) luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// linear undoes the transfer function of sRGB (IEC 61966-2-1).
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// encoded applies the transfer function of sRGB; what lies outside is cut off.
func encoded(v float64) float64 {
	v = min(max(v, 0), 1)
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// Contrast is the contrast ratio of two colors, 1 to 21, in any order.
func Contrast(a, b Color) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Difference is how far apart two colors look, as the distance in OKLab: 0 for the
// same, 1 for black and white; about 0.02 can just be seen.
func Difference(a, b Color) float64 { return a.lab().distance(b.lab()) }

// lab is a color in OKLab: lightness 0 to 1, and two axes of hue.
type lab struct{ l, a, b float64 }

func (x lab) distance(y lab) float64 {
	return math.Sqrt((x.l-y.l)*(x.l-y.l) + (x.a-y.a)*(x.a-y.a) + (x.b-y.b)*(x.b-y.b))
}

func (c Color) lab() lab { return labOf(linear(c.R), linear(c.G), linear(c.B)) }

func labOf(r, g, b float64) lab {
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

// rgb returns the linear channels, which lie outside 0 to 1 for what no screen of
// sRGB shows.
func (x lab) rgb() (r, g, b float64) {
	l := x.l + 0.3963377774*x.a + 0.2158037573*x.b
	m := x.l - 0.1055613458*x.a - 0.0638541728*x.b
	s := x.l - 0.0894841775*x.a - 1.2914855480*x.b
	l, m, s = l*l*l, m*m*m, s*s*s
	return 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s
}

// lch is a color of OKLab by lightness, chroma and hue, the latter in radians.
type lch struct{ l, c, h float64 }

func (c Color) lch() lch {
	x := c.lab()
	return lch{x.l, math.Hypot(x.a, x.b), math.Atan2(x.b, x.a)}
}

func (x lch) lab() lab { return lab{x.l, x.c * math.Cos(x.h), x.c * math.Sin(x.h)} }

// color returns the nearest color of that lightness and hue which a screen shows:
// the chroma is lowered until it fits (CSS Color 4, 13.2, does much the same).
func (x lch) color() Color {
	x.l = min(max(x.l, 0), 1)
	if !x.fits() {
		low, high := 0.0, x.c
		for range 20 {
			if x.c = (low + high) / 2; x.fits() {
				low = x.c
			} else {
				high = x.c
			}
		}
		x.c = low
	}
	r, g, b := x.lab().rgb()
	return Color{eightBits(encoded(r)), eightBits(encoded(g)), eightBits(encoded(b))}
}

func (x lch) fits() bool {
	const rounding = 1e-4
	r, g, b := x.lab().rgb()
	return min(r, g, b) >= -rounding && max(r, g, b) <= 1+rounding
}

func eightBits(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 1) * 255)) }

// Mix returns the color at a part of the way from one to another, 0 to 1, as a screen
// mixes them at the edge of a letter.
func Mix(from, to Color, part float64) Color {
	channel := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + part*(float64(b)-float64(a)))) }
	return Color{channel(from.R, to.R), channel(from.G, to.G), channel(from.B, to.B)}
}
