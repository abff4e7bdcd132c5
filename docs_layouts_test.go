package bedside_test

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bedside/internal/render"
)

// viewTypes are the types of internal/render/page.go, which layouts are executed
// with, and methods those of their exported methods that layouts can call.
func viewTypes(t *testing.T) (types []*ast.GenDecl, methods []*ast.FuncDecl) {
	t.Helper()
	files, err := filepath.Glob("internal/render/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	names := map[string]bool{}
	var all []*ast.FuncDecl
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				all = append(all, d)
			case *ast.GenDecl:
				if filepath.Base(name) == "page.go" && d.Tok == token.TYPE && d.Specs[0].(*ast.TypeSpec).Name.IsExported() {
					types = append(types, d)
					names[d.Specs[0].(*ast.TypeSpec).Name.Name] = true
				}
			}
		}
	}
	for _, f := range all {
		if f.Recv != nil && f.Name.IsExported() && names[typeName(f.Recv.List[0].Type)] && callable(f) {
			methods = append(methods, f)
		}
	}
	return types, methods
}

// callable reports whether a layout can call a method: one result that it can show,
// and arguments that it can give.
func callable(f *ast.FuncDecl) bool {
	for _, p := range f.Type.Params.List {
		if name := typeName(p.Type); name != "string" && name != "int" && name != "bool" {
			return false
		}
	}
	return f.Type.Results.NumFields() > 0 && typeName(f.Type.Results.List[0].Type) == "string"
}

// layoutFields lists the types that layouts are executed with, their fields and
// their comments.
func layoutFields(t *testing.T) string {
	t.Helper()
	types, _ := viewTypes(t)
	var b strings.Builder
	for _, d := range types {
		spec := d.Specs[0].(*ast.TypeSpec)
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n| field | type | |\n| --- | --- | --- |\n", spec.Name.Name, oneLine(d.Doc.Text()))
		writeFields(&b, st)
	}
	return b.String() + "\n"
}

// writeFields writes a row for each line of fields.
func writeFields(b *strings.Builder, st *ast.StructType) {
	for _, f := range st.Fields.List {
		var names []string
		for _, n := range f.Names {
			if n.IsExported() {
				names = append(names, "`."+n.Name+"`")
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(b, "| %s | %s | %s |\n", strings.Join(names, ", "), typeName(f.Type), oneLine(f.Doc.Text()))
		}
	}
}

// TestLayoutFieldsAreComplete: whatever a layout can reach from its page is listed.
func TestLayoutFieldsAreComplete(t *testing.T) {
	text := layoutFields(t)
	seen := map[reflect.Type]bool{}
	var visit func(typ reflect.Type)
	visit = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		_, part, found := strings.Cut(text, "\n### "+typ.Name()+"\n")
		if !found {
			t.Errorf("the fields of %s are not listed", typ)
			return
		}
		part, _, _ = strings.Cut(part, "\n### ")
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				if !strings.Contains(part, "`."+f.Name+"`") {
					t.Errorf("the field %s of %s is not listed", f.Name, typ)
				}
				visit(f.Type)
			}
		}
	}
	visit(reflect.TypeFor[render.Page]())
	if len(seen) < 15 {
		t.Errorf("only %d types were reached", len(seen))
	}
}

// functionTable lists what layouts can call: our functions and the methods of what
// they are executed with.
func functionTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| function | such as | |\n| --- | --- | --- |\n")
	for _, f := range render.Functions() {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", f.Name, f.Example, f.Doc)
	}
	_, methods := viewTypes(t)
	for _, m := range methods {
		on := typeName(m.Recv.List[0].Type)
		fmt.Fprintf(&b, "| `.%s` of a %s | | %s |\n", m.Name.Name, on, oneLine(m.Doc.Text()))
	}
	return b.String()
}

// partialComment is how a partial says what it is executed with and what it shows.
var partialComment = regexp.MustCompile(`^\{\{/\* ([A-Za-z ]+): (.+) \*/\}\}\n`)

// partialTable lists the partials by what they say of themselves.
func partialTable(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("layouts/partials/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	slices.Sort(files)
	var b strings.Builder
	b.WriteString("| partials/ | executed with | |\n| --- | --- | --- |\n")
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := partialComment.FindSubmatch(text)
		if m == nil {
			t.Fatalf("%s does not begin with {{/* WHAT IT IS EXECUTED WITH: what it shows. */}}", name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s%s |\n", filepath.Base(name), m[1], strings.ToUpper(string(m[2][:1])), m[2][1:])
	}
	return b.String()
}

func oneLine(s string) string {
	var p comment.Parser
	text := (&comment.Printer{TextWidth: -1}).Text(p.Parse(s))
	return strings.Join(strings.Fields(string(text)), " ")
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ArrayType:
		return "list of " + typeName(e.Elt)
	case *ast.SelectorExpr:
		return e.Sel.Name // of html/template: HTML, JS
	default:
		return fmt.Sprintf("%T", e)
	}
}
