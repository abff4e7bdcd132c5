package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngParts are the chunks of a PNG up to its end. Their sums are right.
func pngParts(data []byte) ([]part, *Fault) {
	var parts []part
	for at := len(pngMagic); ; {
		if at+12 > len(data) {
			return nil, cut(PNG)
		}
		size := binary.BigEndian.Uint32(data[at:])
		if int64(size) > int64(len(data)-at-12) {
			return nil, cut(PNG)
		}
		end := at + 12 + int(size)
		p := part{string(data[at+4 : at+8]), at, end, at + 8, 4}
		if crc32.ChecksumIEEE(data[at+4:end-4]) != binary.BigEndian.Uint32(data[end-4:]) {
			return nil, cut(PNG)
		}
		parts = append(parts, p)
		if p.kind == "IEND" {
			return parts, nil
		}
		at = end
	}
}

func (i *Info) readPNG(data []byte) *Fault {
	parts, fault := pngParts(data)
	if fault != nil {
		return fault
	}
	head := parts[0].content(data)
	if parts[0].kind != "IHDR" || len(head) != 13 {
		return cut(PNG)
	}
	w, h := binary.BigEndian.Uint32(head), binary.BigEndian.Uint32(head[4:])
	if w > 1<<30 || h > 1<<30 {
		return cut(PNG)
	}
	const gray, colour, palette = 0, 2, 3
	kind := head[9]
	i.Width, i.Height, i.Lossless, i.foreign = int(w), int(h), true, head[8] > 8
	i.Opaque = kind == gray || kind == colour || kind == palette
	for _, p := range parts {
		i.readChunk(p.kind, p.content(data))
	}
	return nil
}

func (i *Info) readChunk(kind string, content []byte) {
	switch kind {
	case "tRNS":
		i.Opaque = false
	case "acTL":
		i.Animated = true
	case "eXIf":
		i.readEXIF(content)
	case "iCCP":
		i.colours = newProfile(inflated(content))
	case "iTXt", "tEXt", "zTXt":
		i.Personal.readXMP(content)
		if !bytes.HasPrefix(content, []byte("Software\x00")) {
			i.Personal.Comment = true
		}
	case "tIME":
		i.Personal.Time = true
	}
}

// maxProfile bounds a colour profile that is unpacked.
const maxProfile = 4 << 20

// inflated unpacks an iCCP chunk: a name, a zero, the method, and the profile. It
// returns nil if that fails.
func inflated(content []byte) []byte {
	_, packed, ok := bytes.Cut(content, []byte{0})
	if !ok || len(packed) < 2 {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(r, maxProfile))
	if err != nil {
		return nil
	}
	return out
}

// keptChunks are those that hold the picture; the last three are for one that moves.
var keptChunks = []string{"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "acTL", "fcTL", "fdAT"}

func stripPNG(data []byte) ([]byte, *Fault) {
	parts, fault := pngParts(data)
	if fault != nil {
		return nil, fault
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return !slices.Contains(keptChunks, p.kind) })
	return append([]byte(pngMagic), join(data, parts)...), nil
}
