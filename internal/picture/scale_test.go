package picture

import (
	"image"
	"image/color"
	"testing"
)

func TestWeightsAddUp(t *testing.T) {
	for from := 1; from <= 40; from++ {
		for to := 1; to <= from; to++ {
			for k, w := range newWeights(from, to) {
				sum := int32(0)
				for _, v := range w.of {
					sum += v
				}
				if sum != unit || w.from < 0 || w.from+len(w.of) > from {
					t.Fatalf("%d to %d: weights %d are %+v", from, to, k, w)
				}
			}
		}
	}
}

// TestScaleKeepsColour wants one colour to stay it, however much shines through.
func TestScaleKeepsColour(t *testing.T) {
	for _, c := range []color.NRGBA{{255, 255, 255, 255}, {10, 200, 90, 255}, {200, 10, 3, 128}, {0, 0, 0, 0}} {
		m := image.NewNRGBA(image.Rect(0, 0, 53, 37))
		for k := 0; k < len(m.Pix); k += 4 {
			m.Pix[k], m.Pix[k+1], m.Pix[k+2], m.Pix[k+3] = c.R, c.G, c.B, c.A
		}
		for _, size := range []image.Point{{53, 37}, {52, 36}, {20, 14}, {1, 1}, {7, 37}} {
			out := ofImage(m).scaled(size.X, size.Y)
			for y := range size.Y {
				for x := range size.X {
					if got := out.NRGBAAt(x, y); got != c {
						t.Fatalf("%v in %v: the pixel at %d, %d is %v", c, size, x, y, got)
					}
				}
			}
		}
	}
}

// TestScaleDoesNotBleed wants the colour of what is wholly transparent not to be seen
// at the edge of what is not.
func TestScaleDoesNotBleed(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			c := color.NRGBA{255, 0, 0, 0}
			if x >= 20 {
				c = color.NRGBA{0, 0, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	out := ofImage(m).scaled(13, 13)
	for k := 0; k < len(out.Pix); k += 4 {
		if out.Pix[k+3] > 0 && out.Pix[k] > 0 {
			t.Fatalf("pixel %d is %v", k/4, out.Pix[k:k+4])
		}
	}
}

// TestScaleKeepsPlaces compares a slope before and after.
func TestScaleKeepsPlaces(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for y := range 100 {
		for x := range 200 {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(2 * y), 0, 255})
		}
	}
	out := ofImage(m).scaled(50, 25)
	for y := 2; y < 23; y++ {
		for x := 2; x < 48; x++ {
			got := out.NRGBAAt(x, y)
			if dx, dy := int(got.R)-(4*x+1), int(got.G)-(8*y+3); dx < -1 || dx > 1 || dy < -1 || dy > 1 {
				t.Fatalf("the pixel at %d, %d is %v", x, y, got)
			}
		}
	}
}

func BenchmarkScale(b *testing.B) {
	m := ofImage(photo(4000, 3000))
	for b.Loop() {
		m.scaled(1216, 912)
	}
}
