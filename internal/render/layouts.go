package render

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bedside/internal/diag"
	"bedside/internal/layout"
)

// Layouts are the parsed templates of a site. They are safe for concurrent use.
type Layouts struct {
	kinds map[string]*template.Template
	// programs are the same, compiled when they are first asked for; nil where that cannot
	// be.
	programs map[string]func() *layout.Program
	// texts find the places of what they write.
	texts map[string]func() layout.Texts
	src   map[string][]byte
}

// Kinds of pages that have a layout of their own, layouts/KIND.html.
var pageKinds = []string{"guide", "handout", "home", "list", "page", "search", "404"}

// Frames of pages; a kind's file fills in their block "main".
const (
	baseLayout  = "base.html"
	sheetLayout = "sheet.html" // of what is made for paper
)

func frameOf(kind string) string {
	if kind == "handout" {
		return sheetLayout
	}
	return baseLayout
}

// ReadLayouts returns the text of all layouts of a folder, by their path in it. A
// file of the first folder replaces the file of the same name in the next ones.
func ReadLayouts(folders ...fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, folder := range folders {
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".html" || files[name] != nil || hidden(name) {
				return err
			}
			files[name], err = fs.ReadFile(folder, name)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading layouts: %w", err)
		}
	}
	return files, nil
}

func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || strings.HasPrefix(base, "#")
}

// ParseLayouts parses the layouts that ReadLayouts returned.
func ParseLayouts(files map[string][]byte) (*Layouts, diag.List) {
	l := &Layouts{kinds: map[string]*template.Template{}, programs: map[string]func() *layout.Program{}, texts: map[string]func() layout.Texts{}, src: files}
	var problems diag.List
	frame := template.New("").Option("missingkey=error").Funcs(functionMap())
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if isKind(name) {
			continue
		}
		if _, err := frame.New(name).Parse(string(files[name])); err != nil {
			problems = append(problems, l.problem(name, err))
		}
	}
	for _, kind := range pageKinds {
		t, err := l.parseKind(frame, kind+".html")
		if err != nil {
			problems = append(problems, l.problem(kind+".html", err))
			continue
		}
		l.kinds[kind] = t
		l.programs[kind] = sync.OnceValue(func() *layout.Program {
			return layout.Compile(t, frameOf(kind), functionMap(), reflect.TypeFor[*Page]())
		})
		l.texts[kind] = sync.OnceValue(func() layout.Texts { return layout.NewTexts(t) })
	}
	return l, problems
}

func isKind(name string) bool { return slices.Contains(pageKinds, strings.TrimSuffix(name, ".html")) }

func (l *Layouts) parseKind(frame *template.Template, name string) (*template.Template, error) {
	t, err := frame.Clone()
	if err != nil {
		return nil, err
	}
	_, err = t.New(name).Parse(string(l.src[name]))
	return t, err
}

// templateError is how text/template and html/template begin their messages:
// "template: guide.html:3:5: …", "html/template:guide.html:3:5: …", without a
// column where parsing failed.
var templateError = regexp.MustCompile(`(?:html/)?template: ?([^:\s]+):(\d+)(?::(\d+))?: (?s:(.*))$`)

func (l *Layouts) problem(name string, err error) diag.Diagnostic {
	d := diag.Diagnostic{File: "layouts/" + name, Pos: diag.Pos{Line: 1, Column: 1}, Severity: diag.Error, Rule: "layout"}
	d.Message = err.Error()
	m := templateError.FindStringSubmatch(err.Error())
	if m == nil {
		return d
	}
	line, lineErr := strconv.Atoi(m[2])
	if lineErr != nil {
		return d
	}
	d.File, d.Line, d.Message = "layouts/"+m[1], line, m[4]
	src := diag.NewSource(d.File, l.src[m[1]])
	text := src.Line(line)
	if m[3] != "" {
		if column, err := strconv.Atoi(m[3]); err == nil {
			d.Column = len([]rune(text[:min(column, len(text))])) + 1
		}
	} else {
		d.Column = len([]rune(text)) - len([]rune(strings.TrimLeft(text, " \t"))) + 1
	}
	d.Message, d.Hint = plainTemplate(d.Message)
	return d
}

// endless is the problem of a page that grows beyond its bound. The place is "" if it is
// not known.
func (l *Layouts) endless(name, place string, err error) diag.Diagnostic {
	if place == "" {
		place = name + ":1:0"
	}
	d := l.problem(name, fmt.Errorf("template: %s: %w: it has more than %d MB", place, err, layout.MaxOutput>>20))
	d.Hint = "Look at what the loop in this line, or behind it, goes through: {{ range }} with a number counts up to it."
	return d
}

var (
	fieldError = regexp.MustCompile(`at <([^>]*)>: can't evaluate field (\w+) in type (\S+)`)
	execError  = regexp.MustCompile(`^executing "[^"]*" at <([^>]*)>: (?s:(.*))$`)
)

// plainTemplate says the common messages of the template packages in plain words.
func plainTemplate(message string) (plain, hint string) {
	if m := fieldError.FindStringSubmatch(message); m != nil {
		typ := strings.TrimLeft(strings.TrimPrefix(m[3], "*"), "*")
		typ = strings.TrimPrefix(typ, "render.")
		return fmt.Sprintf("there is no field %s in a %s: %s", m[2], typ, m[1]),
			"docs/layouts.md lists the fields that a layout may use."
	}
	if m := execError.FindStringSubmatch(message); m != nil {
		return m[2] + ": " + m[1], ""
	}
	return message, ""
}
