package publish

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// losses are ways in which a manifest gets lost.
var losses = map[string]func(t *testing.T, manifest string){
	"removed": func(t *testing.T, manifest string) {},
	"emptied": func(t *testing.T, manifest string) { put(t, filepath.Dir(manifest), site{ManifestName: ""}) },
	"noise":   func(t *testing.T, manifest string) { put(t, filepath.Dir(manifest), site{ManifestName: "\x00\xff"}) },
	"cut": func(t *testing.T, manifest string) {
		put(t, filepath.Dir(manifest), site{ManifestName: manifestHead + strings.Repeat("0", 64) + " 1 a\n"})
	},
	"folder": func(t *testing.T, manifest string) { put(t, filepath.Dir(manifest), site{ManifestName + "/": "dir"}) },
	"link": func(t *testing.T, manifest string) {
		put(t, filepath.Dir(manifest), site{ManifestName: "-> index.html"})
	},
}

func lose(t *testing.T, opts Options, loss func(*testing.T, string)) {
	t.Helper()
	manifest := filepath.Join(opts.Dir, ManifestName)
	if err := os.Remove(manifest); err != nil {
		t.Fatal(err)
	}
	loss(t, manifest)
}

// TestLostManifest: whatever becomes of the manifest, the next site is right: what it has
// no more is removed, what changed is replaced, and what a person put there stays.
func TestLostManifest(t *testing.T) {
	mine := site{"CNAME": "example.org", "notes/a.txt": "n", "11982/mine.txt": "m", "turn2": "-> x", ".git/config": "c"}
	for name, loss := range losses {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				opts.Records = filepath.Join(filepath.Dir(opts.Dir), "cache", "published")
				mustPublish(t, opts, siteA)
				put(t, opts.Dir, mine)
				lose(t, opts, loss)
				c := mustPublish(t, opts, siteB)
				if want := []string{"11982/mine.txt", "CNAME", "notes/", "turn2"}; !slices.Equal(c.Kept, want) || c.Removed != 4 {
					t.Errorf("%+v, want %q kept", c, want)
				}
				wantTree(t, opts.Dir, siteB, mine)
				if c := mustPublish(t, opts, siteB); c.Written+c.Removed != 0 || c.Unchanged != len(siteB) {
					t.Errorf("next build: %+v", c)
				}
				lose(t, opts, loss)
				mustPublish(t, opts, siteA)
				wantTree(t, opts.Dir, siteA, mine)
			})
		})
	}
}

// TestRecordIsBelievedByBytes: a file that has other bytes than the record tells of may be
// a person's, wherever it stands.
func TestRecordIsBelievedByBytes(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		opts.Records = filepath.Join(filepath.Dir(opts.Dir), "records")
		mustPublish(t, opts, siteA)
		edited := site{"gone/deep/index.html": "gome"}
		put(t, opts.Dir, edited)
		lose(t, opts, losses["removed"])
		if c := mustPublish(t, opts, siteB); !slices.Equal(c.Kept, []string{"gone/"}) {
			t.Errorf("%+v", c)
		}
		wantTree(t, opts.Dir, siteB, edited)

		put(t, opts.Dir, site{"index.html": "mine"})
		lose(t, opts, losses["removed"])
		before := tree(t, opts.Dir)
		if _, err := publishSite(opts, siteA); err == nil || !strings.Contains(err.Error(), "index.html: would be replaced") {
			t.Errorf("got %v", err)
		}
		wantTree(t, opts.Dir, before)
	})
}

// TestRecordOfAnotherFolder: a copy that a person made of a site is the person's.
func TestRecordOfAnotherFolder(t *testing.T) {
	base := t.TempDir()
	opts := Options{Dir: filepath.Join(base, "public"), Records: filepath.Join(base, "records")}
	mustPublish(t, opts, siteA)
	opts.Dir = filepath.Join(base, "copy")
	put(t, opts.Dir, siteA)
	if c := mustPublish(t, opts, site{"new.html": "new"}); c.Removed != 0 {
		t.Errorf("%+v", c)
	}
	wantTree(t, opts.Dir, siteA, site{"new.html": "new"})
}

// TestRecordMayBeSpoiled: what is wrong with the record stops nothing, and the next build
// writes it anew.
func TestRecordMayBeSpoiled(t *testing.T) {
	for name, spoil := range map[string]func(records, record string) error{
		"damaged":   func(_, record string) error { return os.WriteFile(record, []byte("noise"), 0o644) },
		"removed":   func(records, _ string) error { return os.RemoveAll(records) },
		"left over": func(_, record string) error { return os.WriteFile(record+".new", []byte("noise"), 0o644) },
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			opts := Options{Dir: filepath.Join(base, "public"), Records: filepath.Join(base, "records")}
			mustPublish(t, opts, siteA)
			found, err := filepath.Glob(filepath.Join(opts.Records, "*"))
			if err != nil || len(found) != 1 {
				t.Fatalf("the records are %q, %v", found, err)
			}
			if err := spoil(opts.Records, found[0]); err != nil {
				t.Fatal(err)
			}
			mustPublish(t, opts, siteA)
			manifest, err := os.ReadFile(filepath.Join(opts.Dir, ManifestName))
			record, errRecord := os.ReadFile(found[0])
			if err != nil || errRecord != nil || string(manifest) != string(record) {
				t.Errorf("the record is not the manifest: %v, %v", err, errRecord)
			}
			changed := maps.Clone(siteA)
			changed["index.html"] = "other"
			mustPublish(t, opts, changed)
			wantTree(t, opts.Dir, changed)
		})
	}
	base := t.TempDir()
	put(t, base, site{"records": "a file"})
	mustPublish(t, Options{Dir: filepath.Join(base, "public"), Records: filepath.Join(base, "records")}, siteA)
}

// TestFolderInPlaceOfManifest: nothing is published if a person's folder would be in the
// way, and it is named.
func TestFolderInPlaceOfManifest(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		lose(t, opts, func(t *testing.T, manifest string) { put(t, manifest, site{"mine.txt": "m"}) })
		before := tree(t, opts.Dir)
		_, err := publishSite(opts, siteB)
		if err == nil || !strings.Contains(err.Error(), filepath.Join("public", ManifestName)+" is a folder with something in it") ||
			!strings.Contains(err.Error(), filepath.Join(ManifestName, "mine.txt")) {
			t.Errorf("got %v", err)
		}
		wantTree(t, opts.Dir, before)
	})
}
