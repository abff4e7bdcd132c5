package picture

import (
	"encoding/binary"
	"slices"
)

// Blocks of GIF (GIF89a, appendix A).
const (
	gifHead      = "head"
	gifFrame     = "frame"
	gifTrailer   = "trailer"
	gifControl   = "control"
	gifComment   = "comment"
	gifApp       = "application"
	gifPlainText = "text"
)

// gifParts are the blocks of a GIF up to its end.
func gifParts(data []byte) ([]part, *Fault) {
	if len(data) < 13 {
		return nil, cut(GIF)
	}
	at := 13 + colourTable(data[10])
	parts := []part{{gifHead, 0, at, 6, 0}}
	for {
		if at >= len(data) {
			return nil, cut(GIF)
		}
		p := part{start: at}
		switch data[at] {
		case 0x3B:
			p.kind, p.body, p.end = gifTrailer, at+1, at+1
			return append(parts, p), nil
		case 0x2C:
			if at+10 > len(data) {
				return nil, cut(GIF)
			}
			p.kind, p.body = gifFrame, at+10+colourTable(data[at+9])+1
		case 0x21:
			if at+2 > len(data) {
				return nil, cut(GIF)
			}
			p.kind, p.body = blockKinds[data[at+1]], at+2
		default:
			return nil, cut(GIF)
		}
		if p.end = afterBlocks(data, p.body); p.end < 0 {
			return nil, cut(GIF)
		}
		parts = append(parts, p)
		at = p.end
	}
}

var blockKinds = map[byte]string{0xF9: gifControl, 0xFE: gifComment, 0xFF: gifApp, 0x01: gifPlainText}

// colourTable is the size in bytes of the table that a packed field tells of.
func colourTable(packed byte) int {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// afterBlocks returns where a row of data blocks ends, or -1.
func afterBlocks(data []byte, at int) int {
	for at < len(data) {
		size := int(data[at])
		at += 1 + size
		if size == 0 {
			return at
		}
	}
	return -1
}

func (i *Info) readGIF(data []byte) *Fault {
	parts, fault := gifParts(data)
	if fault != nil {
		return fault
	}
	i.Width, i.Height = int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	i.Lossless = true
	frames := 0
	for _, p := range parts {
		switch p.kind {
		case gifFrame:
			frames++
		case gifComment:
			i.Personal.Comment = true
		case gifApp:
			i.Personal.readXMP(p.content(data))
		}
	}
	if frames == 0 {
		return cut(GIF)
	}
	i.Animated = frames > 1
	return nil
}

func stripGIF(data []byte) ([]byte, *Fault) {
	parts, fault := gifParts(data)
	if fault != nil {
		return nil, fault
	}
	return join(data, slices.DeleteFunc(parts, func(p part) bool {
		switch p.kind {
		case gifHead, gifFrame, gifTrailer, gifControl:
			return false
		case gifApp: // how often it is repeated
			name := string(p.content(data)[1:min(12, p.end-p.body)])
			return name != "NETSCAPE2.0" && name != "ANIMEXTS1.0"
		}
		return true
	})), nil
}
