package history

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a folder with a git repository in it.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	r := repository{t, t.TempDir()}
	r.git("init", "-q")
	return r
}

func (r repository) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir, "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r repository) write(name, text string) {
	r.Helper()
	file := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

func (r repository) commit() {
	r.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "x")
}

func guide(reviewed, by, text string) string {
	return "---\ncode: \"11982\"\nreviewed: " + reviewed + "\nreviewed_by: " + by + "\n---\n" + text + "\n"
}

// TestRenewals lets guides live through several reviews, each state a commit, the last
// one in the folder only.
func TestRenewals(t *testing.T) {
	renewed := Renewal{"2025-01-01", "2026-01-01"}
	for name, c := range map[string]struct {
		states []string
		want   Renewal
	}{
		"date only":          {[]string{guide("2025-01-01", "A", "x"), guide("2026-01-01", "A", "x")}, renewed},
		"date and name":      {[]string{guide("2025-01-01", "A", "x"), guide("2026-01-01", "B", "x")}, renewed},
		"with a change":      {[]string{guide("2025-01-01", "A", "x"), guide("2026-01-01", "A", "y")}, Renewal{}},
		"change before":      {[]string{guide("2025-01-01", "A", "x"), guide("2025-01-01", "A", "y"), guide("2026-01-01", "A", "y")}, Renewal{}},
		"change afterwards":  {[]string{guide("2025-01-01", "A", "x"), guide("2026-01-01", "A", "x"), guide("2026-01-01", "A", "y")}, renewed},
		"change long before": {[]string{guide("2024-01-01", "A", "x"), guide("2025-01-01", "A", "y"), guide("2026-01-01", "A", "y")}, renewed},
		"two in a row":       {[]string{guide("2024-01-01", "A", "x"), guide("2025-01-01", "A", "x"), guide("2026-01-01", "A", "y")}, Renewal{}},
		"first review":       {[]string{guide("2026-01-01", "A", "x")}, Renewal{}},
		"no date before":     {[]string{"---\ncode: x\n---\nx\n", guide("2026-01-01", "A", "x")}, Renewal{}},
		"corrected back":     {[]string{guide("2026-01-01", "A", "x"), guide("2025-01-01", "A", "x")}, Renewal{}},
		"toml":               {[]string{"+++\nreviewed = 2025-01-01\n+++\nx\n", "+++\nreviewed = 2026-01-01\n+++\nx\n"}, renewed},
		"json":               {[]string{"{\n\"reviewed\": \"2025-01-01\",\n\"a\": 1}\nx\n", "{\n\"reviewed\": \"2026-01-01\",\n\"a\": 1}\nx\n"}, renewed},
		"said in the text":   {[]string{guide("2025-01-01", "A", "x"), guide("2026-01-01", "A", "It was reviewed: 2026-01-01 by A.")}, Renewal{}},
	} {
		for _, committed := range []bool{true, false} {
			r := newRepository(t)
			r.commit()
			for i, s := range c.states {
				r.write("content/a ü/11982.md", s)
				if committed || i < len(c.states)-1 {
					r.commit()
				}
			}
			got, err := Renewals(t.Context(), r.dir)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]Renewal{}
			if c.want != (Renewal{}) {
				want["content/a ü/11982.md"] = c.want
			}
			if !maps.Equal(got, want) {
				t.Errorf("%s, committed %t: got %v, want %v", name, committed, got, want)
			}
		}
	}
}

// TestBelow looks from a source directory below the repository's root.
func TestBelow(t *testing.T) {
	r := newRepository(t)
	for _, date := range []string{"2025-01-01", "2026-01-01"} {
		r.write("site/content/11982.md", guide(date, "A", "x"))
		r.write("content/11983.md", guide(date, "A", "x"))
		r.commit()
	}
	got, err := Renewals(t.Context(), filepath.Join(r.dir, "site"))
	if err != nil || len(got) != 1 || got["content/11982.md"].To != "2026-01-01" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestNone wants silence where there is no repository, no commit, or no git.
func TestNone(t *testing.T) {
	none := func(dir string) {
		t.Helper()
		if got, err := Renewals(t.Context(), dir); err != nil || len(got) > 0 {
			t.Errorf("%v, %v", got, err)
		}
	}
	none(t.TempDir())
	none(newRepository(t).dir)
	t.Setenv("PATH", t.TempDir())
	none(".")
}

// TestNothingIsRun puts programs where git would look for some, and wants none started.
func TestNothingIsRun(t *testing.T) {
	r := newRepository(t)
	trap := filepath.Join(r.dir, "trap")
	r.write("trap", "#!/bin/sh\ntouch '"+filepath.Join(r.dir, "sprung")+"'\n")
	if err := os.Chmod(trap, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "diff.x.command", "pager.log", "pager.diff"} {
		r.git("config", key, trap)
	}
	r.write(".gitattributes", "*.md diff=x\n")
	for _, date := range []string{"2025-01-01", "2026-01-01"} {
		r.write("content/11982.md", guide(date, "A", "x"))
		r.git("-c", "core.fsmonitor=false", "add", "-A")
		r.git("-c", "core.fsmonitor=false", "commit", "-q", "-m", "x")
	}
	if err := os.RemoveAll(filepath.Join(r.dir, "sprung")); err != nil {
		t.Fatal(err)
	}
	r.write("content/11982.md", guide("2027-01-01", "A", "x"))
	got, err := Renewals(t.Context(), r.dir)
	if err != nil || got["content/11982.md"].To != "2027-01-01" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "sprung")); err == nil {
		t.Error("a program of the repository's settings was run")
	}
}

// FuzzRead wants no input to break the reading of a patch.
func FuzzRead(f *testing.F) {
	f.Add("diff --git a/content/a.md b/content/a.md\n--- a/content/a.md\n+++ b/content/a.md\n@@ -3 +3 @@\n-reviewed: 2025-01-01\n+reviewed: 2026-01-01\n")
	f.Add("diff --git a b\n@@ \n\\ No newline\n+++ b/x")
	f.Fuzz(func(t *testing.T, patch string) {
		r := reader{files: map[string]*file{}}
		if err := r.read(strings.NewReader(patch)); err != nil {
			t.Error(err)
		}
		for name, x := range r.files {
			if x.renewed && (name == "" || x.To <= x.From) {
				t.Errorf("%q: %+v", name, x)
			}
		}
	})
}
