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

// ways are the ways to put a site in place.
var ways = map[string]func(*Options){
	"exchange": func(*Options) {},
	"spare":    func(o *Options) { o.Spare = filepath.Join(filepath.Dir(o.Dir), "cache", "spare") },
	"in place": func(o *Options) { o.inPlace = true },
}

func eachWay(t *testing.T, test func(t *testing.T, opts Options)) {
	for name, set := range ways {
		t.Run(name, func(t *testing.T) {
			opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
			set(&opts)
			test(t, opts)
			wantNoLitter(t, opts.Dir)
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

// Somebody puts files of a newer build there, but not its manifest.
func TestManifestFollowsTheFiles(t *testing.T) {
	for _, text := range []string{"home b", "home bb"} { // as long as before, and longer
		eachWay(t, func(t *testing.T, opts Options) {
			mustPublish(t, opts, siteA)
			put(t, opts.Dir, site{"index.html": text})
			soon := time.Now().Add(time.Minute)
			if err := os.Chtimes(filepath.Join(opts.Dir, "index.html"), soon, soon); err != nil {
				t.Fatal(err)
			}
			next := maps.Clone(siteA)
			next["index.html"] = text
			if c := mustPublish(t, opts, next); c.Unchanged != len(next) {
				t.Errorf("%+v", c)
			}
			fresh := filepath.Join(t.TempDir(), "fresh")
			mustPublish(t, Options{Dir: fresh}, next)
			wantManifests(t, opts.Dir, fresh)
		})
	}
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

// Someone saves and makes files between the survey and the exchange.
func TestFilesMadeMeanwhile(t *testing.T) {
	for _, way := range []string{"exchange", "spare"} {
		opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
		ways[way](&opts)
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, site{"CNAME": "old", "mine/a": "a"})
		opts.disk.before = func(step, name string) error {
			if step == "exchange" {
				if err := os.Remove(filepath.Join(opts.Dir, "CNAME")); err != nil {
					return err
				}
				put(t, opts.Dir, site{"CNAME": "new", "11982/late.txt": "l", "gone/late/x": "l", "mine/b": "b"})
			}
			return nil
		}
		c := mustPublish(t, opts, siteB)
		if want := []string{"11982/late.txt", "CNAME", "gone/", "mine/"}; !slices.Equal(c.Kept, want) {
			t.Errorf("%s: kept %q, want %q", way, c.Kept, want)
		}
		wantTree(t, opts.Dir, siteB, site{"CNAME": "new", "11982/late.txt": "l", "gone/late/x": "l", "mine/a": "a", "mine/b": "b"})
		wantNoLitter(t, opts.Dir)
	}
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
	if err := os.Chmod(filepath.Join(opts.Dir, "same.txt"), 0o664); err != nil {
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
	if err != nil || os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) || after.Mode().Perm() != 0o664 {
		t.Errorf("not a copy with the same date and bits: %v", err)
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
