package render

import (
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// TestQRCode reads codes with another program's decoder, as drawn.
func TestQRCode(t *testing.T) {
	addresses := []string{"https://a.example/\"<&>'/11982/", "https://a.example/%C3%BC/j7307/", "x"}
	for i := range 60 { // of every length and version, each code another
		addresses = append(addresses, fmt.Sprintf("https://guides.example/%s%05d/", strings.Repeat("long-path/", i/2), 10000+i*1237))
	}
	versions := map[int]bool{}
	for _, address := range addresses {
		svg := string(qrCode(address))
		if svg == "" {
			t.Fatalf("%s has no code", address)
		}
		picture := drawn(t, svg, address)
		versions[picture.Bounds().Dx()] = true
		if got := decoded(t, picture); got != address {
			t.Errorf("%q is read as %q", address, got)
		}
	}
	if len(versions) < 10 {
		t.Errorf("%d sizes only were tried", len(versions))
	}
}

func TestQRCodeLimits(t *testing.T) {
	full := strings.Repeat("a", 331) // what version 13 holds at level M (ISO/IEC 18004, table 7)
	if got := decoded(t, drawn(t, string(qrCode(full)), full)); got != full {
		t.Errorf("the longest address is read as %q", got)
	}
	if qrCode(full+"a") != "" {
		t.Error("a longer one has a code, too fine to be read")
	}
	// 42 bytes fill version 3 at level M; half of that leaves room for level H.
	for length, want := range map[int]int{42: 29, 43: 33, 26: 25, 7: 21} {
		if code := encodeQR(strings.Repeat("a", length)); code.Size != want {
			t.Errorf("%d bytes are drawn in %d modules, want %d", length, code.Size, want)
		}
	}
}

// TestQRCodeLevel: what the size has room for is used for error correction.
func TestQRCodeLevel(t *testing.T) {
	for length, want := range map[int]string{14: "M", 11: "Q", 7: "H"} { // version 1
		code := encodeQR(strings.Repeat("a", length))
		level := 0 // the first two bits of the format information, masked with 10
		for i, x := range []int{0, 1} {
			if code.Black(x, 8) {
				level |= 2 >> i
			}
		}
		if got := map[int]string{1: "L", 0: "M", 3: "Q", 2: "H"}[level^2]; got != want {
			t.Errorf("%d bytes have level %s, want %s", length, got, want)
		}
	}
}

func TestQRCodeGolden(t *testing.T) {
	const want = `<svg class="qr" viewBox="0 0 29 29" role="img" aria-label="QR code of x"><path stroke="#000" stroke-width="1.02" d="M4 4.5h7m`
	if got := string(qrCode("x")); !strings.HasPrefix(got, want) || got != string(qrCode("x")) {
		t.Errorf("got %s, want it to begin with %s", got, want)
	}
}

// drawn draws the only path of a code, four pixels a module, and wants the quiet zone.
func drawn(t *testing.T, svg, address string) image.Image {
	t.Helper()
	var v struct {
		ViewBox string `xml:"viewBox,attr"`
		Label   string `xml:"aria-label,attr"`
		Role    string `xml:"role,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(svg), &v); err != nil {
		t.Fatal(err)
	}
	var size int
	if _, err := fmt.Sscanf(v.ViewBox, "0 0 %d", &size); err != nil || len(v.Paths) != 1 || v.Role != "img" || v.Label != "QR code of "+address {
		t.Fatalf("%v, %+v", err, v)
	}
	const scale = 4
	picture := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	x, y := 0, 0
	for d := v.Paths[0].D; d != ""; {
		var n, m int
		switch d[0] {
		case 'M':
			scan(t, d, "M%d %d.5", &x, &y)
		case 'm':
			scan(t, d, "m%d 0", &m)
			x += m
		case 'h':
			scan(t, d, "h%d", &n)
			if x < quietZone || y < quietZone || x+n > size-quietZone || y >= size-quietZone {
				t.Fatalf("a module stands in the quiet zone: %d, %d", x, y)
			}
			for px := x * scale; px < (x+n)*scale; px++ {
				for py := y * scale; py < (y+1)*scale; py++ {
					picture.SetGray(px, py, color.Gray{})
				}
			}
			x += n
		default:
			t.Fatalf("the path has %q", d)
		}
		d = d[1+len(d[1:])-len(strings.TrimLeft(d[1:], "0123456789. ")):]
	}
	return picture
}

func scan(t *testing.T, s, format string, to ...any) {
	t.Helper()
	if _, err := fmt.Sscanf(s, format, to...); err != nil {
		t.Fatalf("%q: %v", s[:min(20, len(s))], err)
	}
}

func decoded(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	// The picture holds nothing else: the decoder need not search for the code.
	pure := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, pure)
	if err != nil {
		t.Fatalf("nobody can read this: %v", err)
	}
	return result.GetText()
}

func BenchmarkQRCode(b *testing.B) {
	for b.Loop() {
		if qrCode("https://guides.example.org/some/path/11982/") == "" {
			b.Fatal("no code")
		}
	}
}
