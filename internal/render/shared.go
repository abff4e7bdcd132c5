package render

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"bedside/internal/palette"
	"bedside/internal/site"
)

// Frame is what all pages have in common whatever guides there are: settings,
// layouts and assets. A page of one text is made from it, the text and, for a
// guide, its Surroundings, and from nothing else.
type Frame struct {
	config  site.Config
	layouts *Layouts
	view    *Site
	assets  map[string]string
	sizes   map[string]Size
	palette palette.Palette
	// image is the picture of pages that have none of their own, or nil.
	image *SocialImage
}

// NewFrame prepares what all pages have in common. The assets map names, such as
// "main.css", to published paths with a fingerprint; the sizes are those of the
// pictures that the settings name, by published path.
func NewFrame(c site.Config, layouts *Layouts, assets map[string]string, sizes map[string]Size) *Frame {
	colors := c.Palette()
	f := &Frame{
		config: c, layouts: layouts, assets: assets, sizes: sizes, palette: colors,
		view: &Site{
			Name: c.Name, Description: c.Description, Disclaimer: c.Disclaimer, Copyright: c.Copyright,
			Language: c.Language, Publisher: Publisher(c.Publisher), Practice: Practice(c.Practice), BaseURL: c.BaseURL,
			ThemeColor: colors.Light.Header.String(), ThemeColorDark: colors.Dark.Header.String(),
		},
	}
	f.image = f.siteImage()
	return f
}

// Shared makes the pages that concern many guides: it is a Frame that knows the
// site.
type Shared struct {
	*Frame
	site *site.Site
}

// Share joins a frame with a site.
func (f *Frame) Share(s *site.Site) *Shared { return &Shared{Frame: f, site: s} }

// root leads from an address below the root back to it.
func root(path string) string { return strings.Repeat("../", strings.Count(path, "/")) }

// page fills in what every page has.
func (f *Frame) page(kind, path, title string) *Page {
	return f.pageAt(kind, path, title, root(path))
}

func (f *Frame) pageAt(kind, path, title, root string) *Page {
	c := f.config
	p := &Page{
		Kind: kind, Path: path, Root: root, Title: title, HeadTitle: headTitle(title, c.Name),
		Site: f.view, Canonical: f.absolute(path),
		Nav: links(c.Nav, root), SocialImage: f.image, assets: f.assets,
	}
	p.setLanguage(c.Language)
	if size, ok := f.sizes[c.Logo]; ok {
		p.Logo, p.LogoWidth = link(root, c.Logo), size.widthAt(logoHeight)
	}
	for _, col := range c.Footer {
		p.Footer = append(p.Footer, Column{Title: col.Title, Links: links(col.Links, root)})
	}
	return p
}

// setLanguage says which language the page is in, and so which way it reads.
func (p *Page) setLanguage(tag string) { p.Lang, p.Dir = tag, direction(tag) }

// logoHeight is how high the logo is shown, in pixels.
const logoHeight = 32

// widthAt is the width of a picture that is shown with another height.
func (s Size) widthAt(height int) int {
	if s.Height <= 0 {
		return height
	}
	return max(1, (s.Width*height+s.Height/2)/s.Height)
}

// maxHeadTitle is about what search engines show of a title, in characters.
const maxHeadTitle = 70

// headTitle names the page and, where there is room, the site.
func headTitle(title, name string) string {
	full := title + " | " + name
	if utf8.RuneCountInString(full) > maxHeadTitle {
		return title
	}
	return full
}

// absolute is the full address of a path, or "" if the site's is not known.
func (f *Frame) absolute(path string) string {
	if f.config.BaseURL == "" {
		return ""
	}
	return f.config.BaseURL + escaped(path)
}

// escaped is a path as addresses outside of HTML have it: in ASCII (RFC 3986, 2.4).
func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// address is the full address where it is known, else the path from the root.
func (f *Frame) address(path string) string {
	if full := f.absolute(path); full != "" {
		return full
	}
	return "/" + escaped(path)
}

func links(in []site.Link, root string) []Link {
	out := make([]Link, 0, len(in))
	for _, l := range in {
		out = append(out, siteLink(l, root))
	}
	return out
}

// siteLink makes a link of the settings, which begins with a slash if it stays on
// the site, relative to a page.
func siteLink(l site.Link, root string) Link {
	if path, ok := strings.CutPrefix(l.Link, "/"); ok {
		return Link{Text: l.Text, Href: link(root, path)}
	}
	return Link{Text: l.Text, Href: l.Link}
}

// Asset returns the address of a file of assets/, such as "main.css". A name that
// is not there is an error of the layout.
func (p *Page) Asset(name string) (string, error) {
	published, ok := p.assets[name]
	if !ok {
		return "", fmt.Errorf("there is no file %q in assets/", name)
	}
	return p.Root + published, nil
}
