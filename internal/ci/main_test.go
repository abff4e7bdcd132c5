package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInstalled uses a search path with nothing in it but a made-up apt-get, which
// makes the program that it is asked to install.
func TestInstalled(t *testing.T) {
	for _, c := range []struct {
		name, aptGet, want string // want is a part of the error
		programs           []string
	}{
		{"there already", "exit 9", "", []string{"", "nothing", "sh"}},
		{"no way to install", "", "install chromium (as root: apt-get install chromium)", []string{"nothing"}},
		{"installed", `test "$1" = update || { echo "#!/bin/sh" > "${0%/*}/browser"; /bin/chmod +x "${0%/*}/browser"; }`, "", []string{"browser"}},
		{"installed in vain", "exit 0", "not found, although it was installed", []string{"browser"}},
		{"update fails", "exit 3", "apt-get update: exit status 3", []string{"browser"}},
		{"install fails", `test "$1" = update`, "apt-get install: exit status 1", []string{"browser"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			bin := t.TempDir()
			t.Setenv("PATH", bin)
			program(t, filepath.Join(bin, "sh"), "exit 0")
			if c.aptGet != "" {
				program(t, filepath.Join(bin, "apt-get"), c.aptGet)
			}
			if os.Getuid() != 0 && c.programs[len(c.programs)-1] != "sh" {
				c.want = "it cannot be installed here"
			}
			err := installed("chromium", c.programs, "chromium")(t.Context())
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func program(t *testing.T, name, script string) {
	t.Helper()
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
