package card

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
)

// encoder writes pictures of up to sixteen colors as PNG with half a byte a pixel
// (https://www.w3.org/TR/png-3/). The one of the standard library takes six times as
// long for a file that is a quarter smaller.
type encoder struct {
	out  bytes.Buffer
	data bytes.Buffer // compressed
	zip  *zlib.Writer // to data
	row  []byte
}

func newEncoder() *encoder {
	e := new(encoder)
	zip, err := zlib.NewWriterLevel(&e.data, zlib.BestSpeed)
	if err != nil {
		// It is so for levels that do not exist only.
		panic(fmt.Sprintf("card: %v", err))
	}
	e.zip = zip
	return e
}

// What the header says: four bits a pixel, which stand for colors of a palette.
const (
	depth   = 4
	indexed = 3
)

// encode returns the picture as PNG. The bytes are the caller's.
func (e *encoder) encode(m *image.Paletted) []byte {
	e.out.Reset()
	e.out.WriteString("\x89PNG\r\n\x1a\n")
	width, height := m.Rect.Dx(), m.Rect.Dy()
	head := binary.BigEndian.AppendUint32(nil, uint32(width))
	head = binary.BigEndian.AppendUint32(head, uint32(height))
	e.chunk("IHDR", append(head, depth, indexed, 0, 0, 0))
	var colors []byte
	for _, c := range m.Palette {
		r, g, b, _ := c.RGBA()
		colors = append(colors, uint8(r>>8), uint8(g>>8), uint8(b>>8))
	}
	e.chunk("PLTE", colors)
	if err := e.compress(m, width, height); err != nil {
		// Memory can always be written to.
		panic(fmt.Sprintf("card: compressing: %v", err))
	}
	e.chunk("IDAT", e.data.Bytes())
	e.chunk("IEND", nil)
	return bytes.Clone(e.out.Bytes())
}

// compress writes the rows, each behind a zero, which says that it is not filtered:
// filters make pictures of few colors larger.
func (e *encoder) compress(m *image.Paletted, width, height int) error {
	e.data.Reset()
	e.zip.Reset(&e.data)
	for y := range height {
		pixels := m.Pix[y*m.Stride:][:width]
		e.row = append(e.row[:0], 0)
		for ; len(pixels) > 1; pixels = pixels[2:] {
			e.row = append(e.row, pixels[0]<<4|pixels[1])
		}
		if len(pixels) == 1 {
			e.row = append(e.row, pixels[0]<<4)
		}
		if _, err := e.zip.Write(e.row); err != nil {
			return err
		}
	}
	return e.zip.Close()
}

// chunk writes a part of the file: its length, kind, data and checksum.
func (e *encoder) chunk(kind string, data []byte) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(data)))
	e.out.Write(n[:])
	start := e.out.Len()
	e.out.WriteString(kind)
	e.out.Write(data)
	binary.BigEndian.PutUint32(n[:], crc32.ChecksumIEEE(e.out.Bytes()[start:]))
	e.out.Write(n[:])
}
