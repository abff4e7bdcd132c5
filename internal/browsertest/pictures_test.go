package browsertest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bedside"
	"bedside/internal/build"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const picturesGuide = `---
code: "11982"
title: Removal of an implant
summary: A clinician takes out an implant.
---
![The photograph](photo.jpg "A caption")

Text.

![The drawing](drawing.png)

![The plan](plan.svg)

![The old kind](old.gif)
`

// TestPictures shows pictures of each kind on screens of several kinds: which file of
// each is loaded, that it is shown, and that nothing on the page moves meanwhile.
func TestPictures(t *testing.T) {
	browser := startBrowser(t)
	site := serve(t, buildPictures(t), "")
	for _, screen := range []struct {
		width, height int64
		density       float64
		photo         string
	}{
		{390, 844, 1, "photo-480."}, {390, 844, 2, "photo-720."}, {340, 740, 3, "photo-960."}, {414, 896, 3, "photo-1216."},
		{1280, 800, 1, "photo-720."}, {1280, 800, 2, "photo-1216."},
	} {
		t.Run(fmt.Sprintf("%d pixels times %v", screen.width, screen.density), func(t *testing.T) {
			tab := openTab(t, browser, site)
			tab.do(call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: screen.width, Height: screen.height, DeviceScaleFactor: screen.density, Mobile: screen.width < 600}))
			tab.open("/11982/")
			tab.showPictures()
			for i, want := range []string{screen.photo, "drawing-700.", "plan.", "old-90."} {
				got := get(tab, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelectorAll("main img")[%d].currentSrc`, i)))
				if name := got[strings.LastIndexByte(got, '/')+1:]; !strings.HasPrefix(name, want) || strings.HasSuffix(name, ".jpg") {
					t.Errorf("picture %d is %s, want %s", i, name, want)
				}
			}
			if wide := get(tab, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth`)); wide {
				t.Error("the page is wider than the screen")
			}
			if shift := get(tab, chromedp.Evaluate[float64](layoutShift)); shift != 0 {
				t.Errorf("the page moved by %v", shift)
			}
		})
	}
}

// layoutShift is the sum of all shifts so far (https://wicg.github.io/layout-instability/).
const layoutShift = `(() => {
	const observer = new PerformanceObserver(() => {});
	observer.observe({type: "layout-shift", buffered: true});
	return observer.takeRecords().reduce((sum, e) => sum + e.value, 0);
})()`

// showPictures scrolls to every picture and waits until all are loaded.
func (x *tab) showPictures() {
	x.t.Helper()
	get(x, chromedp.Evaluate[bool](`document.querySelectorAll("main img").forEach((img) => img.scrollIntoView()) ?? true`))
	const loaded = `[...document.querySelectorAll("main img")].every((img) => img.complete && img.naturalWidth > 0)`
	for deadline := time.Now().Add(stepTimeout); !get(x, chromedp.Evaluate[bool](loaded)); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			x.t.Fatal("a picture is not loaded")
		}
	}
}

// buildPictures publishes a site of one guide with pictures of all kinds.
func buildPictures(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"bedside.yaml":              "base_url: https://guides.example/\n",
		"content/11982/index.md":    picturesGuide,
		"content/11982/photo.jpg":   encoded(t, noise(1600, 1200), false),
		"content/11982/drawing.png": encoded(t, noise(700, 300), true),
		"content/11982/plan.svg":    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><script>alert(1)</script><path d="M0 0h300v200H0z"/></svg>`,
		"content/11982/old.gif":     "",
	}
	files["content/11982/old.gif"] = encoded(t, noise(90, 60), true)
	for name, data := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "public")
	result, err := build.Build(t.Context(), build.Options{Source: os.DirFS(dir), Defaults: bedside.Defaults(), Out: out})
	if err != nil || result.Problems.HasErrors() {
		t.Fatal(err, result.Problems)
	}
	return out
}

func noise(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for y := range h {
		for x := range w {
			seed = seed*1664525 + 1013904223
			m.Set(x, y, color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), uint8(seed >> 27), 255})
		}
	}
	return m
}

func encoded(t *testing.T, m image.Image, lossless bool) string {
	t.Helper()
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, nil)
	if lossless {
		b.Reset()
		err = png.Encode(&b, m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
