package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Personal is what a file tells beside its picture about whoever took it, and where.
// None of it is published; a source that is shared tells it all the same.
type Personal struct {
	// Place is set for coordinates or the name of a place, Name for the name of a
	// person, Device for a serial number, Time for the time when it was taken,
	// Preview for a small copy, which shows what was cut off later, Comment for
	// any other text.
	Place, Name, Device, Time, Preview, Comment bool
}

// InWords lists what there is: "the place where it was taken".
func (p Personal) InWords() []string {
	var out []string
	add := func(is bool, words string) {
		if is {
			out = append(out, words)
		}
	}
	add(p.Place, "the place where it was taken")
	add(p.Name, "the name of a person")
	add(p.Device, "the serial number of a device")
	add(p.Time, "the time when it was taken")
	add(p.Preview, "a preview, which may show what was cut off")
	add(p.Comment, "a comment")
	return out
}

// Tags of EXIF and TIFF (CIPA DC-008, 4.6).
const (
	tagOrientation = 0x0112
	tagEXIF        = 0x8769
	tagGPS         = 0x8825
)

var (
	nameTags   = []uint16{0x013B, 0x8298, 0xA430, 0x9C9D} // artist, copyright, owner, author
	deviceTags = []uint16{0xA431, 0xA435, 0xC62F}         // serial numbers
	timeTags   = []uint16{0x0132, 0x9003, 0x9004}
	noteTags   = []uint16{0x010E, 0x9286, 0x9C9B, 0x9C9C} // description, comment, title
	gpsTags    = []uint16{0x0002, 0x0004, 0x001B, 0x001C} // latitude, longitude, method, area
)

// readEXIF reads a TIFF structure. What is damaged in it is passed over: it will not
// be published.
func (i *Info) readEXIF(data []byte) {
	t := tiff{data: data}
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		t.order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return
	}
	if len(data) < 8 {
		return
	}
	next := t.directory(t.order.Uint32(data[4:]), func(tag uint16, value uint32) {
		switch {
		case tag == tagOrientation && value >= 1 && value <= 8:
			i.orientation = int(value)
		case tag == tagEXIF:
			t.directory(value, func(tag uint16, _ uint32) { i.Personal.note(tag) })
		case tag == tagGPS:
			t.directory(value, func(tag uint16, _ uint32) { i.Personal.Place = i.Personal.Place || slices.Contains(gpsTags, tag) })
		default:
			i.Personal.note(tag)
		}
	})
	i.Personal.Preview = i.Personal.Preview || next != 0
}

func (p *Personal) note(tag uint16) {
	p.Name = p.Name || slices.Contains(nameTags, tag)
	p.Device = p.Device || slices.Contains(deviceTags, tag)
	p.Time = p.Time || slices.Contains(timeTags, tag)
	p.Comment = p.Comment || slices.Contains(noteTags, tag)
}

type tiff struct {
	data  []byte
	order binary.ByteOrder
}

// directory calls f for each entry with its value, or with the offset of what it
// stands for, and returns the offset of the next directory.
func (t tiff) directory(at uint32, f func(tag uint16, value uint32)) (next uint32) {
	if int64(at)+2 > int64(len(t.data)) {
		return 0
	}
	entries := t.data[at+2:]
	n := int(t.order.Uint16(t.data[at:]))
	if n*12 > len(entries) {
		return 0
	}
	for k := range n {
		e := entries[k*12:]
		value := t.order.Uint32(e[8:])
		if t.order.Uint16(e[2:]) == 3 { // a short number
			value = uint32(t.order.Uint16(e[8:]))
		}
		f(t.order.Uint16(e), value)
	}
	if rest := entries[n*12:]; len(rest) >= 4 {
		return t.order.Uint32(rest)
	}
	return 0
}

// readXMP looks for properties by their names: whatever is not found is not published
// either.
func (p *Personal) readXMP(data []byte) {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return bytes.Contains(data, []byte(n)) })
	}
	p.Place = p.Place || has("GPSLatitude", "GPSLongitude", "photoshop:City", "LocationCreated", "Iptc4xmpCore:Location")
	p.Name = p.Name || has("dc:creator", "dc:rights", "aux:OwnerName", "PersonInImage")
	p.Device = p.Device || has("SerialNumber")
	p.Time = p.Time || has("DateTimeOriginal", "CreateDate", "photoshop:DateCreated")
	p.Preview = p.Preview || has("xmpGImg:image", "xmp:Thumbnails")
}

// readIPTC reads the records of a Photoshop segment (IPTC-IIM 4.2): 0x1C, record,
// data set.
func (p *Personal) readIPTC(data []byte) {
	for k := 0; k+2 < len(data); k++ {
		if data[k] != 0x1C || data[k+1] != 2 {
			continue
		}
		switch data[k+2] {
		case 90, 92, 95, 101: // city, part of it, state, country
			p.Place = true
		case 80, 110, 116, 122: // author, credit, copyright, who wrote the caption
			p.Name = true
		case 55, 60, 62:
			p.Time = true
		case 5, 105, 120: // title, headline, caption
			p.Comment = true
		}
	}
}
