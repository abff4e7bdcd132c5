package matter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"bedside/internal/diag"
)

// cutJSON finds the object that the file begins with.
func cutJSON(src *diag.Source, first int) (matter, *diag.Diagnostic) {
	dec := json.NewDecoder(bytes.NewReader(src.Text[first:]))
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		offset := first
		var syntax *json.SyntaxError
		message := "the JSON front matter cannot be read: " + err.Error()
		if errors.As(err, &syntax) {
			offset += int(syntax.Offset) - 1
		} else if errors.Is(err, io.ErrUnexpectedEOF) {
			message = "the JSON front matter that begins here is never closed"
		}
		d := src.New(diag.Error, "front-matter", offset, message, "Names and texts stand in double quotes, with a comma between fields.")
		return matter{}, &d
	}
	end := first + int(dec.InputOffset())
	if at := loneSurrogate(raw); at >= 0 {
		d := src.New(diag.Error, "front-matter", end-len(raw)+at, fmt.Sprintf("%s is half of a sign: the other half is missing", raw[at:at+len(`\ud800`)]),
			"Write the sign itself, or both halves, such as \\ud83d\\ude00.")
		return matter{}, &d
	}
	if rest := bytes.TrimLeft(line(src.Text, end), " \t"); len(rest) > 0 {
		d := src.New(diag.Error, "front-matter", end+len(line(src.Text, end))-len(rest), "something stands behind the } that ends the front matter",
			"Begin the text in a line of its own, below the }. There is only one group of fields in { }.")
		return matter{}, &d
	}
	return matter{format: "json", data: src.Text[first:end], start: first, body: end}, nil
}

// loneSurrogate returns the offset of the first escape in well-formed JSON that names half
// of a sign and stands alone, which the decoder would silently replace; -1 if there is none.
func loneSurrogate(raw []byte) int {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		r := escaped(raw[i:])
		switch {
		case !utf16.IsSurrogate(r):
			i++
		case utf16.DecodeRune(r, escaped(raw[i+len(`\ud800`):])) == unicode.ReplacementChar:
			return i
		default:
			i += len(`\ud83d\ude00`) - 1
		}
	}
	return -1
}

// escaped returns the sign that an escape such as \u00e9 names, 0 if none begins here.
func escaped(raw []byte) rune {
	if len(raw) < len(`\u00e9`) || raw[0] != '\\' || raw[1] != 'u' {
		return 0
	}
	n, err := strconv.ParseUint(string(raw[2:6]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

// parseJSON decodes JSON that cutJSON has found well-formed.
func parseJSON(src *diag.Source, m matter) (Value, error) {
	dec := json.NewDecoder(bytes.NewReader(m.data))
	dec.UseNumber()
	r := jsonReader{src: src, m: m, dec: dec}
	return r.value(0)
}

type jsonReader struct {
	src *diag.Source
	m   matter
	dec *json.Decoder
}

// pos is the place of the next token, which follows white space and punctuation.
func (r *jsonReader) pos() diag.Pos {
	at := int(r.dec.InputOffset())
	for at < len(r.m.data) && strings.IndexByte(" \t\n,:", r.m.data[at]) >= 0 {
		at++
	}
	return r.src.At(r.m.start + at)
}

func (r *jsonReader) value(depth int) (Value, error) {
	v := Value{Pos: r.pos(), Kind: Scalar}
	if depth > maxDepth {
		return v, fault{v.Pos, "the front matter is nested too deeply", "No field needs more than three levels."}
	}
	token, err := r.dec.Token()
	if err != nil {
		return v, err
	}
	switch t := token.(type) {
	case nil:
		v.Kind = Empty
	case string:
		v.Text = t
	case bool:
		v.Text = strconv.FormatBool(t)
	case json.Number:
		v.Text = t.String()
	case json.Delim:
		if t == '[' {
			v.Kind = List
			return r.list(v, depth)
		}
		v.Kind = Mapping
		return r.fields(v, depth)
	}
	return v, nil
}

func (r *jsonReader) list(v Value, depth int) (Value, error) {
	for r.dec.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, item)
	}
	_, err := r.dec.Token()
	return v, err
}

func (r *jsonReader) fields(v Value, depth int) (Value, error) {
	for r.dec.More() {
		pos := r.pos()
		token, err := r.dec.Token()
		if err != nil {
			return v, err
		}
		child, err := r.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.Fields = append(v.Fields, Field{Name: fmt.Sprint(token), NamePos: pos, Value: child})
	}
	if _, err := r.dec.Token(); err != nil {
		return v, err
	}
	return v, repeated(v.Fields)
}
