package build

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bedside"
	"bedside/internal/palette"
	"bedside/internal/site"
)

// lookSite is a source of n guides with settings.
func lookSite(n int, settings string) fstest.MapFS {
	files := fstest.MapFS{"bedside.yaml": {Data: []byte(settings)}}
	for i := range n {
		files[fmt.Sprintf("content/%05d.md", 10000+i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ncode: \"%05d\"\ntitle: Guide %d\nsummary: S.\n---\nText.\n", 10000+i, i)}
	}
	return files
}

var socialImage = regexp.MustCompile(`property="og:image" content="https://guides\.example/([^"]*)"`)

// imageOf returns the path of the picture that a page names, or "".
func imageOf(t *testing.T, v *Version, page string) string {
	t.Helper()
	m := socialImage.FindSubmatch(mustFile(t, v, page))
	if m == nil {
		return ""
	}
	return string(m[1])
}

// TestCards: guides have cards of their own up to the limit, and all lose them with
// the first guide above it.
func TestCards(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, lookSite(site.MaxAutoCards, "base_url: https://guides.example/\n")); err != nil {
		t.Fatal(err)
	}
	b := New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults()})
	v := mustUpdate(t, b, nil, true)
	own, shared := imageOf(t, v, "10000/index.html"), imageOf(t, v, "index.html")
	if !strings.HasPrefix(own, "assets/cards/10000.") || !strings.HasPrefix(shared, "assets/cards/site.") {
		t.Fatalf("the guide has the picture %q, the home page %q", own, shared)
	}
	if n := b.Work().Cards; n != 0 {
		t.Errorf("%d cards were drawn before anybody asked for one", n)
	}
	for range 2 {
		for _, name := range []string{own, shared} {
			if _, err := png.Decode(bytes.NewReader(mustFile(t, v, name))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if n := b.Work().Cards; n != 2 {
		t.Errorf("%d cards were drawn for two", n)
	}
	for _, name := range []string{strings.Replace(own, "10000.", "10001.", 1), "assets/cards/10000.0000000000.png", "assets/cards/99999.0000000000.png", "assets/cards/x"} {
		if _, ok, err := v.File(name); ok || err != nil {
			t.Errorf("there is a file %s, %v", name, err)
		}
	}
	writeFile(t, dir, "content/20000.md", "---\ncode: \"20000\"\ntitle: One more\nsummary: S.\n---\nText.\n")
	v = mustUpdate(t, b, []string{"content/20000.md"}, false)
	if image := imageOf(t, v, "10000/index.html"); image != shared {
		t.Errorf("above the limit, the guide has the picture %q", image)
	}
	if _, ok, _ := v.File(own); ok {
		t.Error("above the limit, the guide's card is still there")
	}
}

// TestCardsAreTakenOver: a build draws only the cards that show something else than
// in the last one, and one that somebody has changed.
func TestCardsAreTakenOver(t *testing.T) {
	source := lookSite(5, "base_url: https://guides.example/\n")
	out := filepath.Join(t.TempDir(), "public")
	drawn := func() int64 {
		t.Helper()
		b := New(Options{Source: source, Defaults: bedside.Defaults(), Out: out})
		b.once = true
		v := mustUpdate(t, b, nil, true)
		if r, err := b.Publish(t.Context(), v); err != nil || r.Problems.HasErrors() {
			t.Fatal(err, r.Problems)
		}
		return b.Work().Cards
	}
	if n := drawn(); n != 6 {
		t.Errorf("the first build draws %d cards", n)
	}
	if n := drawn(); n != 0 {
		t.Errorf("the second build draws %d cards", n)
	}
	source["content/10002.md"].Data = bytes.Replace(source["content/10002.md"].Data, []byte("Guide 2"), []byte("Another"), 1)
	source["content/10003.md"].Data = append(source["content/10003.md"].Data, "More.\n"...)
	if n := drawn(); n != 1 {
		t.Errorf("a new title draws %d cards", n)
	}
	cards, err := filepath.Glob(filepath.Join(out, "assets/cards/*.png"))
	if err != nil || len(cards) != 6 {
		t.Fatalf("%q, %v", cards, err)
	}
	good, err := os.ReadFile(cards[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, spoiled := range [][]byte{append(bytes.Clone(good[:len(good)-1]), 0), []byte("spoiled"), nil} {
		if err := os.WriteFile(cards[0], spoiled, 0o644); err != nil {
			t.Fatal(err)
		}
		if n := drawn(); n != 1 {
			t.Errorf("a spoiled card of %d bytes makes %d to be drawn", len(spoiled), n)
		}
		if data, err := os.ReadFile(cards[0]); err != nil || !bytes.Equal(data, good) {
			t.Errorf("the spoiled card was not mended: %.20q, %v", data, err)
		}
	}
}

// TestAccentInStyleSheet: the colors stand behind the style sheet, whose name says
// so, and the preview is told to show all pages anew.
func TestAccentInStyleSheet(t *testing.T) {
	for name, own := range map[string]string{"default": "", "own": ":root{--header:red}body{margin:0}"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, lookSite(1, "")); err != nil {
				t.Fatal(err)
			}
			if own != "" {
				writeFile(t, dir, "assets/main.css", own)
			}
			b := New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults()})
			v := mustUpdate(t, b, nil, true)
			plain := styleOf(t, v)
			before := mustFile(t, v, plain)
			if bytes.Contains(before, []byte("--accent")) {
				t.Error("a site without an accent has one")
			}
			for _, accent := range []string{"#7a0019", "#003322"} {
				writeFile(t, dir, "bedside.yaml", fmt.Sprintf("accent: %q\n", accent))
				v = mustUpdate(t, b, []string{"bedside.yaml"}, false)
				c, err := palette.Parse(accent)
				if err != nil {
					t.Fatal(err)
				}
				css := mustFile(t, v, styleOf(t, v))
				if !bytes.HasSuffix(css, []byte(palette.New(c).CSS())) || !bytes.HasPrefix(css, before) {
					t.Errorf("the style sheet ends with %s", css[max(0, len(css)-200):])
				}
				if _, ok, _ := v.File(plain); ok {
					t.Error("the style sheet without the accent is still there")
				}
			}
		})
	}
}

func styleOf(t *testing.T, v *Version) string {
	t.Helper()
	m := regexp.MustCompile(`rel="stylesheet" href="\.\./(assets/main\.[0-9a-f]+\.css)"`).FindSubmatch(mustFile(t, v, "10000/index.html"))
	if m == nil {
		t.Fatal("the page has no style sheet")
	}
	return string(m[1])
}

// TestOwnIcons: icons of a site's own are published in the place of those drawn.
func TestOwnIcons(t *testing.T) {
	source := lookSite(1, "accent: \"#7a0019\"\n")
	picture := []byte(generatedPicture(t, 192))
	source["assets/icon-192.png"] = &fstest.MapFile{Data: picture}
	source["assets/icon.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}
	v := mustUpdate(t, New(Options{Source: source, Defaults: bedside.Defaults()}), nil, true)
	manifest := string(mustFile(t, v, "site.webmanifest"))
	icons := regexp.MustCompile(`"src":"([^"]*)"`).FindAllStringSubmatch(manifest, -1)
	if len(icons) != 3 {
		t.Fatalf("the manifest is %s", manifest)
	}
	var sizes []int
	for _, icon := range icons {
		data := mustFile(t, v, icon[1])
		if icon[1] == icons[1][1] && !bytes.Equal(data, picture) {
			t.Error("the site's own icon is another one")
		}
		if c, err := png.DecodeConfig(bytes.NewReader(data)); err == nil {
			sizes = append(sizes, c.Width)
		}
	}
	if !slices.Equal(sizes, []int{192, 512}) {
		t.Errorf("the icons are %d pixels wide", sizes)
	}
}

// TestLogoChanges: a logo that is drawn anew, removed or put back is seen.
func TestLogoChanges(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, lookSite(1, "logo: /logo.svg\n")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "static/logo.svg", `<svg viewBox="0 0 3 1"/>`)
	b := New(Options{Source: os.DirFS(dir), Defaults: bedside.Defaults()})
	v := mustUpdate(t, b, nil, true)
	wants := func(what, html string, problems int) {
		t.Helper()
		found := 0
		for _, d := range v.Problems() {
			if d.Line == 1 && d.File == site.ConfigFile {
				found++
			}
		}
		if page := mustFile(t, v, "10000/index.html"); !bytes.Contains(page, []byte(html)) || found != problems {
			t.Errorf("%s: %d problems, or the page lacks %s", what, found, html)
		}
	}
	wants("at first", `width="96" height="32"`, 0)
	writeFile(t, dir, "static/logo.svg", `<?xml version="1.0"?><!-- x --><svg width="20mm" height="1mm" viewBox="0,0,640,320"/>`)
	v = mustUpdate(t, b, []string{"static/logo.svg"}, false)
	wants("changed", `width="64" height="32"`, 0)
	writeFile(t, dir, "static/logo.svg", `<svg`)
	v = mustUpdate(t, b, []string{"static/logo.svg"}, false)
	wants("broken", `width="32" height="32"`, 1)
	if err := os.Remove(filepath.Join(dir, "static/logo.svg")); err != nil {
		t.Fatal(err)
	}
	v = mustUpdate(t, b, []string{"static/logo.svg"}, false)
	wants("removed", `width="32" height="32"`, 1)
	writeFile(t, dir, "static/logo.svg", `<svg width="64px" height="16"/>`)
	v = mustUpdate(t, b, []string{"static/logo.svg"}, false)
	wants("put back", `width="128" height="32"`, 0)
}
