package render

import (
	"net/url"
	"strconv"

	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
)

// Size is a picture's size in pixels.
type Size struct{ Width, Height int }

// Picture is how an image is published.
type Picture struct {
	// Path is where the file lies that every browser can show. Width and Height are its
	// size in pixels.
	Path          string
	Width, Height int
	// WebP are files for browsers that know WebP, the narrowest first.
	WebP []PictureFile
}

// PictureFile is one of several files of a picture.
type PictureFile struct {
	Path  string
	Width int
}

// picture returns how one of the text's links is published, if it is an image.
func (t *Text) picture(link int) (Picture, bool) {
	if !t.Body.Links[link].Image {
		return Picture{}, false
	}
	p, ok := t.Pictures[t.Targets[link].Source]
	return p, ok
}

// measure is how wide a page's text gets, in CSS pixels: --measure of the style sheet,
// where a rem is 16. pageWidth says it to browsers, for pages that are wide enough;
// narrower ones leave a twenty-fifth on both sides.
const (
	measure   = 608
	pageWidth = "(min-width: 42rem) 38rem, 92vw"
)

// figure writes an image with its title as the caption.
func (w *textWriter) figure(n *ast.Image) {
	if w.sheet {
		return
	}
	w.raw("<figure>")
	w.image(n, "")
	w.raw("<figcaption>")
	w.text(guide.AppendText(nil, n.Title))
	w.raw("</figcaption></figure>")
}

// image writes an image, with a title unless that is empty. It is loaded when the
// reader gets near it: a guide begins with its summary and key facts.
func (w *textWriter) image(n *ast.Image, title string) {
	if w.sheet {
		return
	}
	to := w.links[n]
	p := to.picture
	if p == nil { // there is a mistake, which is told elsewhere
		p = &Picture{}
	} else {
		to.href = w.pictureLink(p.Path)
	}
	if len(p.WebP) > 0 {
		w.raw("<picture>")
		w.source(p)
	}
	w.raw("<img")
	w.attribute("src", to.href)
	w.attribute("alt", guide.PlainText(n, w.src))
	if title != "" {
		w.attribute("title", title)
	}
	if p.Width > 0 {
		w.attribute("width", strconv.Itoa(p.Width))
		w.attribute("height", strconv.Itoa(p.Height))
	}
	if !w.atTop {
		w.raw(` loading="lazy"`)
	}
	w.atTop = false
	w.raw(` decoding="async">`)
	if len(p.WebP) > 0 {
		w.raw("</picture>")
	}
}

// source offers the files of several widths, and says how wide the picture is shown, so
// that a browser can choose before it knows the layout.
func (w *textWriter) source(p *Picture) {
	set := ""
	for i, f := range p.WebP {
		if i > 0 {
			set += ", "
		}
		set += w.pictureLink(f.Path)
		if len(p.WebP) > 1 {
			set += " " + strconv.Itoa(f.Width) + "w"
		}
	}
	w.raw(`<source type="image/webp"`)
	w.attribute("srcset", set)
	switch {
	case len(p.WebP) == 1:
	case p.Width < measure:
		w.attribute("sizes", "(min-width: 42rem) "+strconv.Itoa(p.Width)+"px, 92vw")
	default:
		w.attribute("sizes", pageWidth)
	}
	w.raw(">")
}

func (w *textWriter) pictureLink(path string) string {
	return link(w.root, (&url.URL{Path: path}).EscapedPath())
}

// shownPicture is an image of a text for programs: guide.json and structured data.
type shownPicture struct {
	Picture
	Alt, Caption string
}

// pictures lists the images of a text in their order, each file once.
func (t *Text) pictures() []shownPicture {
	var out []shownPicture
	seen := map[string]bool{}
	for i, l := range t.Body.Links {
		p, ok := t.picture(i)
		n, isImage := l.Node.(*ast.Image)
		if !ok || !isImage || seen[p.Path] {
			continue
		}
		seen[p.Path] = true
		out = append(out, shownPicture{p, guide.PlainText(n, t.Body.Source), string(guide.AppendText(nil, n.Title))})
	}
	return out
}

// published is where a link of the text leads: an image, to the file that every
// browser can show.
func (t *Text) published(link int) site.Target {
	if p, ok := t.picture(link); ok {
		return site.Target{Kind: site.TargetFile, Path: p.Path}
	}
	return t.Targets[link]
}

// pictureData describes the images of a guide (https://schema.org/ImageObject).
func (f *Frame) pictureData(t *Text) []object {
	var out []object
	for _, p := range t.pictures() {
		o := object{"@type": "ImageObject", "contentUrl": f.address(p.Path), "width": p.Width, "height": p.Height, "description": p.Alt}
		if p.Caption != "" {
			o["caption"] = p.Caption
		}
		out = append(out, o)
	}
	return out
}

type jsonPicture struct {
	URL     string `json:"url"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Text    string `json:"text"`
	Caption string `json:"caption,omitempty"`
}

func (f *Frame) jsonPictures(t *Text) []jsonPicture {
	var out []jsonPicture
	for _, p := range t.pictures() {
		out = append(out, jsonPicture{f.address(p.Path), p.Width, p.Height, p.Alt, p.Caption})
	}
	return out
}
