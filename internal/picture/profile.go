package picture

import (
	"encoding/binary"
	"image"
	"math"
)

// profile turns colours of another RGB space, such as a telephone's Display P3, into
// sRGB. It knows profiles of three primaries with a curve each (ICC.1:2022, 8.3);
// pictures with any other profile keep their numbers.
type profile struct {
	// linear are the curves, from 8 bits to light.
	linear [3][256]float32
	matrix [3][3]float32
}

// xyzToSRGB leads from the profile connection space (D50) to linear sRGB: the inverse
// of sRGB's primaries (IEC 61966-2-1) adapted to D50 by Bradford's method.
var xyzToSRGB = [3][3]float64{
	{3.1341359, -1.6173863, -0.4906619},
	{-0.9787955, 1.9161277, 0.0334434},
	{0.0719774, -0.2289806, 1.4053817},
}

// newProfile reads a profile; nil if it is sRGB, or one that is not known.
func newProfile(icc []byte) *profile {
	if len(icc) < 132 || string(icc[16:20]) != "RGB " || string(icc[20:24]) != "XYZ " {
		return nil
	}
	p := new(profile)
	var toXYZ [3][3]float64
	for c, name := range []string{"r", "g", "b"} {
		xyz := iccTag(icc, name+"XYZ")
		if len(xyz) < 20 || !p.readCurve(c, iccTag(icc, name+"TRC")) {
			return nil
		}
		for k := range 3 {
			toXYZ[k][c] = fixed(xyz[8+4*k:])
		}
	}
	for r := range 3 {
		for c := range 3 {
			sum := 0.0
			for k := range 3 {
				sum += float64(xyzToSRGB[r][k] * toXYZ[k][c])
			}
			p.matrix[r][c] = float32(sum)
		}
	}
	if p.isSRGB() {
		return nil
	}
	return p
}

// iccTag returns a tag's data, or nil.
func iccTag(icc []byte, name string) []byte {
	count := int64(binary.BigEndian.Uint32(icc[128:]))
	for k := int64(0); k < count && 132+12*k+12 <= int64(len(icc)); k++ {
		e := icc[132+12*k:]
		at, size := int64(binary.BigEndian.Uint32(e[4:])), int64(binary.BigEndian.Uint32(e[8:]))
		if string(e[:4]) == name && at+size <= int64(len(icc)) {
			return icc[at : at+size]
		}
	}
	return nil
}

// fixed reads an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

func (p *profile) readCurve(channel int, tag []byte) bool {
	f := curve(tag)
	if f == nil {
		return false
	}
	for v := range 256 {
		p.linear[channel][v] = float32(f(float64(v) / 255))
	}
	return true
}

// curve reads a curveType or parametricCurveType (10.6, 10.18); nil if it is neither.
func curve(tag []byte) func(float64) float64 {
	if len(tag) < 12 {
		return nil
	}
	switch string(tag[:4]) {
	case "curv":
		return tableCurve(int64(binary.BigEndian.Uint32(tag[8:])), tag[12:])
	case "para":
		return formulaCurve(binary.BigEndian.Uint16(tag[8:]), tag[12:])
	}
	return nil
}

func tableCurve(n int64, data []byte) func(float64) float64 {
	switch {
	case n == 0:
		return func(x float64) float64 { return x }
	case n*2 > int64(len(data)):
		return nil
	case n == 1:
		gamma := float64(binary.BigEndian.Uint16(data)) / 256
		return func(x float64) float64 { return math.Pow(x, gamma) }
	}
	at := func(k int64) float64 { return float64(binary.BigEndian.Uint16(data[2*k:])) / 65535 }
	return func(x float64) float64 {
		x *= float64(n - 1)
		k := min(int64(x), n-2)
		return at(k) + float64((x-float64(k))*(at(k+1)-at(k)))
	}
}

func formulaCurve(kind uint16, data []byte) func(float64) float64 {
	counts := []int{1, 3, 4, 5, 7}
	if int(kind) >= len(counts) || len(data) < 4*counts[kind] {
		return nil
	}
	var v [7]float64 // g a b c d e f
	v[1] = 1
	for k := range counts[kind] {
		v[k] = fixed(data[4*k:])
	}
	g, a, b, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
	switch kind {
	case 0:
		return func(x float64) float64 { return math.Pow(x, g) }
	case 1, 2: // zero, or c, up to -b/a
		if a == 0 {
			return nil
		}
		d, e, f, c = -b/a, c, c, 0
	}
	return func(x float64) float64 {
		if x >= d {
			return math.Pow(max(0, float64(a*x)+b), g) + e
		}
		return float64(c*x) + f
	}
}

// isSRGB reports whether no colour would change by more than one step in 255.
func (p *profile) isSRGB() bool {
	for _, c := range [][3]uint8{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}, {128, 128, 128}, {200, 120, 60}, {30, 60, 90}} {
		for k, light := range p.light(c[:]) {
			if d := int(encodeSRGB(light)) - int(c[k]); d < -1 || d > 1 {
				return false
			}
		}
	}
	return true
}

// light is one pixel's red, green and blue as linear sRGB.
func (p *profile) light(px []uint8) (out [3]float32) {
	r, g, b := p.linear[0][px[0]], p.linear[1][px[1]], p.linear[2][px[2]]
	for k, m := range p.matrix {
		out[k] = float32(m[0]*r) + float32(m[1]*g) + float32(m[2]*b)
	}
	return out
}

// encodeSRGB is sRGB's curve from light to 8 bits.
func encodeSRGB(x float32) uint8 {
	v := float64(max(0, min(x, 1)))
	if v <= 0.0031308 {
		v *= 12.92
	} else {
		v = float64(1.055*math.Pow(v, 1/2.4)) - 0.055
	}
	return uint8(v*255 + 0.5)
}

// apply turns all pixels into sRGB.
func (p *profile) apply(m *image.NRGBA) {
	if p == nil {
		return
	}
	const steps = 1 << 16
	var encoded [steps]uint8
	for k := range encoded {
		encoded[k] = encodeSRGB(float32(k) / (steps - 1))
	}
	for at := 0; at+3 < len(m.Pix); at += 4 {
		px := m.Pix[at : at+3 : at+3]
		light := p.light(px)
		for k := range px {
			px[k] = encoded[int32(max(0, min(light[k], 1))*(steps-1))]
		}
	}
}
