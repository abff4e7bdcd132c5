package picture

import (
	"encoding/binary"
	"slices"
)

// webpParts are the chunks of a WebP, without its head of 12 bytes.
func webpParts(data []byte) ([]part, *Fault) {
	end := 8 + int64(binary.LittleEndian.Uint32(data[4:]))
	if end > int64(len(data)) || end < 20 {
		return nil, cut(WebP)
	}
	data = data[:end]
	var parts []part
	for at := 12; at+8 <= len(data); {
		size := int64(binary.LittleEndian.Uint32(data[at+4:]))
		if size > int64(len(data)-at-8) {
			return nil, cut(WebP)
		}
		p := part{kind: string(data[at : at+4]), start: at, body: at + 8, end: at + 8 + int(size)}
		if size%2 == 1 && p.end < len(data) {
			p.end, p.tail = p.end+1, 1
		}
		parts = append(parts, p)
		at = p.end
	}
	return parts, nil
}

// Bits of the first byte of a VP8X chunk (RFC 9649, 2.7).
const (
	webpAnimated = 1 << 1
	webpXMP      = 1 << 2
	webpEXIF     = 1 << 3
	webpAlpha    = 1 << 4
	webpICC      = 1 << 5
)

func (i *Info) readWebP(data []byte) *Fault {
	parts, fault := webpParts(data)
	if fault != nil {
		return fault
	}
	i.Opaque = true
	pixels := false
	for _, p := range parts {
		c := p.content(data)
		switch p.kind {
		case "VP8X":
			if len(c) < 10 {
				return cut(WebP)
			}
			i.Animated, i.Opaque = c[0]&webpAnimated != 0, c[0]&webpAlpha == 0
			i.Width, i.Height = 1+uint24(c[4:]), 1+uint24(c[7:])
		case "VP8 ", "VP8L":
			if pixels {
				continue
			}
			pixels = true
			if fault := i.readWebPHead(p.kind, c); fault != nil {
				return fault
			}
		case "ANMF":
			pixels = true
		case "EXIF":
			i.readEXIF(c)
		case "XMP ":
			i.Personal.readXMP(c)
		case "ICCP":
			i.colours = newProfile(c)
		}
	}
	if !pixels {
		return cut(WebP)
	}
	return nil
}

// readWebPHead reads the size that the pixels themselves have (RFC 6386, 9.1; RFC
// 9649, 3.4).
func (i *Info) readWebPHead(kind string, c []byte) *Fault {
	var w, h int
	switch {
	case kind == "VP8 " && len(c) >= 10 && string(c[3:6]) == "\x9d\x01\x2a":
		w, h = int(binary.LittleEndian.Uint16(c[6:]))&0x3FFF, int(binary.LittleEndian.Uint16(c[8:]))&0x3FFF
	case kind == "VP8L" && len(c) >= 5 && c[0] == 0x2F:
		bits := binary.LittleEndian.Uint32(c[1:])
		w, h = 1+int(bits&0x3FFF), 1+int(bits>>14&0x3FFF)
		i.Lossless = true
		i.Opaque = i.Opaque && bits>>28&1 == 0
	default:
		return cut(WebP)
	}
	if i.Width != 0 && (i.Width != w || i.Height != h) {
		return cut(WebP)
	}
	i.Width, i.Height = w, h
	return nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

var keptWebP = []string{"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"}

func stripWebP(data []byte) ([]byte, *Fault) {
	parts, fault := webpParts(data)
	if fault != nil {
		return nil, fault
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return !slices.Contains(keptWebP, p.kind) })
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), join(data, parts)...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	if len(parts) > 0 && parts[0].kind == "VP8X" && len(out) > 20 {
		out[20] &^= webpXMP | webpEXIF | webpICC
	}
	return out, nil
}
