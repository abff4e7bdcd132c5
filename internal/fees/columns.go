package fees

import (
	"fmt"
	"slices"
	"strings"

	"bedside/internal/codes"
)

// The columns that are read.
const (
	colCode = iota
	colModifier
	colDescription
	colStatus
	colComponents
	colGlobal
	colBilateral
	colAssistant
	colCoSurgeons
	colTeam
	numColumns
)

// headings are the columns' names as they read from top to bottom, without signs.
var headings = [numColumns]string{
	"HCPCS", "MOD", "DESCRIPTION", "STATUS CODE", "PCTC IND", "GLOB DAYS", "BILAT SURG", "ASST SURG", "CO SURG", "TEAM SURG",
}

// columns says where each column stands.
type columns struct {
	at [numColumns]int
	// last is the greatest of them.
	last int
}

// headingRows is how many rows above the one with HCPCS may hold parts of headings.
const headingRows = 4

// maxPreamble is how many rows may stand above the table.
const maxPreamble = 200

// header finds the row of headings that begins with HCPCS, and the columns.
func (r *reader) header() bool {
	// Notes above the table are nobody's to mend.
	r.table.lenient = true
	defer func() { r.table.lenient = false }()
	var above [][]cell
	for range maxPreamble {
		row := r.next()
		if row == nil {
			break
		}
		if strings.EqualFold(strings.TrimSpace(row[0].text), headings[colCode]) {
			return r.findColumns(append(above, row))
		}
		if above = append(above, slices.Clone(row)); len(above) > headingRows {
			above = above[1:]
		}
	}
	r.errorf(1, 1, whereFrom, "no row begins with HCPCS: this is not the relative value file of the physician fee schedule")
	return false
}

// findColumns reads each column's heading from top to bottom. What stands above the
// table in the same column may come before a heading, so that its end counts.
func (r *reader) findColumns(rows [][]cell) bool {
	last := rows[len(rows)-1]
	line := last[0].line
	for i := range r.columns.at {
		r.columns.at[i] = -1
	}
	ok := true
	for column := range last {
		heading := joinHeading(rows, column)
		for i, name := range headings {
			if heading != name && !strings.HasSuffix(heading, " "+name) {
				continue
			}
			if r.columns.at[i] >= 0 {
				_, at := r.table.place(column)
				r.errorf(line, at, whereFrom, "two columns have the heading %s", name)
				ok = false
			}
			r.columns.at[i] = column
			r.columns.last = max(r.columns.last, column)
		}
	}
	for i, name := range headings {
		if r.columns.at[i] < 0 {
			r.errorf(line, 1, "Keep the headings as CMS wrote them. "+whereFrom, "the column %s is missing", name)
			ok = false
		}
	}
	return ok
}

// joinHeading gives the words of a column's heading in upper case, without signs.
func joinHeading(rows [][]cell, column int) string {
	var b strings.Builder
	for _, row := range rows {
		if column < len(row) {
			b.WriteString(strings.ToUpper(row[column].text))
			b.WriteByte(' ')
		}
	}
	words := strings.NewReplacer("-", " ", "/", "", ".", "").Replace(b.String())
	return strings.Join(strings.Fields(words), " ")
}

func (r *reader) cell(row []cell, column int) string {
	return strings.TrimSpace(row[r.columns.at[column]].text)
}

// place is where a cell stands in the file.
func (r *reader) place(column int) (line, at int) { return r.table.place(r.columns.at[column]) }

func (r *reader) code(row []cell) (codes.Code, bool) {
	text := r.cell(row, colCode)
	code, err := codes.Parse(text)
	if err == nil {
		return code, true
	}
	line, at := r.place(colCode)
	hint := whereFrom
	if len(text) > 0 && len(text) < 5 && strings.Trim(text, "0123456789") == "" {
		hint = "A spreadsheet has dropped the zeros at its beginning. " + whereFrom
	}
	if len(text) > 8 {
		r.errorf(line, at, hint, "the first cell of this row is no code")
		return "", false
	}
	r.errorf(line, at, hint, "%v", err)
	return "", false
}

// service reads the cells of a row that say how a service is paid.
func (r *reader) service(row []cell) Service {
	var v Service
	if letter := r.cell(row, colStatus); len(letter) == 1 {
		v.Status = letter[0]
	}
	if _, known := StatusOf(v.Status); !known {
		r.wrong(row, colStatus, "a letter such as A, B or N")
	}
	v.GlobalDays = r.global(row)
	for _, c := range []struct {
		column int
		to     *byte
	}{{colComponents, &v.Components}, {colBilateral, &v.Bilateral}, {colAssistant, &v.Assistant}, {colCoSurgeons, &v.CoSurgeons}, {colTeam, &v.Team}} {
		text := r.cell(row, c.column)
		switch {
		case text == "":
		case len(text) == 1 && text[0] >= '0' && text[0] <= '9':
			*c.to = text[0]
		default:
			r.wrong(row, c.column, "one digit")
		}
	}
	return v
}

// global returns one of the known values, so that no row keeps a text of its own.
func (r *reader) global(row []cell) GlobalDays {
	text := r.cell(row, colGlobal)
	for _, g := range globalDays {
		if string(g) == text {
			return g
		}
	}
	want := fmt.Sprintf("one of %s", strings.Join(globalWords(), ", "))
	if text == "0" || text == "10" || text == "90" {
		want += "; a spreadsheet has dropped the zeros at its beginning"
	}
	r.wrong(row, colGlobal, want)
	return ""
}

func globalWords() []string {
	out := make([]string, len(globalDays))
	for i, g := range globalDays {
		out[i] = string(g)
	}
	return out
}

// maxQuoted bounds what a message quotes of a cell: a shifted row could have a
// descriptor where an indicator belongs.
const maxQuoted = 3

func (r *reader) wrong(row []cell, column int, want string) {
	line, at := r.place(column)
	text := r.cell(row, column)
	switch {
	case text == "":
		r.errorf(line, at, whereFrom, "%s is empty; it must be %s", headings[column], want)
	case len(text) > maxQuoted:
		r.errorf(line, at, whereFrom, "%s must be %s; the columns of this row seem to be shifted", headings[column], want)
	default:
		r.errorf(line, at, whereFrom, "%s is %q; it must be %s", headings[column], text, want)
	}
}
