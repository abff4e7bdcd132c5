package webp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"sync"
	"testing"

	decoder "golang.org/x/image/webp"
)

// picture has smooth parts, hard edges, and parts that shine through.
func picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(x * 255 / w), uint8(y * 255 / h), uint8(x ^ y), 255}
			if (x/8+y/8)%5 == 0 {
				c.A = uint8(x)
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:8])
}

// TestSameBytesEverywhere holds what the encoder makes. Published names of pictures
// do not depend on their bytes: whoever changes these sums raises picture.Recipe.
func TestSameBytesEverywhere(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	lossy, err := e.Encode(picture(101, 67), 80)
	if err != nil {
		t.Fatal(err)
	}
	lossless, err := e.EncodeLossless(picture(101, 67))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{sum(libwebp), sum(lossy), sum(lossless)}
	want := []string{"fe8466a629fa9aea", "f22d2e57d108f3dd", "61c321cc6fe85658"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("sums %q, want %q", got, want)
			break
		}
	}
}

func TestLosslessIsLossless(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	for _, size := range []image.Point{{1, 1}, {3, 200}, {101, 67}} {
		m := picture(size.X, size.Y)
		data, err := e.EncodeLossless(m)
		if err != nil {
			t.Fatal(err)
		}
		back, err := decoder.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for y := range size.Y {
			for x := range size.X {
				want, got := m.NRGBAAt(x, y), color.NRGBAModel.Convert(back.At(x, y))
				if want.A > 0 && want != got {
					t.Fatalf("%v: the pixel at %d, %d is %v, want %v", size, x, y, got, want)
				}
			}
		}
	}
}

func TestLossyIsNear(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	m := image.NewNRGBA(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 4 % 64 * 3)
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	data, err := e.Encode(m, 90)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decoder.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	planes, ok := back.(*image.YCbCr)
	if !ok {
		t.Fatalf("this is a %T", back)
	}
	for y := range 48 {
		for x := range 64 {
			// WebP's luma goes from 16 to 235.
			want := 16 + int(m.NRGBAAt(x, y).R)*219/255
			if d := int(planes.Y[planes.YOffset(x, y)]) - want; d < -6 || d > 6 {
				t.Fatalf("the pixel at %d, %d is off by %d", x, y, d)
			}
		}
	}
}

// TestSubImage wants the rows of a picture that is part of another.
func TestSubImage(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	part, _ := picture(64, 64).SubImage(image.Rect(0, 0, 20, 30)).(*image.NRGBA)
	whole := image.NewNRGBA(image.Rect(0, 0, 20, 30))
	for y := range 30 {
		copy(whole.Pix[y*whole.Stride:], part.Pix[y*part.Stride:y*part.Stride+80])
	}
	a, err := e.EncodeLossless(part)
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.EncodeLossless(whole)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("a part of a picture is encoded as something else (%v)", err)
	}
}

func TestSizes(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	for _, size := range []image.Point{{0, 4}, {4, 0}, {MaxSize + 1, 1}} {
		if _, err := e.Encode(image.NewNRGBA(image.Rect(0, 0, size.X, size.Y)), 80); err == nil {
			t.Errorf("%v was encoded", size)
		}
	}
	if _, err := e.Encode(image.NewNRGBA(image.Rect(0, 0, MaxSize, 2)), 80); err != nil {
		t.Error(err)
	}
}

// TestManyAtOnce wants the same bytes from calls at the same time, also where one
// takes over the memory of another.
func TestManyAtOnce(t *testing.T) {
	var e Encoder
	defer e.Close() //nolint:errcheck // The test has ended.
	m := picture(90, 60)
	want, err := e.Encode(m, 70)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 4 {
				if _, err := e.EncodeLossless(picture(10+i*20, 33)); err != nil {
					t.Error(err)
				}
				if got, err := e.Encode(m, 70); err != nil || !bytes.Equal(got, want) {
					t.Errorf("other bytes (%v)", err)
				}
			}
		})
	}
	group.Wait()
	if len(e.idle) > 8 {
		t.Errorf("%d instances for 8 goroutines", len(e.idle))
	}
}

func BenchmarkEncode(b *testing.B) {
	var e Encoder
	m := picture(1216, 912)
	b.Run("lossy", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.Encode(m, 80); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("lossless", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.EncodeLossless(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
