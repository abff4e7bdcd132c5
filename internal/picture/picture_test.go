package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	decoder "golang.org/x/image/webp"
)

func describe(t testing.TB, name string, data []byte) *Described {
	t.Helper()
	d, err := Describe(name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

func makeAll(t testing.TB, m *Maker, name string, data []byte) (*Described, [][]byte) {
	t.Helper()
	d := describe(t, name, data)
	out, err := m.Make(data, d, d.Files()...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d, out
}

func decodeFile(t testing.TB, name string, data []byte) image.Image {
	t.Helper()
	var m image.Image
	var err error
	switch {
	case strings.HasSuffix(name, ".webp"):
		m, err = decoder.Decode(bytes.NewReader(data))
	case strings.HasSuffix(name, ".png"):
		m, err = png.Decode(bytes.NewReader(data))
	default:
		m, err = jpeg.Decode(bytes.NewReader(data))
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// TestFiles says what is published of each kind of picture. Sums are those of the
// bytes: when they change, Recipe must be raised.
func TestFiles(t *testing.T) {
	maker := sharedMaker()
	var got strings.Builder
	all := samples(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		d, out := makeAll(t, maker, name, all[name])
		fmt.Fprintf(&got, "%s: %v %dx%d\n", name, d.Format, d.Width, d.Height)
		for k, f := range d.Files() {
			sum := sha256.Sum256(out[k])
			fmt.Fprintf(&got, "  %s %dx%d %d bytes %s\n", f.Name, f.Width, f.Height, len(out[k]), hex.EncodeToString(sum[:4]))
			if d.Format != SVG && !d.Animated {
				if b := decodeFile(t, f.Name, out[k]).Bounds(); b.Dx() != f.Width || b.Dy() != f.Height {
					t.Errorf("%s is %v, not %d by %d", f.Name, b, f.Width, f.Height)
				}
			}
			if f.Width > d.Width || f.Height > d.Height {
				t.Errorf("%s is larger than its source", f.Name)
			}
		}
	}
	compareGolden(t, "testdata/files.golden", got.String())
}

// TestNothingPersonal looks for the metadata of the samples in what is made of them.
func TestNothingPersonal(t *testing.T) {
	maker := sharedMaker()
	for name, data := range samples(t) {
		d, out := makeAll(t, maker, name, data)
		if stripped, err := Strip(data); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if d.Format != SVG {
			out = append(out, stripped)
			if again, err := Strip(stripped); err != nil || !bytes.Equal(again, stripped) {
				t.Errorf("%s: stripped twice it is another file (%v)", name, err)
			}
			if left := describe(t, name, stripped); left.Personal != (Personal{}) || left.Width*left.Height != d.Width*d.Height {
				t.Errorf("%s: stripped it is %+v", name, left.Info)
			}
		}
		clean, err := maker.Clean(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if is := describe(t, name, clean); is.Width != d.Width || is.Height != d.Height || is.Format != d.Format || is.orientation != 1 {
			t.Errorf("%s is %+v when it is clean", name, is.Info)
		}
		for k, made := range append(out, clean) {
			for _, mark := range []string{secret, "Exif", "EXIF", "MM\x00*", "xmp", "XMP", "Photoshop", "8BIM", "tEXt", "eXIf", "JFIF"} {
				if bytes.Contains(made, []byte(mark)) {
					t.Errorf("%s: file %d holds %q", name, k, mark)
				}
			}
		}
	}
}

func TestPersonal(t *testing.T) {
	all := samples(t)
	everything := Personal{Place: true, Name: true, Preview: true}
	tests := map[string]Personal{
		"photo.jpg":    {Place: true, Name: true, Preview: true, Comment: true},
		"photo.png":    {Place: true, Name: true, Preview: true, Comment: true, Time: true},
		"photo.webp":   everything,
		"moving.webp":  {Place: true, Name: true},
		"still.gif":    {Comment: true},
		"cmyk.jpg":     {},
		"drawing.webp": everything,
	}
	for name, want := range tests {
		if got := describe(t, name, all[name]).Personal; got != want {
			t.Errorf("%s tells %+v, want %+v", name, got, want)
		}
	}
	if got := strings.Join(everything.InWords(), "; "); !strings.Contains(got, "place") || !strings.Contains(got, "name") {
		t.Errorf("in words: %s", got)
	}
}

// TestOrientation shows what each of EXIF's orientations means for "abc" above "def".
func TestOrientation(t *testing.T) {
	maker := sharedMaker()
	want := []string{"", "abc/def", "cba/fed", "fed/cba", "def/abc", "ad/be/cf", "da/eb/fc", "fc/eb/da", "cf/be/ad"}
	stored := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	for k, r := range "abcdef" {
		stored.SetNRGBA(k%3, k/3, color.NRGBA{uint8(r), 0, 0, 255})
	}
	for o := 1; o <= 8; o++ {
		d, out := makeAll(t, maker, "x.png", taggedPNG(t, stored, uint16(o)))
		m := decodeFile(t, d.Shown.Name, out[len(out)-1])
		var rows []string
		for y := range m.Bounds().Dy() {
			row := ""
			for x := range m.Bounds().Dx() {
				r, _, _, _ := m.At(x, y).RGBA()
				row += string(rune(r >> 8))
			}
			rows = append(rows, row)
		}
		if got := strings.Join(rows, "/"); got != want[o] {
			t.Errorf("orientation %d shows %s, want %s", o, got, want[o])
		}
		if d.Width != m.Bounds().Dx() || d.Height != m.Bounds().Dy() {
			t.Errorf("orientation %d is described as %d by %d", o, d.Width, d.Height)
		}
	}
}

// TestDrawingStaysCrisp wants every pixel of a drawing that is shown in its own size.
func TestDrawingStaysCrisp(t *testing.T) {
	maker := sharedMaker()
	source := drawing(800, 300)
	for _, data := range [][]byte{encodePNG(t, source), encodeWebP(t, source, true), encodeGIF(t, source)} {
		d, out := makeAll(t, maker, "x", data)
		for k, f := range d.Files() {
			if f.Width != 800 {
				continue
			}
			m := decodeFile(t, f.Name, out[k])
			for y := range 300 {
				for x := range 800 {
					got, want := any(color.NRGBAModel.Convert(m.At(x, y))), any(source.NRGBAAt(x, y))
					if d.Format == GIF { // whose palette is its encoder's
						got, want = isDark(m.At(x, y)), isDark(source.At(x, y))
					}
					if got != want {
						t.Fatalf("%s: the pixel at %d, %d is %v, want %v", f.Name, x, y, got, want)
					}
				}
			}
		}
	}
}

func isDark(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r+g+b < 3*0x8000
}

func TestFaults(t *testing.T) {
	bomb := encodePNG(t, image.NewGray(image.Rect(0, 0, 2, 2)))
	binary.BigEndian.PutUint32(bomb[16:], 60000)
	binary.BigEndian.PutUint32(bomb[20:], 60000)
	copy(bomb[8:], chunk("IHDR", string(bomb[16:29])))
	wide := encodeGIF(t, image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Black}))
	binary.LittleEndian.PutUint16(wide[6:], 65535)
	binary.LittleEndian.PutUint16(wide[8:], 65535)
	tests := []struct{ name, data, want string }{
		{"empty", "", "empty"},
		{"text", "not a picture", "no picture of a kind"},
		{"avif", "\x00\x00\x00\x1cftypavif\x00\x00", "it is AVIF"},
		{"heic", "\x00\x00\x00\x1cftypheic\x00\x00", "it is HEIC"},
		{"pdf", "%PDF-1.7", "it is PDF"},
		{"html", "<!doctype html><svg></svg>", "no picture of a kind"},
		{"bomb", string(bomb), "60000 by 60000 pixels, more than 50 million"},
		{"wide", string(wide), "more than 50 million"},
		{"sum", string(withChunks(encodePNG(t, drawing(3, 3)), []byte("\x00\x00\x00\x01tEXtxAAAA"))), "damaged"},
		{"size", `<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>`, "does not say how large"},
		{"entity", `<!DOCTYPE svg [<!ENTITY x "y">]><svg viewBox="0 0 1 1">&x;</svg>`, "uses entity &x;"},
		{"utf-16", "<?xml version=\"1.0\" encoding=\"utf-16\"?><svg viewBox='0 0 1 1'/>", "UTF-8"},
	}
	for _, test := range tests {
		_, err := Describe("x", []byte(test.data))
		var fault *Fault
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v is no fault", test.name, err)
		} else if !strings.Contains(fault.Message+fault.Hint, test.want) || fault.Hint == "" {
			t.Errorf("%s: %q, %q; want %q", test.name, fault.Message, fault.Hint, test.want)
		}
	}
}

// TestCutOff cuts every sample off at many places. Whatever is left is a fault, at
// once or when it is decoded; without the last byte it is one at once.
func TestCutOff(t *testing.T) {
	for name, data := range samples(t) {
		data, err := Strip(data)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.TrimSpace(data)
		if _, err := Describe(name, data[:len(data)-1]); err == nil {
			t.Errorf("%s is described without its last byte", name)
		}
		for at := 0; at < len(data); at += 1 + len(data)/97 {
			d, err := Describe(name, data[:at])
			if err == nil {
				err = sharedMaker().Verify(data[:at], d)
			}
			if err == nil {
				t.Errorf("%s is whole after %d of %d bytes", name, at, len(data))
			}
		}
	}
}

func TestVerify(t *testing.T) {
	data := encodeJPEG(t, photo(200, 200), 80)
	d := describe(t, "x.jpg", data)
	if err := sharedMaker().Verify(data, d); err != nil {
		t.Error(err)
	}
	// The tables of the pixels' codes are made another's.
	at := bytes.Index(data, []byte{0xFF, 0xC4})
	for k := at + 25; k < at+200; k++ {
		data[k] = 0x11
	}
	if d, err := Describe("x.jpg", data); err == nil && sharedMaker().Verify(data, d) == nil {
		t.Error("a JPEG that cannot be decoded passes")
	}
}

// TestQuality wants a JPEG's quality to be found again, and never to be raised.
func TestQuality(t *testing.T) {
	for _, q := range []int{25, 30, 50, 62, 75, 80, 90, 100} {
		if got := describe(t, "x", encodeJPEG(t, photo(16, 16), q)).quality; got < q-2 || got > q+2 {
			t.Errorf("quality %d is taken for %d", q, got)
		}
	}
	maker := sharedMaker()
	poor := encodeJPEG(t, photo(800, 600), 30)
	d, out := makeAll(t, maker, "x.jpg", poor)
	for k, f := range d.Files() {
		if len(out[k]) > len(poor) {
			t.Errorf("%s has %d bytes, its source %d", f.Name, len(out[k]), len(poor))
		}
	}
}

// TestVideoRange wants white and black of WebP to stay white and black.
func TestVideoRange(t *testing.T) {
	for _, v := range []uint8{0, 128, 255} {
		m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
		for k := range m.Pix {
			m.Pix[k] = v
			if k%4 == 3 {
				m.Pix[k] = 255
			}
		}
		data := encodeWebP(t, m, false)
		p, fault := decode(data, &describe(t, "x", data).Info)
		if fault != nil {
			t.Fatal(fault)
		}
		row := make([]uint8, 160)
		p.row(20, row)
		if d := int(row[80]) - int(v); d < -2 || d > 2 {
			t.Errorf("%d becomes %d", v, row[80])
		}
	}
}

func TestNames(t *testing.T) {
	tests := map[string]string{"Arm.PNG": "arm", "Upper Arm (2).jpg": "upper-arm-2", "ärm.png": "rm", "..png": "picture", "膝.png": "picture",
		strings.Repeat("a", 90) + ".png": strings.Repeat("a", 60)}
	for name, want := range tests {
		if got := stemOf(name); got != want {
			t.Errorf("%q is named %q, want %q", name, got, want)
		}
	}
}

func TestWidths(t *testing.T) {
	tests := []struct {
		width, height int
		want          string
	}{
		{300, 200, "[300]"}, {500, 10, "[500]"}, {560, 10, "[480 560]"}, {800, 600, "[480 800]"}, {1216, 900, "[480 720 960 1216]"},
		{4000, 3000, "[480 720 960 1216]"}, {1000, 100000, "[81]"}, {1, 50_000_000, "[1]"},
	}
	for _, test := range tests {
		if got := fmt.Sprint(fitting(Info{Width: test.width, Height: test.height}, 1<<20)); got != test.want {
			t.Errorf("%d by %d: %s, want %s", test.width, test.height, got, test.want)
		}
	}
	if got := fmt.Sprint(fitting(Info{Width: 1216, Height: 900}, 1000)); got != "[1216]" {
		t.Errorf("a small file: %s", got)
	}
	if got := fmt.Sprint(fitting(Info{Width: 3000, Height: 900, Lossless: true}, 1<<20)); got != "[1216]" {
		t.Errorf("a drawing: %s", got)
	}
}

func TestSmallFileIsOne(t *testing.T) {
	d := describe(t, "x.png", encodePNG(t, image.NewGray(image.Rect(0, 0, 30, 20))))
	if len(d.Files()) != 1 || d.Shown.Name != "x-30."+identity(encodePNG(t, image.NewGray(image.Rect(0, 0, 30, 20))))+".png" {
		t.Errorf("%+v", d)
	}
}
