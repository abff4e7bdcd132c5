package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// pixels is a decoded picture, read by rows.
type pixels struct {
	width, height int
	// row writes a row into dst as red, green, blue and alpha, not premultiplied.
	row func(y int, dst []uint8)
}

// decode decodes a still picture, as it is stored: not turned, in its own colours.
func decode(data []byte, info *Info) (*pixels, *Fault) {
	if info.Format == GIF {
		return firstFrame(data, info)
	}
	var m image.Image
	var err error
	r := bytes.NewReader(data)
	switch info.Format {
	case JPEG:
		m, err = jpeg.Decode(r)
	case PNG:
		m, err = png.Decode(r)
	case WebP:
		m, err = webp.Decode(r)
	}
	if err != nil {
		return nil, &Fault{Message: "this " + info.Format.String() + " file cannot be read: " + err.Error(), Hint: saveAnew}
	}
	b := m.Bounds()
	width, height := info.Width, info.Height
	if info.orientation > 4 {
		width, height = height, width
	}
	if b.Dx() != width || b.Dy() != height {
		return nil, cut(info.Format)
	}
	return &pixels{width, height, rowReader(m, info.Format)}, nil
}

// rowReader reads the usual kinds of image quickly and all others by their pixels.
func rowReader(m image.Image, format Format) func(y int, dst []uint8) {
	toRGB := color.YCbCrToRGB
	if format == WebP {
		toRGB = videoToRGB
	}
	switch m := m.(type) {
	case *image.NRGBA:
		return func(y int, dst []uint8) { copy(dst, m.Pix[y*m.Stride:]) }
	case *image.RGBA: // decoders use it for what is opaque
		return func(y int, dst []uint8) { copy(dst, m.Pix[y*m.Stride:]) }
	case *image.Gray:
		return func(y int, dst []uint8) {
			for x := range len(dst) / 4 {
				v := m.Pix[y*m.Stride+x]
				dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = v, v, v, 255
			}
		}
	case *image.Paletted:
		return palettedRows(m)
	case *image.YCbCr:
		return func(y int, dst []uint8) { readYCbCr(m, toRGB, y, dst) }
	case *image.NYCbCrA:
		return func(y int, dst []uint8) {
			readYCbCr(&m.YCbCr, toRGB, y, dst)
			for x := range len(dst) / 4 {
				dst[4*x+3] = m.A[y*m.AStride+x]
			}
		}
	}
	origin := m.Bounds().Min
	return func(y int, dst []uint8) {
		for x := range len(dst) / 4 {
			c, _ := color.NRGBAModel.Convert(m.At(origin.X+x, origin.Y+y)).(color.NRGBA)
			dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = c.R, c.G, c.B, c.A
		}
	}
}

func palettedRows(m *image.Paletted) func(y int, dst []uint8) {
	var colours [256]color.NRGBA
	for k, c := range m.Palette[:min(len(m.Palette), 256)] {
		colours[k], _ = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	return func(y int, dst []uint8) {
		for x := range len(dst) / 4 {
			c := colours[m.Pix[y*m.Stride+x]]
			dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = c.R, c.G, c.B, c.A
		}
	}
}

func readYCbCr(m *image.YCbCr, toRGB func(y, cb, cr uint8) (r, g, b uint8), y int, dst []uint8) {
	y += m.Rect.Min.Y
	for k := range len(dst) / 4 {
		x := m.Rect.Min.X + k
		c := m.COffset(x, y)
		dst[4*k], dst[4*k+1], dst[4*k+2] = toRGB(m.Y[m.YOffset(x, y)], m.Cb[c], m.Cr[c])
		dst[4*k+3] = 255
	}
}

// videoToRGB is the conversion of WebP (RFC 9649, 2.5): its luma goes from 16 to 235,
// while color.YCbCr is JPEG's, from 0 to 255. The factors are ITU-R BT.601's, times
// 2^16.
func videoToRGB(y, cb, cr uint8) (r, g, b uint8) {
	l := 76309 * (int32(y) - 16)
	u, v := int32(cb)-128, int32(cr)-128
	return clamp(l + 104597*v), clamp(l - 25674*u - 53279*v), clamp(l + 132201*u)
}

// clamp rounds a number with 16 binary places.
func clamp(v int32) uint8 { return uint8(max(0, min((v+1<<15)>>16, 255))) }

// firstFrame puts the first frame of a GIF onto the whole of its canvas.
func firstFrame(data []byte, info *Info) (*pixels, *Fault) {
	m, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, &Fault{Message: "this GIF file cannot be read: " + err.Error(), Hint: saveAnew}
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, info.Width, info.Height))
	b := m.Bounds().Intersect(canvas.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			canvas.Set(x, y, m.At(x, y))
		}
	}
	return &pixels{info.Width, info.Height, rowReader(canvas, GIF)}, nil
}
