package build

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bedside"
	"bedside/internal/diag"
	"bedside/internal/publish"
)

var (
	editSeed = flag.Uint64("edit.seed", 1, "the first seed of the random edits")
	editTime = flag.Duration("edit.time", 8*time.Second, "how long to edit at random")
)

// TestOldBuilderEqualsFresh edits sites at random. After each edit a Builder that
// has seen all of them must serve what Build publishes of the same files, nothing
// else, and report the same problems. Taking any part out of a key makes it fail.
func TestOldBuilderEqualsFresh(t *testing.T) {
	end := time.Now().Add(*editTime)
	if testing.Short() {
		end = time.Now().Add(time.Second)
	}
	// However slow the machine, one site sees all of its edits.
	const editsOfSite = 40
	good, edits := 0, 0
	for seed := *editSeed; edits < editsOfSite || time.Now().Before(end); seed++ {
		c := newComparison(t, seed)
		for i := 0; i < editsOfSite && (edits < editsOfSite || time.Now().Before(end)) && !t.Failed(); i++ {
			edits++
			if c.step(t) {
				good++
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d, edits %v (go test -run OldBuilder -edit.seed %d)", seed, c.log, seed)
		}
	}
	t.Logf("%d edits, %d of them left a good site", edits, good)
	if good*3 < edits {
		t.Errorf("only %d of %d edits left a good site: too few files were compared", good, edits)
	}
}

type comparison struct {
	editor  *editor
	options Options
	builder *Builder
	// seen are all paths that were ever published.
	seen map[string]bool
	log  []string
}

func newComparison(t *testing.T, seed uint64) *comparison {
	c := &comparison{editor: newEditor(t, seed), seen: map[string]bool{}}
	c.options = Options{Source: os.DirFS(c.editor.dir), Defaults: bedside.Defaults(), Drafts: seed%2 == 0, maker: sharedMaker(), Today: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)}
	c.options.Out = filepath.Join(t.TempDir(), "public")
	c.builder = New(c.options)
	c.compare(t, mustUpdate(t, c.builder, nil, true))
	return c
}

// step does one edit and compares. It reports whether the site is without errors.
func (c *comparison) step(t *testing.T) bool {
	what, names := c.editor.edit()
	c.log = append(c.log, what)
	r := c.editor.rand
	if r.IntN(3) == 0 {
		what2, names2 := c.editor.edit()
		c.log, names = append(c.log, "+"+what2), append(names, names2...)
	}
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	v := mustUpdate(t, c.builder, names, r.IntN(6) == 0)
	if r.IntN(4) == 0 {
		return true // the next comparison is of two versions at once
	}
	return c.compare(t, v)
}

func (c *comparison) compare(t *testing.T, v *Version) bool {
	t.Helper()
	if c.editor.rand.IntN(2) == 0 {
		v.File(c.anyPath()) //nolint:errcheck // Only the order of work matters here.
	}
	if err := v.CheckAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := c.options
	o.Out = filepath.Join(t.TempDir(), "public")
	result, err := Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	compareProblems(t, v, result.Problems)
	if c.editor.rand.IntN(4) == 0 {
		c.compareOneFile(t, result.Problems)
	}
	c.editor.good = !result.Problems.HasErrors()
	if result.Problems.HasErrors() {
		return false
	}
	want := readTree(t, os.DirFS(o.Out))
	if c.editor.rand.IntN(3) == 0 {
		c.comparePublished(t, v, want)
	}
	c.compareFiles(t, v, want)
	return true
}

// compareOneFile wants the same problems of one file when it is checked alone.
func (c *comparison) compareOneFile(t *testing.T, problems diag.List) {
	t.Helper()
	file := c.editor.file()
	result, err := CheckFiles(t.Context(), c.options, []string{file})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(slices.Clone(problems), func(d diag.Diagnostic) bool { return d.File != file })
	if !slices.Equal(result.Problems, want) {
		t.Errorf("%s alone has the problems\n%v\nand among all\n%v", file, result.Problems, want)
	}
}

// comparePublished publishes with the old builder, into the folder that it always
// publishes into; somebody may have been there meanwhile.
func (c *comparison) comparePublished(t *testing.T, v *Version, want map[string][]byte) {
	t.Helper()
	name := filepath.Join(c.options.Out, c.anyPath())
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		if err := os.WriteFile(name, []byte("somebody's"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	result, err := c.builder.Publish(t.Context(), v)
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(result.Problems, err)
	}
	got := readTree(t, os.DirFS(c.options.Out))
	for name := range got {
		if name != publish.ManifestName && want[name] == nil {
			t.Errorf("%s is still published", name)
		}
	}
	for name, data := range want {
		if name != publish.ManifestName && !bytes.Equal(got[name], data) {
			t.Errorf("%s is published otherwise\n%s", name, firstDifference(data, got[name]))
		}
	}
}

func (c *comparison) anyPath() string {
	var paths []string
	for p := range c.seen {
		paths = append(paths, p)
	}
	if len(paths) == 0 {
		return "index.html"
	}
	slices.Sort(paths)
	return paths[c.editor.rand.IntN(len(paths))]
}

func compareProblems(t *testing.T, v *Version, want diag.List) {
	t.Helper()
	got := v.Problems()
	if slices.Equal(got, want) {
		return
	}
	var g, w bytes.Buffer
	for _, x := range []struct {
		list diag.List
		b    *bytes.Buffer
	}{{got, &g}, {want, &w}} {
		if err := x.list.Print(x.b, diag.Style{}); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("an old builder reports\n%s\na fresh one\n%s", g.String(), w.String())
}

func (c *comparison) compareFiles(t *testing.T, v *Version, want map[string][]byte) {
	t.Helper()
	delete(want, publish.ManifestName)
	for name, data := range want {
		c.seen[name] = true
		got, ok, err := v.File(name)
		if err != nil || !ok {
			t.Errorf("%s: %t, %v", name, ok, err)
		} else if !bytes.Equal(got, data) {
			t.Errorf("%s differs\n%s", name, firstDifference(data, got))
		}
	}
	for name := range c.seen {
		if _, ok, err := v.File(name); ok && want[name] == nil {
			t.Errorf("%s is served and not published (%v)", name, err)
		}
	}
}
