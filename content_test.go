package bedside_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/guide"
)

// TestContent checks this repository's own guides as a build does, each as a test
// of its own. They are what visitors of the project read first, so a warning is a
// fault too.
func TestContent(t *testing.T) {
	source, err := os.OpenRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	result, err := build.Build(t.Context(), build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	problems := map[string]diag.List{}
	for _, p := range result.Problems {
		problems[p.File] = append(problems[p.File], p)
	}
	guides := 0
	for _, file := range contentFiles(t) {
		if _, err := codes.Parse(guide.NameOf(file)); err == nil {
			guides++
		}
		t.Run(strings.TrimPrefix(file, "content/"), func(t *testing.T) { noProblems(t, problems[file]) })
		delete(problems, file)
	}
	for _, rest := range problems { // of settings, layouts and the like
		noProblems(t, rest)
	}
	if guides < 8 {
		t.Errorf("%d guides: eight are part of the project", guides)
	}
}

func contentFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("content", func(name string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(name) == ".md" {
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func noProblems(t *testing.T, problems diag.List) {
	t.Helper()
	var b bytes.Buffer
	if err := problems.Print(&b, diag.Style{}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 0 {
		t.Error("\n" + b.String())
	}
}
