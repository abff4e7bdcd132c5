package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"slices"
	"strings"
	"sync"

	"bedside/internal/webp"
)

// quality is that of what is made with losses, for WebP and for JPEG: where a
// photograph of skin looks like its source at the size it is shown in.
const (
	webpQuality = 80
	jpegQuality = 80
)

// fullQuality is that of a photograph that a reader saves.
const fullQuality = 92

// Maker makes the files of pictures, on as many goroutines as call it. The zero value
// is ready.
type Maker struct {
	encoder webp.Encoder
	one     sync.Mutex // held while a large picture is in memory
}

// Close frees what the Maker holds. It must not be used afterwards.
func (m *Maker) Close() error { return m.encoder.Close() }

// large is how many pixels a picture has of which only one is in memory at a time.
const large = 6_000_000

// Verify decodes the picture that was described from the data. An error is a *Fault.
func (m *Maker) Verify(data []byte, d *Described) error {
	if d.Format == SVG || d.Animated {
		return nil
	}
	defer m.room(&d.Info)()
	if _, fault := decode(data, &d.Info); fault != nil {
		return fault
	}
	return nil
}

// room waits until there is memory for the picture; the returned function gives it
// back.
func (m *Maker) room(i *Info) func() {
	if i.Width*i.Height <= large {
		return func() {}
	}
	m.one.Lock()
	return func() {
		runtime.GC() // the collector would wait until there are several of its size
		m.one.Unlock()
	}
}

// Clean returns a picture as a file of its own, in its full size, without what tells of
// people and places: metadata, or what CleanSVG leaves out. It is made anew only if it
// must be turned or has other colours than sRGB. An error is a *Fault, or one of the
// encoder.
func (m *Maker) Clean(data []byte) ([]byte, error) {
	info, err := Inspect(data)
	switch {
	case err != nil:
		return nil, err
	case info.Format == SVG:
		clean, _, err := CleanSVG(data)
		return clean, err
	case info.Animated || info.orientation == 1 && info.colours == nil:
		return Strip(data)
	}
	defer m.room(&info)()
	p, fault := decode(data, &info)
	if fault != nil {
		return nil, fault
	}
	whole := p.scaled(p.width, p.height)
	info.colours.apply(whole)
	whole = upright(whole, info.orientation)
	var b bytes.Buffer
	switch info.Format {
	case JPEG:
		err = jpeg.Encode(&b, opaque(whole), &jpeg.Options{Quality: fullQuality})
	case WebP:
		if info.Lossless {
			return m.encoder.EncodeLossless(whole)
		}
		return m.encoder.Encode(whole, fullQuality)
	default:
		err = png.Encode(&b, withPalette(whole))
	}
	return b.Bytes(), err
}

// Make makes files of a picture, in their order. The data are those that it was
// described from. An error is a *Fault, or one of the encoder.
func (m *Maker) Make(data []byte, d *Described, files ...File) ([][]byte, error) {
	if d.Format == SVG {
		clean, _, err := CleanSVG(data)
		return [][]byte{clean}, err
	}
	if d.Animated {
		still, err := Strip(data)
		return [][]byte{still}, err
	}
	w := &work{Maker: m, Described: d, data: data}
	if err := w.prepare(); err != nil {
		return nil, err
	}
	out := make([][]byte, len(files))
	for k, f := range files {
		var err error
		if out[k], err = w.file(f); err != nil {
			return nil, fmt.Errorf("making %s: %w", f.Name, err)
		}
	}
	return out, nil
}

// work is one picture that files are made of.
type work struct {
	*Maker
	*Described
	data    []byte
	drawing bool
	// largest is the picture as it is shown, in its largest width.
	largest *image.NRGBA
}

// prepare decodes the picture and makes it as small as it is shown.
func (w *work) prepare() error {
	defer w.room(&w.Info)()
	p, fault := decode(w.data, &w.Info)
	if fault != nil {
		return fault
	}
	w.drawing = w.Lossless && p.isDrawing()
	width, height := w.Shown.Width, w.Shown.Height
	if w.orientation > 4 {
		width, height = height, width
	}
	m := p.scaled(width, height)
	w.colours.apply(m)
	w.largest = upright(m, w.orientation)
	return nil
}

func (w *work) file(f File) ([]byte, error) {
	m := w.largest
	if f.Width != m.Rect.Dx() || f.Height != m.Rect.Dy() {
		m = ofImage(m).scaled(f.Width, f.Height)
	}
	switch {
	case strings.HasSuffix(f.Name, extensions[WebP]) && w.drawing:
		return w.encoder.EncodeLossless(m)
	case strings.HasSuffix(f.Name, extensions[WebP]):
		return w.encoder.Encode(m, min(webpQuality, w.quality))
	case strings.HasSuffix(f.Name, extensions[JPEG]):
		return w.orSource(JPEG, func(b *bytes.Buffer) error {
			return jpeg.Encode(b, opaque(m), &jpeg.Options{Quality: min(jpegQuality, w.quality)})
		})
	case strings.HasSuffix(f.Name, extensions[PNG]):
		return w.orSource(PNG, func(b *bytes.Buffer) error {
			return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(b, withPalette(m))
		})
	}
	return nil, errors.New("no file of this name is made")
}

// orSource returns the source without its metadata, if it is of this format, is shown
// as it is, and is no larger than what encode makes.
func (w *work) orSource(format Format, encode func(*bytes.Buffer) error) ([]byte, error) {
	var made bytes.Buffer
	if err := encode(&made); err != nil {
		return nil, err
	}
	asItIs := w.Format == format && w.Shown.Width == w.Width && w.Shown.Height == w.Height &&
		w.orientation == 1 && w.colours == nil && !w.foreign
	if !asItIs {
		return made.Bytes(), nil
	}
	source, err := Strip(w.data)
	if err != nil || len(source) > made.Len() {
		return made.Bytes(), err
	}
	return source, nil
}

// opaque is a picture that nothing shines through, as the JPEG encoder takes it without
// asking for each pixel.
func opaque(m *image.NRGBA) image.Image {
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// withPalette gives a picture of at most 256 colours a palette, in which its PNG is
// much smaller.
func withPalette(m *image.NRGBA) image.Image {
	index := map[color.NRGBA]uint8{}
	out := image.NewPaletted(m.Rect, nil)
	for k := 0; k < len(m.Pix); k += 4 {
		c := color.NRGBA{m.Pix[k], m.Pix[k+1], m.Pix[k+2], m.Pix[k+3]}
		i, ok := index[c]
		if !ok {
			if len(index) == 256 {
				return m
			}
			i = uint8(len(index))
			index[c] = i
			out.Palette = append(out.Palette, c)
		}
		out.Pix[k/4] = i
	}
	return out
}

// isDrawing reports whether much of a picture is of one colour: at least a third of
// its pixels are what their left neighbour is. In a photograph noise makes that rare.
func (p *pixels) isDrawing() bool {
	const samples = 64
	row := make([]uint8, 4*p.width)
	same, all := 0, 0
	for k := range min(samples, p.height) {
		p.row(k*p.height/min(samples, p.height), row)
		for x := 4; x < len(row); x += 4 {
			if slices.Equal(row[x:x+4], row[x-4:x]) {
				same++
			}
			all++
		}
	}
	return same*3 >= all
}
