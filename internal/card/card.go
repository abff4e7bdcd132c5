// Package card draws the pictures that stand for a site elsewhere: the cards that
// messengers and social networks show beside a link, and the icons of a site on a
// screen of apps.
//
// A card is a PNG of 1200 by 630 pixels, the size that Open Graph readers ask for
// (https://developers.facebook.com/docs/sharing/webmasters/images/). It shows a
// title, a line about it, and the site's name on a band in the accent's color. It has
// sixteen colors, so that one takes some ten kilobytes, and is drawn in a few
// milliseconds.
//
// The name of a card's file has a fingerprint of what the card shows, not of its
// bytes: a page can name its card without drawing it, and readers of links, which
// keep pictures by their address, ask again when it shows something else. The same
// Card makes the same bytes.
//
// # Scripts
//
// The font is Liberation Sans (SIL Open Font License 1.1), which has the letters of
// Latin, Greek and Cyrillic script, those of Vietnamese among them. A text in
// another script is left out, because boxes in the place of letters are worse than
// no text: a guide's card then shows its code alone.
package card

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"bedside/internal/palette"
)

// The size of a card in pixels.
const (
	Width  = 1200
	Height = 630
)

// design is another number whenever a card of the same contents is drawn otherwise,
// so that its file gets another name.
const design = 1

// Card is what a card shows.
type Card struct {
	// Name is the stem of the file: "11982", "site".
	Name string
	// Title is what stands out; Line is a smaller text, which may be empty.
	Title, Line string
	// LineFirst puts the line above the title.
	LineFirst bool
	// Site is the name on the band.
	Site string
	// Scheme has the colors.
	Scheme palette.Scheme
}

// Path is where the card is published: "assets/cards/11982.3f2a9c1b4d.png".
func (c Card) Path() string {
	s := c.Scheme
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %t %q %s %s %s", design, c.Title, c.Line, c.LineFirst, c.Site, s.Header, s.HeaderText, s.Link))
	return Folder + c.Name + "." + hex.EncodeToString(sum[:5]) + ".png"
}

// Folder is where cards are published, with a slash at its end.
const Folder = "assets/cards/"

// Name returns the name of the card that is published at a path, or "".
func Name(path string) string {
	rest, inside := strings.CutPrefix(path, Folder)
	name, _, ok := strings.Cut(rest, ".")
	if !inside || !ok {
		return ""
	}
	return name
}
