package bedside_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowedImports says which packages of this module each package may import. An
// import that is missing here needs a reason, and a look at docs/architecture.md.
// Tests may import what they like.
var allowedImports = map[string][]string{
	".":                      {},
	"cmd/bedside":            {".", "internal/build", "internal/check", "internal/codelist", "internal/codes", "internal/diag", "internal/fees", "internal/findings", "internal/guide", "internal/history", "internal/preview", "internal/revision", "internal/search", "internal/site", "internal/watch", "internal/weblink"},
	"internal/build":         {"internal/card", "internal/check", "internal/codes", "internal/diag", "internal/fees", "internal/guide", "internal/matter", "internal/picture", "internal/prose", "internal/publish", "internal/reading", "internal/render", "internal/search", "internal/site"},
	"internal/card":          {"internal/palette"},
	"internal/check":         {"internal/codes", "internal/diag", "internal/fees", "internal/glossary", "internal/guide", "internal/matter", "internal/meaning", "internal/prose", "internal/reading", "internal/resemblance", "internal/site"},
	"internal/chromium":      {},
	"internal/ci":            {"internal/chromium"},
	"internal/codelist":      {"internal/codes", "internal/diag"},
	"internal/codes":         {},
	"internal/diag":          {},
	"internal/fees":          {"internal/codes", "internal/diag"},
	"internal/fees/feestest": {},
	"internal/findings":      {"internal/check", "internal/diag"},
	"internal/glossary":      {"internal/reading"},
	"internal/guide":         {"internal/codes", "internal/diag", "internal/matter"},
	"internal/history":       {},
	"internal/layout":        {},
	"internal/matter":        {"internal/diag"},
	"internal/meaning":       {"internal/thesaurus"},
	"internal/palette":       {},
	"internal/picture":       {"internal/webp"},
	"internal/pictures":      {".", "internal/build", "internal/chromium"},
	"internal/preview":       {"internal/diag"},
	"internal/prose":         {"internal/guide", "internal/reading"},
	"internal/publish":       {},
	"internal/reading":       {},
	"internal/render":        {"internal/card", "internal/codes", "internal/diag", "internal/guide", "internal/layout", "internal/palette", "internal/site"},
	"internal/revision":      {"internal/codes", "internal/diag", "internal/fees", "internal/guide", "internal/meaning"},
	"internal/resemblance":   {},
	"internal/search":        {"internal/thesaurus"},
	"internal/search/eval":   {"internal/chromium", "internal/search"},
	"internal/site":          {"internal/codes", "internal/diag", "internal/guide", "internal/matter", "internal/palette"},
	"internal/thesaurus":     {},
	"internal/watch":         {},
	"internal/weblink":       {},
	"internal/webp":          {},
}

const (
	maxFunctionLines = 60
	maxFileLines     = 400
	maxTestFileLines = 900 // tables and the like
)

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	eachFile(t, func(name string, file *ast.File, _ *token.FileSet, _ []byte) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		from := path.Dir(name)
		seen[from] = true
		allowed, listed := allowedImports[from]
		if !listed {
			t.Errorf("%s: the package %s is not in the table of imports", name, from)
		}
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			to, own := strings.CutPrefix(imported, "bedside/")
			if imported == "bedside" {
				to, own = ".", true
			}
			if own && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s, which the table of imports does not allow", name, to)
			}
		}
	})
	for pkg := range allowedImports {
		if !seen[pkg] {
			t.Errorf("the table of imports names %s, which does not exist", pkg)
		}
	}
}

func TestSizes(t *testing.T) {
	eachFile(t, func(name string, file *ast.File, set *token.FileSet, text []byte) {
		limit := maxFileLines
		if strings.HasSuffix(name, "_test.go") {
			limit = maxTestFileLines
		}
		if lines := bytes.Count(text, []byte("\n")); lines > limit {
			t.Errorf("%s has %d lines; the limit is %d", name, lines, limit)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var body *ast.BlockStmt
			switch f := n.(type) {
			case *ast.FuncDecl:
				body = f.Body
			case *ast.FuncLit:
				body = f.Body
			}
			if body == nil {
				return true
			}
			if lines := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1; lines > maxFunctionLines {
				t.Errorf("%s: this function has %d lines; the limit is %d", set.Position(n.Pos()), lines, maxFunctionLines)
			}
			return true
		})
	})
}

// TestOnlyTheCommandEndsTheProcess looks for what only cmd/bedside, and the
// programs for those who work on Bedside, may do. The browser that these share is
// named in the environment.
func TestOnlyTheCommandEndsTheProcess(t *testing.T) {
	forbidden := []string{"os.Exit", "os.Getenv", "os.LookupEnv", "os.Environ", "log.Fatal", "log.Fatalf", "log.Print", "log.Println",
		"log.Printf", "fmt.Print", "fmt.Println", "fmt.Printf", "os.Stdout", "os.Stderr"}
	eachFile(t, func(name string, file *ast.File, set *token.FileSet, _ []byte) {
		if strings.HasSuffix(name, "_test.go") || file.Name.Name == "main" || path.Dir(name) == "internal/chromium" {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && slices.Contains(forbidden, x.Name+"."+n.Sel.Name) {
					t.Errorf("%s: %s.%s belongs into the command", set.Position(n.Pos()), x.Name, n.Sel.Name)
				}
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: there is no init in this program", set.Position(n.Pos()))
				}
			}
			return true
		})
	})
}

// TestPackageComments wants each package to say what it is for.
func TestPackageComments(t *testing.T) {
	documented := map[string]bool{}
	eachFile(t, func(name string, file *ast.File, _ *token.FileSet, _ []byte) {
		if !strings.HasSuffix(name, "_test.go") {
			documented[path.Dir(name)] = documented[path.Dir(name)] || file.Doc != nil
		}
	})
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// eachFile parses every Go file of the module.
func eachFile(t *testing.T, f func(name string, file *ast.File, set *token.FileSet, text []byte)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "public"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		files++
		f(filepath.ToSlash(name), file, set, text)
		return nil
	})
	if err != nil || files < 50 {
		t.Fatalf("%d files, %v", files, err)
	}
}
