package watch

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		options Options
		want    string
	}{
		{Options{Dir: filepath.Join(dir, "missing")}, "missing: no such file or directory"},
		{Options{Dir: file}, "file: this is a file, not a folder"},
		{Options{Dir: dir, Roots: []string{"content", "../outside"}}, `"../outside" is no slash-separated name below it`},
		{Options{Dir: dir, Roots: []string{"/etc"}}, `"/etc" is no slash-separated name below it`},
	} {
		w, err := New(tt.options)
		if err == nil {
			w.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %s", tt.options, err, tt.want)
		}
	}
}

func TestClose(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSource(t, Options{Poll: mode.poll})
			s.write("content/a.md", "not received by anybody")
			var wait sync.WaitGroup
			for range 3 {
				wait.Go(func() {
					if err := s.w.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			for range s.w.Changes() {
				t.Error("a change was told after Close")
			}
			if err := s.w.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestDefaultRoot watches the directory itself as the root, and ignores nothing.
func TestDefaultRoot(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := &source{T: t, dir: t.TempDir()}
			s.write("x/y/file", "first")
			s.start(Options{Dir: s.dir, Roots: []string{"."}, Poll: mode.poll}, remoteKind)
			s.write(".hidden/z/new", "x")
			s.save("x/y/file", os.O_APPEND, "x")
			got := s.told()
			for _, name := range []string{".hidden/z/new", "x/y/file"} {
				if !got.names[name] {
					t.Errorf("%s was not told: %v", name, got)
				}
			}
		})
	}
}

// TestRelativeDir begins to watch by a relative path and then changes the working
// directory.
func TestRelativeDir(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := &source{T: t, dir: t.TempDir()}
			s.write("content/a.md", "first")
			t.Chdir(s.dir)
			s.start(Options{Dir: ".", Roots: roots, Poll: mode.poll}, remoteKind)
			t.Chdir(t.TempDir())
			s.write("content/deep/n.md", "x")
			if got := s.told(); !got.names["content/deep/n.md"] {
				t.Errorf("told: %v", got)
			}
		})
	}
}

// TestBusyReceiver changes files while nobody receives, until the watcher has taken
// note of the last.
func TestBusyReceiver(t *testing.T) {
	for _, mode := range modes {
		for _, tt := range []struct {
			files  int
			rescan bool
		}{{200, false}, {maxNames + 200, true}} {
			t.Run(fmt.Sprintf("%s/%d files", mode.name, tt.files), func(t *testing.T) {
				t.Parallel()
				const last = "content/busy/last.md"
				noted := make(chan struct{}, 2)
				s := newSource(t, Options{Poll: mode.poll, Quiet: time.Millisecond, Latest: 2 * time.Millisecond, Ignore: func(name string) bool {
					if name == last {
						select {
						case noted <- struct{}{}:
						default:
						}
					}
					return ignored(name)
				}})
				s.mkdir("content/busy")
				s.told() // it is watched from here on
				for range 3 {
					for i := range tt.files {
						s.save(fmt.Sprintf("content/busy/%d.md", i), os.O_CREATE|os.O_APPEND, "x")
					}
				}
				s.write(last, "x")
				<-noted
				<-noted // when it is announced as written, or looked for once more, the rest is noted
				got := s.told()
				for i := range tt.files {
					if name := fmt.Sprintf("content/busy/%d.md", i); !got.covers(name) {
						t.Fatalf("%s was not told: %v", name, got)
					}
				}
				if got.rescan != tt.rescan || got.changes > 3 { // what was waiting, and the last steps
					t.Errorf("told: %v", got)
				}
				s.remove("content/busy")
				s.told()
				s.wantAllWatched()
			})
		}
	}
}

// TestDirGoesAway moves the folder above the directory, which nobody announces,
// and the directory itself.
func TestDirGoesAway(t *testing.T) {
	for _, mode := range modes {
		for _, from := range []string{"above", "above/source"} {
			t.Run(mode.name+"/"+from, func(t *testing.T) {
				t.Parallel()
				above := t.TempDir()
				s := newSource(t, Options{Dir: filepath.Join(above, "above", "source"), Poll: mode.poll})
				move := func(from, to string) {
					if err := os.Rename(filepath.Join(above, from), filepath.Join(above, to)); err != nil {
						t.Fatal(err)
					}
				}
				move(from, "away")
				for !s.next().Rescan {
				}
				move("away", from)
				if got := s.told(); !got.covers("content/a.md") || !got.covers("content/surgery/deep/d.md") {
					t.Errorf("told when it is back: %v", got)
				}
				s.wantAllWatched()
				if polling, why := s.w.Polling(); polling != (mode.poll > 0) {
					t.Errorf("polling: %v, %s", polling, why)
				}
			})
		}
	}
}

// TestIgnoredRoot ignores a root, and a folder on the way to another.
func TestIgnoredRoot(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSource(t, Options{Poll: mode.poll, Ignore: func(name string) bool { return name == "content" || name == "theme" }})
			s.save("content/a.md", os.O_APPEND, "x")
			s.write("theme/parts/x.html", "x")
			s.remove("content")
			s.remove("theme")
			if got := s.told(); got.rescan || slices.ContainsFunc(slices.Collect(maps.Keys(got.names)), func(name string) bool { return name != "layouts" }) {
				t.Errorf("told: %v", got)
			}
		})
	}
}

// TestBetweenLooks makes and removes files so quickly that polling sees neither. A
// receiver that looked in between must be told.
func TestBetweenLooks(t *testing.T) {
	s := newSource(t, Options{Poll: 200 * time.Millisecond})
	s.told() // the next look is a while away
	for _, name := range []string{"content/surgery/new.md", "content/x/new.md", "layouts/new.html", "theme/parts/new.html"} {
		s.write(name, "x")
		s.remove(name)
	}
	for _, name := range []string{"content/x", "layouts", "theme"} {
		s.remove(name)
	}
	got := s.told()
	for _, name := range []string{"content/surgery", "content", "layouts", "theme"} {
		if !got.covers(name) {
			t.Errorf("%s was not told: %v", name, got)
		}
	}
}

// TestTooDeep watches a directory with folders so deep that their paths cannot be
// asked for.
func TestTooDeep(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSource(t, Options{Poll: mode.poll})
			root, err := os.OpenRoot(s.dir)
			s.must(err)
			defer root.Close()
			for range 20 { // root goes down with it
				name := strings.Repeat("d", 250)
				s.must(root.Mkdir(name, 0o755))
				deeper, err := root.OpenRoot(name)
				s.must(err)
				s.must(root.Close())
				root = deeper
			}
			s.rename(strings.Repeat("d", 250), "content/deep")
			s.told()
			if got := s.told(); got.rescan || len(got.names) > 0 {
				t.Errorf("told although nothing changed: %v", got)
			}
			s.save("content/surgery/c.md", os.O_APPEND, "x")
			if got := s.told(); !got.names["content/surgery/c.md"] {
				t.Errorf("told: %v", got)
			}
			if polling, why := s.w.Polling(); polling != (mode.poll > 0) {
				t.Errorf("polling: %v, %s", polling, why)
			}
		})
	}
}

// TestNoGrowth edits, makes, moves and removes two thousand times and wants
// nothing to pile up; and nothing to be left after Close.
func TestNoGrowth(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			before, filesBefore := runtime.NumGoroutine(), descriptors()
			s := newSource(t, Options{Poll: mode.poll})
			s.edit(100)
			goroutines, files := runtime.NumGoroutine(), descriptors()
			s.edit(2000)
			if g, f := runtime.NumGoroutine(), descriptors(); g > goroutines || f > files {
				t.Errorf("goroutines %d → %d, descriptors %d → %d", goroutines, g, files, f)
			}
			s.must(s.w.Close())
			for start := time.Now(); runtime.NumGoroutine() > before; runtime.Gosched() { // fsnotify's last one may still be returning
				if time.Since(start) > deadline {
					t.Fatalf("goroutines: %d before, %d after Close", before, runtime.NumGoroutine())
				}
			}
			if f := descriptors(); f > filesBefore {
				t.Errorf("descriptors: %d before, %d after Close", filesBefore, f)
			}
			for name := range s.w.seen {
				if _, err := os.Lstat(s.path(name)); err != nil {
					t.Errorf("%s is remembered and gone", name)
				}
			}
			if len(s.w.links) > 0 {
				t.Errorf("links that are gone are remembered: %v", s.w.links)
			}
		})
	}
}

// edit changes files, and makes and removes files, folders and links.
func (s *source) edit(times int) {
	s.Helper()
	for i := range times {
		s.save("content/a.md", os.O_APPEND, "x")
		switch i % 20 {
		case 5:
			s.mkdir("content/new/deep")
			s.symlink("a.md", "content/link.md")
		case 8:
			s.write("content/new/deep/n.md", "x")
		case 11:
			s.rename("content/new", "content/old")
			s.remove("content/link.md")
		case 15:
			s.remove("content/old")
		}
		if i%100 == 99 {
			if got := s.told(); !got.covers("content/a.md") {
				s.Fatalf("told: %v", got)
			}
		}
	}
}

// descriptors counts the open files of this process, where the system shows them.
func descriptors() int {
	for _, dir := range []string{"/proc/self/fd", "/dev/fd"} {
		if list, err := os.ReadDir(dir); err == nil {
			return len(list)
		}
	}
	return 0
}
