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
		t.Run("few descriptors", testFewDescriptors)
		t.Run("few descriptors while polling", testFewDescriptorsPolling)
		t.Run("no instance later", testNoInstanceLater)
		t.Run("no instance", testNoInstance)
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

const instancesReason = "too many programs watch folders, or too many files are open " +
	"(fs.inotify.max_user_instances; to see changes at once: sudo sysctl fs.inotify.max_user_instances=512): looking every 500 ms"

func testNoInstance(t *testing.T) {
	limit(t, "max_inotify_instances", 0)
	s := newSource(t, Options{})
	s.wantPolling(instancesReason)
	s.wantAllWatched()
}

// testNoInstanceLater takes the last instance away when the watches are to be set
// anew.
func testNoInstanceLater(t *testing.T) {
	s := newSource(t, Options{})
	limit(t, "max_inotify_instances", 0)
	s.remove("content/surgery")
	for !s.next().Rescan {
	}
	s.wantPolling(instancesReason)
	s.wantAllWatched()
	limit(t, "max_inotify_instances", 100)
	s.remove("content/b.md")
	s.wantAllWatched()
	if files := descriptors(); files > 20 {
		t.Errorf("%d open files", files)
	}
}

// exhaust opens files until no more can be opened, and returns how to close them.
func (s *source) exhaust() (release func()) {
	s.Helper()
	var old unix.Rlimit
	s.must(unix.Getrlimit(unix.RLIMIT_NOFILE, &old))
	s.must(unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: old.Max}))
	var files []*os.File
	for {
		f, err := os.Open("/dev/null")
		if errors.Is(err, unix.EMFILE) {
			break
		}
		s.must(err)
		files = append(files, f)
	}
	return func() {
		for _, f := range files {
			s.must(f.Close())
		}
		s.must(unix.Setrlimit(unix.RLIMIT_NOFILE, &old))
	}
}

// testFewDescriptors makes a folder when none can be listed.
func testFewDescriptors(t *testing.T) {
	s := newSource(t, Options{})
	release := s.exhaust()
	s.mkdir("content/new")
	for !s.next().Rescan {
	}
	release()
	s.wantPolling(instancesReason)
	s.write("content/new/n.md", "x")
	if got := s.told(); !got.covers("content/new/n.md") {
		t.Errorf("told: %v", got)
	}
	s.wantAllWatched()
}

// testFewDescriptorsPolling looks while no folder can be listed: what is in them
// has not gone.
func testFewDescriptorsPolling(t *testing.T) {
	looks := make(chan struct{})
	s := newSource(t, Options{Poll: modes[1].poll, Ignore: func(name string) bool {
		if name == "content" {
			select {
			case looks <- struct{}{}:
			default:
			}
		}
		return ignored(name)
	}})
	s.told()
	release := s.exhaust()
	for range 3 {
		<-looks
	}
	release()
	if got := s.told(); got.rescan || len(got.names) > 0 {
		t.Errorf("told although nothing changed: %v", got)
	}
	s.wantAllWatched()
}

// TestUnreadable gives a user who is not root a folder that he may not read, and
// then the right to.
func TestUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		// The path of the test may lead through folders that only root may enter.
		cmd := exec.Command("/proc/self/exe", "-test.run=^TestUnreadable$", "-test.v")
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			s := newSource(t, Options{Poll: mode.poll})
			folder := s.path("content/surgery")
			s.must(os.Chmod(folder, 0))
			s.Cleanup(func() { s.must(os.Chmod(folder, 0o755)) })
			if got := s.told(); !got.rescan {
				t.Errorf("told: %v", got)
			}
			s.save("content/a.md", os.O_APPEND, "x")
			if got := s.told(); got.rescan || !got.names["content/a.md"] {
				t.Errorf("told while it is unreadable: %v", got)
			}
			s.must(os.Chmod(folder, 0o755))
			if got := s.told(); !got.covers("content/surgery/c.md") || !got.covers("content/surgery/deep/d.md") {
				t.Errorf("told: %v", got)
			}
			s.wantAllWatched()
			if polling, why := s.w.Polling(); polling != (mode.poll > 0) {
				t.Errorf("polling: %v, %s", polling, why)
			}
		})
	}
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
