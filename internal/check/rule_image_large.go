package check

import (
	"fmt"

	"bedside/internal/diag"
)

var imageLarge = Rule{
	Name: "image-large", Severity: diag.Warning,
	Title: "The file of a picture is no larger than it need be.",
	Why: "Photographs are published in several sizes, each as small as it can be, but a source of many megabytes makes each first build slow, and whoever shares the folder must carry it. " +
		"A drawing (SVG) is published in one size, so that every reader waits for all of it.",
	Fix:    "Save a photograph 2,400 pixels wide, as JPEG. Save a drawing without the data of the program that made it, or as PNG.",
	Source: "The published pages show pictures at most 1,216 pixels wide, twice the width of their text.",
}

// Picture is what the rules look at of a picture, where a text shows it or links to it.
type Picture struct {
	// File and Pos are the place in the text, Source is the file of the picture.
	File   string
	Pos    diag.Pos
	Source string
	// Bytes is the size of its file; Drawing is set for an SVG.
	Bytes   int
	Drawing bool
	// Place is set if the file tells where the picture was taken.
	Place bool
}

const (
	maxPhotograph = 4 << 20
	maxDrawing    = 256 << 10
)

// Pictures applies the rules on pictures to one of them.
func Pictures(p Picture) diag.List {
	var found diag.List
	most := maxPhotograph
	if p.Drawing {
		most = maxDrawing
	}
	if p.Bytes > most {
		report := Report{&imageLarge, p.File, &found}
		report.At(p.Pos, fmt.Sprintf("the image %s has %s, more than %s", p.Source, size(p.Bytes), size(most)), "Save it smaller: 2,400 pixels are wide enough for a photograph.")
	}
	if p.Place {
		report := Report{&phi, p.File, &found}
		report.At(p.Pos, fmt.Sprintf("the image %s tells where it was taken", p.Source),
			"Save it without its location: most programs for photographs can. It is not published, but whoever is given the file can read it.")
	}
	return found
}

// size writes a number of bytes as people do.
func size(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}
