package publish

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/json"
	"github.com/tdewolff/minify/v2/svg"
	"github.com/tdewolff/minify/v2/xml"
)

// Minifier makes files smaller without changing what a browser makes of them.
// It is safe for concurrent use.
type Minifier struct {
	files *minify.M
	pages *minify.M
}

// NewMinifier returns a Minifier with the settings that every published file is
// made with.
func NewMinifier() *Minifier {
	files, pages := minify.New(), minify.New()
	for _, m := range []*minify.M{files, pages} {
		m.AddFunc("text/css", css.Minify)
		// Newer syntax than this is passed, but none is introduced.
		m.Add("application/javascript", &js.Minifier{Version: 2019})
		// A number in data is kept as it is written: 1.50 is a price, not 1.5.
		m.Add("application/json", &json.Minifier{KeepNumbers: true})
		m.Add("application/ld+json", &json.Minifier{KeepNumbers: true})
	}
	files.Add("image/svg+xml", &svg.Minifier{})
	files.Add("text/xml", &xml.Minifier{KeepWhitespace: true})
	// Quotes, document tags and end tags cost little after compression, and keep
	// the page readable for simple programs and for people. There is no minifier
	// for SVG here: it would rewrite attributes of the page.
	pages.Add("text/html", &html.Minifier{
		KeepDefaultAttrVals: true,
		KeepDocumentTags:    true,
		KeepEndTags:         true,
		KeepQuotes:          true,
	})
	return &Minifier{files, pages}
}

// Bytes returns the minified form of src, the content of a file with the given
// slash path; the extension decides how. Files of other kinds come back
// unchanged, as src itself. The error says where src is not what its extension
// promises.
func (m *Minifier) Bytes(name string, src []byte) ([]byte, error) {
	kind := mediaType(name)
	if kind == "" {
		return src, nil
	}
	minifier := m.files
	if kind == "text/html" {
		minifier = m.pages
	}
	// Minifiers work in the bytes they are given, and put a NUL after the last.
	scratch := append(make([]byte, 0, len(src)+1), src...)
	min, err := minifier.Bytes(kind, scratch)
	if err != nil {
		return nil, fmt.Errorf("%s: minifying: %w", name, err)
	}
	switch kind {
	case "text/html":
		restoreDoctype(min)
	case "application/javascript":
		min = append(magicComments(src), min...)
	}
	return min, nil
}

// magicComments copies the lines "//# …" that a script begins with. They speak to the
// browser's compiler, but the minifier takes them for remarks.
func magicComments(script []byte) []byte {
	var kept []byte
	for line := range bytes.Lines(script) {
		if !bytes.HasPrefix(line, []byte("//# ")) {
			break
		}
		kept = append(append(kept, bytes.TrimSpace(line)...), '\n')
	}
	return kept
}

// Page appends the minified form of a page to dst. It works in the bytes of src,
// which are of no use afterwards.
func (m *Minifier) Page(dst, src *bytes.Buffer) error {
	start := dst.Len()
	if err := m.pages.Minify("text/html", dst, src); err != nil {
		return err
	}
	restoreDoctype(dst.Bytes()[start:])
	return nil
}

func mediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		return "text/html"
	case ".css":
		return "text/css"
	case ".js", ".mjs":
		return "application/javascript"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".webmanifest", ".map":
		return "application/json"
	case ".xml", ".atom", ".rss":
		return "text/xml"
	}
	return ""
}

// restoreDoctype writes the doctype in capitals, as the source has it and as
// older validators and XML tools want it.
func restoreDoctype(page []byte) {
	const lower, upper = "<!doctype html>", "<!DOCTYPE html>"
	if bytes.HasPrefix(page, []byte(lower)) {
		copy(page, upper)
	}
}
