package watch

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const namespaceEnv = "WATCH_TEST_NAMESPACE"

// TestInNamespace runs the tests that need mounts and limits in a child with
// mounts and inotify limits of its own, which no other process sees and no
// privilege is needed for.
func TestInNamespace(t *testing.T) {
	if os.Getenv(namespaceEnv) != "" {
		t.Run("mounted over a root", testMountedOver)
		t.Run("overlay", testOverlay)
		t.Run("few watches", testFewWatches)
		t.Run("few watches later", testFewWatchesLater)
		t.Run("no instance", testNoInstance) // the last: the limit stays
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestInNamespace$", "-test.v")
	cmd.Env = append(os.Environ(), namespaceEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOSYS) {
		t.Fatalf("these tests lower limits in a namespace of their own, which this system forbids (%v): run them as root, or allow user namespaces", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// testMountedOver mounts a file system over a root, which is not announced, and
// takes it away again.
func testMountedOver(t *testing.T) {
	s := newSource(t, Options{})
	s.must(unix.Mount("tmpfs", s.path("content"), "tmpfs", 0, "size=1m"))
	for !s.next().Rescan {
	}
	s.write("content/mounted/n.md", "x")
	if got := s.told(); !got.names["content/mounted/n.md"] {
		t.Errorf("told: %v", got)
	}
	s.must(unix.Unmount(s.path("content"), unix.MNT_DETACH))
	for !s.next().Rescan {
	}
	s.wantAllWatched()
}

// testOverlay edits files of a lower layer through the overlay, as in a container.
func testOverlay(t *testing.T) {
	base := t.TempDir()
	s := &source{T: t, dir: base}
	s.must(unix.Mount("tmpfs", base, "tmpfs", 0, "size=4m"))
	t.Cleanup(func() { s.must(unix.Unmount(base, unix.MNT_DETACH)) })
	for _, dir := range []string{"upper", "work", "merged"} {
		s.mkdir(dir)
	}
	s.write("lower/content/surgery/c.md", "first")
	s.write("lower/content/surgery/d.md", "first")
	s.must(unix.Mount("overlay", s.path("merged"), "overlay", 0,
		"lowerdir="+s.path("lower")+",upperdir="+s.path("upper")+",workdir="+s.path("work")))
	t.Cleanup(func() { s.must(unix.Unmount(filepath.Join(base, "merged"), unix.MNT_DETACH)) })
	s.dir = s.path("merged")
	s.start(Options{Dir: s.dir, Roots: roots}, remoteKind)
	if polling, why := s.w.Polling(); polling {
		t.Errorf("polling: %s", why)
	}
	s.wantAllWatched() // copied up
	s.wantAllWatched()
	s.remove("content/surgery/d.md")
	if got := s.told(); !got.names["content/surgery/d.md"] {
		t.Errorf("told: %v", got)
	}
}

// limit sets a limit of this user namespace.
func limit(t *testing.T, name string, n int) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/user/"+name, []byte(strconv.Itoa(n)), 0); err != nil {
		t.Fatal(err)
	}
}

const watchesReason = "the system watches as many folders as it may, for all programs together " +
	"(fs.inotify.max_user_watches; to see changes at once: sudo sysctl fs.inotify.max_user_watches=524288): looking every 500 ms"

func testFewWatches(t *testing.T) {
	limit(t, "max_inotify_watches", 3)
	s := newSource(t, Options{})
	s.wantPolling(watchesReason)
	s.wantAllWatched()
}

// testFewWatchesLater makes a folder too many.
func testFewWatchesLater(t *testing.T) {
	limit(t, "max_inotify_watches", 100)
	s := newSource(t, Options{})
	if polling, why := s.w.Polling(); polling {
		t.Fatalf("polling: %s", why)
	}
	limit(t, "max_inotify_watches", 7)
	s.write("content/one/two/three/n.md", "x")
	for !s.next().Rescan {
	}
	s.wantPolling(watchesReason)
	s.wantAllWatched()
	if files := descriptors(); files > 20 {
		t.Errorf("%d open files", files)
	}
}

func testNoInstance(t *testing.T) {
	limit(t, "max_inotify_instances", 0)
	s := newSource(t, Options{})
	s.wantPolling("too many programs watch folders, or too many files are open " +
		"(fs.inotify.max_user_instances; to see changes at once: sudo sysctl fs.inotify.max_user_instances=512): looking every 500 ms")
	s.wantAllWatched()
}

// TestExchange lets two folders change places in one step.
func TestExchange(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSource(t, Options{Poll: mode.poll})
			s.write("content/x/deep/n.md", "x")
			s.told()
			s.must(unix.Renameat2(unix.AT_FDCWD, s.path("content/x"), unix.AT_FDCWD, s.path("content/surgery"), unix.RENAME_EXCHANGE))
			if got := s.told(); !got.covers("content/surgery/deep/n.md") || !got.covers("content/x/c.md") {
				t.Errorf("told: %v", got)
			}
			s.wantAllWatched()
		})
	}
}

func TestRemoteKind(t *testing.T) {
	for _, folder := range []string{"/proc", "/sys", "/dev", "/no/such/folder"} {
		if kind := remoteKind(folder); kind != "" {
			t.Errorf("%s: %s", folder, kind)
		}
	}
	for magic, kind := range remoteKinds {
		if !strings.HasPrefix(kind, "a ") || !strings.HasSuffix(kind, ")") {
			t.Errorf("%#x: %q does not fit into “this folder is on …”", magic, kind)
		}
	}
}
