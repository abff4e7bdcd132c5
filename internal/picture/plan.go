package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strconv"
	"strings"
)

// widths are the widths in pixels that pictures are made in. The text of a page is at
// most 608 CSS pixels wide, that of a telephone about 330 to 380, with two or three
// pixels for each: 720 and 960 are for telephones, 720 and 1216 for large screens,
// 480 for small ones.
var widths = [...]int{480, 720, 960, 1216}

// maxWidth is the width of the largest file that is made of a picture, maxHeight its
// height.
const (
	maxWidth  = 1216
	maxHeight = 8192
)

// nearly is how much smaller than the largest file another must be to be worth making.
const nearly = 1.15

// smallFile is how large a source may be, in bytes, that is published as one file: a
// second one would save less than a kilobyte.
const smallFile = 4 << 10

// File is one published file of a picture.
type File struct {
	// Name is the file's name without a folder.
	Name          string
	Width, Height int
}

// Described is a picture and the files that are published of it.
type Described struct {
	Info
	// ID tells apart what is made of one source from what is made of another.
	ID string
	// Shown is what every browser can show. It is there always.
	Shown File
	// WebP are the files for browsers that know WebP, the narrowest first: for
	// nearly all. There may be none.
	WebP []File
	// LeftOut is what cleaning an SVG leaves out.
	LeftOut []Finding
}

// Describe inspects a picture and plans its files. The file's name gives those of the
// published files their beginning. An error is a *Fault.
func Describe(name string, data []byte) (*Described, error) {
	info, err := Inspect(data)
	if err != nil {
		return nil, err
	}
	d := &Described{Info: info, ID: identity(data)}
	if info.Format == SVG {
		if _, d.LeftOut, err = CleanSVG(data); err != nil {
			return nil, err
		}
	}
	stem := stemOf(name)
	if info.Format == SVG || info.Animated {
		d.Shown = File{stem + "." + d.ID + extensions[info.Format], info.Width, info.Height}
		return d, nil
	}
	for _, w := range fitting(info, len(data)) {
		f := File{stem + "-" + strconv.Itoa(w) + "." + d.ID, w, heightFor(w, info)}
		d.Shown = f
		f.Name += ".webp"
		d.WebP = append(d.WebP, f)
	}
	d.Shown.Name += d.fallbackExtension()
	if len(data) <= smallFile && info.Format != WebP {
		d.WebP = nil
	}
	return d, nil
}

// Of reports whether the picture was described from these bytes.
func (d *Described) Of(data []byte) bool { return d.ID == identity(data) }

// Files are all files of a picture.
func (d *Described) Files() []File { return append(slices.Clone(d.WebP), d.Shown) }

var extensions = [...]string{JPEG: ".jpg", PNG: ".png", GIF: ".gif", WebP: ".webp", SVG: ".svg"}

// fallbackExtension tells what the file for all browsers is: what has losses already
// and lets nothing shine through is a JPEG.
func (d *Described) fallbackExtension() string {
	if d.Opaque && !d.Lossless {
		return extensions[JPEG]
	}
	return extensions[PNG]
}

// identity tells apart what Make makes of one source from what it makes of another: 40
// bits, as in publish.Fingerprint.
func identity(data []byte) string {
	h := sha256.New()
	h.Write([]byte{Recipe})
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil)[:5])
}

// stemOf is a file's name without its extension, in letters that need no escape in an
// address.
func stemOf(name string) string {
	name = strings.ToLower(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "picture"
}

// fitting are the widths of the files of a picture: never more than its own. What has
// no losses has one: scaling makes soft edges of hard ones, so that a narrower copy of a
// drawing is a larger file.
func fitting(i Info, size int) []int {
	largest := min(i.Width, maxWidth)
	if tall := int(int64(largest) * int64(i.Height) / int64(i.Width)); tall > maxHeight {
		largest = max(1, int(int64(maxHeight)*int64(i.Width)/int64(i.Height)))
	}
	var out []int
	for _, w := range widths {
		if float64(w)*nearly <= float64(largest) && size > smallFile && !i.Lossless {
			out = append(out, w)
		}
	}
	return append(out, largest)
}

func heightFor(width int, i Info) int {
	return max(1, (width*i.Height+i.Width/2)/i.Width)
}
