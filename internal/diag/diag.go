// Package diag describes a fault that an author can mend: what is wrong, in
// which file, at which line and column, and what to do about it.
//
// A Diagnostic is made where the fault is found and is a plain value. It becomes
// text or JSON only at the edges of the program (Print, WriteJSON). Faults of
// the machine, such as a full disk, are ordinary errors and never come here.
package diag

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Severity says what a diagnostic does to a build.
type Severity uint8

const (
	// Error stops the build: nothing is published.
	Error Severity = iota
	// Warning is shown and the build goes on.
	Warning
	// Info is a remark for whoever asks for it.
	Info
)

// String returns the lower-case word that is printed.
func (s Severity) String() string {
	return [...]string{"error", "warning", "info"}[s]
}

// MarshalText makes a severity its word in JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Pos is a place in a file. Both numbers count from 1; columns count
// characters, not bytes. The zero Pos means the file as a whole.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Diagnostic is one fault in one of the author's files.
type Diagnostic struct {
	// File is a slash-separated path below the source directory.
	File string `json:"file"`
	Pos
	Severity Severity `json:"severity"`
	// Rule is the stable name of the check that found the fault.
	Rule string `json:"rule"`
	// Message says what is wrong, in the author's words.
	Message string `json:"message"`
	// Hint says what to do. It may be empty.
	Hint string `json:"hint,omitempty"`
	// Excerpt is the source line that Pos lies in, or empty.
	Excerpt string `json:"-"`
}

// NoExcerpt as an Excerpt keeps the source line from being shown: it may hold what
// must not be repeated.
const NoExcerpt = " "

// List is a collection of diagnostics.
type List []Diagnostic

// HasErrors reports whether a member stops the build.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns how many members have the given severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sort orders the list by file, place, severity, rule and text, so that the
// order in which the work was done never shows, and drops exact repetitions.
func (l List) Sort() List {
	slices.SortFunc(l, compare)
	return slices.Compact(l)
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Severity, b.Severity),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Hint, b.Hint),
	)
}

// maxExcerpt is the length in bytes above which a source line is cut: a
// paragraph on one line may have many thousand characters. A place far into such
// a line is shown by its number alone.
const maxExcerpt = 4096

// Source is a file's text, to turn byte offsets into places.
type Source struct {
	File string
	Text []byte
	// lines holds the offset of each line's first byte once it is needed.
	lines []int
	// last is the place that At found last: places are mostly asked for in their
	// order, and a paragraph on one line may hold thousands of them.
	last       Pos
	lastOffset int
}

// NewSource returns the text of one file, read as editors show it: a byte order
// mark is dropped and every line ends with \n. Lines and columns are the same
// before and after, so nobody else needs to know. The raw bytes are not changed.
// A Source is not safe for concurrent use.
func NewSource(file string, raw []byte) *Source {
	return &Source{File: file, Text: normalize(raw)}
}

func normalize(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if bytes.IndexByte(raw, '\r') < 0 {
		return raw
	}
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
}

// At returns the place of a byte offset. An offset outside the text is moved to
// its nearest end.
func (s *Source) At(offset int) Pos {
	offset = min(max(offset, 0), len(s.Text))
	i, found := slices.BinarySearch(s.starts(), offset)
	if !found {
		i--
	}
	from, column := s.lines[i], 1
	if s.last.Line == i+1 && s.lastOffset <= offset {
		from, column = s.lastOffset, s.last.Column
	}
	s.last, s.lastOffset = Pos{Line: i + 1, Column: column + utf8.RuneCount(s.Text[from:offset])}, offset
	return s.last
}

// Offset returns the byte offset of a place, the opposite of At. A column beyond
// the line's end gives the end of the line.
func (s *Source) Offset(p Pos) int {
	if p.Line < 1 || p.Line > len(s.starts()) {
		return len(s.Text)
	}
	offset := s.lines[p.Line-1]
	for range p.Column - 1 {
		if offset >= len(s.Text) || s.Text[offset] == '\n' {
			break
		}
		_, size := utf8.DecodeRune(s.Text[offset:])
		offset += size
	}
	return offset
}

// Line returns the text of a line, which counts from 1, cut if it is long.
func (s *Source) Line(line int) string {
	if line < 1 || line > len(s.starts()) {
		return ""
	}
	rest := s.Text[s.lines[line-1]:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	if len(rest) <= maxExcerpt {
		return string(rest)
	}
	cut := maxExcerpt
	for cut > 0 && !utf8.RuneStart(rest[cut]) {
		cut--
	}
	return string(rest[:cut]) + "…"
}

func (s *Source) starts() []int {
	if s.lines == nil {
		s.lines = lineStarts(s.Text)
	}
	return s.lines
}

func lineStarts(text []byte) []int {
	starts := make([]int, 1, 1+bytes.Count(text, []byte("\n")))
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return starts
		}
		at += i + 1
		starts = append(starts, at)
	}
}

// New makes a diagnostic at a byte offset of the source.
func (s *Source) New(sev Severity, rule string, offset int, message, hint string) Diagnostic {
	return Diagnostic{
		File: s.File, Pos: s.At(offset), Severity: sev, Rule: rule,
		Message: message, Hint: hint,
	}
}

// AddExcerpts fills in the source line of each diagnostic that has a place and
// lacks one. It reads each file once; a file that cannot be read any more leaves
// its diagnostics without.
func (l List) AddExcerpts(read func(file string) ([]byte, error)) {
	sources := map[string]*Source{}
	for i := range l {
		if i > 0 && l[i-1].File == l[i].File && l[i-1].Line == l[i].Line {
			l[i].Excerpt = cmp.Or(l[i].Excerpt, l[i-1].Excerpt)
		}
		d := &l[i]
		if d.Line == 0 || d.Excerpt != "" {
			continue
		}
		src, ok := sources[d.File]
		if !ok {
			raw, err := read(d.File)
			if err != nil {
				raw = nil
			}
			src = NewSource(d.File, raw)
			sources[d.File] = src
		}
		d.Excerpt = src.Line(d.Line)
	}
}
