package publish

import (
	"os"
	"path/filepath"
	"testing"
)

func TestEarlier(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publishAll := func(files map[string]string) {
		t.Helper()
		p, err := Begin(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range files {
			if err := p.Add(name, []byte(data)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := p.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	publishAll(map[string]string{"a/one": "1", "a/two": "2", "a/three": "3", "a/gone": "4", "b": "5"})
	write := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a/two", "X")   // other bytes
	write("a/three", "3") // the same again
	write("a/own", "6")   // somebody's
	if err := os.Remove(filepath.Join(dir, "a/gone")); err != nil {
		t.Fatal(err)
	}
	p, err := Begin(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Abort() //nolint:errcheck // The test has ended.
	for name, want := range map[string]string{"a/one": "1", "a/two": "", "a/three": "3", "a/gone": "", "a/own": "", "b": "5", "never": "", "a": ""} {
		if got, ok := p.Earlier(name); string(got) != want || ok != (want != "") {
			t.Errorf("%s: %q, %t, want %q", name, got, ok, want)
		}
	}
	if got := Listed(dir, "a"); len(got) != 4 || !got["a/gone"] || got["b"] {
		t.Errorf("listed: %v", got)
	}
	if got := Listed(t.TempDir(), "a"); len(got) != 0 {
		t.Errorf("listed where nothing is: %v", got)
	}
}
