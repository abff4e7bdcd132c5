package watch

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// deadline is how long a test waits for what must come. Nothing waits so long
// unless it fails.
const deadline = 20 * time.Second

// endPrefix begins the names of files that mark the end of what a test has done.
const endPrefix = "static/end-"

// modes are the two ways to learn of changes. Whatever is told by one is told by
// the other.
var modes = []struct {
	name string
	poll time.Duration
}{{"events", 0}, {"polling", 5 * time.Millisecond}}

var roots = []string{"content", "layouts", "static", "theme/parts", "bedside.yaml"}

// ignored is what a builder would not look at.
func ignored(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") || base == "4913" || base == "_private"
}

// source is a source directory with a watcher on it.
type source struct {
	*testing.T
	dir  string
	w    *Watcher
	ends int
}

// newSource makes a small source directory and begins to watch it.
func newSource(t *testing.T, o Options) *source {
	t.Helper()
	s := &source{T: t, dir: o.Dir}
	if s.dir == "" {
		s.dir = t.TempDir()
	}
	for _, name := range []string{"content/a.md", "content/b.md", "content/surgery/c.md", "content/surgery/deep/d.md", "static/logo.svg", "shared/text.md", "README.md", "bedside.yaml"} {
		s.write(name, "first")
	}
	o.Dir, o.Roots = s.dir, roots
	if o.Ignore == nil {
		o.Ignore = ignored
	}
	s.start(o, remoteKind)
	return s
}

func (s *source) start(o Options, remote func(string) string) {
	s.Helper()
	w, err := start(o, remote)
	s.must(err)
	s.w = w
	s.Cleanup(func() { s.must(w.Close()) })
	if c := s.next(); !c.Rescan || len(c.Names) > 0 {
		s.Fatalf("the first change is %+v, not a rescan", c)
	}
}

func (s *source) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *source) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s *source) mkdir(name string) { s.Helper(); s.must(os.MkdirAll(s.path(name), 0o755)) }

func (s *source) write(name, text string) {
	s.Helper()
	s.mkdir(path.Dir(name))
	s.must(os.WriteFile(s.path(name), []byte(text), 0o644))
}

// save writes a file that exists in several steps, as programs do.
func (s *source) save(name string, flag int, parts ...string) {
	s.Helper()
	f, err := os.OpenFile(s.path(name), os.O_WRONLY|flag, 0o644)
	s.must(err)
	for _, part := range parts {
		_, err := f.WriteString(part)
		s.must(err)
	}
	s.must(f.Close())
}

func (s *source) rename(from, to string) { s.Helper(); s.must(os.Rename(s.path(from), s.path(to))) }
func (s *source) remove(name string)     { s.Helper(); s.must(os.RemoveAll(s.path(name))) }

func (s *source) symlink(target, name string) {
	s.Helper()
	s.must(os.Symlink(target, s.path(name)))
}

// next waits for the next change.
func (s *source) next() Change {
	s.Helper()
	select {
	case c, ok := <-s.w.Changes():
		if !ok {
			s.Fatal("the channel of changes is closed")
		}
		return c
	case <-time.After(deadline):
		s.Fatal("no change was told")
	}
	panic("unreachable")
}

// await waits until a file is told by its name.
func (s *source) await(name string) {
	s.Helper()
	for !slices.Contains(s.next().Names, name) {
	}
}

// told is what several changes say together.
type told struct {
	names   map[string]bool
	rescan  bool
	changes int
}

func (c *told) covers(name string) bool { return c.rescan || c.names[name] }

func (c *told) String() string {
	return fmt.Sprintf("%d changes, rescan %v, %q", c.changes, c.rescan, slices.Sorted(maps.Keys(c.names)))
}

// told gathers all changes up to now. So that it need not wait for what may not
// come, it writes a file and waits until that is told: twice, since a scan may have
// been half way through.
func (s *source) told() *told {
	s.Helper()
	all := &told{names: map[string]bool{}}
	for range 2 {
		for !s.gather(all) {
		}
	}
	return all
}

// gather reports whether the end was told by its name. A rescan may have come
// before the end was written, or cover it.
func (s *source) gather(all *told) bool {
	s.Helper()
	s.ends++
	end := fmt.Sprintf("%s%d", endPrefix, s.ends)
	s.write(end, "")
	for {
		c := s.next()
		if !slices.IsSorted(c.Names) || len(slices.Compact(slices.Clone(c.Names))) != len(c.Names) || c.Rescan == (len(c.Names) > 0) {
			s.Fatalf("malformed: %+v", c)
		}
		ended := slices.Contains(c.Names, end)
		c.Names = slices.DeleteFunc(c.Names, func(name string) bool {
			return strings.HasPrefix(name, endPrefix) || name == path.Dir(endPrefix)
		})
		for _, name := range c.Names {
			all.names[name] = true
		}
		if c.Rescan || len(c.Names) > 0 {
			all.changes++
			all.rescan = all.rescan || c.Rescan
		}
		if ended || c.Rescan {
			return ended
		}
	}
}

// wantAllWatched changes every file there is and wants each to be told.
func (s *source) wantAllWatched() {
	s.Helper()
	var names []string
	for _, root := range roots {
		s.must(filepath.WalkDir(s.path(root), func(file string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(s.dir, file)
			name = filepath.ToSlash(name)
			switch {
			case os.IsNotExist(err):
				return nil
			case err != nil:
				return err
			case d.IsDir() && ignored(name):
				return fs.SkipDir
			case d.Type().IsRegular() && !ignored(name) && !strings.HasPrefix(name, endPrefix):
				names = append(names, name)
			}
			return nil
		}))
	}
	for _, name := range names {
		s.save(name, os.O_APPEND, "more")
	}
	got := s.told()
	for _, name := range names {
		if !got.names[name] {
			s.Errorf("%s is not watched any more: told were %v", name, got)
			return
		}
	}
}

// changeTests are things that happen to a source directory. What is told must
// name all of want, unless it is a rescan where one is allowed, and nothing of
// unwanted.
var changeTests = []struct {
	name           string
	do             func(s *source)
	want, unwanted []string
	rescan         rescan
	only           string // the mode that it is about, if not both
}{
	{name: "written in place", want: []string{"content/a.md"}, unwanted: []string{"content/b.md"},
		do: func(s *source) { s.save("content/a.md", os.O_TRUNC, "second") }},
	{name: "truncated and written in pieces", want: []string{"content/a.md"},
		do: func(s *source) { s.save("content/a.md", os.O_TRUNC, "sec", "o", "nd") }},
	{name: "emptied", want: []string{"content/a.md"},
		do: func(s *source) { s.save("content/a.md", os.O_TRUNC) }},
	{name: "appended to", want: []string{"content/surgery/deep/d.md"},
		do: func(s *source) { s.save("content/surgery/deep/d.md", os.O_APPEND, "x") }},
	{name: "size and date kept", want: []string{"content/a.md"}, do: func(s *source) {
		info, err := os.Stat(s.path("content/a.md"))
		s.must(err)
		s.save("content/a.md", 0, "FIRST")
		s.must(os.Chtimes(s.path("content/a.md"), info.ModTime(), info.ModTime()))
	}},
	{name: "copy renamed over it, size and date kept", want: []string{"content/a.md"}, do: func(s *source) {
		info, err := os.Stat(s.path("content/a.md"))
		s.must(err)
		s.write(".copy", "FIRST")
		s.must(os.Chtimes(s.path(".copy"), info.ModTime(), info.ModTime()))
		s.rename(".copy", "content/a.md")
	}},
	{name: "hidden temporary file renamed", want: []string{"content/a.md"}, unwanted: []string{"content/.a.md.tmp1"}, do: func(s *source) {
		s.write("content/.a.md.tmp1", "second")
		s.rename("content/.a.md.tmp1", "content/a.md")
	}},
	{name: "temporary file renamed, as sed -i does", want: []string{"content/a.md"}, do: func(s *source) {
		s.write("content/sedX7zQ2", "second")
		s.rename("content/sedX7zQ2", "content/a.md")
	}},
	{name: "backup and rename", want: []string{"content/a.md"}, unwanted: []string{"content/a.md~"}, do: func(s *source) {
		s.rename("content/a.md", "content/a.md~")
		s.write("content/a.md", "second")
		s.remove("content/a.md~")
	}},
	{name: "vim", want: []string{"content/a.md"}, unwanted: []string{"content/a.md~", "content/4913", "content/.a.md.swp"}, do: func(s *source) {
		s.write("content/.a.md.swp", "swap")
		s.write("content/4913", "")
		s.remove("content/4913")
		s.rename("content/a.md", "content/a.md~")
		s.write("content/a.md", "second")
		s.must(os.Chmod(s.path("content/a.md"), 0o600))
		s.remove("content/a.md~")
		s.remove("content/.a.md.swp")
	}},
	{name: "emacs", want: []string{"content/a.md"}, unwanted: []string{"content/.#a.md"}, do: func(s *source) {
		s.symlink("someone@host.4711:1700000000", "content/.#a.md")
		s.rename("content/a.md", "content/a.md~")
		s.write("content/a.md", "second")
		s.remove("content/.#a.md")
	}},
	{name: "JetBrains", want: []string{"content/a.md"}, do: func(s *source) {
		s.write("content/a.md___jb_tmp___", "second")
		s.rename("content/a.md", "content/a.md___jb_old___")
		s.rename("content/a.md___jb_tmp___", "content/a.md")
		s.remove("content/a.md___jb_old___")
	}},
	{name: "new file", want: []string{"content/surgery/new.md"}, do: func(s *source) { s.write("content/surgery/new.md", "x") }},
	{name: "new empty file", want: []string{"content/surgery/new.md"}, do: func(s *source) { s.write("content/surgery/new.md", "") }},
	{name: "new empty folder", want: []string{"content/surgery/new"}, do: func(s *source) { s.mkdir("content/surgery/new") }},
	{name: "odd names", want: []string{"content/ a\nb\t“ü”.md", "content/%2e #?.md"}, do: func(s *source) {
		s.write("content/ a\nb\t“ü”.md", "x")
		s.write("content/%2e #?.md", "x")
	}},
	{name: "removed", want: []string{"content/surgery/c.md"}, do: func(s *source) { s.remove("content/surgery/c.md") }},
	{name: "removed and made again", want: []string{"content/a.md"}, do: func(s *source) {
		s.remove("content/a.md")
		s.write("content/a.md", "second")
	}},
	{name: "renamed", want: []string{"content/a.md", "content/z.md"}, do: func(s *source) { s.rename("content/a.md", "content/z.md") }},
	{name: "moved to another folder", want: []string{"content/a.md", "content/surgery/deep/a.md"},
		do: func(s *source) { s.rename("content/a.md", "content/surgery/deep/a.md") }},
	{name: "linked to from another folder", want: []string{"content/hard.md"},
		do: func(s *source) { s.must(os.Link(s.path("README.md"), s.path("content/hard.md"))) }},
	{name: "only touched", want: []string{"content/a.md"}, do: func(s *source) {
		now := time.Now()
		s.must(os.Chtimes(s.path("content/a.md"), now, now))
	}},
	{name: "mode changed", want: []string{"content/a.md"}, do: func(s *source) { s.must(os.Chmod(s.path("content/a.md"), 0o600)) }},
	{name: "only attributes changed", unwanted: []string{"content/a.md"}, only: "events",
		do: func(s *source) { // the number of links is one that every program may change
			s.must(os.Link(s.path("content/a.md"), s.path("elsewhere")))
			s.must(os.Chmod(s.path("content/a.md"), 0o644))
		}},
	{name: "a folder's rights changed", want: []string{"content/surgery/c.md"}, rescan: must,
		do: func(s *source) { s.must(os.Chmod(s.path("content/surgery"), 0o700)) }},
	{name: "settings saved", want: []string{"bedside.yaml"}, unwanted: []string{"bedside.yaml.tmp"}, do: func(s *source) {
		s.write("bedside.yaml.tmp", "second")
		s.rename("bedside.yaml.tmp", "bedside.yaml")
	}},
	{name: "settings removed and made again", want: []string{"bedside.yaml"}, do: func(s *source) {
		s.remove("bedside.yaml")
		s.told()
		s.write("bedside.yaml", "second")
	}},
	{name: "elsewhere", unwanted: []string{"README.md", "public/index.html", "shared/text.md", "theme/other.txt", "content.txt"}, do: func(s *source) {
		s.save("README.md", os.O_APPEND, "x")
		s.write("public/index.html", "x")
		s.save("shared/text.md", os.O_APPEND, "x")
		s.write("content.txt", "x")
	}},
	{name: "ignored file and folder", unwanted: []string{"content/_private", "content/_private/x.md", "content/_private/y/z.md", "content/.draft.md"}, do: func(s *source) {
		s.write("content/.draft.md", "x")
		s.write("content/_private/x.md", "x")
		s.write("content/_private/y/z.md", "x")
		s.told()
		s.save("content/_private/y/z.md", os.O_APPEND, "x")
	}},
	{name: "nested new folders", want: []string{"content/x/y/z/n.md"}, do: func(s *source) { s.write("content/x/y/z/n.md", "x") }},
	{name: "folder of 50 files copied", want: copied("content/copy"), do: func(s *source) {
		for _, name := range copied("content/copy") {
			s.write(name, "x")
		}
	}},
	{name: "folder moved in", want: copied("content/in"), do: func(s *source) {
		for _, name := range copied("away") {
			s.write(name, "x")
		}
		s.rename("away", "content/in")
	}},
	{name: "folder moved out", want: []string{"content/surgery/deep/d.md"}, rescan: must, do: func(s *source) { s.rename("content/surgery", "away") }},
	{name: "folder renamed", want: []string{"content/surgery/deep/d.md", "content/operations/deep/d.md"}, rescan: must,
		do: func(s *source) { s.rename("content/surgery", "content/operations") }},
	{name: "folder renamed at once after it was made", want: []string{"content/new/n.md", "content/new/deep/n.md"}, rescan: may, do: func(s *source) {
		for i := range 20 {
			s.mkdir(fmt.Sprintf("content/tmp%d/deep", i))
			s.rename(fmt.Sprintf("content/tmp%d", i), fmt.Sprintf("content/new%d", i))
		}
		s.mkdir("content/tmp/deep")
		s.write("content/tmp/n.md", "x")
		s.rename("content/tmp", "content/new")
		s.write("content/new/deep/n.md", "x")
	}},
	{name: "two folders exchanged", want: []string{"content/surgery/c.md", "content/x/n.md"}, rescan: must, do: func(s *source) {
		s.write("content/x/n.md", "x")
		s.told()
		s.rename("content/x", "content/t")
		s.rename("content/surgery", "content/x")
		s.rename("content/t", "content/surgery")
	}},
	{name: "folder moved over an empty one", want: []string{"content/x/n.md"}, rescan: may, do: func(s *source) {
		s.mkdir("content/x")
		s.write("away/n.md", "x")
		s.told()
		s.must(syscall.Rename(s.path("away"), s.path("content/x"))) // os.Rename refuses
	}},
	{name: "folder removed", want: []string{"content/surgery/deep/d.md"}, rescan: must, do: func(s *source) { s.remove("content/surgery") }},
	{name: "folder removed and made again", want: []string{"content/surgery/c.md"}, rescan: may, do: func(s *source) {
		s.remove("content/surgery")
		s.write("content/surgery/c.md", "second")
	}},
	{name: "folder made and removed at once", want: []string{}, rescan: may, do: func(s *source) {
		for range 20 {
			s.write("content/x/y/n.md", "x")
			s.remove("content/x")
		}
	}},
	{name: "folder in the place of a file", want: []string{"content/a.md/n.md"}, rescan: may, do: func(s *source) {
		s.remove("content/a.md")
		s.write("content/a.md/n.md", "x")
	}},
	{name: "file in the place of a folder", want: []string{"content/surgery"}, rescan: must, do: func(s *source) {
		s.remove("content/surgery")
		s.write("content/surgery", "x")
	}},
	{name: "a root that was not there", want: []string{"layouts/guide.html", "layouts/partials/head.html"}, rescan: may, do: func(s *source) {
		s.write("layouts/partials/head.html", "x")
		s.write("layouts/guide.html", "x")
	}},
	{name: "a root below a folder that was not there", want: []string{"theme/parts/x.html"}, unwanted: []string{"theme/other.html"}, rescan: may, do: func(s *source) {
		s.write("theme/other.html", "x")
		s.write("theme/parts/x.html", "x")
	}},
	{name: "a root moved away and back", want: []string{"content/a.md"}, rescan: may, do: func(s *source) {
		s.rename("content", "away")
		if got := s.told(); !got.rescan {
			s.Errorf("moved away: %v", got)
		}
		s.rename("away", "content")
	}},
	{name: "a root removed and made again", want: []string{"content/deep/n.md"}, rescan: must, do: func(s *source) {
		s.remove("content")
		s.write("content/deep/n.md", "x")
	}},
	{name: "file behind a link", want: []string{"content/link.md"}, unwanted: []string{"shared/text.md"}, do: func(s *source) {
		s.symlink("../shared/text.md", "content/link.md")
		s.told()
		s.save("shared/text.md", os.O_APPEND, "x")
		s.await("content/link.md")
		s.save("shared/text.md", os.O_APPEND, "once more")
		s.await("content/link.md")
		s.remove("content/link.md")
	}},
	{name: "link that leads nowhere yet", want: []string{"content/link.md"}, do: func(s *source) {
		s.symlink("../shared/later.md", "content/link.md")
		s.told()
		s.write("shared/later.md", "x")
		s.await("content/link.md")
		s.remove("content/link.md")
	}},
	{name: "links that lead outside", want: []string{"content/file.md", "content/folder"}, unwanted: []string{"content/folder/secret.md"}, do: func(s *source) {
		outside := s.TempDir()
		s.must(os.WriteFile(filepath.Join(outside, "secret.md"), []byte("x"), 0o644))
		s.symlink(filepath.Join(outside, "secret.md"), "content/file.md")
		s.symlink(outside, "content/folder")
		if got := s.told(); !got.covers("content/file.md") || !got.covers("content/folder") {
			s.Errorf("links made: %v", got)
		}
		s.must(os.WriteFile(filepath.Join(outside, "secret.md"), []byte("longer"), 0o644))
		s.must(os.WriteFile(filepath.Join(outside, "new.md"), []byte("x"), 0o644))
		awaitHeartbeat(s)
		if got := s.told(); len(got.names) > 0 || got.rescan {
			s.Errorf("what is outside changed: %v", got)
		}
		s.remove("content/file.md")
		s.remove("content/folder")
	}},
	{name: "link to a folder inside", want: []string{"content/folder"}, unwanted: []string{"content/folder/n.md"}, do: func(s *source) {
		s.symlink("../shared", "content/folder")
		s.write("shared/n.md", "x")
	}},
	{name: "checkout of everything", want: copied("content"), rescan: may, do: checkout},
}

type rescan int

const (
	never rescan = iota
	may
	must
)

func copied(folder string) []string {
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprintf("%s/%d/guide.md", folder, 10000+i), fmt.Sprintf("%s/%d/image/1.png", folder, 10000+i/10))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkout replaces 500 files, removes 20 and makes 20, as git does, and counts
// what is told.
func checkout(s *source) {
	version := func(gone, made int, text string) {
		for i := range 500 {
			name := fmt.Sprintf("content/all/%d.md", i)
			if err := os.Remove(s.path(name)); err != nil && !os.IsNotExist(err) {
				s.Fatal(err)
			}
			if i/20 != gone {
				s.write(name, text)
			}
		}
		for i := range 20 {
			s.write(fmt.Sprintf("content/all/%d.md", made+i), text)
		}
	}
	version(0, 1000, "one")
	s.told()
	version(1, 2000, "other")
	got := s.told()
	for i := range 500 {
		if name := fmt.Sprintf("content/all/%d.md", i); !got.covers(name) {
			s.Fatalf("%s was not told: %v", name, got)
		}
	}
	if got.changes > 12 { // one or two on a machine that is not busy
		s.Errorf("540 files were told in %d changes", got.changes)
	}
	for _, name := range copied("content") {
		s.write(name, "x")
	}
}

// awaitHeartbeat waits until the watcher has looked at its links at least once.
func awaitHeartbeat(s *source) {
	s.Helper()
	s.symlink("../shared/text.md", "content/heart.md")
	s.told()
	for range 2 {
		s.save("shared/text.md", os.O_APPEND, "x")
		s.await("content/heart.md")
	}
	s.remove("content/heart.md")
	s.told()
}

func TestChanges(t *testing.T) {
	for _, mode := range modes {
		for _, tt := range changeTests {
			if tt.only != "" && tt.only != mode.name {
				continue
			}
			t.Run(mode.name+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				s := newSource(t, Options{Poll: mode.poll})
				if polling, why := s.w.Polling(); polling != (mode.poll > 0) {
					t.Fatalf("polling: %v, %s", polling, why)
				}
				tt.do(s)
				got := s.told()
				for _, name := range tt.want {
					if !got.covers(name) {
						t.Errorf("%q was not told: %v", name, got)
					}
				}
				for _, name := range tt.unwanted {
					if got.names[name] {
						t.Errorf("%q was told: %v", name, got)
					}
				}
				if got.rescan && tt.rescan == never || !got.rescan && tt.rescan == must {
					t.Errorf("rescan is %v", got.rescan)
				}
				s.wantAllWatched()
			})
		}
	}
}
