//go:build unix

package publish

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// childEnv tells the test binary that it is a child that publishes siteB to a
// folder and kills itself: "way:step:folder".
const childEnv = "PUBLISH_TEST_CHILD"

// childDone is what a child exits with when it came to its end.
const childDone = 7

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		child(task)
	}
	os.Exit(m.Run())
}

func child(task string) {
	parts := strings.SplitN(task, ":", 3)
	at, err := strconv.Atoi(parts[1])
	if err != nil {
		panic(err)
	}
	opts := Options{Dir: parts[2]}
	if parts[0] == "records" {
		keepRecords(&opts)
	} else {
		ways[parts[0]](&opts)
	}
	var steps atomic.Int64
	opts.disk.before = func(string, string) error {
		if int(steps.Add(1)) == at {
			if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
				panic(err)
			}
			select {} // the signal may need a moment
		}
		return nil
	}
	if _, err := publishSite(opts, siteB); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(childDone)
}

// killedAt publishes siteB in a child that is killed before the given step, and
// reports whether the child was killed.
func killedAt(t *testing.T, way string, step int, dir string) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s:%d:%s", childEnv, way, step, dir))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("child: %v %s", err, out)
	}
	status := exit.Sys().(syscall.WaitStatus)
	if !status.Signaled() && exit.ExitCode() != childDone {
		t.Fatalf("child: %v %s", err, out)
	}
	return status.Signaled()
}

var byHand = site{"CNAME": "c", ".git/config": "g", "11982/mine.txt": "m"}

func with(s site) site {
	s = maps.Clone(s)
	maps.Copy(s, byHand)
	return s
}

func keepRecords(o *Options) {
	o.Records = filepath.Join(filepath.Dir(o.Dir), "records")
	o.Spare = filepath.Join(filepath.Dir(o.Dir), "cache", "spare")
}

// TestKilledWithoutManifest: a site whose manifest is lost is old or new too, whenever the
// build ends that mends it, and the next one is right.
func TestKilledWithoutManifest(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for step := 1; ; step++ {
		opts := Options{Dir: filepath.Join(memoryDir(t), "public")}
		keepRecords(&opts)
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, byHand)
		lose(t, opts, losses["removed"])
		killed := killedAt(t, "records", step, opts.Dir)
		seen[oldOrNew(t, opts.Dir, step)]++
		mustPublish(t, opts, siteB)
		wantTree(t, opts.Dir, with(siteB))
		mustPublish(t, opts, siteA)
		wantTree(t, opts.Dir, with(siteA))
		wantNoLitter(t, opts.Dir)
		if !killed {
			break
		}
	}
	if seen["old"] < 10 || seen["new"] < 5 {
		t.Errorf("too few moments were tried: %v", seen)
	}
}

func TestKilledAtEveryStep(t *testing.T) {
	for way, set := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			seen := map[string]int{}
			for step := 1; ; step++ {
				opts := Options{Dir: filepath.Join(memoryDir(t), "public")}
				set(&opts)
				prepare(t, opts)
				put(t, opts.Dir, byHand)
				killed := killedAt(t, way, step, opts.Dir)
				if opts.inPlace {
					finish(t, opts)
				}
				seen[oldOrNew(t, opts.Dir, step)]++
				mustPublish(t, opts, siteB)
				wantTree(t, opts.Dir, with(siteB))
				wantNoLitter(t, opts.Dir)
				if !killed {
					break
				}
			}
			if seen["old"] < 10 || seen["new"] < 5 {
				t.Errorf("too few moments were tried: %v", seen)
			}
		})
	}
}

// memoryDir is t.TempDir in memory where the system has such a place: these tests
// publish thousands of sites.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "publish")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// prepare publishes siteA, with spare folders of siteB where they are used.
func prepare(t *testing.T, opts Options) {
	t.Helper()
	if opts.Spare != "" {
		mustPublish(t, opts, siteB)
	}
	mustPublish(t, opts, siteA)
}

// finish does what the next Begin does after a crash.
func finish(t *testing.T, opts Options) {
	t.Helper()
	p, err := Begin(opts)
	if err == nil {
		err = p.Abort()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func oldOrNew(t *testing.T, dir string, step int) string {
	t.Helper()
	switch got := tree(t, dir); {
	case maps.Equal(got, with(siteA)):
		return "old"
	case maps.Equal(got, with(siteB)):
		return "new"
	default:
		t.Fatalf("step %d left a mix: %v", step, got)
		return ""
	}
}

func TestFirstBuildKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	for step := 1; ; step++ {
		dir := filepath.Join(memoryDir(t), "made", "public")
		killed := killedAt(t, "exchange", step, dir)
		if got := tree(t, dir); len(got) > 0 && !maps.Equal(got, siteB) {
			t.Fatalf("step %d left a part: %v", step, got)
		}
		mustPublish(t, Options{Dir: dir}, siteB)
		wantTree(t, dir, siteB)
		wantNoLitter(t, dir)
		if !killed {
			break
		}
	}
}

// Every step fails once, in every way of putting a site in place.
func TestFaultAtEveryStep(t *testing.T) {
	for way, set := range ways {
		for _, fault := range []error{syscall.ENOSPC, syscall.EACCES} {
			t.Run(way+" "+fault.Error(), func(t *testing.T) {
				seen := map[string]int{}
				for step := 1; ; step++ {
					opts := Options{Dir: filepath.Join(memoryDir(t), "public")}
					set(&opts)
					prepare(t, opts)
					put(t, opts.Dir, byHand)
					faulty := opts
					var mu sync.Mutex
					steps := 0
					faulty.disk.before = func(string, string) error {
						mu.Lock()
						defer mu.Unlock()
						if steps++; steps == step {
							return fault
						}
						return nil
					}
					_, err := publishSite(faulty, siteB)
					if opts.inPlace {
						finish(t, opts)
					}
					state := oldOrNew(t, opts.Dir, step)
					seen[state]++
					if err == nil && state == "old" {
						t.Fatalf("step %d: success without a new site", step)
					}
					if err != nil && !errors.Is(err, fault) {
						t.Errorf("step %d: the cause is lost in %q", step, err)
					}
					mustPublish(t, opts, siteB)
					wantTree(t, opts.Dir, with(siteB))
					wantNoLitter(t, opts.Dir)
					if steps < step {
						break
					}
				}
				if seen["new"] < 5 {
					t.Errorf("too few moments were tried: %v", seen)
				}
			})
		}
	}
}

func TestErrorsNameThePath(t *testing.T) {
	t.Chdir(t.TempDir())
	opts := Options{Dir: "public"}
	mustPublish(t, opts, siteA)
	for _, step := range []string{"create", "link", "exchange"} {
		opts.disk.before = func(s, name string) error {
			if s == step && (s != "create" || strings.HasSuffix(name, "11982/index.html")) {
				return &os.PathError{Op: "open", Path: name, Err: syscall.ENOSPC}
			}
			return nil
		}
		_, err := publishSite(opts, siteB)
		want := map[string]string{"create": "public/11982/index.html: no space left on device", "link": "public/",
			"exchange": "public: no space left on device"}[step]
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "bedside-") {
			t.Errorf("%s: %v, want %q", step, err, want)
		}
	}
}

// A journal that was made up must not lead out of the folder.
func TestDamagedJournal(t *testing.T) {
	for _, text := range []string{"", "noise", string(formatJournal([]string{"unlink ../victim"})), string(formatJournal([]string{"shred a"}))} {
		base := t.TempDir()
		opts := Options{Dir: filepath.Join(base, "public")}
		mustPublish(t, opts, siteA)
		staging := filepath.Join(base, ".public.bedside-1")
		put(t, base, site{"victim": "v", ".public.bedside-1/journal": text})
		if _, err := publishSite(opts, siteB); err == nil || !strings.Contains(err.Error(), "journal") {
			t.Errorf("%q: %v", text, err)
		}
		wantTree(t, opts.Dir, siteA)
		if err := os.Remove(filepath.Join(staging, "journal")); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, opts, siteB)
		wantTree(t, base, site{"victim": "v"}, under("public", siteB), under("public", site{ManifestName: tree(t, base)["public/"+ManifestName]}))
	}
}

// Between a crash and the next build somebody put a link where the journal leads.
func TestJournalFollowsNoLink(t *testing.T) {
	base := t.TempDir()
	opts := Options{Dir: filepath.Join(base, "public")}
	mustPublish(t, opts, siteA)
	if err := os.RemoveAll(filepath.Join(opts.Dir, "11982")); err != nil {
		t.Fatal(err)
	}
	put(t, base, site{"public/11982": "-> ../outside", "outside/index.html": "v", ".public.bedside-1/tree/11982/index.html": "x",
		".public.bedside-1/journal": string(formatJournal([]string{"place 11982/index.html"}))})
	if _, err := publishSite(opts, siteA); err == nil || !strings.Contains(err.Error(), "11982 is a link") {
		t.Error(err)
	}
	wantTree(t, filepath.Join(base, "outside"), site{"index.html": "v"})
}

func under(dir string, s site) site {
	out := make(site)
	for _, name := range slices.Sorted(maps.Keys(s)) {
		out[dir+"/"+name] = s[name]
	}
	return out
}
