package render

import (
	"encoding/json"
	"fmt"
	"strings"
)

// manifest is a web app manifest (https://www.w3.org/TR/appmanifest/). Its addresses
// are relative to its own.
type manifest struct {
	Name            string         `json:"name"`
	ShortName       string         `json:"short_name"`
	Description     string         `json:"description,omitempty"`
	Lang            string         `json:"lang,omitempty"`
	Dir             string         `json:"dir,omitempty"`
	StartURL        string         `json:"start_url"`
	Scope           string         `json:"scope"`
	Display         string         `json:"display"`
	ThemeColor      string         `json:"theme_color"`
	BackgroundColor string         `json:"background_color"`
	Icons           []manifestIcon `json:"icons"`
}

type manifestIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// IconSizes are the widths in pixels of the icons that assets/ must have besides
// icon.svg, as icon-192.png and so on. Systems cut them to their own shape, so what
// they show stands in a circle in their middle.
var IconSizes = []int{192, 512}

// maxShortName is about what fits below an icon, in characters.
const maxShortName = 12

// shortName cuts a name behind a word, if there is one that is short enough.
func shortName(name string) string {
	short := firstRunes(name, maxShortName)
	if end := strings.LastIndexByte(short, ' '); short != name && end > 0 {
		return short[:end]
	}
	return short
}

// Manifest returns site.webmanifest, which says how the site looks on a screen of
// apps. An icon that the assets lack is left out. The default layouts do not name it:
// browsers ask for it with every first page, a fifth request, and the content policy
// keeps them from it, while apple-touch-icon and theme-color give them the same.
func (f *Frame) Manifest() (File, error) {
	c := f.config
	m := manifest{
		Name: c.Name, ShortName: shortName(c.Name), Description: c.Description, Lang: c.Language, Dir: direction(c.Language),
		StartURL: "./", Scope: "./", Display: "minimal-ui", ThemeColor: f.view.ThemeColor, BackgroundColor: "#ffffff", Icons: []manifestIcon{},
	}
	if path, ok := f.assets["icon.svg"]; ok {
		m.Icons = append(m.Icons, manifestIcon{Src: path, Sizes: "any", Type: "image/svg+xml"})
	}
	for _, size := range IconSizes {
		if path, ok := f.assets[fmt.Sprintf("icon-%d.png", size)]; ok {
			m.Icons = append(m.Icons, manifestIcon{path, fmt.Sprintf("%dx%[1]d", size), "image/png", "any maskable"})
		}
	}
	data, err := json.Marshal(m)
	if err != nil {
		return File{}, fmt.Errorf("site.webmanifest: %w", err)
	}
	return File{"site.webmanifest", data}, nil
}
