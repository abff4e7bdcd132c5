package codes

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Section is one of the chapters that codes are arranged in, or a part of one.
type Section struct {
	// Name is the field's term, PlainName the words a patient knows.
	Name, PlainName string
	// Slug is the address part, unique among the sections of one level of one parent.
	Slug string
}

// Place is where a code belongs. Sub is the zero Section where a section has
// no parts or the code lies in none of them.
type Place struct{ Section, Sub Section }

// other holds the codes that no range names: the code sets grow each quarter.
var other = Section{Name: "Other codes", PlainName: "Other codes", Slug: "other"}

//go:embed data/ranges.csv
var rangesCSV []byte

type codeRange struct {
	sub         bool
	kind        byte // the letter that this set's codes share, or '0' for digits only
	first, last int
	parent      string
	section     Section
}

// ranges reads the embedded table once. A fault in it is a fault of the
// program, found by its own tests, so it panics.
var ranges = sync.OnceValue(func() []codeRange {
	rows := mustRows(rangesCSV)
	out := make([]codeRange, 0, len(rows))
	for _, r := range rows {
		kind, first := split(Code(r[2]))
		_, last := split(Code(r[3]))
		out = append(out, codeRange{
			sub: r[1] == "2", kind: kind, first: first, last: last, parent: r[6],
			section: Section{Name: r[4], PlainName: r[5], Slug: r[7]},
		})
	}
	return out
})

func mustRows(data []byte) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("codes: embedded table: %v", err))
	}
	return rows[1:]
}

// split takes a code apart into the letter that names its set and its number,
// so that ranges compare as numbers. Codes of digits only have the kind '0'; a
// last letter is kept in lower case to tell U0001 from 0001U.
func split(c Code) (kind byte, number int) {
	s := string(c)
	switch {
	case !isDigit(s[0]):
		kind, s = s[0], s[1:]
	case !isDigit(s[4]):
		kind, s = s[4]+'a'-'A', s[:4]
	default:
		kind = '0'
	}
	number, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("codes: malformed code %q", c))
	}
	return kind, number
}

// PlaceOf returns where a code belongs.
func PlaceOf(c Code) Place {
	kind, n := split(c)
	place := Place{Section: other}
	all := ranges()
	for i := range all {
		if r := &all[i]; !r.sub && r.kind == kind && n >= r.first && n <= r.last {
			place.Section = r.section
			break
		}
	}
	for i := range all {
		if r := &all[i]; r.sub && r.kind == kind && n >= r.first && n <= r.last && r.parent == place.Section.Slug {
			place.Sub = partOf(place.Section, r.section)
			return place
		}
	}
	return place
}

// partOf keeps addresses apart where the table gives a part its section's slug.
func partOf(parent, sub Section) Section {
	if sub.Slug == parent.Slug {
		sub.Slug = slug(sub.PlainName)
	}
	return sub
}

// slug is enough for the table's own ASCII names.
func slug(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case b.Len() > 0 && b.Bytes()[b.Len()-1] != '-':
			b.WriteByte('-')
		}
	}
	return string(bytes.Trim(b.Bytes(), "-"))
}

// Sections lists the sections in the order of the table, each once.
func Sections() []Section { return slices.Clone(sections()) }

var sections = sync.OnceValue(func() []Section {
	var out []Section
	seen := map[string]bool{}
	for _, r := range ranges() {
		if !r.sub && !seen[r.section.Slug] {
			seen[r.section.Slug] = true
			out = append(out, r.section)
		}
	}
	return append(out, other)
})

// FindPlace returns the section or subsection that has a name, a plain name or a
// slug, whatever the case of its letters.
func FindPlace(name string) (Place, bool) {
	for _, s := range sections() {
		if sameName(s, name) {
			return Place{Section: s}, true
		}
	}
	for _, r := range ranges() {
		if !r.sub {
			continue
		}
		i := slices.IndexFunc(sections(), func(s Section) bool { return s.Slug == r.parent })
		if sub := partOf(sections()[i], r.section); sameName(sub, name) {
			return Place{Section: sections()[i], Sub: sub}, true
		}
	}
	return Place{}, false
}

func sameName(s Section, name string) bool {
	return strings.EqualFold(s.Name, name) || strings.EqualFold(s.PlainName, name) || strings.EqualFold(s.Slug, name)
}
