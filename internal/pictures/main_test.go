package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxTotal is what all pictures may weigh together: each copy of the repository
// holds them.
const maxTotal = 1_200_000

// TestList: docs/pictures.md shows each picture, and no picture is left over.
func TestList(t *testing.T) {
	text, err := os.ReadFile("../../docs/pictures.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, part, _ := strings.Cut(string(text), listStart); !strings.HasPrefix(part, list()+listEnd) {
		t.Error("docs/pictures.md is out of step: go run ./internal/pictures")
	}
	files, err := filepath.Glob("../../docs/images/*")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		if !strings.Contains(list(), `src="images/`+filepath.Base(name)+`"`) {
			t.Errorf("%s is shown nowhere", name)
		}
	}
	if want := len(subjects) * len(views); len(files) != want || total > maxTotal {
		t.Errorf("%d pictures of %d bytes; there should be %d of at most %d", len(files), total, want, maxTotal)
	}
}

// TestFewColours: frequent colours stay as they are, rare ones become the nearest.
func TestFewColours(t *testing.T) {
	full := image.NewRGBA(image.Rect(0, 0, 100, 1))
	for x := range 100 {
		full.SetRGBA(x, 0, color.RGBA{uint8(x / 5 * 10), 0, 0, 255}) // 20 colours, 5 times each
	}
	full.SetRGBA(99, 0, color.RGBA{0, 0, 255, 255})
	var in bytes.Buffer
	if err := png.Encode(&in, full); err != nil {
		t.Fatal(err)
	}
	data, err := fewColours(in.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	small, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := small.(*image.Paletted)
	if !ok || len(p.Palette) != maxColours || small.Bounds() != full.Bounds() {
		t.Fatalf("a picture of the type %T and the size %v", small, small.Bounds())
	}
	if small.At(7, 0) != full.At(7, 0) {
		t.Errorf("a frequent colour became %v", small.At(7, 0))
	}
	if got := small.At(95, 0); got != color.Color(color.RGBA{150, 0, 0, 255}) {
		t.Errorf("a rare colour became %v", got)
	}
}
