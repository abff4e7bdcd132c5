package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const namespaceEnv = "PUBLISH_TEST_NAMESPACE"

// TestInNamespace runs the tests that need mounts and limits in a child with its
// own mounts, which no other process sees and no privilege is needed for.
func TestInNamespace(t *testing.T) {
	if os.Getenv(namespaceEnv) != "" {
		t.Run("mount point", testMountPoint)
		t.Run("mount inside", testMountInside)
		t.Run("mount in the way", testMountInTheWay)
		t.Run("full disk", testFullDisk)
		t.Run("read only", testReadOnly)
		t.Run("few descriptors", testFewDescriptors) // the last: the limit stays
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestInNamespace$", "-test.v")
	cmd.Env = append(os.Environ(), namespaceEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOSYS) {
		t.Fatalf("these tests mount file systems in a namespace of their own, which this system forbids (%v): run them as root, or allow user namespaces", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func mount(t *testing.T, dir, options string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Fatalf("mount: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
}

// The published folder is a mount point and cannot change places.
func testMountPoint(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mount(t, dir, "size=4m")
	for _, s := range []site{siteA, siteB, siteA} {
		mustPublish(t, Options{Dir: dir}, s)
		wantTree(t, dir, s)
		wantNoLitter(t, dir)
	}
}

// Somebody mounted something in the published folder: nothing in it may be lost,
// and the folder with the mount stays where it is.
func testMountInside(t *testing.T) {
	tests := []struct {
		at     string
		mounts site
	}{
		{"uploads", site{"precious": "p"}},
		{"uploads", site{}},
		{"11982/uploads", site{"precious": "p"}},
		{"assets", site{"main.css": "css", "precious": "p"}}, // over a folder of the site
	}
	for _, tt := range tests {
		dir, bound := filepath.Join(t.TempDir(), "public"), t.TempDir()
		mustPublish(t, Options{Dir: dir}, siteA)
		put(t, bound, tt.mounts)
		full := filepath.Join(dir, tt.at)
		if err := os.MkdirAll(full, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount(bound, full, "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := unix.Unmount(full, 0); err != nil {
				t.Error(err)
			}
		})
		for _, s := range []site{siteB, siteA} {
			mustPublish(t, Options{Dir: dir}, s)
			got := tree(t, dir)
			for name, text := range s {
				if got[name] != text {
					t.Errorf("%s: %s holds %q", tt.at, name, got[name])
				}
			}
			if b, err := os.ReadFile(filepath.Join(bound, "precious")); string(b) != tt.mounts["precious"] {
				t.Errorf("%s: %q %v", tt.at, b, err)
			}
			wantNoLitter(t, dir)
		}
	}
}

// Where files of the site would have to go into the mount, it is refused.
func testMountInTheWay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, Options{Dir: dir}, siteA)
	mount(t, filepath.Join(dir, "gone"), "size=256k")
	mustPublish(t, Options{Dir: dir}, siteB)
	if _, err := publishSite(Options{Dir: dir}, siteA); err == nil || !strings.Contains(err.Error(), "public/gone is another file system") {
		t.Error(err)
	}
	wantTree(t, dir, siteB, site{"gone/": "dir"})
	wantNoLitter(t, dir)
}

func testFullDisk(t *testing.T) {
	for _, where := range []string{"public", "."} {
		base := filepath.Join(t.TempDir(), "disk")
		mount(t, filepath.Join(base, where), "size=256k")
		dir := filepath.Join(base, "public")
		mustPublish(t, Options{Dir: dir}, siteA)
		big := site{"index.html": "x", "big/page.html": strings.Repeat("x", 300<<10)}
		_, err := publishSite(Options{Dir: dir}, big)
		if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "public/big/page.html: no space left on device") {
			t.Errorf("%s: %v", where, err)
		}
		wantTree(t, dir, siteA)
		wantNoLitter(t, dir)
		mustPublish(t, Options{Dir: dir}, siteB)
		wantTree(t, dir, siteB)
	}
}

func testReadOnly(t *testing.T) {
	for _, where := range []string{"public", "."} {
		base := filepath.Join(t.TempDir(), "disk")
		at := filepath.Join(base, where)
		mount(t, at, "size=256k")
		dir := filepath.Join(base, "public")
		mustPublish(t, Options{Dir: dir}, siteA)
		if err := unix.Mount("", at, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		for _, s := range []site{siteA, siteB} {
			if _, err := publishSite(Options{Dir: dir}, s); !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), "public: read-only file system") {
				t.Errorf("%s: %v", where, err)
			}
		}
		wantTree(t, dir, siteA)
	}
}

func testFewDescriptors(t *testing.T) {
	opts := Options{Dir: filepath.Join(t.TempDir(), "public")}
	many := make(site)
	for i := range 300 {
		many[fmt.Sprintf("%d/a/b/index.html", i)] = fmt.Sprint(i)
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: 64}); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		many["round"] = fmt.Sprint(round)
		p, err := Begin(opts)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for name, text := range many {
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
	}
	wantTree(t, opts.Dir, many)
}

const nobodyEnv = "PUBLISH_TEST_NOBODY"

// TestWithoutRights publishes as a user who may not write here and there. Root
// may write anywhere, so it becomes nobody for this.
func TestWithoutRights(t *testing.T) {
	if base := os.Getenv(nobodyEnv); base != "" {
		withoutRights(t, base)
		return
	}
	base, err := os.MkdirTemp("", "publish")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(base) })
	// The temporary folders of a test are closed to others.
	binary := filepath.Join(base, "test")
	text, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(binary, text, 0o755), os.Chmod(base, 0o777)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "-test.run=^TestWithoutRights$")
	cmd.Env = append(os.Environ(), nobodyEnv+"="+base)
	cmd.Dir = base
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func withoutRights(t *testing.T, base string) {
	chmod := func(name string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(filepath.Join(base, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []string{"a", "b", "c", "d", "e"} {
		mustPublish(t, Options{Dir: filepath.Join(base, s, "public")}, siteA)
	}
	refused := func(name, want string) {
		t.Helper()
		dir := filepath.Join(base, name, "public")
		_, err := publishSite(Options{Dir: dir}, siteB)
		if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), want+": permission denied") {
			t.Errorf("%s: %v", name, err)
		}
		wantTree(t, dir, siteA)
		wantNoLitter(t, dir)
	}
	chmod("a/public", 0o555)
	refused("a", "a/public")
	chmod("a/public", 0o755)

	inClosedParent(t, base, chmod, refused)
	inClosedSite(t, base, chmod)

	// Nothing can be made.
	chmod("e", 0o555)
	_, err := Begin(Options{Dir: filepath.Join(base, "e/new/public")})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "e/new/public: permission denied") {
		t.Error(err)
	}
	chmod("e", 0o755)
}

// Where the parent is closed the files are moved inside.
func inClosedParent(t *testing.T, base string, chmod func(string, os.FileMode), refused func(name, want string)) {
	chmod("b", 0o555)
	dir := filepath.Join(base, "b/public")
	for _, s := range []site{siteB, siteA, siteB} {
		mustPublish(t, Options{Dir: dir}, s)
		wantTree(t, dir, s)
		wantNoLitter(t, dir)
	}
	mustPublish(t, Options{Dir: dir}, siteA)
	chmod("b/public/11982", 0o555)
	refused("b", "b/public/11982")
	chmod("b/public", 0o555)
	refused("b", "b/public")
	for _, name := range []string{"b", "b/public", "b/public/11982"} {
		chmod(name, 0o755)
	}
}

func inClosedSite(t *testing.T, base string, chmod func(string, os.FileMode)) {
	// A folder that was closed in the staged tree must not become litter.
	failing := Options{Dir: filepath.Join(base, "c/public")}
	failing.disk.before = func(step, name string) error {
		if step == "exchange" {
			return syscall.EIO
		}
		return nil
	}
	chmod("c/public/11982", 0o555)
	if _, err := publishSite(failing, siteB); !errors.Is(err, syscall.EIO) {
		t.Error(err)
	}
	wantTree(t, failing.Dir, siteA)
	wantNoLitter(t, failing.Dir)

	// A closed folder in the site is exchanged with the rest and stays closed.
	chmod("c/public/gone/deep", 0o555)
	chmod("c/public/11982", 0o555)
	dir := filepath.Join(base, "c/public")
	mustPublish(t, Options{Dir: dir}, siteB)
	wantTree(t, dir, siteB)
	wantNoLitter(t, dir)
	if info, err := os.Lstat(filepath.Join(dir, "11982")); err != nil || info.Mode().Perm() != 0o555 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	chmod("c/public/11982", 0o755)

	// A page that may not be read is replaced.
	chmod("d/public/index.html", 0)
	mustPublish(t, Options{Dir: filepath.Join(base, "d/public")}, siteB)
	chmod("d/public/index.html", 0o644)
	wantTree(t, filepath.Join(base, "d/public"), siteB)
}
