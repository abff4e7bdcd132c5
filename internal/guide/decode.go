package guide

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/matter"
)

// decoder turns the values of one file's front matter into typed fields and
// remembers where each was written.
type decoder struct {
	matter.Decoder
	places []place
}

func (d *decoder) mark(field string, pos diag.Pos) {
	d.places = append(d.places, place{field, int32(pos.Line), int32(pos.Column)}) // of a file of at most 1 MB
}

// guide decodes the fields of a guide. It returns nil only if the file has no
// code that others could refer to.
func (d *decoder) guide(tree matter.Value) *Guide {
	g := &Guide{File: d.File, ReviewEvery: 12}
	d.each(tree, guideFields, func(f Field, v matter.Value) { f.guide(d, g, v) })
	g.places = slices.Clone(d.places)
	if g.Code == "" {
		return nil
	}
	return g
}

func (d *decoder) page(tree matter.Value) *Page {
	p := &Page{File: d.File, Path: PagePath(d.File)}
	if strings.Contains("/"+p.Path, "//") {
		d.Errorf(diag.Pos{Line: 1, Column: 1}, "file-name", "Rename the file or folder: letters and digits make the address.",
			"no address can be made from the path %s", d.File)
		return nil
	}
	for _, f := range tree.Fields {
		if isGuideOnly(f.Name) {
			d.Errorf(f.NamePos, "code-missing",
				"Add the field code, or remove this field if the page is no guide.",
				"the field %s belongs to guides, and this file has no code", f.Name)
			return nil
		}
	}
	d.each(tree, pageFields, func(f Field, v matter.Value) { f.page(d, p, v) })
	p.places = slices.Clone(d.places)
	return p
}

func isGuideOnly(name string) bool {
	_, inPages := fieldNamed(pageFields, name)
	_, inGuides := fieldNamed(guideFields, name)
	return inGuides && !inPages
}

func fieldNamed(fields []Field, name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// PagePath returns the address of a content file that is no guide: content/help/about.md is at help/about/.
func PagePath(file string) string {
	p := strings.TrimPrefix(strings.TrimSuffix(file, path.Ext(file)), "content/")
	if path.Base(p) == "index" {
		p = path.Dir(p)
	}
	if p == "." {
		return ""
	}
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = Slug(parts[i])
	}
	return strings.Join(parts, "/") + "/"
}

// each hands every known field to set, and reports the unknown and the missing.
func (d *decoder) each(tree matter.Value, fields []Field, set func(Field, matter.Value)) {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Name
	}
	d.Group("", tree, known, func(got matter.Field) {
		f, _ := fieldNamed(fields, got.Name)
		d.mark(got.Name, got.NamePos)
		set(f, got.Value)
	})
	for _, f := range fields {
		v, ok := tree.Find(f.Name)
		switch {
		case f.Required && !ok:
			d.Errorf(diag.Pos{Line: 1, Column: 1}, "field-missing", f.Name+": "+f.Doc, "the field %s is missing", f.Name)
		case f.Required && v.Kind == matter.Empty:
			d.Errorf(v.Pos, "field-missing", f.Name+": "+f.Doc, "the field %s is empty", f.Name)
		}
	}
}

func (d *decoder) code(g *Guide, v matter.Value) {
	d.mark("code", v.Pos)
	if v.Kind != matter.Scalar {
		d.WrongKind("code", v, "a code, such as code: \"11982\"")
		return
	}
	code, err := codes.Parse(v.Text)
	if err != nil {
		d.Errorf(v.Pos, "code-format", "Write the code alone, in quotes.", "%v", err)
		return
	}
	g.Code = code
	name := NameOf(d.File)
	if strings.EqualFold(name, string(code)) {
		return
	}
	d.Errorf(v.Pos, "code-filename",
		fmt.Sprintf("Rename the file to %s.md, or correct the code.", code),
		"the code is %s but the file's name says %q", code, name)
}

func (d *decoder) codes(field string, v matter.Value) []codes.Code {
	var out []codes.Code
	d.Items(field, v, "codes, such as "+field+": [\"11981\", \"11983\"]", func(item matter.Value) {
		code, err := codes.Parse(item.Text)
		if err != nil {
			d.Errorf(item.Pos, "code-format", "Write the codes of other guides of this site.", "%v", err)
			return
		}
		d.mark(fmt.Sprintf("%s[%d]", field, len(out)), item.Pos)
		out = append(out, code)
	})
	return out
}

func (d *decoder) modifiers(v matter.Value) []string {
	var out []string
	d.Items("modifiers", v, "modifiers, such as modifiers: [\"50\", LT]", func(item matter.Value) {
		m := strings.ToUpper(item.Text)
		if len(m) != 2 || strings.Trim(m, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			d.Errorf(item.Pos, "modifier-format", "Write the modifier alone; its meaning is added.",
				"%q is not a modifier: a modifier is two letters or digits", item.Text)
			return
		}
		d.mark(fmt.Sprintf("modifiers[%d]", len(out)), item.Pos)
		out = append(out, m)
	})
	return out
}
