package watch

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// TestOverflow lets more happen than can be announced, while the watcher is held
// up in Ignore.
func TestOverflow(t *testing.T) {
	var hold atomic.Pointer[chan struct{}]
	s := newSource(t, Options{Ignore: func(name string) bool {
		if gate := hold.Load(); gate != nil {
			<-*gate
		}
		return ignored(name)
	}})
	gate := make(chan struct{})
	hold.Store(&gate)
	a, err := os.OpenFile(s.path("content/a.md"), os.O_WRONLY, 0)
	s.must(err)
	defer a.Close()
	b, err := os.OpenFile(s.path("content/b.md"), os.O_WRONLY, 0)
	s.must(err)
	defer b.Close()
	for range 2 * maxEvents { // by turns, since the system announces repetitions once
		for _, f := range []*os.File{a, b} {
			_, err := f.WriteAt([]byte("x"), 0)
			s.must(err)
		}
	}
	s.write("content/new/n.md", "made when nobody could tell")
	hold.Store(nil)
	close(gate)
	for !s.next().Rescan {
	}
	s.wantAllWatched()
}

// TestFaults makes the notification fail: once or twice is mended, and more is not
// borne.
func TestFaults(t *testing.T) {
	broken := errors.New("read /dev/inotify: broken")
	s := newSource(t, Options{})
	s.w.notes.fault(fsnotify.ErrEventOverflow)
	if c := s.next(); !c.Rescan {
		t.Errorf("told: %+v", c)
	}
	s.wantAllWatched()
	for range 100 { // at a heartbeat they are forgiven
		s.w.notes.fault(broken)
		if c := s.next(); !c.Rescan {
			t.Errorf("told: %+v", c)
		}
		if polling, _ := s.w.Polling(); polling {
			break
		}
	}
	s.wantPolling("the system does not announce changes here (read /dev/inotify: broken): looking every 500 ms")
	s.wantAllWatched()
}

// TestFaultsAreForgiven makes the notification fail now and then.
func TestFaultsAreForgiven(t *testing.T) {
	s := newSource(t, Options{})
	for range 3 {
		for range maxFaults - 1 {
			s.w.notes.fault(errors.New("broken"))
			for !s.next().Rescan {
			}
		}
		awaitHeartbeat(s)
	}
	if polling, why := s.w.Polling(); polling {
		t.Errorf("polling: %s", why)
	}
}

// TestEvent hands events to a watcher that are rare, or that other systems make.
func TestEvent(t *testing.T) {
	for _, tt := range []struct {
		name string
		op   fsnotify.Op
		want []string
	}{
		// exchanged for another that looks the same, within one tick of the clock
		{"content/a.md", fsnotify.Create, []string{"content/a.md"}},
		{"content/a.md", fsnotify.Write | fsnotify.Chmod, []string{"content/a.md"}},
		{"content/surgery", fsnotify.Write, nil}, // something in it changed
		{"content", fsnotify.Write, nil},
		{".", fsnotify.Write, nil},
		{".", fsnotify.Chmod, nil},
		{"content.txt", fsnotify.Write, nil},
		{"../outside.md", fsnotify.Write, nil},
		{"content/.hidden.md", fsnotify.Write, nil},
	} {
		s := newSource(t, Options{})
		s.must(s.w.Close()) // so that the test may do what the watcher does
		s.w.event(fsnotify.Event{Name: s.path(tt.name), Op: tt.op}, time.Now())
		if c := s.w.burst.change(); !slices.Equal(c.Names, tt.want) || c.Rescan {
			t.Errorf("%v of %s: told was %+v, want %q", tt.op, tt.name, c, tt.want)
		}
	}
}

// TestManyFoldersRemoved removes one folder after another while a change has been
// waiting for its receiver: the watches are to be set anew when it is over.
func TestManyFoldersRemoved(t *testing.T) {
	s := newSource(t, Options{})
	s.must(s.w.Close())
	s.w.notes = &notifier{} // as if it were open
	start := time.Now()
	s.w.burst.add("content/a.md", start.Add(-time.Hour))
	for i, name := range []string{"content/surgery/deep", "content/surgery"} {
		now := start.Add(time.Duration(i) * time.Millisecond)
		s.w.event(fsnotify.Event{Name: s.path(name), Op: fsnotify.Remove}, now)
		if due := s.w.burst.due(s.w.quiet, s.w.latest); !due.Equal(now.Add(s.w.quiet)) || !s.w.lost {
			t.Errorf("%s: due in %v, lost %v", name, due.Sub(now), s.w.lost)
		}
	}
}

func (s *source) wantPolling(want string) {
	s.Helper()
	if polling, why := s.w.Polling(); !polling || why != want {
		s.Errorf("polling: %v, %q, want %q", polling, why, want)
	}
}

func TestPolling(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    Options
		// remote is what kind of drive a path is on
		remote  func(folder string) string
		prepare func(s *source)
		why     string // empty if there is no reason to
	}{
		{name: "no reason"},
		{name: "asked for", o: Options{Poll: 7e6}, why: "as asked for: looking every 7 ms"},
		{name: "network drive", remote: func(string) string { return "a network drive (nfs)" },
			why: "this folder is on a network drive (nfs), where changes are not always announced: looking every 500 ms"},
		{name: "network drive inside", remote: func(folder string) string {
			if strings.HasSuffix(folder, "surgery") {
				return "a shared or virtual drive (fuse)"
			}
			return ""
		}, why: "content/surgery is on a shared or virtual drive (fuse), where changes are not always announced: looking every 500 ms"},
		{name: "a root behind a link", prepare: func(s *source) { s.symlink("shared", "layouts") },
			why: "layouts is a symbolic link, and changes behind one are not always announced: looking every 500 ms"},
		{name: "a root behind a link that leads outside", prepare: func(s *source) { s.symlink(s.TempDir(), "layouts") }},
		{name: "a file behind a link", prepare: func(s *source) { s.symlink("../shared/text.md", "content/link.md") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &source{T: t, dir: t.TempDir()}
			for _, name := range []string{"content/a.md", "content/surgery/c.md", "shared/text.md", "bedside.yaml"} {
				s.write(name, "first")
			}
			if tt.prepare != nil {
				tt.prepare(s)
			}
			if tt.remote == nil {
				tt.remote = remoteKind
			}
			tt.o.Dir, tt.o.Roots = s.dir, roots
			s.start(tt.o, tt.remote)
			if polling, why := s.w.Polling(); why != tt.why || polling != (why != "") {
				t.Errorf("polling: %v, %q, want %q", polling, why, tt.why)
			}
			s.wantAllWatched()
			s.write("content/new/n.md", "x")
			if got := s.told(); !got.names["content/new/n.md"] {
				t.Errorf("told: %v", got)
			}
		})
	}
}

// TestPollingLater finds a reason to poll when the watcher has long been running.
func TestPollingLater(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(s *source)
		why  string
	}{
		{"network drive mounted", func(s *source) { s.write("content/network/n.md", "x") },
			"content/network is on a network drive (smb), where changes are not always announced: looking every 500 ms"},
		{"root becomes a link", func(s *source) { s.symlink("shared", "layouts") },
			"layouts is a symbolic link, and changes behind one are not always announced: looking every 500 ms"},
		{"root is moved and becomes a link", func(s *source) {
			s.rename("content", "guides")
			s.symlink("guides", "content")
		}, "content is a symbolic link, and changes behind one are not always announced: looking every 500 ms"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &source{T: t, dir: t.TempDir()}
			for _, name := range []string{"content/a.md", "content/surgery/c.md", "shared/text.md"} {
				s.write(name, "first")
			}
			s.start(Options{Dir: s.dir, Roots: roots}, func(folder string) string {
				if strings.HasSuffix(folder, "network") {
					return "a network drive (smb)"
				}
				return ""
			})
			tt.do(s)
			for !s.next().Rescan {
			}
			s.wantPolling(tt.why)
			s.wantAllWatched()
			// what is behind the link is told by its name below the root
			for _, name := range []string{"layouts/text.md", "content/surgery/c.md"} {
				if _, err := os.Stat(s.path(name)); err != nil {
					continue
				}
				s.save(name, os.O_APPEND, "x")
				if got := s.told(); !got.names[name] {
					t.Errorf("%s was not told: %v", name, got)
				}
			}
		})
	}
}

func TestReason(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&silence{"content/x", "is far away"}, "content/x is far away"},
		{fmt.Errorf("while adding: %w", &silence{".", "is far away"}), "this folder is far away"},
		{errors.New("strange"), "the system does not announce changes here (strange)"},
	} {
		if got := reason(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}
