package publish

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestForeignFilesAreKept(t *testing.T) {
	hand := site{"CNAME": "example.org", ".gitignore": "*", ".git/config": "c", ".git/objects/ab/cd": "o",
		"notes/a/b.txt": "n", "notes/c.txt": "c", "11982/mine.txt": "m", "gone/deep/mine.txt": "g",
		"link": "-> /nowhere", "photos/": "dir", "11982/x/l": "-> ..", ".well-known/acme/token": "t"}
	kept := []string{"11982/mine.txt", "11982/x/", "CNAME", "link", "notes/", "photos/"}
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		put(t, opts.Dir, hand)
		c := mustPublish(t, opts, siteA)
		want := append([]string{"gone/deep/mine.txt"}, kept...)
		slices.Sort(want)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("unchanged: kept %q, want %q", c.Kept, want)
		}
		c = mustPublish(t, opts, siteB)
		want = append([]string{"gone/"}, kept...)
		slices.Sort(want)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("changed: kept %q, want %q", c.Kept, want)
		}
		wantTree(t, opts.Dir, siteB, hand)
		c = mustPublish(t, opts, siteB)
		if !slices.Equal(c.Kept, want) {
			t.Errorf("again: kept %q, want %q", c.Kept, want)
		}
	})
}

// A path of the manifest that is no file any more is somebody else's.
func TestReplacedStaleFileIsKept(t *testing.T) {
	for name, mine := range map[string]site{"link": {"gone/deep/index.html": "-> x"}, "folder": {"gone/deep/index.html/x": "x"}} {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				mustPublish(t, opts, siteA)
				if err := os.Remove(filepath.Join(opts.Dir, "gone/deep/index.html")); err != nil {
					t.Fatal(err)
				}
				put(t, opts.Dir, mine)
				if c := mustPublish(t, opts, siteB); !slices.Equal(c.Kept, []string{"gone/"}) {
					t.Errorf("%+v", c)
				}
				wantTree(t, opts.Dir, siteB, mine)
			})
		})
	}
}

func TestForeignFolder(t *testing.T) {
	photos := site{"a.jpg": "photo", "2019/b.jpg": "photo"}
	eachWay(t, func(t *testing.T, opts Options) {
		put(t, opts.Dir, photos)
		c := mustPublish(t, opts, siteA)
		if want := []string{"2019/", "a.jpg"}; !slices.Equal(c.Kept, want) {
			t.Errorf("kept %q, want %q", c.Kept, want)
		}
		wantTree(t, opts.Dir, siteA, photos)
	})
}

func TestRefusals(t *testing.T) {
	tests := map[string]struct {
		published site // by an earlier build
		hand      site // put there by a person
		remove    []string
		add       site
		want      []string // in the message
	}{
		"foreign page": {hand: site{"index.html": "mine"}, add: siteA, want: []string{"public/index.html", "another folder"}},
		"foreign pages": {hand: site{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1"}, add: site{"a": "", "b": "", "c": "", "d": "", "e": "1"},
			want: []string{"public/a, ", "public/c and 1 more"}},
		"foreign page in ours":    {published: siteA, hand: site{"new/deep/index.html": "mine"}, add: siteB, want: []string{"public/new/deep/index.html"}},
		"foreign link":            {hand: site{"index.html": "-> x"}, add: siteA, want: []string{"public/index.html"}},
		"file for folder":         {hand: site{"11982": "mine"}, add: siteA, want: []string{"public/11982 is not a folder", "11982/handout/index.html"}},
		"link for folder":         {hand: site{"11982": "-> /"}, add: siteA, want: []string{"public/11982 is not a folder"}},
		"folder for file":         {hand: site{"swap/mine": "x"}, add: siteA, want: []string{"public/swap"}},
		"our folder is a file":    {published: siteA, remove: []string{"11982"}, hand: site{"11982": "mine"}, add: siteA, want: []string{"public/11982 is not a folder"}},
		"our folder is a link":    {published: siteA, remove: []string{"11982"}, hand: site{"elsewhere/index.html": "guide a", "11982": "-> elsewhere"}, add: siteA, want: []string{"public/11982"}},
		"our file is a folder":    {published: siteA, remove: []string{"same.txt"}, hand: site{"same.txt/mine": "x"}, add: siteA, want: []string{"public/same.txt is a folder", "public/same.txt/mine"}},
		"mine in a turned folder": {published: siteA, hand: site{"turn/y/mine": "x"}, add: siteB, want: []string{"public/turn is a folder", "public/turn/y/mine"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			opts := Options{Dir: "public"}
			if tt.published != nil {
				mustPublish(t, opts, tt.published)
			}
			for _, name := range tt.remove {
				if err := os.RemoveAll(filepath.Join("public", name)); err != nil {
					t.Fatal(err)
				}
			}
			put(t, "public", tt.hand)
			before := tree(t, "public")
			_, err := publishSite(opts, tt.add)
			if err == nil {
				t.Fatal("it was published")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), filepath.FromSlash(want)) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			wantTree(t, "public", before)
			wantNoLitter(t, "public")
		})
	}
}

func TestMending(t *testing.T) {
	tests := map[string]struct {
		remove []string
		hand   site
	}{
		"page is a link":       {[]string{"index.html"}, site{"index.html": "-> ../outside"}},
		"page is a dead link":  {[]string{"index.html"}, site{"index.html": "-> nothing"}},
		"page is empty folder": {[]string{"index.html"}, site{"index.html/": "dir"}},
		"page is missing":      {[]string{"index.html"}, nil},
		"folder is missing":    {[]string{"11982"}, nil},
		"page is edited":       {nil, site{"index.html": "home x"}},
		"page is cut":          {nil, site{"11982/index.html": ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				outside := filepath.Join(filepath.Dir(opts.Dir), "outside")
				put(t, filepath.Dir(outside), site{"outside": "home a"})
				mustPublish(t, opts, siteA)
				for _, name := range tt.remove {
					if err := os.RemoveAll(filepath.Join(opts.Dir, name)); err != nil {
						t.Fatal(err)
					}
				}
				put(t, opts.Dir, tt.hand)
				mustPublish(t, opts, siteA)
				wantTree(t, opts.Dir, siteA)
				if b, err := os.ReadFile(outside); err != nil || string(b) != "home a" {
					t.Errorf("written through a link: %q %v", b, err)
				}
			})
		})
	}
}

func TestDamagedManifest(t *testing.T) {
	damage := map[string]func(b []byte) []byte{
		"emptied": func(b []byte) []byte { return nil },
		"halved":  func(b []byte) []byte { return b[:len(b)/2] },
		"noise":   func(b []byte) []byte { return []byte("\x00\xff noise\n") },
		"flipped": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"no end":  func(b []byte) []byte { return b[:strings.LastIndex(string(b), "end ")] },
		"short":   func(b []byte) []byte { return b[:len(b)-1] },
	}
	for name, spoil := range damage {
		t.Run(name, func(t *testing.T) {
			eachWay(t, func(t *testing.T, opts Options) {
				mustPublish(t, opts, siteA)
				manifest := filepath.Join(opts.Dir, ManifestName)
				b, err := os.ReadFile(manifest)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(manifest, spoil(b), 0o644); err != nil {
					t.Fatal(err)
				}
				next := maps.Clone(siteA)
				delete(next, "gone/deep/index.html")
				next["index.html"] = "changed"
				c := mustPublish(t, opts, next)
				if want := []string{"gone/"}; !slices.Equal(c.Kept, want) || c.Removed != 0 || c.Written != 1 {
					t.Errorf("%+v, want %q kept", c, want)
				}
				wantTree(t, opts.Dir, next, site{"gone/deep/index.html": "gone"})
				if c := mustPublish(t, opts, next); c.Unchanged != len(next) {
					t.Errorf("next build: %+v", c)
				}
			})
		})
	}
}

// A manifest that is in order but was made up must not lead out of the folder.
func TestManifestCannotNameOutside(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	put(t, filepath.Dir(dir), site{"public/a": "a", "secret": "s"})
	text := formatManifest([]string{"../secret"}, func(string) record { return record{} })
	put(t, dir, site{ManifestName: string(text)})
	mustPublish(t, Options{Dir: dir}, site{"index.html": "x"})
	wantTree(t, filepath.Dir(dir), site{"public/a": "a", "public/index.html": "x", "secret": "s",
		"public/" + ManifestName: tree(t, filepath.Dir(dir))["public/"+ManifestName]})
}

func TestMissingManifest(t *testing.T) {
	eachWay(t, func(t *testing.T, opts Options) {
		mustPublish(t, opts, siteA)
		if err := os.Remove(filepath.Join(opts.Dir, ManifestName)); err != nil {
			t.Fatal(err)
		}
		if c := mustPublish(t, opts, siteA); c.Unchanged != len(siteA) || len(c.Kept) != 0 {
			t.Errorf("%+v", c)
		}
		if c := mustPublish(t, opts, site{"index.html": "x"}); c.Removed != len(siteA)-1 {
			t.Errorf("the files were not adopted: %+v", c)
		}
		wantTree(t, opts.Dir, site{"index.html": "x"})
	})
}
