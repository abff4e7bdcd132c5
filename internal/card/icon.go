package card

import (
	"fmt"
	"image"
	"image/color"

	"bedside/internal/palette"
)

// grid is the width and height of an icon in units of its drawing, and mark the two
// bars of the cross that stands on it. All of it lies within the circle that is
// shown of an icon whatever a system cuts away (https://www.w3.org/TR/appmanifest/,
// "maskable": a radius of two fifths).
const grid = 32

var mark = [2]image.Rectangle{image.Rect(13, 6, 19, 26), image.Rect(6, 13, 26, 19)}

// IconSVG returns the icon of a site as SVG.
func IconSVG(s palette.Scheme) []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="%s"/>`+
		`<path d="M13 6h6v7h7v6h-7v7h-6v-7H6v-6h7z" fill="%s"/></svg>`+"\n", s.Header, s.HeaderText)
}

// IconPNG returns the icon as PNG without round corners, which systems that show it
// cut themselves. The size, in pixels, is a multiple of 32.
func IconPNG(s palette.Scheme, size int) []byte {
	scale := size / grid
	icon := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{s.Header, s.HeaderText})
	for _, bar := range mark {
		for y := bar.Min.Y * scale; y < bar.Max.Y*scale; y++ {
			for x := bar.Min.X * scale; x < bar.Max.X*scale; x++ {
				icon.SetColorIndex(x, y, 1)
			}
		}
	}
	return newEncoder().encode(icon)
}
