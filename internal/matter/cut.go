package matter

import (
	"bytes"
	"slices"

	"bedside/internal/diag"

	"github.com/adrg/frontmatter"
)

// matter is the front matter of one file, cut out and not yet decoded.
type matter struct {
	format string // "yaml", "toml" or "json"
	data   []byte
	// start and body are offsets into the source: of data, and of the text
	// behind the closing line.
	start, body int
}

// cut finds the front matter. A problem it returns is one that makes the rest
// of the file meaningless.
func cut(src *diag.Source) (matter, *diag.Diagnostic) {
	first := firstLine(src.Text)
	if first >= 0 && src.Text[first] == '{' {
		return cutJSON(src, first)
	}
	m := matter{}
	keep := func(format string) frontmatter.UnmarshalFunc {
		return func(data []byte, _ any) error {
			m.format, m.data = format, data
			return nil
		}
	}
	head := upToEnd(src.Text, first)
	rest, err := frontmatter.MustParse(bytes.NewReader(head), nil,
		frontmatter.NewFormat("---", "---", keep("yaml")),
		frontmatter.NewFormat("+++", "+++", keep("toml")))
	if err != nil {
		return matter{}, missingMatter(src, first)
	}
	m.body = len(head) - len(rest)
	m.start = first + bytes.IndexByte(src.Text[first:], '\n') + 1
	return m, indentedEnd(src, m)
}

// upToEnd returns the text up to the first line that is the same as its first: all
// that the library needs to look at, and copies. It is the whole text where there
// is no such line.
func upToEnd(text []byte, first int) []byte {
	if first < 0 {
		return text
	}
	delimiter := bytes.TrimRight(line(text, first), " \t")
	closing := slices.Concat([]byte("\n"), delimiter, []byte("\n"))
	start := first + len(line(text, first))
	if end := bytes.Index(text[start:], closing); end >= 0 {
		return text[:start+end+len(closing)]
	}
	return text
}

// firstLine returns the offset of the first line that is not blank, or -1.
func firstLine(text []byte) int {
	trimmed := bytes.TrimLeft(text, " \t\n")
	if len(trimmed) == 0 {
		return -1
	}
	offset := len(text) - len(trimmed)
	return bytes.LastIndexByte(text[:offset], '\n') + 1
}

func missingMatter(src *diag.Source, first int) *diag.Diagnostic {
	const hint = "Begin the file with a line ---, then fields such as title: …, then a line ---."
	if first < 0 {
		d := src.New(diag.Error, "front-matter", 0, "the file is empty", hint)
		return &d
	}
	delimiter := string(bytes.TrimSpace(line(src.Text, first)))
	if delimiter == "---" || delimiter == "+++" {
		d := src.New(diag.Error, "front-matter", first,
			"the front matter that begins here is never closed",
			"Write a line "+delimiter+" behind the last field, before the text.")
		return &d
	}
	d := src.New(diag.Error, "front-matter", first, "the file has no front matter", hint)
	return &d
}

// indentedEnd finds the case in which a line inside an indented block of text
// was taken for the end of the front matter.
func indentedEnd(src *diag.Source, m matter) *diag.Diagnostic {
	end := m.start + len(m.data)
	if end >= len(src.Text) || src.Text[end] != ' ' && src.Text[end] != '\t' {
		return nil
	}
	d := src.New(diag.Error, "front-matter", end,
		"this line ends the front matter although it is indented",
		"Move it to the start of the line if the front matter ends here; if it is part of a text, write it otherwise.")
	return &d
}

// line returns the line that begins at offset, without its end.
func line(text []byte, offset int) []byte {
	rest := text[offset:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		return rest[:end]
	}
	return rest
}
