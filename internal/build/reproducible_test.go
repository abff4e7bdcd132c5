package build

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"bedside"
)

// buildHere is the variable that makes the test binary build the site of the
// folder that it names into another one, and end. Time zone, language, home and
// processors are then those of a process of its own.
const buildHere = "BEDSIDE_TEST_BUILD"

func TestMain(m *testing.M) {
	if source := os.Getenv(buildHere); source != "" {
		os.Exit(buildOnce(source))
	}
	os.Exit(m.Run())
}

func buildOnce(source string) int {
	result, err := Build(context.Background(), Options{
		Source: os.DirFS(source), Defaults: bedside.Defaults(), Out: filepath.Join(source, "..", "published"), Drafts: true,
	})
	if err != nil || result.Problems.HasErrors() {
		fmt.Fprintln(os.Stderr, err, result.Problems)
		return 1
	}
	return 0
}

// TestReproducible builds copies of one site on machines that differ in everything
// but the content of the files, and wants the same bytes.
func TestReproducible(t *testing.T) {
	files := generatedSite(t, 300)
	forth := make([]string, 0, len(files))
	for name := range files {
		forth = append(forth, name)
	}
	slices.Sort(forth)
	back := slices.Clone(forth)
	slices.Reverse(back)

	machines := []machine{
		{order: forth, dir: "here", env: []string{"GOMAXPROCS=1", "TZ=UTC", "LANG=C", "LC_ALL=C", "HOME=/root", "USER=root"}, age: 0},
		{order: back, dir: "a much longer path/ö", env: []string{"GOMAXPROCS=2", "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8",
			"LC_ALL=tr_TR.UTF-8", "HOME=/nowhere", "USER=nobody", "SOURCE_DATE_EPOCH=1"}, age: 40 * 365 * 24 * time.Hour},
		{order: forth, dir: "again", env: []string{"GOMAXPROCS=8", "TZ=America/St_Johns"}, age: -24 * time.Hour},
	}
	var first map[string][]byte
	for _, m := range machines {
		got := m.build(t, files)
		if first == nil {
			first = got
			continue
		}
		compareTrees(t, m.dir, first, got)
	}
}

type machine struct {
	dir   string
	order []string // in which the files were written
	env   []string
	age   time.Duration // of the files
}

func (m machine) build(t *testing.T, files fstest.MapFS) map[string][]byte {
	t.Helper()
	top := filepath.Join(t.TempDir(), m.dir)
	source := filepath.Join(top, "source")
	writeFiles(t, source, files, m.order)
	for i, name := range m.order {
		when := time.Now().Add(-m.age - time.Duration(i)*time.Minute)
		if err := os.Chtimes(filepath.Join(source, name), when, when); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Dir = top
	cmd.Env = append(m.env, buildHere+"="+source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return readTree(t, os.DirFS(filepath.Join(top, "published")))
}

func compareTrees(t *testing.T, where string, want, got map[string][]byte) {
	t.Helper()
	if len(want) < 900 {
		t.Fatalf("only %d files were published", len(want))
	}
	for _, name := range sortedPaths(want) {
		data, ok := got[name]
		switch {
		case !ok:
			t.Errorf("%s: %s is not published", where, name)
		case !bytes.Equal(data, want[name]):
			t.Errorf("%s: %s has other bytes\n%s", where, name, firstDifference(want[name], data))
		}
	}
	for _, name := range sortedPaths(got) {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is published here only", where, name)
		}
	}
}
