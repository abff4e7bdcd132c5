// Package codelist reads a table of procedure codes that guides are to be written for: a
// CSV file with a heading row, as spreadsheets save it.
//
// Columns are found by their headings: code, and, if wanted, title, summary, synonyms
// and specialties. The latter two hold several values separated by semicolons. Cells are
// separated by commas, semicolons or tabs, whichever the heading row has. Every fault is
// a problem with a place, so that a long list is mended in one go.
package codelist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/codes"
	"bedside/internal/diag"
)

// Entry is one row.
type Entry struct {
	Code                  codes.Code
	Title, Summary        string
	Synonyms, Specialties []string
	// Pos is the place of the code.
	Pos diag.Pos
}

// The headings that are known, in the order of the documentation.
var columns = []string{"code", "title", "summary", "synonyms", "specialties"}

// Columns returns the headings that are known, in the order of the documentation.
func Columns() []string { return slices.Clone(columns) }

const rule = "code-list"

// Read reads a list. The entries are of use only if there are no problems.
func Read(file string, raw []byte) ([]Entry, diag.List) {
	src := diag.NewSource(file, raw)
	r := &reader{src: src, first: map[codes.Code]int{}}
	if !utf8.Valid(src.Text) {
		r.errorf(diag.Pos{}, "Save it as \"CSV UTF-8\".", "the list is not written in UTF-8")
		return nil, r.problems
	}
	r.csv = csv.NewReader(bytes.NewReader(src.Text))
	r.csv.Comma = separator(src.Text)
	r.csv.FieldsPerRecord = -1
	r.csv.TrimLeadingSpace = true
	if !r.headings() {
		return nil, r.problems
	}
	var out []Entry
	for row := r.next(); row != nil; row = r.next() {
		if e, ok := r.entry(row); ok {
			out = append(out, e)
		}
	}
	if len(out) == 0 && len(r.problems) == 0 {
		r.errorf(diag.Pos{}, "Write a code in each row below the headings.", "the list has no codes")
	}
	return out, r.problems
}

type reader struct {
	src      *diag.Source
	csv      *csv.Reader
	at       map[string]int
	first    map[codes.Code]int // the line that has a code
	problems diag.List
}

func (r *reader) errorf(pos diag.Pos, hint, format string, args ...any) {
	r.problems = append(r.problems, diag.Diagnostic{File: r.src.File, Pos: pos, Severity: diag.Error, Rule: rule,
		Message: fmt.Sprintf(format, args...), Hint: hint})
}

// separator is the sign that stands most often in the heading row.
func separator(text []byte) rune {
	head, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', 0
	for _, sign := range ",;\t" {
		if n := bytes.Count(head, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}

// next gives the next row, nil at the end. Rows without any text are passed over.
func (r *reader) next() []string {
	for {
		row, err := r.csv.Read()
		var fault *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &fault):
			r.errorf(diag.Pos{Line: fault.Line, Column: max(1, fault.Column)},
				"A cell with a quotation mark in it is written in quotation marks, and the mark twice.", "the quotation marks of this row do not match")
		case slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }):
			return row
		}
	}
}

// place is where a cell of the last row begins.
func (r *reader) place(cell int) diag.Pos {
	line, column := r.csv.FieldPos(cell)
	// encoding/csv counts bytes.
	start := r.src.Offset(diag.Pos{Line: line, Column: 1})
	return r.src.At(start + column - 1)
}

func (r *reader) headings() bool {
	row := r.next()
	if row == nil {
		r.errorf(diag.Pos{}, "Write the headings in its first row: "+strings.Join(columns, ", ")+".", "the list is empty")
		return false
	}
	r.at = map[string]int{}
	for i, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		if _, twice := r.at[name]; twice {
			r.errorf(r.place(i), "Remove one of them.", "two columns have the heading %q", name)
		} else if !slices.Contains(columns, name) {
			r.errorf(r.place(i), "Headings are "+strings.Join(columns, ", ")+".", "there is no column %q", strings.TrimSpace(cell))
		}
		r.at[name] = i
	}
	if _, ok := r.at["code"]; !ok {
		r.errorf(r.place(0), "Headings are "+strings.Join(columns, ", ")+".", "the column code is missing")
	}
	return len(r.problems) == 0
}

func (r *reader) entry(row []string) (Entry, bool) {
	cell := func(name string) string {
		if i, ok := r.at[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	at := r.at["code"]
	pos := r.place(min(at, len(row)-1))
	if len(row) > len(r.at) {
		r.errorf(r.place(len(r.at)), "A cell with a comma in it is written in quotation marks.", "this row has %d cells, and there are %d headings", len(row), len(r.at))
		return Entry{}, false
	}
	text := cell("code")
	code, err := codes.Parse(text)
	if err != nil {
		hint := ""
		if text != "" && len(text) < 5 && strings.Trim(text, "0123456789") == "" {
			hint = fmt.Sprintf("If a spreadsheet has dropped the zeros at its beginning, write %05s.", text)
		}
		r.errorf(pos, hint, "%v", err)
		return Entry{}, false
	}
	if line, twice := r.first[code]; twice {
		r.errorf(pos, "Remove one of them.", "%s is in the list twice, first in line %d", code, line)
		return Entry{}, false
	}
	r.first[code] = pos.Line
	return Entry{Code: code, Title: cell("title"), Summary: cell("summary"), Synonyms: several(cell("synonyms")),
		Specialties: several(cell("specialties")), Pos: pos}, true
}

// several splits a cell at its semicolons.
func several(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
