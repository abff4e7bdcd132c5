package render

import (
	"net/url"
	"strings"

	"bedside/internal/card"
	"bedside/internal/codes"
	"bedside/internal/guide"
)

// HasCards reports whether guides have cards of their own: they need the site's
// address, and to be wanted.
func (sh *Shared) HasCards() bool {
	return sh.config.BaseURL != "" && sh.config.SocialCards.For(len(sh.site.Guides))
}

// GuideCard is the card of a guide.
func (f *Frame) GuideCard(g *guide.Guide) card.Card {
	return card.Card{Name: cardName(g.Code), Title: g.Title, Line: codeInWords(g), LineFirst: true, Site: f.config.Name, Scheme: f.palette.Light}
}

func codeInWords(g *guide.Guide) string { return g.Code.System() + " code " + string(g.Code) }

func cardName(c codes.Code) string { return strings.ToLower(string(c)) }

// siteCard is the name of the site's card, which is no code.
const siteCard = "site"

// SiteCard is the card of the pages that have none of their own, and false if there
// is none: the site's address is not known, or it has a picture instead.
func (f *Frame) SiteCard() (card.Card, bool) {
	c := f.config
	u, err := url.Parse(c.BaseURL)
	if err != nil || c.BaseURL == "" || c.SocialImage != "" {
		return card.Card{}, false
	}
	return card.Card{Name: siteCard, Title: c.Name, Line: c.Description, Site: u.Host, Scheme: f.palette.Light}, true
}

// CardAt returns the card that is published at a path, and false if none is.
func (sh *Shared) CardAt(path string) (card.Card, bool) {
	c, ok := card.Card{}, false
	switch name := card.Name(path); name {
	case "":
	case siteCard:
		c, ok = sh.SiteCard()
	default:
		code, err := codes.Parse(name)
		if g := sh.site.Guide(code); err == nil && g != nil && sh.HasCards() {
			c, ok = sh.GuideCard(g), true
		}
	}
	return c, ok && c.Path() == path
}

// cardImage is a card as pages name it.
func (f *Frame) cardImage(c card.Card, alt string) *SocialImage {
	return &SocialImage{URL: f.absolute(c.Path()), Width: card.Width, Height: card.Height, Alt: alt}
}

// guideImage is the picture of a guide that has a card.
func (f *Frame) guideImage(g *guide.Guide) *SocialImage {
	return f.cardImage(f.GuideCard(g), g.Title+" ("+codeInWords(g)+"), "+f.config.Name)
}

// siteImage is the picture of all pages that have none of their own, or nil.
func (f *Frame) siteImage() *SocialImage {
	c := f.config
	if c.BaseURL != "" && c.SocialImage != "" {
		size := f.sizes[c.SocialImage]
		return &SocialImage{URL: f.absolute(c.SocialImage), Width: size.Width, Height: size.Height, Alt: c.Name}
	}
	if made, ok := f.SiteCard(); ok {
		return f.cardImage(made, strings.TrimSuffix(c.Name+": "+c.Description, ": "))
	}
	return nil
}
