package build

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/matter"
	"bedside/internal/render"
	"bedside/internal/site"
)

// pictures are the files of static/ that the settings name, in one state.
type pictures struct {
	// files are in the order of the settings; nil stands for one that is missing.
	files []*otherFile
	// sizes are those of the pictures that can be shown, by published path.
	sizes    map[string]render.Size
	problems diag.List
}

// named returns the states of the files that the settings name.
func named(s *settings, others map[string]*otherFile) []*otherFile {
	files := make([]*otherFile, len(s.config.Pictures))
	for i, p := range s.config.Pictures {
		files[i] = others["static/"+p.Path]
	}
	return files
}

// are reports whether these are the pictures that the settings name.
func (p *pictures) are(s *settings, others map[string]*otherFile) bool {
	return slices.Equal(p.files, named(s, others))
}

// newPictures measures the pictures that the settings name.
func (b *Builder) newPictures(s *settings) *pictures {
	p := &pictures{files: named(s, b.others), sizes: map[string]render.Size{}}
	for i, setting := range s.config.Pictures {
		if p.files[i] == nil {
			p.problems = append(p.problems, b.missingPicture(setting))
			continue
		}
		size, err := b.pictureSize(p.files[i].name)
		if err == nil && setting.Field == "social_image" && isSVG(setting.Path) {
			err = errors.New("those who show links show no SVG")
		}
		if err != nil {
			p.problems = append(p.problems, diag.Diagnostic{File: site.ConfigFile, Pos: setting.Pos, Severity: diag.Error, Rule: "image-broken",
				Message: fmt.Sprintf("the picture static/%s, which %s names, cannot be shown: %v", setting.Path, setting.Field, err),
				Hint:    "Save it anew, as PNG, JPEG or GIF; a logo may also be an SVG."})
			continue
		}
		p.sizes[setting.Path] = size
	}
	return p
}

func (b *Builder) missingPicture(p site.Picture) diag.Diagnostic {
	var there []string
	for name := range b.others {
		if published, ok := staticPath(name); ok {
			there = append(there, published)
		}
	}
	slices.Sort(there)
	hint := "Put the picture into static/, or correct the path."
	if near, ok := matter.Nearest(p.Path, there); ok {
		hint = fmt.Sprintf("Did you mean /%s? %s", near, hint)
	}
	return diag.Diagnostic{File: site.ConfigFile, Pos: p.Pos, Severity: diag.Error, Rule: "image-missing",
		Message: fmt.Sprintf("there is no file static/%s, which %s names", p.Path, p.Field), Hint: hint}
}

// pictureSize reads the size of a picture. An error says what is wrong with it.
func (b *Builder) pictureSize(name string) (render.Size, error) {
	data, err := b.fsReadFile(name)
	if err != nil {
		return render.Size{}, err
	}
	if isSVG(name) {
		return svgSize(data)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if errors.Is(err, image.ErrFormat) {
		err = errors.New("it is no picture of a known kind")
	}
	return render.Size{Width: config.Width, Height: config.Height}, err
}

func isSVG(name string) bool { return strings.EqualFold(path.Ext(name), ".svg") }

// svgSize reads the size of an SVG from its outermost element: width and height, or
// else the proportions of its viewBox (SVG 2, 8.2).
func svgSize(data []byte) (render.Size, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.CharsetReader = true, func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := d.Token()
		if err != nil {
			return render.Size{}, fmt.Errorf("it is no SVG: %w", err)
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return render.Size{}, fmt.Errorf("it is no SVG: it begins with <%s>", root.Name.Local)
		}
		return rootSize(root), nil
	}
}

// rootSize is the size that an svg element says, with two parts of the same width
// and height if it says nothing.
func rootSize(root xml.StartElement) render.Size {
	attributes := map[string]string{}
	for _, a := range root.Attr {
		attributes[a.Name.Local] = a.Value
	}
	width, height := pixels(attributes["width"]), pixels(attributes["height"])
	if box := strings.Fields(strings.ReplaceAll(attributes["viewBox"], ",", " ")); len(box) == 4 && (width == 0 || height == 0) {
		width, height = pixels(box[2]), pixels(box[3])
	}
	if width == 0 || height == 0 {
		width, height = 1, 1
	}
	// Proportions matter more than whole pixels: a viewBox may be a few units wide.
	const fine = 64
	if width < fine || height < fine {
		width, height = width*fine, height*fine
	}
	return render.Size{Width: int(math.Round(width)), Height: int(math.Round(height))}
}

// pixels reads a length without a unit or in px; 0 stands for any other.
func pixels(s string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	return n
}
