package picture

import "image"

// unit is 1 in weights: whole numbers are added up, so that all machines get the same.
const unit = 1 << 14

// weights say which pixels of a row or column a new pixel is made from.
type weights struct {
	from int
	of   []int32 // they add up to unit
}

// newWeights are those of Catmull and Rom's cubic filter, widened by how much smaller
// the picture becomes.
func newWeights(from, to int) []weights {
	scale := max(1, float64(from)/float64(to))
	out := make([]weights, to)
	for k := range out {
		centre := float64((float64(k)+0.5)*float64(from))/float64(to) - 0.5
		first := max(0, int(centre-float64(2*scale))+1)
		last := min(from-1, int(centre+float64(2*scale)))
		w := weights{from: first, of: make([]int32, 0, last-first+1)}
		total := int64(0)
		for at := first; at <= last; at++ {
			v := int32(cubic((float64(at)-centre)/scale) * unit)
			w.of, total = append(w.of, v), total+int64(v)
		}
		rest := int32(unit) // rounding takes a little away: the nearest pixel gets it
		for n, v := range w.of {
			w.of[n] = int32(int64(v) * unit / total)
			rest -= w.of[n]
		}
		w.of[max(0, min(int(centre+0.5)-first, len(w.of)-1))] += rest
		out[k] = w
	}
	return out
}

// cubic is the filter's shape; each product is rounded before it is added, which
// processors that multiply and add in one step would not do.
func cubic(x float64) float64 {
	x = max(x, -x)
	switch {
	case x < 1:
		return float64(float64(float64(float64(1.5*x)-2.5)*x)*x) + 1
	case x < 2:
		return float64(float64(float64(float64(-0.5*x)+2.5)*x)-4)*x + 2
	}
	return 0
}

// scaled makes a picture of another size. Colours are weighted by how little shines
// through them.
func (p *pixels) scaled(width, height int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	if width == p.width && height == p.height {
		for y := range height {
			p.row(y, out.Pix[y*out.Stride:(y+1)*out.Stride])
		}
		return out
	}
	across, down := newWeights(p.width, width), newWeights(p.height, height)
	source := make([]uint8, 4*p.width)
	var rows, spare [][]int32 // rows are the source's, in their new width
	first := 0                // the source's row that rows[0] is
	for y, w := range down {
		for ; first < w.from && len(rows) > 0; first++ {
			spare, rows = append(spare, rows[0]), rows[1:]
		}
		if len(rows) == 0 {
			first = w.from
		}
		for first+len(rows) < w.from+len(w.of) {
			var row []int32
			if n := len(spare); n > 0 {
				row, spare = spare[n-1], spare[:n-1]
			} else {
				row = make([]int32, 4*width)
			}
			p.row(first+len(rows), source)
			squeeze(row, source, across)
			rows = append(rows, row)
		}
		mix(out.Pix[y*out.Stride:(y+1)*out.Stride], rows[w.from-first:], w.of)
	}
	return out
}

// squeeze brings one row to its new width; its colours are times alpha, its alpha times
// 255.
func squeeze(dst []int32, src []uint8, across []weights) {
	for x, w := range across {
		var r, g, b, a int64
		for k, v := range w.of {
			px := src[4*(w.from+k) : 4*(w.from+k)+4 : 4*(w.from+k)+4]
			va := int64(v) * int64(px[3])
			r += va * int64(px[0])
			g += va * int64(px[1])
			b += va * int64(px[2])
			a += va * 255
		}
		dst[4*x], dst[4*x+1], dst[4*x+2], dst[4*x+3] = int32(r/unit), int32(g/unit), int32(b/unit), int32(a/unit)
	}
}

// mix makes a row of several.
func mix(dst []uint8, rows [][]int32, of []int32) {
	for x := 0; x < len(dst); x += 4 {
		var sum [4]int64
		for k, v := range of {
			row := rows[k][x : x+4 : x+4]
			sum[0] += int64(v) * int64(row[0])
			sum[1] += int64(v) * int64(row[1])
			sum[2] += int64(v) * int64(row[2])
			sum[3] += int64(v) * int64(row[3])
		}
		alpha := max(0, min(sum[3], 255*255*unit))
		for k := range 3 {
			if alpha > 0 {
				dst[x+k] = uint8(max(0, min((sum[k]*255+alpha/2)/alpha, 255)))
			}
		}
		dst[x+3] = uint8((alpha + 255*unit/2) / (255 * unit))
	}
}

// ofImage reads an image of this package.
func ofImage(m *image.NRGBA) *pixels {
	return &pixels{m.Rect.Dx(), m.Rect.Dy(), func(y int, dst []uint8) { copy(dst, m.Pix[y*m.Stride:y*m.Stride+len(dst)]) }}
}

// upright turns a picture as its EXIF orientation says: 2 to 4 keep the sides where
// they are, 5 to 8 exchange width and height.
func upright(m *image.NRGBA, orientation int) *image.NRGBA {
	if orientation < 2 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if orientation > 4 {
		out = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := turned(x, y, w, h, orientation)
			copy(out.Pix[ty*out.Stride+4*tx:], m.Pix[y*m.Stride+4*x:y*m.Stride+4*x+4])
		}
	}
	return out
}

func turned(x, y, w, h, orientation int) (tx, ty int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
