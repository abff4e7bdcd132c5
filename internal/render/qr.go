package render

import (
	"html/template"
	"strconv"

	"rsc.io/qr/coding"
)

// Limits of a QR code (ISO/IEC 18004), which is printed 3 cm wide.
const (
	// maxQRVersion is the largest symbol whose modules are at least 0.4 mm then,
	// fine enough for the camera of any phone. It holds 331 bytes.
	maxQRVersion = coding.Version(13)
	// quietZone is how many modules around a symbol must be left white.
	quietZone = 4
)

// qrCode draws an address as a QR code, black on nothing: whoever shows it sees to a
// white ground. It returns "" for an address that is too long to be printed in a
// readable size.
func qrCode(address string) template.HTML {
	code := encodeQR(address)
	if code == nil {
		return ""
	}
	size := strconv.Itoa(code.Size + 2*quietZone)
	svg := make([]byte, 0, 4096)
	svg = append(svg, `<svg class="qr" viewBox="0 0 `+size+` `+size+`" role="img" aria-label="QR code of `...)
	svg = appendEscaped(svg, []byte(address), &attributeEscapes)
	// Rows overlap by a trace, so that no reader of PDF shows lines between them.
	svg = append(svg, `"><path stroke="#000" stroke-width="1.02" d="`...)
	svg = appendModules(svg, code)
	return template.HTML(append(svg, `"/></svg>`...))
}

// encodeQR makes the smallest symbol that survives the loss of 15 % (level M), and of
// more where that takes no larger one. All masks can be read; which one is used is
// left to no measure, since that would cost eight times as much.
func encodeQR(address string) *coding.Code {
	text := coding.String(address)
	version := coding.Version(1)
	for text.Bits(version) > version.DataBytes(coding.M)*8 {
		if version++; version > maxQRVersion {
			return nil
		}
	}
	level := coding.M
	for level < coding.H && text.Bits(version) <= version.DataBytes(level+1)*8 {
		level++
	}
	plan, err := coding.NewPlan(version, level, 0)
	if err != nil {
		panic("render: QR code: " + err.Error()) // version and level are valid ones
	}
	code, err := plan.Encode(text)
	if err != nil {
		panic("render: QR code: " + err.Error()) // the text fits
	}
	return code
}

// appendModules draws each row's runs of black modules as dashes of a line.
func appendModules(path []byte, code *coding.Code) []byte {
	for y := range code.Size {
		pen := -1 // where the last run of the row ended
		for x := 0; x < code.Size; x++ {
			if !code.Black(x, y) {
				continue
			}
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if pen < 0 {
				path = strconv.AppendInt(append(path, 'M'), int64(quietZone+from), 10)
				path = strconv.AppendInt(append(path, ' '), int64(quietZone+y), 10)
				path = append(path, ".5"...)
			} else {
				path = strconv.AppendInt(append(path, 'm'), int64(from-pen), 10)
				path = append(path, " 0"...)
			}
			path = strconv.AppendInt(append(path, 'h'), int64(x-from), 10)
			pen = x
		}
	}
	return path
}
