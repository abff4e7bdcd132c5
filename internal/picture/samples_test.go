package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"sync"
	"testing"
)

// sharedMaker is one for all tests: to start the encoder takes a quarter of a second.
var sharedMaker = sync.OnceValue(func() *Maker { return new(Maker) })

// secret stands in every piece of metadata of the samples.
const secret = "SECRET"

// photo is a picture in which hardly any pixel is like the one before.
func photo(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			n := uint8(seed >> 29)
			m.SetNRGBA(x, y, color.NRGBA{uint8(x*200/w) + n, uint8(y*200/h) + n, uint8(100+(x+y)%50) + n, 255})
		}
	}
	return m
}

// drawing is a picture of black lines on white.
func drawing(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 255, 255, 255}
			if x%40 == 7 || y%30 == 4 || (x+2*y)%90 == 0 {
				c = color.NRGBA{20, 30, 90, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encodeJPEG(t testing.TB, m image.Image, q int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: q}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeGIF(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeWebP(t testing.TB, m *image.NRGBA, lossless bool) []byte {
	t.Helper()
	data, err := sharedMaker().encoder.Encode(m, 90)
	if lossless {
		data, err = sharedMaker().encoder.EncodeLossless(m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// exif is a TIFF structure with an orientation, an artist, a place and a preview.
func exif(orientation uint16) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08")
	entry := func(tag, kind uint16, count, value uint32) {
		b = binary.BigEndian.AppendUint16(b, tag)
		b = binary.BigEndian.AppendUint16(b, kind)
		b = binary.BigEndian.AppendUint32(b, count)
		b = binary.BigEndian.AppendUint32(b, value)
	}
	b = append(b, 0, 3)
	entry(0x0112, 3, 1, uint32(orientation)<<16)
	entry(0x013B, 2, 6, 0x60)
	entry(0x8825, 4, 1, 0x40)
	b = append(b, 0, 0, 0, 0x58)
	b = append(b, make([]byte, 0x40-len(b))...)
	b = append(b, 0, 1)
	entry(0x0002, 5, 3, 0x60)
	b = append(b, 0, 0, 0, 0)
	return append(append(b, make([]byte, 0x60-len(b))...), secret...)
}

const xmp = `<x:xmpmeta><dc:creator>` + secret + `</dc:creator><exif:GPSLatitude>1</exif:GPSLatitude></x:xmpmeta>`

// taggedJPEG is a JPEG with all kinds of metadata, and with something behind its end.
func taggedJPEG(t testing.TB, m image.Image, orientation uint16) []byte {
	t.Helper()
	data := encodeJPEG(t, m, 90)
	out := append([]byte{}, data[:2]...)
	segment := func(marker byte, content string) {
		out = binary.BigEndian.AppendUint16(append(out, 0xFF, marker), uint16(len(content)+2))
		out = append(out, content...)
	}
	segment(0xE1, exifHead+string(exif(orientation)))
	segment(0xE1, xmpHead+xmp)
	segment(0xED, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0e\x1c\x02\x50\x00\x06"+secret)
	segment(0xFE, secret)
	segment(0xE2, "MPF\x00"+secret)
	return append(append(out, data[2:]...), secret...)
}

func chunk(kind, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, kind...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withChunks puts chunks behind the head of a PNG.
func withChunks(data []byte, chunks ...[]byte) []byte {
	const head = 8 + 25
	return append(append(append([]byte{}, data[:head]...), bytes.Join(chunks, nil)...), data[head:]...)
}

func deflated(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func taggedPNG(t testing.TB, m image.Image, orientation uint16) []byte {
	t.Helper()
	data := withChunks(encodePNG(t, m), chunk("eXIf", string(exif(orientation))), chunk("tEXt", "Comment\x00"+secret),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp), chunk("tIME", "\x07\xea\x01\x01\x00\x00\x00"))
	return append(data, secret...)
}

func riffChunk(kind string, content []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(content)))
	b = append(b, content...)
	if len(content)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func riff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return append(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4)), "WEBP"...), body...)
}

func taggedWebP(t testing.TB, m *image.NRGBA, orientation uint16, lossless bool) []byte {
	t.Helper()
	data := encodeWebP(t, m, lossless)
	w, h := m.Rect.Dx()-1, m.Rect.Dy()-1
	pixels := data[12:]
	if string(pixels[:4]) == "VP8X" {
		pixels = pixels[18:]
	}
	flags := byte(webpEXIF | webpXMP)
	if !m.Opaque() {
		flags |= webpAlpha
	}
	head := []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), 0, byte(h), byte(h >> 8), 0}
	return append(riff(riffChunk("VP8X", head), pixels, riffChunk("EXIF", exif(orientation)), riffChunk("XMP ", []byte(xmp))), secret...)
}

// movingWebP has two frames.
func movingWebP(t testing.TB) []byte {
	t.Helper()
	frame := append(make([]byte, 16), encodeWebP(t, drawing(16, 9), true)[12:]...)
	frame[6], frame[9] = 15, 8
	head := []byte{webpAnimated | webpXMP, 0, 0, 0, 15, 0, 0, 8, 0, 0}
	return riff(riffChunk("VP8X", head), riffChunk("ANIM", make([]byte, 6)), riffChunk("ANMF", frame), riffChunk("ANMF", frame), riffChunk("XMP ", []byte(xmp)))
}

func taggedGIF(t testing.TB, m image.Image) []byte {
	t.Helper()
	data := encodeGIF(t, m)
	note := append([]byte{0x21, 0xFE, byte(len(secret))}, secret+"\x00"...)
	end := len(data) - 1
	return append(append(append(append([]byte{}, data[:end]...), note...), 0x3B), secret...)
}

// samples are pictures of all kinds, with all kinds of metadata.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	clear := drawing(64, 48)
	for k := 3; k < len(clear.Pix)/2; k += 4 {
		clear.Pix[k] = uint8(k)
	}
	return map[string][]byte{
		"photo.jpg":       taggedJPEG(t, photo(700, 500), 1),
		"turned.jpg":      taggedJPEG(t, photo(700, 500), 6),
		"cmyk.jpg":        readFile(t, "testdata/cmyk.jpg"),
		"progressive.jpg": readFile(t, "testdata/progressive.jpg"),
		"gray.jpg":        readFile(t, "testdata/gray.jpg"),
		"drawing.png":     taggedPNG(t, drawing(800, 300), 1),
		"turned.png":      taggedPNG(t, drawing(300, 200), 8),
		"photo.png":       taggedPNG(t, photo(600, 400), 1),
		"clear.png":       taggedPNG(t, clear, 1),
		"deep.png":        readFile(t, "testdata/deep.png"),
		"still.gif":       taggedGIF(t, drawing(120, 90)),
		"moving.gif":      readFile(t, "testdata/animated.gif"),
		"photo.webp":      taggedWebP(t, photo(500, 300), 1, false),
		"turned.webp":     taggedWebP(t, photo(90, 60), 3, false),
		"clear.webp":      taggedWebP(t, clear, 1, false),
		"drawing.webp":    taggedWebP(t, drawing(200, 100), 1, true),
		"moving.webp":     movingWebP(t),
		"drawing.svg": []byte(`<?xml version="1.0"?><!DOCTYPE svg><!-- SECRET --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">` +
			`<metadata>SECRET</metadata><script>SECRET</script><path d="M0 0h9"/></svg> `),
	}
}
