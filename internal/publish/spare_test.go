package publish

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSpareFoldersAreUsed(t *testing.T) {
	base := t.TempDir()
	opts := Options{Dir: filepath.Join(base, "public"), Spare: filepath.Join(base, "cache", "spare")}
	changed := maps.Clone(siteA)
	mustPublish(t, opts, changed)
	put(t, opts.Dir, site{".git/config": "g"})
	made := 0
	for round, want := range []int{6, 0, 0} { // 11982, 11982/handout, gone, gone/deep, assets, turn …
		made = 0
		counting := opts
		counting.disk.before = func(step, name string) error {
			if step == "mkdir" && strings.Contains(name, "tree/") && !strings.Contains(name, ".git") {
				if _, err := os.Lstat(name); err != nil {
					made++
				}
			}
			return nil
		}
		changed["index.html"] += "."
		if c := mustPublish(t, counting, changed); c.Written != 1 {
			t.Errorf("round %d: %+v", round, c)
		}
		if (made > 0) != (want > 0) {
			t.Errorf("round %d made %d folders", round, made)
		}
		wantTree(t, opts.Dir, changed, site{".git/config": "g"})
		wantTree(t, opts.Spare, site{"11982/handout/": "dir", "gone/deep/": "dir", "assets/": "dir", "turn/y/": "dir"})
	}
	mustPublish(t, opts, siteB)
	mustPublish(t, opts, siteA)
	wantTree(t, opts.Dir, siteA, site{".git/config": "g"})
	wantTree(t, opts.Spare, site{"11982/handout/": "dir", "assets/": "dir", "new/deep/": "dir", "swap/": "dir"})
	wantNoLitter(t, opts.Dir)
}

// What somebody puts among the spare folders is neither followed nor published.
func TestSpoiledSpare(t *testing.T) {
	tests := map[string]func(t *testing.T, spare string){
		"files": func(t *testing.T, spare string) {
			put(t, spare, site{"index.html": "bad", "11982/index.html": "bad", "extra/x": "bad", ".git/x": "bad", ManifestName: "bad"})
		},
		"a folder for a file": func(t *testing.T, spare string) { put(t, spare, site{"index.html/x/y": "bad", "turn/x": "bad"}) },
		"links": func(t *testing.T, spare string) {
			put(t, spare, site{"assets": "-> ../../outside", "11982/handout": "-> ../../../outside", "index.html": "-> ../../outside/victim"})
		},
		"no rights": func(t *testing.T, spare string) {
			put(t, spare, site{"11982/": "dir"})
			if err := os.Chmod(filepath.Join(spare, "11982"), 0); err != nil {
				t.Fatal(err)
			}
		},
		"a file":  func(t *testing.T, spare string) { put(t, filepath.Dir(spare), site{"spare": "bad"}) },
		"a link":  func(t *testing.T, spare string) { put(t, filepath.Dir(spare), site{"spare": "-> ../outside"}) },
		"missing": func(*testing.T, string) {},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			opts := Options{Dir: filepath.Join(base, "public"), Spare: filepath.Join(base, "cache", "spare")}
			put(t, base, site{"outside/victim": "v"})
			mustPublish(t, opts, siteA)
			mustPublish(t, opts, siteB)
			if err := os.RemoveAll(opts.Spare); err != nil {
				t.Fatal(err)
			}
			spoil(t, opts.Spare)
			for _, s := range []site{siteA, siteB} {
				mustPublish(t, opts, s)
				wantTree(t, opts.Dir, s)
			}
			wantTree(t, filepath.Join(base, "outside"), site{"victim": "v"})
			wantNoLitter(t, opts.Dir)
		})
	}
}

func TestSpareInsideIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, spare := range []string{dir, filepath.Join(dir, ".spare")} {
		if _, err := Begin(Options{Dir: dir, Spare: spare}); err == nil || !strings.Contains(err.Error(), "lies in the published folder") {
			t.Errorf("%s: %v", spare, err)
		}
	}
}
