package check

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// identifierKind is what a number or address in a text may tell of a person.
type identifierKind uint8

const (
	socialSecurity identifierKind = iota
	recordNumber
	birthDate
	contact
)

// identifier is what may tell who a person is.
type identifier struct {
	kind identifierKind
	at   int
	// name is the person's, beside a contact.
	name string
}

// identifierScanner looks for identifiers. It looks closely only at what stands
// around digits and the sign @, since most of a text is neither.
type identifierScanner struct {
	text []byte
	at   int
}

// next returns the next identifier of the text.
func (s *identifierScanner) next() (identifier, bool) {
	for s.at < len(s.text) {
		c := s.text[s.at]
		if c == '@' {
			start, end := s.mail()
			s.at = max(end, s.at+1)
			if name := s.nameBeside(start, end); end > start && name != "" {
				return identifier{contact, start, name}, true
			}
			continue
		}
		if c < '0' || c > '9' {
			s.at++
			continue
		}
		start, end := s.number()
		s.at = end
		if id, ok := s.judge(start, end); ok {
			return id, true
		}
	}
	return identifier{}, false
}

// number returns the ends of the letters, digits and signs around a digit that may be
// one number.
func (s *identifierScanner) number() (start, end int) {
	start, end = s.at, s.at
	for start > 0 && (isWordByte(s.text[start-1]) || s.text[start-1] == '-') {
		start--
	}
	for end < len(s.text) && (isWordByte(s.text[end]) || bytes.IndexByte([]byte("-/.@:#_+&=%"), s.text[end]) >= 0) {
		end++
	}
	for end > s.at+1 && !isWordByte(s.text[end-1]) {
		end--
	}
	return start, end
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

// How far a label or a name may be from a number, in bytes.
const (
	labelReach = 40
	nameReach  = 60
)

var (
	socialForm = regexp.MustCompile(`^([0-9]{3})-([0-9]{2})-([0-9]{4})$`)
	plainNine  = regexp.MustCompile(`^[0-9]{9}$`)
	recordForm = regexp.MustCompile(`^[A-Za-z]{0,3}-?[0-9][0-9-]{3,14}$`)
	phoneForm  = regexp.MustCompile(`^[0-9]{3}[-.][0-9]{3}[-.][0-9]{4}$`)

	socialLabel = regexp.MustCompile(`(?i)\b(?:ssn|social security (?:number|no\.?))(?:\s+(?:is|was))?\W{0,5}$`)
	recordLabel = regexp.MustCompile(`(?i)\b(?:mrn|(?:medical )?record (?:number|no\.?)|chart (?:number|no\.?)|patient (?:id|number|no\.?))(?:\s+(?:is|was))?\W{0,5}$`)
	birthLabel  = regexp.MustCompile(`(?i)\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday)(?:\s+(?:is|was))?\W{0,5}(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+)?$`)
	dateForm    = regexp.MustCompile(`^(?:[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}|(?:19|20)[0-9]{2})$`)
	monthAhead  = regexp.MustCompile(`(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+$`)
	monthBehind = regexp.MustCompile(`(?i)^(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`)
)

// judge says what a number is, by its form and by what stands in front of it.
func (s *identifierScanner) judge(start, end int) (identifier, bool) {
	number := s.text[start:end]
	if start > 0 && bytes.IndexByte([]byte("/.@:#_="), s.text[start-1]) >= 0 && !s.labelEnds(start) {
		return identifier{}, false // a part of an address or of a longer number
	}
	if isSocial(number) {
		return identifier{kind: socialSecurity, at: start}, true
	}
	if label := s.before(start); mayLabel(label) {
		switch {
		case plainNine.Match(number) && socialLabel.Match(label):
			return identifier{kind: socialSecurity, at: start}, true
		case recordForm.Match(number) && recordLabel.Match(label):
			return identifier{kind: recordNumber, at: start}, true
		case dateForm.Match(number) && birthLabel.Match(label) && s.isDate(number, label, end):
			return identifier{kind: birthDate, at: start}, true
		}
	}
	if first, last, ok := s.phone(start, end); ok {
		if name := s.nameBeside(first, last); name != "" {
			return identifier{contact, first, name}, true
		}
	}
	return identifier{}, false
}

// mayLabel reports whether a text has a part of a word that every label has. It looks
// for letters that are rare elsewhere, which is much faster than the forms above.
func mayLabel(text []byte) bool {
	var buffer [labelReach]byte
	small := buffer[:copy(buffer[:], text)]
	for i, c := range small {
		if 'A' <= c && c <= 'Z' {
			small[i] = c + 'a' - 'A'
		}
	}
	for _, part := range [...]string{"ssn", "social", "mrn", "record", "chart", "patient", "dob", "d.o.b", "birth"} {
		if bytes.Contains(small, []byte(part)) {
			return true
		}
	}
	return false
}

// labelEnds reports whether the sign in front of a number ends a label: "MRN:123456".
func (s *identifierScanner) labelEnds(start int) bool {
	return bytes.IndexByte([]byte(":#="), s.text[start-1]) >= 0 && !bytes.Contains(s.before(start), []byte("//"))
}

// isDate tells a whole date from a day or year that stands alone.
func (s *identifierScanner) isDate(number, label []byte, end int) bool {
	return len(number) > 4 || monthAhead.Match(label) || monthBehind.Match(s.behind(end))
}

// isSocial reports whether a number has the form of a social security number and
// could have been given to somebody.
func isSocial(number []byte) bool {
	if len(number) != len("123-45-6789") {
		return false
	}
	m := socialForm.FindSubmatch(number)
	if m == nil {
		return false
	}
	area, group, serial := string(m[1]), string(m[2]), string(m[3])
	return area != "000" && area != "666" && area[0] != '9' && group != "00" && serial != "0000"
}

// before returns what stands in front of a place in its line, as far as a label may be
// away.
func (s *identifierScanner) before(at int) []byte {
	part := s.text[max(at-labelReach, 0):at]
	return part[bytes.LastIndexByte(part, '\n')+1:]
}

// behind returns what follows a place in its line.
func (s *identifierScanner) behind(at int) []byte {
	part, _, _ := bytes.Cut(s.text[at:min(at+labelReach, len(s.text))], []byte("\n"))
	return part
}

// phone returns the ends of a phone number that begins or goes on at a number:
// 555-555-0100, 555.555.0100 or (555) 555-0100.
func (s *identifierScanner) phone(start, end int) (first, last int, ok bool) {
	number := s.text[start:end]
	if len(number) != len("555-0100") && len(number) != len("555-555-0100") {
		return 0, 0, false
	}
	if phoneForm.Match(number) {
		return start, end, true
	}
	area := s.text[max(start-6, 0):start]
	if len(number) == 8 && (number[3] == '-' || number[3] == '.') && bytes.HasPrefix(bytes.TrimLeft(area, " "), []byte("(")) && bytes.Contains(area, []byte(")")) {
		return start - len(bytes.TrimLeft(area, " ")), end, true
	}
	return 0, 0, false
}

// mail returns the ends of the address around the sign @.
func (s *identifierScanner) mail() (start, end int) {
	start, end = s.at, s.at+1
	local := func(c byte) bool { return isWordByte(c) || bytes.IndexByte([]byte("._%+-"), c) >= 0 }
	for start > 0 && local(s.text[start-1]) {
		start--
	}
	for end < len(s.text) && local(s.text[end]) {
		end++
	}
	if start == s.at || bytes.IndexByte(s.text[s.at:end], '.') < 0 {
		return start, start
	}
	return start, end
}

var (
	titled = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|[Pp]atient)\.?(?: named)? ([A-Z][a-z]+(?: [A-Z][a-z'’-]+)?)`)
	pair   = regexp.MustCompile(`\b([A-Z][a-z]+) (?:[A-Z]\. )?([A-Z][a-z'’-]+)\b`)
	// clinician is what stands around the name of somebody who works there.
	clinician = regexp.MustCompile(`^(?:,? (?:MD|DO|NP|PA|RN|DDS|DMD|PhD|PharmD|CNM|DPM|FNP|LPN|CMA|CPC|RHIT)\b)`)
)

// nameBeside returns the name of a person in the same paragraph near a place, if it is
// not that of a clinician.
func (s *identifierScanner) nameBeside(start, end int) string {
	from, to := max(start-nameReach, 0), min(end+nameReach, len(s.text))
	from += bytes.LastIndexByte(s.text[from:start], '\n') + 1
	if i := bytes.IndexByte(s.text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	around := string(s.text[from:to])
	if m := titled.FindStringSubmatch(around); m != nil {
		return m[1]
	}
	for _, m := range pair.FindAllStringSubmatchIndex(around, -1) {
		first := around[m[2]:m[3]]
		before := strings.TrimRight(around[:m[0]], " ")
		doctor := strings.HasSuffix(before, "Dr.") || strings.HasSuffix(before, "Dr") || strings.HasSuffix(before, "Nurse")
		if firstNames()[first] && !doctor && !clinician.MatchString(around[m[1]:]) {
			return around[m[0]:m[1]]
		}
	}
	return ""
}

// commonNames are first names that are common in the United States and that are no other
// word of guides, as Grace, Will or April would be.
const commonNames = `Aaron Adam Alan Albert Alexander Alice Amanda Amy Andrea Andrew Angela Ann Anna Anthony Arthur Ashley Barbara Benjamin Betty Beverly Brandon
Brenda Brian Bruce Bryan Carl Carlos Carol Carolyn Catherine Charles Charlotte Cheryl Christian Christina Christine Christopher Cynthia Daniel David Deborah Debra
Denise Dennis Diana Diane Donald Donna Dorothy Douglas Dylan Edward Elizabeth Emily Emma Eric Ethan Eugene Evelyn Frances Gabriel Gary George Gerald Gloria Gregory
Hannah Harold Heather Helen Henry Isabella Jacob Jacqueline James Janet Janice Jason Jeffrey Jennifer Jeremy Jerry Jesse Jessica Joan Joe John Jonathan Jordan Jose
Joseph Joshua Joyce Juan Judith Judy Julia Julie Justin Karen Katherine Kathleen Kathryn Keith Kelly Kenneth Kevin Kimberly Kyle Larry Laura Lauren Lawrence Linda Lisa
Louis Luis Madison Margaret Maria Marie Marilyn Martha Mary Matthew Megan Melissa Michael Michelle Nancy Natalie Nathan Nicholas Nicole Noah Olivia Pamela Patricia
Patrick Paul Peter Philip Rachel Ralph Randy Raymond Rebecca Richard Robert Roger Ronald Roy Russell Ruth Ryan Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shirley
Sophia Stephanie Stephen Steven Susan Teresa Theresa Thomas Timothy Tyler Victoria Vincent Virginia Walter Wayne William Zachary`

var firstNames = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(commonNames) {
		out[name] = true
	}
	return out
})
