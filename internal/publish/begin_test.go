package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

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
		top := fs.FileMode(0o2750)
		if os.Getuid() == 0 {
			top = 0o2550 // others may not publish there
		}
		bits := map[string]fs.FileMode{"": top, "11982": 0o700, "notes": 0o555, "index.html": 0o600, "same.txt": 0o664}
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
		if info, err := os.Lstat(filepath.Join(opts.Dir, "new")); err != nil || info.Mode()&fs.ModeSetgid == 0 {
			t.Errorf("a new folder did not inherit the group: %v %v", info.Mode(), err)
		}
		for _, name := range []string{"", "notes"} { // lets the test clean up
			if err := os.Chmod(filepath.Join(opts.Dir, name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
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

func TestLockIsExclusive(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	var holders atomic.Int32
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for taken := 0; taken < 300; runtime.Gosched() {
				l, err := tryLock(name)
				if err != nil {
					t.Error(err)
					return
				}
				if l == nil {
					continue
				}
				taken++
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d hold the lock", n)
				}
				runtime.Gosched()
				holders.Add(-1)
				if err := l.release(disk{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
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
