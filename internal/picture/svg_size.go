package picture

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// looksLikeSVG reports whether a file begins as XML with an svg element does.
func looksLikeSVG(data []byte) bool {
	const head = 16 << 10 // Illustrator begins with long declarations
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), head)], []byte("\ufeff"))))
	if !bytes.HasPrefix(text, []byte("<")) || bytes.HasPrefix(text, []byte("<html")) || bytes.HasPrefix(text, []byte("<!doctype html")) {
		return false
	}
	return bytes.Contains(text, []byte("<svg")) || bytes.Contains(text, []byte("<svg:svg"))
}

// inspectSVG reads the size of a drawing: width and height or, where they are missing
// or relative, those of the viewBox (SVG 2, 8.2 and 8.6).
func inspectSVG(data []byte) (Info, error) {
	info := Info{Format: SVG, Lossless: true, orientation: 1, quality: 100}
	if _, _, err := CleanSVG(data); err != nil {
		return info, err
	}
	root, at := svgRoot(data)
	line, column := place(data, at)
	var width, height, boxWidth, boxHeight float64
	for _, a := range root.Attr {
		switch a.Name.Local {
		case "width":
			width = svgLength(a.Value)
		case "height":
			height = svgLength(a.Value)
		case "viewBox":
			boxWidth, boxHeight = viewBox(a.Value)
		}
	}
	switch {
	case width > 0 && height > 0:
	case boxWidth <= 0 || boxHeight <= 0:
		return info, &Fault{Message: "this drawing does not say how large it is", Hint: `Give its svg element a viewBox, such as viewBox="0 0 600 400".`, Line: line, Column: column}
	case width > 0:
		height = width * boxHeight / boxWidth
	case height > 0:
		width = height * boxWidth / boxHeight
	default:
		width, height = boxWidth, boxHeight
	}
	info.Width, info.Height = max(1, int(math.Round(width))), max(1, int(math.Round(height)))
	return info, nil
}

func svgRoot(data []byte) (xml.StartElement, int) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		at := int(d.InputOffset())
		token, err := d.RawToken()
		if err != nil {
			return xml.StartElement{}, 0
		}
		if e, ok := token.(xml.StartElement); ok {
			return e, at
		}
	}
}

// svgUnits are CSS pixels in a unit (CSS Values and Units 4, 6.2).
var svgUnits = map[string]float64{"": 1, "px": 1, "pt": 96. / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}

// maxLength bounds a length in CSS pixels.
const maxLength = 100_000

// svgLength is a length in CSS pixels, or 0 if it is relative or none.
func svgLength(s string) float64 {
	s = strings.TrimSpace(s)
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz%")
	unit, ok := svgUnits[s[len(number):]]
	v, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(v > 0 && v*unit <= maxLength) {
		return 0
	}
	return v * unit
}

func viewBox(s string) (width, height float64) {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
	if len(fields) != 4 {
		return 0, 0
	}
	return svgLength(fields[2]), svgLength(fields[3])
}
