package picture

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"testing"
)

// icc makes a profile of three primaries, in XYZ of D50, and one curve.
func icc(primaries [3][3]float64, curve []byte) []byte {
	head := make([]byte, 128)
	copy(head[16:], "RGB XYZ ")
	tags := binary.BigEndian.AppendUint32(nil, 6)
	var body []byte
	at := uint32(128 + 4 + 6*12)
	add := func(name string, data []byte) {
		tags = append(tags, name...)
		tags = binary.BigEndian.AppendUint32(tags, at+uint32(len(body)))
		tags = binary.BigEndian.AppendUint32(tags, uint32(len(data)))
		body = append(body, data...)
	}
	for c, name := range []string{"r", "g", "b"} {
		xyz := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range primaries[c] {
			xyz = binary.BigEndian.AppendUint32(xyz, uint32(int32(math.Round(v*65536))))
		}
		add(name+"XYZ", xyz)
		add(name+"TRC", curve)
	}
	return append(append(head, tags...), body...)
}

func formula(kind uint16, params ...float64) []byte {
	b := append([]byte("para\x00\x00\x00\x00"), byte(kind>>8), byte(kind), 0, 0)
	for _, v := range params {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

var (
	srgbCurve = formula(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
	// The columns of both spaces, adapted to D50 (as their usual profiles hold them).
	srgbPrimaries = [3][3]float64{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}
	p3Primaries   = [3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}
)

func TestProfiles(t *testing.T) {
	if newProfile(icc(srgbPrimaries, srgbCurve)) != nil {
		t.Error("sRGB is taken for another space")
	}
	for _, bad := range [][]byte{nil, []byte("icc"), make([]byte, 200), icc(p3Primaries, []byte("curv")), icc(p3Primaries, formula(9, 1)), icc(p3Primaries, srgbCurve)[:200]} {
		if newProfile(bad) != nil {
			t.Errorf("a profile of %d bytes is understood", len(bad))
		}
	}
	gamma := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33")
	for name, curve := range map[string][]byte{"formula": srgbCurve, "gamma": gamma, "power": formula(0, 2.2)} {
		p := newProfile(icc(p3Primaries, curve))
		if p == nil {
			t.Errorf("Display P3 with a %s is not understood", name)
			continue
		}
		m := image.NewNRGBA(image.Rect(0, 0, 3, 1))
		m.SetNRGBA(0, 0, color.NRGBA{234, 51, 35, 77}) // sRGB's red, as P3 writes it
		m.SetNRGBA(1, 0, color.NRGBA{255, 255, 255, 255})
		m.SetNRGBA(2, 0, color.NRGBA{0, 0, 0, 255})
		p.apply(m)
		for x, want := range []color.NRGBA{{255, 0, 0, 77}, {255, 255, 255, 255}, {0, 0, 0, 255}} {
			if got := m.NRGBAAt(x, 0); near(got.R, want.R) > 2 || near(got.G, want.G) > 16 || near(got.B, want.B) > 16 || got.A != want.A {
				t.Errorf("%s: pixel %d is %v, want %v", name, x, got, want)
			}
		}
	}
}

func near(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// TestProfileIsApplied wants a picture in Display P3 to be shown in its own colours,
// and not to be published as it is.
func TestProfileIsApplied(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for k := 0; k < len(m.Pix); k += 4 {
		copy(m.Pix[k:], []uint8{234, 51, 35, 255})
	}
	packed := append([]byte("P3\x00\x00"), deflated(t, icc(p3Primaries, srgbCurve))...)
	d, out := makeAll(t, sharedMaker(), "x.png", withChunks(encodePNG(t, m), chunk("iCCP", string(packed))))
	c, _ := color.NRGBAModel.Convert(decodeFile(t, d.Shown.Name, out[0]).At(3, 3)).(color.NRGBA)
	if near(c.R, 255) > 1 || near(c.G, 0) > 12 || near(c.B, 0) > 12 {
		t.Errorf("the colour is %v", c)
	}
}
