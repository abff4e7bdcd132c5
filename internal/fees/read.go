package fees

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"bedside/internal/codes"
	"bedside/internal/diag"
)

// maxProblems ends the list of problems of a file: a spreadsheet that rewrote it
// breaks every row.
const maxProblems = 20

// Rule is the name of the problems of the file itself.
const Rule = "fee-schedule"

const whereFrom = "Use the file PPRRVU….csv as CMS publishes it, or the zip that it comes in."

// Read reads a file of the given name. There is a schedule if there is no error among
// the problems.
func Read(name string, raw []byte) (*Schedule, diag.List) {
	r := &reader{file: name}
	raw = r.unpack(raw)
	if raw == nil || !r.plausible(raw) {
		return nil, r.problems
	}
	r.table = table{text: decode(raw), line: 1}
	if !r.header() {
		return nil, r.problems
	}
	s := r.rows(len(raw))
	if r.problems.HasErrors() {
		return nil, r.problems
	}
	return s, r.problems
}

type reader struct {
	file     string
	table    table
	columns  columns
	problems diag.List
	left     int // problems that are not listed any more
}

// add notes a problem. Its line of the file is never shown: it holds a descriptor.
func (r *reader) add(severity diag.Severity, line, column int, hint, format string, args ...any) {
	if len(r.problems) >= maxProblems {
		r.left++
		return
	}
	r.problems = append(r.problems, diag.Diagnostic{
		File: r.file, Pos: diag.Pos{Line: line, Column: column}, Severity: severity, Rule: Rule,
		Message: fmt.Sprintf(format, args...), Hint: hint, Excerpt: diag.NoExcerpt,
	})
}

func (r *reader) errorf(line, column int, hint, format string, args ...any) {
	r.add(diag.Error, line, column, hint, format, args...)
}

// plausible finds the files that people name by mistake.
func (r *reader) plausible(raw []byte) bool {
	head := raw[:min(len(raw), 512)]
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		r.errorf(0, 0, whereFrom, "the fee schedule is empty")
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		r.errorf(0, 0, whereFrom, "the fee schedule is written in UTF-16, as spreadsheets save it")
	case bytes.HasPrefix(head, []byte("%PDF")):
		r.errorf(0, 0, whereFrom, "the fee schedule is a PDF file, not a table")
	case bytes.HasPrefix(trimmed, []byte("<")):
		r.errorf(0, 0, whereFrom, "the fee schedule is a web page, not a table: CMS asks for its license to be accepted before it sends the file")
	case bytes.IndexByte(head, 0) >= 0:
		r.errorf(0, 0, whereFrom, "the fee schedule is no text file")
	default:
		return true
	}
	return false
}

// decode gives UTF-8 without a byte order mark. What is no UTF-8 is taken for Latin-1,
// in which CMS's older files are written.
func decode(raw []byte) string {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if utf8.Valid(raw) {
		return string(raw)
	}
	out := make([]byte, 0, len(raw)+64)
	for _, b := range raw {
		out = utf8.AppendRune(out, rune(b))
	}
	return string(out)
}

// next gives the next row, nil at the end of the file. A row that cannot be read is a
// problem, and the one after it follows.
func (r *reader) next() []cell {
	for {
		ok, fault := r.table.next()
		switch {
		case !ok:
			return nil
		case fault < 0:
			return r.table.cells
		}
		if len(r.problems) >= maxProblems {
			r.left++
			continue
		}
		line := 1 + strings.Count(r.table.text[:fault], "\n")
		column := 1 + utf8.RuneCountInString(r.table.text[1+strings.LastIndexByte(r.table.text[:fault], '\n'):fault])
		r.errorf(line, column, "A cell with a quotation mark in it is written in quotation marks, and the mark twice.",
			"the quotation marks of this row do not match")
	}
}

// rows reads what stands below the headings. size is that of the file in bytes.
func (r *reader) rows(size int) *Schedule {
	s := &Schedule{File: r.file, services: make([]Service, 0, size/180)}
	var texts strings.Builder
	seen := make(map[codes.Code]int, size/180)
	for row := r.next(); row != nil; row = r.next() {
		if !isNote(row) {
			r.row(s, row, seen, &texts)
		}
	}
	s.texts = texts.String()
	if s.Len() == 0 && len(r.problems) == 0 {
		r.errorf(0, 0, whereFrom, "the fee schedule has headings and no codes")
	}
	if r.left > 0 {
		last := &r.problems[len(r.problems)-1]
		last.Message += fmt.Sprintf(" (and %d more problems in this file)", r.left)
	}
	s.finish()
	return s
}

// isNote reports whether a row is no part of the table: empty, beginning with *, or with a
// text in a single cell, as notes at the end have.
func isNote(row []cell) bool {
	if strings.HasPrefix(strings.TrimSpace(row[0].text), "*") {
		return true
	}
	filled := 0
	for _, cell := range row {
		if strings.TrimSpace(cell.text) != "" {
			if filled++; filled > 1 {
				return false
			}
		}
	}
	return true
}

func (r *reader) row(s *Schedule, row []cell, seen map[codes.Code]int, texts *strings.Builder) {
	line := row[0].line
	if len(row) <= r.columns.last {
		r.errorf(line, 1, whereFrom, "this row has %d cells; the headings need at least %d", len(row), r.columns.last+1)
		return
	}
	code, ok := r.code(row)
	if !ok {
		return
	}
	v := r.service(row)
	v.Code, v.Line = code, int32(line)
	part := partOf(r.cell(row, colModifier))
	at, known := seen[code]
	if known {
		first := &s.services[at]
		if part == 0 && first.rows&rowWhole != 0 {
			r.add(diag.Warning, line, 1, "The first row counts.", "%s is listed twice, first in line %d", code, first.Line)
		} else if part == 0 {
			// A part of the service came first; the whole says what holds.
			v.rows, v.from, v.to = first.rows|rowWhole, first.from, first.to
			*first = v
		}
		first.rows |= part
		return
	}
	v.rows = part
	if part == 0 {
		v.rows = rowWhole
	}
	texts.WriteString(string(code))
	v.from = int32(texts.Len())
	texts.WriteString(r.cell(row, colDescription))
	v.to = int32(texts.Len())
	seen[code] = len(s.services)
	s.services = append(s.services, v)
}

// partOf turns a modifier of a row into the part of the service that it prices; 0 is
// the whole.
func partOf(modifier string) byte {
	switch modifier {
	case "":
		return 0
	case "26":
		return rowProfessional
	case "TC":
		return rowTechnical
	default:
		return rowOther
	}
}
