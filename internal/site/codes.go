package site

import (
	"io/fs"
	"strings"

	"bedside/internal/matter"
)

// codesPath is a path below the source directory. The published folders are refused: the
// file holds texts that must not be published.
func (d *configDecoder) codesPath(v matter.Value) string {
	text := d.Text("codes", v)
	p := strings.TrimPrefix(text, "./")
	if p == "" {
		return ""
	}
	top, _, below := strings.Cut(p, "/")
	switch {
	case !fs.ValidPath(p) || strings.ContainsAny(p, "\\:"):
		d.Errorf(v.Pos, "field-type", "Write its path below the folder that bedside.yaml lies in, such as PPRRVU2026_Jan_nonQPP.csv.",
			"codes must be a file of this folder; it is %q", matter.Shorten(text))
	case below && (top == "content" || top == "static" || top == "assets" || top == "layouts" || top == "public"):
		d.Errorf(v.Pos, "field-type", "Put it beside bedside.yaml.",
			"the fee schedule must not lie in %s/, whose files are published: it holds texts of the American Medical Association", top)
	default:
		return p
	}
	return ""
}
