package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	validPaths = []string{"index.html", "11982/index.html", "_headers", "_redirects", ".well-known/security.txt",
		"assets/main.3f2a9c1b4d.css", "ä/ö ü.html", "a.b/c..d", "conx/lpt", strings.Repeat("n", 255), "com0", "aux-dir"}
	invalidPaths = map[string]string{
		"": "empty path", "/": "relative", "/etc/passwd": "relative", "a//b": "empty element", "a/": "empty element",
		".": `"."`, "..": `".."`, "../a": `".."`, "a/../b": `".."`, "a/./b": `"."`, `a\b`: "character", `..\a`: "dot",
		"a:b": "character", "c:/x": "character", "a?b": "character", "a*": "character", `a"`: "character", "a<b": "character", "a|b": "character",
		"a\x00b": "control", "a\nb": "control", "a\x7f": "control", "a\u0085b": "control", "a\u2028b": "control", "ä:b": "character",
		"a\xffb": "UTF-8", ".git/config": "dot", ".htaccess": "dot", "a/.well-known/b": "dot", "a/.b": "dot", ManifestName: "dot",
		strings.Repeat("n", 256): "256 bytes", "a./b": "ends with", "a ": "ends with", "con": "device", "AUX.txt": "device", "x/com1.html": "device",
	}
)

func TestValidPath(t *testing.T) {
	for _, name := range validPaths {
		if err := ValidPath(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for name, want := range invalidPaths {
		if err := ValidPath(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", name, err, want)
		}
	}
}

// No accepted path leaves the root, is another spelling of an accepted path, or
// collides with Bedside's own names.
func FuzzPath(f *testing.F) {
	for _, name := range validPaths {
		f.Add(name)
	}
	for name := range invalidPaths {
		f.Add(name)
	}
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, name string) {
		if ValidPath(name) != nil {
			return
		}
		local := filepath.FromSlash(name)
		if !filepath.IsLocal(local) || filepath.ToSlash(filepath.Clean(local)) != name {
			t.Fatalf("%q is not local or not clean", name)
		}
		full := filepath.Join(root, local)
		if rel, err := filepath.Rel(root, full); err != nil || rel != local || !strings.HasPrefix(full, root+string(os.PathSeparator)) {
			t.Fatalf("%q leads to %q", name, full)
		}
		if strings.ContainsAny(name, "\n\x00") || strings.Contains(name, ".bedside-") && strings.HasPrefix(name, ".") {
			t.Fatalf("%q is accepted", name)
		}
	})
}

func TestFingerprint(t *testing.T) {
	// SHA-256 of "abc" begins with ba7816bf8f01cfea.
	tests := map[string]string{"assets/main.css": "assets/main.ba7816bf8f.css", "x.tar.gz": "x.tar.ba7816bf8f.gz",
		"v1.2/LICENSE": "v1.2/LICENSE.ba7816bf8f"}
	for name, want := range tests {
		if got := Fingerprint(name, []byte("abc")); got != want {
			t.Errorf("Fingerprint(%q) = %q, want %q", name, got, want)
		}
	}
	if Fingerprint("a.js", []byte("a")) == Fingerprint("a.js", []byte("b")) {
		t.Error("different contents have one name")
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(manifestHead))
	f.Add(formatManifest(nil, nil))
	f.Add(formatManifest([]string{"b/c d.html", "a"}, func(name string) record { return record{size: int64(len(name))} }))
	f.Add(formatManifest([]string{"../x"}, func(string) record { return record{} }))
	f.Add(formatManifest([]string{"a", "a"}, func(string) record { return record{} }))
	f.Fuzz(func(t *testing.T, text []byte) {
		records := make(map[string]record)
		var paths []string
		err := parseManifest(text, func(name string, r record) {
			if err := ValidPath(name); err != nil {
				t.Fatal(err)
			}
			records[name] = r
			paths = append(paths, name)
		})
		if err != nil {
			return
		}
		if again := formatManifest(paths, func(name string) record { return records[name] }); string(again) != string(text) {
			t.Fatalf("%q is another spelling of %q", text, again)
		}
	})
}
