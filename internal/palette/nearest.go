package palette

import "math"

// Nearest returns the Readable color that looks most like the accent, as a lighter
// or darker shade of it: the accent itself if it is one. The hue stays, because a
// brand's color is known by it, and so does the chroma as far as a screen can show
// it. Where any hue is allowed the nearest color is nearer by a tenth or so, but
// that of a gray is pink.
func Nearest(accent Color) Color {
	if Readable(accent) {
		return accent
	}
	const shades = 1000
	var best Color
	least := math.Inf(1)
	x := accent.lch()
	for i := range shades + 1 {
		shade := lch{float64(i) / shades, x.c, x.h}.color()
		if d := Difference(accent, shade); d < least && Readable(shade) {
			best, least = shade, d
		}
	}
	return best
}
