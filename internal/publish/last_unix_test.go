//go:build unix

package publish

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLast: only what the last build wrote, and as it wrote it, is given back.
func TestLast(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	opts := Options{Dir: dir}
	written := site{"a/same.png": "same", "a/short.png": "longer", "a/other.png": "other", "a/gone.png": "gone", "a/pipe.png": "pipe"}
	mustPublish(t, opts, written)
	for name, data := range map[string]string{"a/short.png": "l", "a/other.png": "othEr", "a/foreign.png": "foreign"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a/gone.png", "a/pipe.png"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "a/pipe.png"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Begin(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Abort(); err != nil {
			t.Error(err)
		}
	}()
	if data, ok := p.Last("a/same.png"); !ok || string(data) != "same" {
		t.Errorf("got %q, %v", data, ok)
	}
	for _, name := range []string{"a/short.png", "a/other.png", "a/gone.png", "a/pipe.png", "a/foreign.png", "a", "b.png", "../public/a/same.png"} {
		if data, ok := p.Last(name); ok {
			t.Errorf("%s is %q", name, data)
		}
	}
}
