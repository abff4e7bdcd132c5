package site

import (
	"fmt"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/matter"
	"bedside/internal/palette"
)

// Picture is a file of static/ that a setting names.
type Picture struct {
	// Field is the setting, such as "logo"; Path is the file's path in static/, and
	// where it is published.
	Field, Path string
	Pos         diag.Pos
}

// SocialCards says which guides have a card of their own, the picture that
// messengers and social networks show beside a link to them.
type SocialCards string

// CardsAuto gives every guide a card as long as there are no more than
// MaxAutoCards. The zero value is CardsAuto.
const (
	CardsAuto SocialCards = ""
	CardsOn   SocialCards = "on"
	CardsOff  SocialCards = "off"
)

// MaxAutoCards is up to how many guides cards are made unless the settings say
// otherwise: for more they would be most of the site's bytes.
const MaxAutoCards = 2000

// For reports whether the guides of a site with that many have cards.
func (c SocialCards) For(guides int) bool {
	return c == CardsOn || c == CardsAuto && guides <= MaxAutoCards
}

// Palette returns the site's colors.
func (c *Config) Palette() palette.Palette {
	if c.Accent == nil {
		return palette.Default()
	}
	return palette.New(*c.Accent)
}

// accent reads a color that white or dark text can be read on.
func (d *configDecoder) accent(v matter.Value) *palette.Color {
	if v.Kind != matter.Scalar {
		d.WrongKind("accent", v, `a color such as "#0c3c5c"`)
		return nil
	}
	c, err := palette.Parse(v.Text)
	if err != nil {
		d.Errorf(v.Pos, "field-type", `Write it as CSS does: "#0c3c5c", rgb(12 60 92), hsl(204 77% 20%), oklch(0.34 0.08 242), or a name such as navy.`,
			"accent must be a color; %q is none: %v", matter.Shorten(v.Text), err)
		return nil
	}
	if palette.Readable(c) {
		return &c
	}
	white, dark := palette.ContrastOn(c)
	d.Errorf(v.Pos, "accent-unreadable", fmt.Sprintf("Write accent: %q, the nearest color on which text can be read.", palette.Nearest(c)),
		"text on the accent %s cannot be read well: white text has a contrast of %.1f:1 and dark text of %.1f:1, but %.0f:1 is needed",
		matter.Shorten(v.Text), white, dark, palette.TextContrast)
	return nil
}

// emptyAccent reports an accent that YAML takes for a comment: accent: #0c3c5c.
func (d *configDecoder) emptyAccent(tree matter.Value) {
	if v, ok := tree.Find("accent"); ok && v.Kind == matter.Empty {
		d.Errorf(v.Pos, "field-missing", `Put the color in quotes: accent: "#0c3c5c". Without them, # begins a comment.`, "accent is empty")
	}
}

func (d *configDecoder) socialCards(v matter.Value) SocialCards {
	switch c := SocialCards(v.Text); {
	case v.Kind == matter.Scalar && v.Text == "auto":
	case v.Kind == matter.Scalar && (c == CardsOn || c == CardsOff):
		return c
	default:
		d.WrongKind("social_cards", v, "auto, on or off")
	}
	return CardsAuto
}

// picture reads the path of a picture in static/.
func (d *configDecoder) picture(c *Config, name string, v matter.Value) string {
	p := d.Text(name, v)
	if p == "" {
		return ""
	}
	if strings.Contains(p, ":") || strings.HasPrefix(p, "//") || strings.Contains(p, "..") {
		d.Errorf(v.Pos, "field-type", "Put the file into static/ and write its path there, such as /logo.svg.",
			"%s must be a file of this site; it is %q", name, matter.Shorten(v.Text))
		return ""
	}
	p = strings.TrimPrefix(p, "/")
	c.Pictures = append(c.Pictures, Picture{name, p, v.Pos})
	return p
}
