package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os/exec"
	"slices"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// view is a way to look at a page: on a screen of a size in CSS pixels, or on paper
// if it has no size.
type view struct {
	name, shows   string
	width, height int64
	dark          bool
	// shown is the width in the list of pictures.
	shown int
}

var views = []view{
	{"desktop-light", "on a desktop, light", 1280, 900, false, 400},
	{"desktop-dark", "on a desktop, dark", 1280, 900, true, 400},
	{"phone-light", "on a phone, light", 390, 844, false, 195},
	{"phone-dark", "on a phone, dark", 390, 844, true, 195},
	{"paper", "on paper", 0, 0, false, 306},
}

// stepTimeout is how long a page may take.
const stepTimeout = 30 * time.Second

// picture opens a page in a new tab and returns it as a PNG file.
func (v view) picture(browser context.Context, base string, s subject) ([]byte, error) {
	tab, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	ctx, cancel := context.WithTimeout(tab, stepTimeout)
	defer cancel()
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	steps := []chromedp.Action[chromedp.Void]{prefer(scheme)}
	if v.width > 0 {
		steps = append(steps, chromedp.EmulateViewport(v.width, v.height))
	}
	steps = append(steps, chromedp.Navigate(base+s.address))
	if s.ready != "" {
		steps = append(steps, chromedp.WaitVisible(chromedp.CSS(s.ready)))
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		return nil, err
	}
	if v.width == 0 {
		return paper(ctx)
	}
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return nil, err
	}
	return fewColours(shot)
}

// prefer sets the reader's preferred colour scheme.
func prefer(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// paper is the first sheet that the page fills, US Letter at 72 dots an inch.
func paper(ctx context.Context) ([]byte, error) {
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPageRanges("1")))
	if err != nil {
		return nil, err
	}
	var out, problems bytes.Buffer
	cmd := exec.CommandContext(ctx, "pdftoppm", "-png", "-r", "72", "-singlefile", "-")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(pdf), &out, &problems
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("pdftoppm, of poppler-utils: %w %s", err, problems.Bytes())
	}
	return fewColours(out.Bytes())
}

// maxColours is enough for a page of text: its colours, and the steps between them at
// the edges of letters.
const maxColours = 16

// fewColours encodes a picture with a palette of its most frequent colours, which
// makes it a third of the size.
func fewColours(shot []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	bounds := full.Bounds()
	count := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)]++
		}
	}
	palette := frequent(count)
	small := image.NewPaletted(bounds, palette)
	nearest := make(map[color.RGBA]uint8, len(count))
	for c := range count {
		nearest[c] = uint8(palette.Index(c))
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			small.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)])
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&out, small)
	return out.Bytes(), err
}

// frequent returns the most frequent colours, always in the same order.
func frequent(count map[color.RGBA]int) color.Palette {
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return bytes.Compare([]byte{a.R, a.G, a.B, a.A}, []byte{b.R, b.G, b.B, b.A})
	})
	var palette color.Palette
	for _, c := range all[:min(len(all), maxColours)] {
		palette = append(palette, c)
	}
	return palette
}
