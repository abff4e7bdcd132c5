package matter

import (
	"strings"

	"bedside/internal/diag"
)

// Nearly all front matter uses a small part of YAML: plain and double-quoted texts
// on one line, lists and groups on one line, lists of texts or groups below each
// other, in ASCII. simpleYAML reads that part, at a fifth of the library's cost. It
// gives up at anything else, mistakes among it, and the library decides. What it
// does read is what the library reads, places included; a fuzz target holds it to that.
func simpleYAML(data []byte, firstLine int) (Value, bool) {
	for _, c := range data {
		if c >= 0x7F || c < ' ' && c != '\n' {
			return Value{}, false
		}
	}
	r := simpleReader{firstLine: firstLine}
	for line := range strings.Lines(string(data)) {
		r.lines = append(r.lines, strings.TrimRight(line, " \n"))
	}
	fields, ok := r.group(0)
	if !ok || r.next < len(r.lines) || len(fields) == 0 {
		return Value{}, false
	}
	return Value{Kind: Mapping, Pos: fields[0].NamePos, Fields: fields}, repeated(fields) == nil
}

type simpleReader struct {
	lines     []string // without spaces at their ends
	next      int
	firstLine int
}

func (r *simpleReader) pos(column int) diag.Pos {
	return diag.Pos{Line: r.firstLine + r.next, Column: column + 1}
}

// indent is that of the next line that holds something; it skips blank lines and
// comments before it. It is -1 at the end.
func (r *simpleReader) indent() int {
	for ; r.next < len(r.lines); r.next++ {
		line := strings.TrimLeft(r.lines[r.next], " ")
		if line != "" && line[0] != '#' {
			return len(r.lines[r.next]) - len(line)
		}
	}
	return -1
}

// group reads the fields that begin at a column.
func (r *simpleReader) group(column int) ([]Field, bool) {
	var fields []Field
	for {
		indent := r.indent()
		if indent < column {
			return fields, true
		}
		if indent > column {
			return nil, false
		}
		f, ok := r.field(column)
		if !ok {
			return nil, false
		}
		fields = append(fields, f)
	}
}

// field reads a field whose name begins at a column of the next line.
func (r *simpleReader) field(column int) (Field, bool) {
	line := r.lines[r.next]
	end := column
	for end < len(line) && isNameByte(line[end]) {
		end++
	}
	if end == column || end == len(line) || end-column > maxName || line[end] != ':' || reservedName(line[column:end]) {
		return Field{}, false
	}
	f := Field{Name: line[column:end], NamePos: r.pos(column)}
	start := end + 1
	for start < len(line) && line[start] == ' ' {
		start++
	}
	var ok bool
	switch {
	case start == len(line) && column > 0:
		return Field{}, false // no field needs lists within lists
	case start == len(line):
		f.Value, ok = r.below(column)
	case start == end+1:
		return Field{}, false
	default:
		f.Value, ok = r.oneLine(start)
		// A deeper line would go on with this value.
		ok = ok && r.indent() <= column
	}
	return f, ok
}

// maxName is far above the longest name of a field, and far below where YAML itself
// has a bound.
const maxName = 64

func isNameByte(c byte) bool { return c >= 'a' && c <= 'z' || c == '_' }

// reservedName reports whether a word means something else than itself in YAML.
func reservedName(s string) bool {
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}

// below reads the list under a name that has nothing behind its colon.
func (r *simpleReader) below(column int) (Value, bool) {
	r.next++
	indent := r.indent()
	if indent < column || r.lines[r.next][indent] != '-' {
		return Value{}, false
	}
	v := Value{Kind: List, Pos: r.pos(indent)}
	for r.indent() == indent && strings.HasPrefix(r.lines[r.next][indent:], "- ") {
		item, ok := r.item(indent)
		if !ok {
			return Value{}, false
		}
		v.Items = append(v.Items, item)
	}
	return v, r.indent() <= column && len(v.Items) > 0
}

// item reads what stands behind a dash: a value on one line, or a group whose first
// field it is.
func (r *simpleReader) item(dash int) (Value, bool) {
	line := r.lines[r.next]
	start := dash + 1
	for start < len(line) && line[start] == ' ' {
		start++
	}
	if start == len(line) {
		return Value{}, false
	}
	name := start
	for name < len(line) && isNameByte(line[name]) {
		name++
	}
	if name == len(line) || line[name] != ':' {
		v, ok := r.oneLine(start)
		return v, ok && r.indent() <= dash
	}
	// The dash counts as indentation of the group's first line.
	r.lines[r.next] = strings.Repeat(" ", start) + line[start:]
	fields, ok := r.group(start)
	if !ok || repeated(fields) != nil {
		return Value{}, false
	}
	return Value{Kind: Mapping, Pos: fields[0].NamePos, Fields: fields}, true
}

// oneLine reads a value that ends with its line, and goes to the next.
func (r *simpleReader) oneLine(start int) (Value, bool) {
	f := flow{text: r.lines[r.next], at: start, reader: r}
	var v Value
	var ok bool
	switch f.text[start] {
	case '"', '[', '{':
		v, ok = f.value()
	default:
		v, ok = f.plain("")
	}
	if !ok || f.at != len(f.text) {
		return Value{}, false
	}
	r.next++
	return v, true
}

// flow reads values within one line.
type flow struct {
	text   string
	at     int
	reader *simpleReader
}

func (f *flow) spaces() {
	for f.at < len(f.text) && f.text[f.at] == ' ' {
		f.at++
	}
}

// take goes on if the next sign is c.
func (f *flow) take(c byte) bool {
	if f.at < len(f.text) && f.text[f.at] == c {
		f.at++
		return true
	}
	return false
}

func (f *flow) value() (Value, bool) {
	if f.at == len(f.text) {
		return Value{}, false
	}
	switch f.text[f.at] {
	case '"':
		return f.quoted()
	case '[':
		return f.list()
	case '{':
		return f.group()
	default:
		return f.plain(",]}")
	}
}

func (f *flow) quoted() (Value, bool) {
	v := Value{Kind: Scalar, Pos: f.reader.pos(f.at)}
	length := strings.IndexByte(f.text[f.at+1:], '"')
	if length < 0 || strings.IndexByte(f.text[f.at+1:f.at+1+length], '\\') >= 0 {
		return Value{}, false
	}
	v.Text = f.text[f.at+1 : f.at+1+length]
	f.at += length + 2
	return v, true
}

// plain reads a text without quotes, up to one of the signs in ends, or to the end
// of the line if there are none.
func (f *flow) plain(ends string) (Value, bool) {
	v := Value{Kind: Scalar, Pos: f.reader.pos(f.at)}
	rest := f.text[f.at:]
	if ends != "" {
		if end := strings.IndexAny(rest, ends); end >= 0 {
			rest = rest[:end]
		}
	}
	v.Text = strings.TrimRight(rest, " ")
	if v.Text == "" || !isAlphanumeric(v.Text[0]) || strings.Contains(v.Text, " #") || isNull(v.Text) {
		return Value{}, false
	}
	if ends == "" && (strings.Contains(v.Text, ": ") || strings.HasSuffix(v.Text, ":")) ||
		ends != "" && strings.ContainsAny(v.Text, ":?#[{\"'`") {
		return Value{}, false
	}
	f.at += len(rest)
	return v, true
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isNull(s string) bool { return s == "null" || s == "Null" || s == "NULL" }

func (f *flow) list() (Value, bool) {
	v := Value{Kind: List, Pos: f.reader.pos(f.at)}
	f.at++
	f.spaces()
	if f.take(']') {
		return v, true
	}
	for {
		item, ok := f.value()
		if !ok || item.Kind != Scalar {
			return Value{}, false
		}
		v.Items = append(v.Items, item)
		f.spaces()
		if f.take(']') {
			return v, true
		}
		if !f.take(',') {
			return Value{}, false
		}
		f.spaces()
	}
}

func (f *flow) group() (Value, bool) {
	v := Value{Kind: Mapping, Pos: f.reader.pos(f.at)}
	f.at++
	f.spaces()
	for {
		start := f.at
		for f.at < len(f.text) && isNameByte(f.text[f.at]) {
			f.at++
		}
		field := Field{Name: f.text[start:f.at], NamePos: f.reader.pos(start)}
		if start == f.at || f.at-start > maxName || reservedName(field.Name) || !f.take(':') || !f.take(' ') {
			return Value{}, false
		}
		f.spaces()
		var ok bool
		if field.Value, ok = f.value(); !ok || field.Kind != Scalar {
			return Value{}, false
		}
		v.Fields = append(v.Fields, field)
		f.spaces()
		if f.take('}') {
			return v, repeated(v.Fields) == nil
		}
		if !f.take(',') {
			return Value{}, false
		}
		f.spaces()
	}
}
