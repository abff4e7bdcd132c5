package picture

import (
	"bytes"
	"encoding/binary"
	"image/color"
	"image/jpeg"
	"slices"
)

// Markers of JPEG (ITU-T T.81, B.1).
const (
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerDQT  = 0xDB
	markerCOM  = 0xFE
	markerAPP0 = 0xE0
	markerAPP  = 0xEF // the last one
)

// jpegParts are the segments of a JPEG, of kind "DB" and so on; the pixels belong to
// the segment before them. What stands behind the end is left out.
func jpegParts(data []byte) ([]part, *Fault) {
	parts := []part{{"D8", 0, 2, 2, 0}}
	for at := 2; ; {
		for at+1 < len(data) && data[at] == 0xFF && data[at+1] == 0xFF {
			at++ // fill bytes
		}
		if at+2 > len(data) || data[at] != 0xFF {
			return nil, cut(JPEG)
		}
		marker := data[at+1]
		if marker == markerEOI {
			return append(parts, part{"D9", at, at + 2, at + 2, 0}), nil
		}
		if at+4 > len(data) {
			return nil, cut(JPEG)
		}
		end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
		if end < at+4 || end > len(data) {
			return nil, cut(JPEG)
		}
		p := part{kind: markerName(marker), start: at, end: end, body: at + 4}
		if marker == markerSOS {
			p.end = afterScan(data, end)
		}
		parts = append(parts, p)
		at = p.end
	}
}

func markerName(marker byte) string {
	const digits = "0123456789ABCDEF"
	return string([]byte{digits[marker>>4], digits[marker&15]})
}

// afterScan returns where the pixels that begin at an offset end: at a marker that is
// no restart.
func afterScan(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if next := data[at+1]; data[at] == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7) {
			return at
		}
	}
	return len(data)
}

const (
	exifHead = "Exif\x00\x00"
	xmpHead  = "http://ns.adobe.com/xap/1.0/\x00"
	iccHead  = "ICC_PROFILE\x00"
)

func (i *Info) readJPEG(data []byte) *Fault {
	parts, fault := jpegParts(data)
	if fault != nil {
		return fault
	}
	if !slices.ContainsFunc(parts, func(p part) bool { return p.kind == markerName(markerSOS) }) {
		return cut(JPEG)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return &Fault{Message: "this JPEG file cannot be read: " + err.Error(), Hint: saveAnew}
	}
	i.Width, i.Height, i.Opaque = config.Width, config.Height, true
	i.foreign = config.ColorModel == color.CMYKModel
	var icc []byte
	for _, p := range parts {
		content := data[p.body:max(p.body, p.end)]
		switch {
		case p.kind == "E1" && bytes.HasPrefix(content, []byte(exifHead)):
			i.readEXIF(content[len(exifHead):])
		case p.kind == "E1" && bytes.HasPrefix(content, []byte(xmpHead)):
			i.Personal.readXMP(content)
		case p.kind == "E2" && bytes.HasPrefix(content, []byte(iccHead)) && len(content) > len(iccHead)+2:
			icc = append(icc, content[len(iccHead)+2:]...)
		case p.kind == "ED":
			i.Personal.readIPTC(content)
		case p.kind == markerName(markerCOM):
			i.Personal.Comment = true
		case p.kind == markerName(markerDQT):
			i.quality = min(i.quality, estimatedQuality(content))
		}
	}
	i.colours = newProfile(icc)
	return nil
}

// estimatedQuality is the quality with which the inventors' encoder makes this
// table of brightness: it scales one table by (100-q)/50, below 50 by 50/q. The mean
// of that table's numbers is 57.6. 100 is returned for any other table.
func estimatedQuality(content []byte) int {
	if len(content) < 65 || content[0] != 0 {
		return 100
	}
	sum := 0
	for _, v := range content[1:65] {
		sum += int(v)
	}
	scale := sum * 100 / 3688 // in hundredths
	if scale <= 100 {
		return 100 - scale/2
	}
	return max(1, 5000/scale)
}

// keptSegments are those without which the pixels cannot be read, by the first and
// last of a run. Among the APP segments it is only Adobe's, which says how colours are
// coded.
func keptSegment(p part, data []byte) bool {
	if p.kind == "EE" {
		return bytes.HasPrefix(p.content(data), []byte("Adobe"))
	}
	return p.kind < markerName(markerAPP0)
}

func stripJPEG(data []byte) ([]byte, *Fault) {
	parts, fault := jpegParts(data)
	if fault != nil {
		return nil, fault
	}
	return join(data, slices.DeleteFunc(parts, func(p part) bool { return !keptSegment(p, data) })), nil
}

// join puts pieces of a file together.
func join(data []byte, parts []part) []byte {
	out := make([]byte, 0, len(data))
	for _, p := range parts {
		out = append(out, data[p.start:p.end]...)
	}
	return out
}
