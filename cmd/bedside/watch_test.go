package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestEmptyTexts tells which names settle waits for.
func TestEmptyTexts(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty.md": "", "full.md": "x", "empty.css": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	f := follower{dir: dir}
	for name, want := range map[string]bool{"empty.md": true, "full.md": false, "empty.css": false, "folder.md": false, "gone.md": false} {
		if f.empty(name) != want {
			t.Errorf("empty(%q) is %v", name, !want)
		}
	}
}
