// Package fees reads a reader's own copy of the Medicare physician fee schedule and
// says what it knows of a code: whether it is there, how Medicare treats it, its
// global days, and which modifiers can go with it.
//
// # The file
//
// It is the relative value file (PPRRVU….csv) that the Centers for Medicare & Medicaid
// Services (CMS) publish each quarter, as it is or inside its zip. Above the table
// stand notes and copyright lines; its headings are spread over several rows, the last
// of which begins with HCPCS. A column is found by its heading, never by its number,
// since columns are added from year to year: 31 in 2025, 32 in 2026. What the columns
// hold is defined in the Medicare Claims Processing Manual, publication 100-04, chapter
// 23, addendum "MPFSDB File Record Layout and Field Descriptions"; the comments here
// name it "the manual".
//
// A file that is not what it should be is the author's to mend: Read gives problems
// with places, and no schedule if one of them is an error.
//
// # Descriptors
//
// The short texts of the codes belong to the American Medical Association and others.
// They are read to be compared with what authors write, and for nothing else. No
// message of this package quotes one, nor does a problem show its line of the file.
// Whoever calls Schedule.Descriptor must keep it so: into no page, no message and no
// file.
//
// A Schedule never changes and may be shared.
package fees

import (
	"cmp"
	"slices"

	"bedside/internal/codes"
)

// Schedule is what one file says, by code.
type Schedule struct {
	// File is the name of the file below the source directory. For a file in a zip
	// it is zip/file.
	File     string
	services []Service
	// texts holds each code and its descriptor, one behind the other, so that 18,000 of
	// them are one value to the garbage collector.
	texts string
	kinds map[byte]bool
}

// Service is what the schedule says of one code.
type Service struct {
	// Code is five characters.
	Code codes.Code
	// Line is the line of its first row, counted from 1.
	Line int32
	// Status is the letter of STATUS CODE; StatusOf explains it.
	Status byte
	// GlobalDays is GLOB DAYS: 000, 010, 090, MMM, XXX, YYY or ZZZ.
	GlobalDays GlobalDays
	// The following are the manual's indicators of one digit, as they stand in the
	// file; 0 (not '0') if the cell is empty.
	Components, Bilateral, Assistant, CoSurgeons, Team byte
	// rows says which parts of the service have rows of their own.
	rows     byte
	from, to int32 // of the descriptor in texts
}

// Parts of a service that have rows of their own.
const (
	rowWhole        = 1 << iota // no modifier
	rowProfessional             // modifier 26
	rowTechnical                // modifier TC
	rowOther                    // modifier 53 and whatever else is priced by itself
)

// Len returns the number of codes.
func (s *Schedule) Len() int { return len(s.services) }

// At returns the i-th service in the order of codes.
func (s *Schedule) At(i int) Service { return s.services[i] }

// Index returns the place of a code in the order of codes.
func (s *Schedule) Index(c codes.Code) (int, bool) {
	return slices.BinarySearchFunc(s.services, c, func(v Service, c codes.Code) int { return cmp.Compare(v.Code, c) })
}

// Find returns what the schedule says of a code.
func (s *Schedule) Find(c codes.Code) (Service, bool) {
	if i, ok := s.Index(c); ok {
		return s.services[i], true
	}
	return Service{}, false
}

// Covers reports whether the file lists codes of this one's set at all: those with the
// same first letter, the same last letter, or digits only.
func (s *Schedule) Covers(c codes.Code) bool { return s.kinds[kindOf(c)] }

func kindOf(c codes.Code) byte {
	switch first, last := c[0], c[4]; {
	case first > '9':
		return first
	case last > '9':
		return last | 0x20
	default:
		return '0'
	}
}

// Descriptor returns the short text of the i-th service. It is somebody else's
// property: compare it, and never write it anywhere.
func (s *Schedule) Descriptor(i int) string {
	return s.texts[s.services[i].from:s.services[i].to]
}

// finish puts the services in order. Their codes become parts of texts, which would
// otherwise keep the whole file in memory.
func (s *Schedule) finish() {
	for i := range s.services {
		v := &s.services[i]
		v.Code = codes.Code(s.texts[v.from-5 : v.from])
	}
	slices.SortStableFunc(s.services, func(a, b Service) int { return cmp.Compare(a.Code, b.Code) })
	s.kinds = map[byte]bool{}
	for _, v := range s.services {
		s.kinds[kindOf(v.Code)] = true
	}
}
