package picture

import (
	"bytes"
	"fmt"
)

// Recipe is the number of the way in which pictures are made. It is part of their
// names, so it must be raised whenever Make makes other bytes of the same source.
const Recipe = 1

// MaxPixels is how many pixels a picture may have: more than telephones take.
// MaxBytes is how large its file may be.
const (
	MaxPixels = 50_000_000
	MaxBytes  = 64 << 20
)

// Format is a kind of file.
type Format uint8

// The formats that can be published.
const (
	JPEG Format = iota + 1
	PNG
	GIF
	WebP
	SVG
)

func (f Format) String() string { return [...]string{"", "JPEG", "PNG", "GIF", "WebP", "SVG"}[f] }

// Info is what the headers of a picture say.
type Info struct {
	Format Format
	// Width and Height are those of the picture as it is shown, in pixels; those of
	// an SVG are in CSS pixels, rounded.
	Width, Height int
	// Animated is set for a picture that moves.
	Animated bool
	// Lossless is set if the pixels are as their author made them.
	Lossless bool
	// Opaque is set if nothing can shine through.
	Opaque bool
	// Personal is what the file tells beside the picture.
	Personal Personal

	// orientation is EXIF's, from 1 to 8; 1 is upright.
	orientation int
	// quality is that of a JPEG as its inventors' encoder counts it, or 100.
	quality int
	// colours leads from the picture's colours to sRGB; nil if they are sRGB.
	colours *profile
	// foreign is set if a channel has more than 8 bits, or the pixels are no RGB.
	foreign bool
}

// Fault is what is wrong with a picture's file, and how to mend it. Line and Column,
// from 1, say where in an SVG; they are 0 in other files.
type Fault struct {
	Message, Hint string
	Line, Column  int
}

// Error implements error.
func (f *Fault) Error() string { return f.Message }

const saveAnew = "Open it in the program it comes from and save it anew."

func cut(format Format) *Fault {
	return &Fault{Message: fmt.Sprintf("this %s file is cut off or damaged", format), Hint: saveAnew}
}

// part is a piece of a file: a segment, chunk or block.
type part struct {
	kind       string
	start, end int // of the whole piece
	body       int // where its content begins
	tail       int // how many bytes of the piece stand behind its content
}

func (p part) content(data []byte) []byte { return data[p.body : p.end-p.tail] }

// Inspect reads the headers of a picture. The format is told by the content; the
// file's name does not matter. An error is a *Fault.
func Inspect(data []byte) (Info, error) {
	info := Info{orientation: 1, quality: 100}
	format, fault := detect(data)
	if fault != nil {
		return info, fault
	}
	info.Format = format
	switch format {
	case JPEG:
		fault = info.readJPEG(data)
	case PNG:
		fault = info.readPNG(data)
	case GIF:
		fault = info.readGIF(data)
	case WebP:
		fault = info.readWebP(data)
	case SVG:
		return inspectSVG(data)
	}
	if fault == nil {
		fault = info.checkSize()
	}
	if fault != nil {
		return info, fault
	}
	if info.orientation > 4 {
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}

func detect(data []byte) (Format, *Fault) {
	switch {
	case len(data) == 0:
		return 0, &Fault{Message: "this file is empty", Hint: saveAnew}
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG, nil
	case bytes.HasPrefix(data, []byte(pngMagic)):
		return PNG, nil
	case bytes.HasPrefix(data, []byte("GIF8")):
		return GIF, nil
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return WebP, nil
	case looksLikeSVG(data):
		return SVG, nil
	}
	return 0, &Fault{Message: "this is no picture of a kind that can be published" + otherKind(data),
		Hint: "Save it as JPEG (photographs), PNG or SVG (drawings)."}
}

// otherKind names well-known kinds of file that are not published.
func otherKind(data []byte) string {
	kinds := []struct {
		at          int
		magic, name string
	}{
		{4, "ftypavif", "AVIF"}, {4, "ftypavis", "AVIF"}, {4, "ftyphei", "HEIC, as iPhones take it"}, {4, "ftypmif1", "HEIC, as iPhones take it"},
		{0, "BM", "BMP"}, {0, "II*\x00", "TIFF"}, {0, "MM\x00*", "TIFF"}, {0, "%PDF", "PDF"}, {0, "\xff\x0a", "JPEG XL"}, {4, "JXL ", "JPEG XL"},
		{0, "8BPS", "Photoshop"}, {0, "\x1f\x8b", "compressed, such as SVGZ"}, {0, "<!DOCTYPE html", "HTML"}, {0, "<html", "HTML"},
	}
	for _, k := range kinds {
		if len(data) >= k.at && bytes.HasPrefix(data[k.at:], []byte(k.magic)) {
			return " (it is " + k.name + ")"
		}
	}
	return ""
}

func (i *Info) checkSize() *Fault {
	switch {
	case i.Width < 1 || i.Height < 1:
		return &Fault{Message: "this picture has no pixels", Hint: saveAnew}
	case int64(i.Width)*int64(i.Height) > MaxPixels:
		return &Fault{Message: fmt.Sprintf("this picture has %d by %d pixels, more than %d million", i.Width, i.Height, MaxPixels/1_000_000),
			Hint: "Make it smaller: a page shows no more than 1216 pixels in width."}
	}
	return nil
}

// Strip returns the file without what is no part of the picture: metadata,
// comments, previews, and whatever stands behind its end. The picture is not changed
// by it, but is shown otherwise if metadata turned it or held its colours: see Clean.
// An error is a *Fault.
func Strip(data []byte) ([]byte, error) {
	format, fault := detect(data)
	if fault != nil {
		return nil, fault
	}
	var out []byte
	switch format {
	case JPEG:
		out, fault = stripJPEG(data)
	case PNG:
		out, fault = stripPNG(data)
	case GIF:
		out, fault = stripGIF(data)
	case WebP:
		out, fault = stripWebP(data)
	case SVG:
		return data, nil
	}
	if fault != nil {
		return nil, fault
	}
	return out, nil
}
