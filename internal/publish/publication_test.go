package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// site is path → content; on disk, a value "-> x" is a link to x and "dir" after
// a trailing slash is an empty folder.
type site map[string]string

func publishSite(opts Options, s site) (Changes, error) {
	p, err := Begin(opts)
	if err != nil {
		return Changes{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if err := p.Add(name, []byte(s[name])); err != nil {
			return Changes{}, errors.Join(err, p.Abort())
		}
	}
	return p.Commit(context.Background())
}

func mustPublish(t *testing.T, opts Options, s site) Changes {
	t.Helper()
	c, err := publishSite(opts, s)
	if err != nil {
		t.Fatalf("publishing: %v", err)
	}
	return c
}

// tree reads what is on disk, without the manifest.
func tree(t *testing.T, dir string) site {
	t.Helper()
	s := make(site)
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case rel == ManifestName || rel == ".":
		case e.IsDir():
			entries, err := os.ReadDir(name)
			if len(entries) == 0 {
				s[rel+"/"] = "dir"
			}
			return err
		case e.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(name)
			s[rel] = "-> " + target
			return err
		default:
			b, err := os.ReadFile(name)
			s[rel] = string(b)
			return err
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return s
}

// put writes files, links and empty folders by hand.
func put(t *testing.T, dir string, s site) {
	t.Helper()
	for name, text := range s {
		full := filepath.Join(dir, name)
		var err error
		if err = os.MkdirAll(filepath.Dir(full), 0o755); err == nil {
			switch target, isLink := strings.CutPrefix(text, "-> "); {
			case strings.HasSuffix(name, "/"):
				err = os.MkdirAll(full, 0o755)
			case isLink:
				err = os.Symlink(target, full)
			default:
				err = os.WriteFile(full, []byte(text), 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func wantTree(t *testing.T, dir string, wants ...site) {
	t.Helper()
	want := make(site)
	for _, w := range wants {
		maps.Copy(want, w)
	}
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Errorf("%s holds %v, want %v", filepath.Base(dir), got, want)
	}
}

// wantNoLitter checks that nothing of Bedside's is left beside or in the folder.
func wantNoLitter(t *testing.T, dir string) {
	t.Helper()
	for _, home := range []string{filepath.Dir(dir), dir} {
		names, err := filepath.Glob(filepath.Join(home, ".*.bedside-*"))
		if err != nil || len(names) > 0 {
			t.Errorf("left over: %v %v", names, err)
		}
	}
}

// ways are the two ways to put a site in place.
var ways = map[string]bool{"exchange": false, "in place": true}

func eachWay(t *testing.T, test func(t *testing.T, opts Options)) {
	for name, inPlace := range ways {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			test(t, Options{Dir: dir, inPlace: inPlace})
			wantNoLitter(t, dir)
		})
	}
}

var (
	siteA = site{"index.html": "home a", "11982/index.html": "guide a", "11982/handout/index.html": "print",
		"gone/deep/index.html": "gone", "assets/main.css": "css", "same.txt": "same", "swap": "file", "turn/x": "x", "turn/y/z": "z"}
	siteB = site{"index.html": "home bb", "11982/index.html": "guide b", "11982/handout/index.html": "print",
		"assets/main.css": "css", "same.txt": "same", "new/deep/index.html": "new", "empty.txt": "", "swap/in": "folder", "turn": "file"}
)

func TestPublish(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		if c := mustPublish(t, opts, siteA); c.Written != 9 || c.Unchanged != 0 || c.Removed != 0 || len(c.Kept) != 0 {
			t.Errorf("first build: %+v", c)
		}
		wantTree(t, opts.Dir, siteA)
		if c := mustPublish(t, opts, siteA); c.Written != 0 || c.Unchanged != 9 || c.Removed != 0 {
			t.Errorf("the same again: %+v", c)
		}
		if c := mustPublish(t, opts, siteB); c.Written != 6 || c.Unchanged != 3 || c.Removed != 4 || len(c.Kept) != 0 {
			t.Errorf("another site: %+v", c)
		}
		wantTree(t, opts.Dir, siteB)
		fresh := filepath.Join(t.TempDir(), "fresh")
		mustPublish(t, Options{Dir: fresh}, siteB)
		wantManifests(t, opts.Dir, fresh)
		mustPublish(t, opts, siteA)
		wantTree(t, opts.Dir, siteA)
	})
}

// wantManifests checks that the way to a site does not show in its manifest.
func wantManifests(t *testing.T, a, b string) {
	t.Helper()
	x, errX := os.ReadFile(filepath.Join(a, ManifestName))
	y, errY := os.ReadFile(filepath.Join(b, ManifestName))
	if errX != nil || errY != nil || string(x) != string(y) {
		t.Errorf("manifests differ: %v %v\n%s\n%s", errX, errY, x, y)
	}
}

func TestUnchangedTouchesNothing(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		before, err := os.Lstat(opts.Dir)
		if err != nil {
			t.Fatal(err)
		}
		opts.disk.before = func(step, name string) error {
			if step != "lock" && name != filepath.Dir(opts.Dir) && !strings.Contains(name, ".public.bedside-") {
				t.Errorf("%s %s", step, name)
			}
			if step == "link" {
				t.Errorf("link %s", name)
			}
			return nil
		}
		mustPublish(t, opts, siteA)
		after, err := os.Lstat(opts.Dir)
		if err != nil || !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
			t.Errorf("the folder was touched: %v", err)
		}
	})
}

func TestUnchangedFilesKeepInodes(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		same := filepath.Join(opts.Dir, "same.txt")
		changed := filepath.Join(opts.Dir, "index.html")
		sameBefore, err := os.Lstat(same)
		if err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(t.TempDir(), "backup")
		if err := os.Link(changed, backup); err != nil {
			t.Fatal(err)
		}
		open, err := os.Open(changed)
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
		mustPublish(t, opts, siteB)
		if sameAfter, err := os.Lstat(same); err != nil || !os.SameFile(sameBefore, sameAfter) {
			t.Errorf("an unchanged file was made anew: %v", err)
		}
		if b, err := os.ReadFile(backup); err != nil || string(b) != siteA["index.html"] {
			t.Errorf("a hard link now reads %q, %v", b, err)
		}
		got := make([]byte, 20)
		if n, _ := open.Read(got); string(got[:n]) != siteA["index.html"] {
			t.Errorf("an open file now reads %q", got[:n])
		}
	})
}

func TestForeignFilesAreKept(t *testing.T) {
	hand := site{"CNAME": "example.org", ".gitignore": "*", ".git/config": "c", ".git/objects/ab/cd": "o",
		"notes/a/b.txt": "n", "notes/c.txt": "c", "11982/mine.txt": "m", "gone/deep/mine.txt": "g",
		"link": "-> /nowhere", "photos/": "dir", "11982/x/l": "-> ..", ".well-known/acme/token": "t"}
	kept := []string{"11982/mine.txt", "11982/x/", "CNAME", "link", "notes/", "photos/"}
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, hand)
		c := mustPublish(t, opts, siteA)
		want := append([]string{"gone/deep/mine.txt"}, kept...)
		slices.Sort(want)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("unchanged: kept %q, want %q", c.Kept, want)
		}
		c = mustPublish(t, opts, siteB)
		want = append([]string{"gone/"}, kept...)
		slices.Sort(want)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("changed: kept %q, want %q", c.Kept, want)
		}
		wantTree(t, opts.Dir, siteB, hand)
		c = mustPublish(t, opts, siteB)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("again: kept %q, want %q", c.Kept, want)
		}
	})
}

func TestForeignFolder(t *testing.T) {
	photos := site{"a.jpg": "photo", "2019/b.jpg": "photo"}
	eachWay(t, func(t *testing.T, opts Options) {
		put(t, opts.Dir, photos)
		c := mustPublish(t, opts, siteA)
		if want := []string{"2019/", "a.jpg"}; !slices.Equal(c.Kept, want) {
			t.Errorf("kept %q, want %q", c.Kept, want)
		}
		wantTree(t, opts.Dir, siteA, photos)
	})
}

func TestRefusals(t *testing.T) {
	tests := map[string]struct {
		published site // by an earlier build
		hand      site // put there by a person
		remove    []string
		add       site
		want      []string // in the message
	}{
		"foreign page": {hand: site{"index.html": "mine"}, add: siteA, want: []string{"public/index.html", "another folder"}},
		"foreign pages": {hand: site{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1"}, add: site{"a": "", "b": "", "c": "", "d": "", "e": "1"},
			want: []string{"public/a, ", "public/c and 1 more"}},
		"foreign page in ours":    {published: siteA, hand: site{"new/deep/index.html": "mine"}, add: siteB, want: []string{"public/new/deep/index.html"}},
		"foreign link":            {hand: site{"index.html": "-> x"}, add: siteA, want: []string{"public/index.html"}},
		"file for folder":         {hand: site{"11982": "mine"}, add: siteA, want: []string{"public/11982 is not a folder", "11982/handout/index.html"}},
		"link for folder":         {hand: site{"11982": "-> /"}, add: siteA, want: []string{"public/11982 is not a folder"}},
		"folder for file":         {hand: site{"swap/mine": "x"}, add: siteA, want: []string{"public/swap"}},
		"our folder is a file":    {published: siteA, remove: []string{"11982"}, hand: site{"11982": "mine"}, add: siteA, want: []string{"public/11982 is not a folder"}},
		"our folder is a link":    {published: siteA, remove: []string{"11982"}, hand: site{"elsewhere/index.html": "guide a", "11982": "-> elsewhere"}, add: siteA, want: []string{"public/11982"}},
		"our file is a folder":    {published: siteA, remove: []string{"same.txt"}, hand: site{"same.txt/mine": "x"}, add: siteA, want: []string{"public/same.txt is a folder", "public/same.txt/mine"}},
		"mine in a turned folder": {published: siteA, hand: site{"turn/y/mine": "x"}, add: siteB, want: []string{"public/turn is a folder", "public/turn/y/mine"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			opts := Options{Dir: "public"}
			if tt.published != nil {
				mustPublish(t, opts, tt.published)
			}
			for _, name := range tt.remove {
				if err := os.RemoveAll(filepath.Join("public", name)); err != nil {
					t.Fatal(err)
				}
			}
			put(t, "public", tt.hand)
			before := tree(t, "public")
			_, err := publishSite(opts, tt.add)
			if err == nil {
				t.Fatal("it was published")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), filepath.FromSlash(want)) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			wantTree(t, "public", before)
			wantNoLitter(t, "public")
		})
	}
}

func TestMending(t *testing.T) {
	tests := map[string]struct {
		remove []string
		hand   site
	}{
		"page is a link":       {[]string{"index.html"}, site{"index.html": "-> ../outside"}},
		"page is a dead link":  {[]string{"index.html"}, site{"index.html": "-> nothing"}},
		"page is empty folder": {[]string{"index.html"}, site{"index.html/": "dir"}},
		"page is missing":      {[]string{"index.html"}, nil},
		"folder is missing":    {[]string{"11982"}, nil},
		"page is edited":       {nil, site{"index.html": "home x"}},
		"page is cut":          {nil, site{"11982/index.html": ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				outside := filepath.Join(filepath.Dir(opts.Dir), "outside")
				put(t, filepath.Dir(outside), site{"outside": "home a"})
				mustPublish(t, opts, siteA)
				for _, name := range tt.remove {
					if err := os.RemoveAll(filepath.Join(opts.Dir, name)); err != nil {
						t.Fatal(err)
					}
				}
				put(t, opts.Dir, tt.hand)
				mustPublish(t, opts, siteA)
				wantTree(t, opts.Dir, siteA)
				if b, err := os.ReadFile(outside); err != nil || string(b) != "home a" {
					t.Errorf("written through a link: %q %v", b, err)
				}
			})
		})
	}
}

func TestDamagedManifest(t *testing.T) {
	damage := map[string]func(b []byte) []byte{
		"emptied": func(b []byte) []byte { return nil },
		"halved":  func(b []byte) []byte { return b[:len(b)/2] },
		"noise":   func(b []byte) []byte { return []byte("\x00\xff noise\n") },
		"flipped": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"no end":  func(b []byte) []byte { return b[:strings.LastIndex(string(b), "end ")] },
		"short":   func(b []byte) []byte { return b[:len(b)-1] },
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				mustPublish(t, opts, siteA)
				manifest := filepath.Join(opts.Dir, ManifestName)
				b, err := os.ReadFile(manifest)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(manifest, spoil(b), 0o644); err != nil {
					t.Fatal(err)
				}
				next := maps.Clone(siteA)
				delete(next, "gone/deep/index.html")
				next["index.html"] = "changed"
				c := mustPublish(t, opts, next)
				if want := []string{"gone/"}; !slices.Equal(c.Kept, want) || c.Removed != 0 || c.Written != 1 {
					t.Errorf("%+v, want %q kept", c, want)
				}
				wantTree(t, opts.Dir, next, site{"gone/deep/index.html": "gone"})
				if c := mustPublish(t, opts, next); c.Unchanged != len(next) {
					t.Errorf("next build: %+v", c)
				}
			})
		})
	}
}

// A manifest that is in order but was made up must not lead out of the folder.
func TestManifestCannotNameOutside(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	put(t, filepath.Dir(dir), site{"public/a": "a", "secret": "s"})
	text := formatManifest([]string{"../secret"}, func(string) record { return record{} })
	put(t, dir, site{ManifestName: string(text)})
	mustPublish(t, Options{Dir: dir}, site{"index.html": "x"})
	wantTree(t, filepath.Dir(dir), site{"public/a": "a", "public/index.html": "x", "secret": "s",
		"public/" + ManifestName: tree(t, filepath.Dir(dir))["public/"+ManifestName]})
}

func TestMissingManifest(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		if err := os.Remove(filepath.Join(opts.Dir, ManifestName)); err != nil {
			t.Fatal(err)
		}
		if c := mustPublish(t, opts, siteA); c.Unchanged != len(siteA) || len(c.Kept) != 0 {
			t.Errorf("%+v", c)
		}
		if c := mustPublish(t, opts, site{"index.html": "x"}); c.Removed != len(siteA)-1 {
			t.Errorf("the files were not adopted: %+v", c)
		}
		wantTree(t, opts.Dir, site{"index.html": "x"})
	})
}

func TestAddErrors(t *testing.T) {
	tests := map[string]struct {
		add  []string
		want string
	}{
		"twice":         {[]string{"a/b", "a/b"}, "a/b is published twice"},
		"file first":    {[]string{"a", "a/b/c"}, "a is published as a file, and as a folder with a/b/c in it"},
		"folder first":  {[]string{"a/b/c", "a/b/d", "a"}, "a is published as a file, and as a folder with a/b/c in it"},
		"outside":       {[]string{"../x"}, "cannot be published"},
		"the manifest":  {[]string{ManifestName}, "begins with a dot"},
		"absolute path": {[]string{"/x"}, "must be relative"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
			mustPublish(t, opts, siteA)
			p, err := Begin(opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range tt.add {
				err = p.Add(name, []byte(name))
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if _, err := p.Commit(context.Background()); err == nil {
				t.Error("published after an error")
			}
			wantTree(t, opts.Dir, siteA)
			wantNoLitter(t, opts.Dir)
		})
	}
}

func TestAddKeepsNoReference(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	p, err := Begin(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	data := []byte("first")
	if err := p.Add("a", data); err != nil {
		t.Fatal(err)
	}
	copy(data, "XXXXX")
	if _, err := p.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantTree(t, dir, site{"a": "first"})
}

func TestAbort(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "made", "for", "public")
	p, err := Begin(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Add("a/b", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := p.Abort(); err != nil {
			t.Fatal(err)
		}
	}
	wantTree(t, base, nil)
	if err := p.Add("c", nil); !errors.Is(err, errEnded) {
		t.Errorf("Add after Abort: %v", err)
	}
	if _, err := p.Commit(context.Background()); !errors.Is(err, errEnded) {
		t.Errorf("Commit after Abort: %v", err)
	}
	mustPublish(t, Options{Dir: dir}, siteA)
	wantTree(t, dir, siteA)
}

func TestCancelledCommit(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		// Cancelled before Commit, and at each of its steps up to the exchange.
		for at := 0; ; at++ {
			ctx, cancel := context.WithCancel(context.Background())
			counting, n, changed := false, 0, false
			o := opts
			var mu sync.Mutex
			o.disk.before = func(step, name string) error {
				mu.Lock()
				defer mu.Unlock()
				changed = changed || step == "exchange" || step == "rename"
				if counting {
					if n++; n == at && !changed {
						cancel()
					}
				}
				return nil
			}
			p, err := Begin(o)
			if err != nil {
				t.Fatal(err)
			}
			for name, text := range siteB {
				if err := p.Add(name, []byte(text)); err != nil {
					t.Fatal(err)
				}
			}
			counting = true
			if at == 0 {
				cancel()
			}
			_, err = p.Commit(ctx)
			cancelled := ctx.Err() != nil
			cancel()
			if !cancelled {
				if at < 2 || err != nil {
					t.Errorf("ended after %d steps: %v", at, err)
				}
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("step %d: %v", at, err)
			}
			wantTree(t, opts.Dir, siteA)
			wantNoLitter(t, opts.Dir)
		}
		wantTree(t, opts.Dir, siteB)
	})
}

func TestDirs(t *testing.T) {
	base := t.TempDir()
	t.Chdir(base)
	put(t, base, site{"file": "x", "target/mine.txt": "m", "link": "-> target", "dead": "-> nothing", "empty/": "dir"})
	for dir, want := range map[string]string{"": "no folder", "/": "root of a file system", "file": "file is a file",
		"file/x": "file/x: not a directory", "dead": "dead is a link"} {
		if _, err := Begin(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Begin(%q): %v, want %q", dir, err, want)
		}
	}
	mustPublish(t, Options{Dir: "link"}, siteA)
	if target, err := os.Readlink("link"); err != nil || target != "target" {
		t.Errorf("the link became %q, %v", target, err)
	}
	wantTree(t, "target", siteA, site{"mine.txt": "m"})
	mustPublish(t, Options{Dir: "empty"}, siteA)
	wantTree(t, "empty", siteA)
	mustPublish(t, Options{Dir: "deep/er/" + strings.Repeat("n", 250)}, siteA)
	wantTree(t, "deep/er/"+strings.Repeat("n", 250), siteA)
	for _, dir := range []string{"target", "empty", "deep/er/x"} {
		wantNoLitter(t, dir)
	}
}

func TestPermissionBits(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, site{"notes/x": "x"})
		bits := map[string]fs.FileMode{"": 0o2750, "11982": 0o700, "notes": 0o555, "index.html": 0o600, "same.txt": 0o664}
		for name, perm := range bits {
			mode := perm & 0o777
			if perm&0o2000 != 0 {
				mode |= fs.ModeSetgid
			}
			bits[name] = mode
			if err := os.Chmod(filepath.Join(opts.Dir, name), mode); err != nil {
				t.Fatal(err)
			}
		}
		mustPublish(t, opts, siteB)
		for name, want := range bits {
			info, err := os.Lstat(filepath.Join(opts.Dir, name))
			if err != nil || info.Mode()&(fs.ModePerm|fs.ModeSetgid) != want {
				t.Errorf("%q has %v, %v; want %v", name, info.Mode(), err, want)
			}
		}
		os.Chmod(filepath.Join(opts.Dir, "notes"), 0o755) // lets the test clean up
	})
}

func TestLock(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public"), LockTimeout: 30 * time.Millisecond}
	p, err := Begin(opts)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(opts); err == nil || !strings.Contains(err.Error(), "another build is publishing to this folder") {
		t.Errorf("a second build: %v", err)
	}
	other := opts
	other.Dir = filepath.Join(filepath.Dir(opts.Dir), "other")
	mustPublish(t, other, siteA) // another folder beside it does not wait
	opts.LockTimeout = 0
	waiting := make(chan error)
	go func() {
		_, err := publishSite(opts, siteB)
		waiting <- err
	}()
	for name, text := range siteA {
		if err := p.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; err != nil {
		t.Fatal(err)
	}
	wantTree(t, opts.Dir, siteB)
	wantNoLitter(t, opts.Dir)
}

func TestTwoBuildsDiffer(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		var wg sync.WaitGroup
		for range 5 {
			for _, s := range []site{siteA, siteB} {
				wg.Go(func() {
					if _, err := publishSite(opts, s); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if got := tree(t, opts.Dir); !maps.Equal(got, siteA) && !maps.Equal(got, siteB) {
			t.Errorf("a mix: %v", got)
		}
	})
}

func TestConcurrentAdd(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
	big := make(site)
	for i := range 400 {
		big[fmt.Sprintf("%d/%d/index.html", i%40, i)] = strings.Repeat(fmt.Sprint(i), 50)
	}
	for round := range 3 {
		big["0/0/index.html"] = fmt.Sprint(round)
		p, err := Begin(opts)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for name, text := range big {
			wg.Go(func() {
				if err := p.Add(name, []byte(text)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if _, err := p.Commit(context.Background()); err != nil {
			t.Fatal(err)
		}
		wantTree(t, opts.Dir, big)
	}
	wantNoLitter(t, opts.Dir)
}

// Someone saves and makes files between the survey and the exchange.
func TestFilesMadeMeanwhile(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
	mustPublish(t, opts, siteA)
	put(t, opts.Dir, site{"CNAME": "old"})
	opts.disk.before = func(step, name string) error {
		if step == "exchange" {
			if err := os.Remove(filepath.Join(opts.Dir, "CNAME")); err != nil {
				return err
			}
			put(t, opts.Dir, site{"CNAME": "new", "11982/late.txt": "l", "gone/late/x": "l"})
		}
		return nil
	}
	c := mustPublish(t, opts, siteB)
	if want := []string{"11982/late.txt", "CNAME", "gone/"}; !slices.Equal(c.Kept, want) {
		t.Errorf("kept %q, want %q", c.Kept, want)
	}
	wantTree(t, opts.Dir, siteB, site{"CNAME": "new", "11982/late.txt": "l", "gone/late/x": "l"})
	wantNoLitter(t, opts.Dir)
}

// The kernel or the file system refuses the exchange.
func TestExchangeRefused(t *testing.T) {
	for _, refusal := range []error{syscall.EINVAL, syscall.EXDEV, syscall.EBUSY, syscall.ENOSYS} {
		opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, site{"CNAME": "x"})
		opts.disk.before = func(step, name string) error {
			if step == "exchange" {
				return refusal
			}
			return nil
		}
		mustPublish(t, opts, siteB)
		wantTree(t, opts.Dir, siteB, site{"CNAME": "x"})
		wantNoLitter(t, opts.Dir)
	}
}

// Without hard links the unchanged files are copied.
func TestLinkRefused(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
	mustPublish(t, opts, siteA)
	before, err := os.Lstat(filepath.Join(opts.Dir, "same.txt"))
	if err != nil {
		t.Fatal(err)
	}
	opts.disk.before = func(step, name string) error {
		if step == "link" {
			return &os.LinkError{Op: "link", Old: name, New: name, Err: syscall.EMLINK}
		}
		return nil
	}
	mustPublish(t, opts, siteB)
	wantTree(t, opts.Dir, siteB)
	after, err := os.Lstat(filepath.Join(opts.Dir, "same.txt"))
	if err != nil || os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("not a copy with the same date: %v", err)
	}
	put(t, opts.Dir, site{"CNAME": "x"}) // not copied: the files are moved instead
	mustPublish(t, opts, siteA)
	wantTree(t, opts.Dir, siteA, site{"CNAME": "x"})
	wantNoLitter(t, opts.Dir)
}

// A web server reads all the while; every page is there and whole.
func TestReadersSeeWholePages(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
	pages := func(letter string) site {
		s := make(site)
		for i := range 50 {
			s[fmt.Sprintf("%d/index.html", i)] = strings.Repeat(letter, 5000)
		}
		return s
	}
	mustPublish(t, opts, pages("a"))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			b, err := os.ReadFile(filepath.Join(opts.Dir, fmt.Sprint(i%50), "index.html"))
			if err != nil || len(b) != 5000 || strings.Trim(string(b), string(b[:1])) != "" {
				t.Errorf("page %d: %d bytes, %v", i%50, len(b), err)
				return
			}
		}
	})
	for _, letter := range []string{"b", "c", "d", "e"} {
		mustPublish(t, opts, pages(letter))
	}
	close(stop)
	wg.Wait()
}
