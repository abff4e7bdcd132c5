package render

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"bedside/internal/codes"
	"bedside/internal/guide"
	"bedside/internal/site"
)

// GuidePage makes the page of a guide. The text's Root is set by it.
func (f *Frame) GuidePage(g *guide.Guide, around Surroundings, t *Text) *Page {
	path := site.GuidePath(g.Code)
	p := f.page("guide", path, g.Title)
	p.HeadTitle = headTitle(fmt.Sprintf("%s (%s %s)", g.Title, g.Code.System(), g.Code), f.config.Name)
	p.Description, p.Draft = g.Summary, g.Draft
	if g.Lang != "" {
		p.setLanguage(g.Lang)
	}
	p.Alternates = []Alternate{
		{"application/json", "This guide as JSON", "guide.json"},
		{"text/markdown", "This guide as Markdown", "guide.md"},
	}
	p.Breadcrumb = around.breadcrumb(p.Root)
	if around.Carded {
		p.SocialImage = f.guideImage(g)
	}
	t.Root = p.Root
	p.Guide = f.guideView(g, around, t, p.Root)
	p.JSONLD = f.guideData(g, around, t.Body)
	return p
}

func (f *Frame) guideView(g *guide.Guide, around Surroundings, t *Text, root string) *Guide {
	w := newTextWriter(t)
	v := &Guide{
		Code: string(g.Code), System: g.Code.System(), Title: g.Title, Summary: g.Summary,
		Handout: "handout/", Facts: facts(g), Overview: template.HTML(w.html(t.Body.Overview)),
		Footnotes:  template.HTML(w.footnotes(t.Body.Footnotes)),
		References: make([]Reference, 0, len(g.References)),
		Reviewed:   review(g), Draft: g.Draft,
	}
	for _, s := range t.Body.Sections {
		v.Sections = append(v.Sections, Section{
			ID: s.ID, Kind: string(s.Kind), Title: s.Title,
			Heading: template.HTML(w.inline(s.Heading)), HTML: template.HTML(w.html(s.Nodes)),
		})
	}
	for _, r := range g.References {
		v.References = append(v.References, Reference(r))
	}
	for _, other := range around.Related {
		v.Related = append(v.Related, other.link(root))
	}
	v.Previous, v.Next = around.Previous.linkOrNil(root), around.Next.linkOrNil(root)
	f.placePromos(v, root)
	return v
}

// placePromos puts each card behind its section; one whose section the guide
// lacks, and one for the middle of a guide without sections, go to the end.
func (f *Frame) placePromos(v *Guide, root string) {
	for _, c := range f.config.Promos {
		promo := Promo{Title: c.Title, Text: c.Text}
		if c.Link.Text != "" {
			promo.Link = siteLink(c.Link, root)
		}
		at := -1
		for i, s := range v.Sections {
			if s.Kind == c.Position {
				at = i
			}
		}
		if c.Position == site.PromoMiddle {
			at = len(v.Sections)/2 - 1
		}
		if at < 0 {
			v.Promos = append(v.Promos, promo)
		} else {
			v.Sections[at].Promos = append(v.Sections[at].Promos, promo)
		}
	}
}

// facts are the rows of the key facts; what a guide does not say has no row.
func facts(g *guide.Guide) []Fact {
	out := []Fact{{Name: "Code", Text: g.Code.System() + " " + string(g.Code)}}
	add := func(name, text string) {
		if text != "" {
			out = append(out, Fact{Name: name, Text: text})
		}
	}
	if len(g.Synonyms) > 0 {
		out = append(out, Fact{Name: "Also called", Items: g.Synonyms})
	}
	add("Part of the body", g.BodyLocation)
	add("Where it is done", g.Setting)
	add("Numbing or sleep", g.Anesthesia)
	add("How long it takes", g.Duration)
	add("Typical cost", Cost(g.Cost))
	if len(g.Modifiers) > 0 {
		f := Fact{Name: "Modifiers"}
		for _, name := range g.Modifiers {
			m, _ := codes.FindModifier(name)
			f.Modifiers = append(f.Modifiers, Modifier{Name: name, Meaning: m.Meaning})
		}
		out = append(out, f)
	}
	if r := review(g); r != nil {
		reviewed := r.Date
		if r.By != "" {
			reviewed += ", by " + r.By
		}
		add("Reviewed", reviewed)
	}
	return out
}

// Cost says a cost in words: "$150 to $400 (2026, Medicare fee schedule)".
func Cost(c *guide.Cost) string {
	if c == nil {
		return ""
	}
	text := amount(c.Low, c.Currency)
	if c.High > c.Low {
		text += " to " + amount(c.High, c.Currency)
	}
	var notes []string
	if c.Year > 0 {
		notes = append(notes, strconv.Itoa(c.Year))
	}
	if c.Source != "" {
		notes = append(notes, c.Source)
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, ", ") + ")"
	}
	return text
}

// amount writes dollars as $1,250 and any other currency as 1,250 EUR.
func amount(n float64, currency string) string {
	text := strconv.FormatFloat(n, 'f', 2, 64)
	text = strings.TrimSuffix(text, ".00")
	whole, cents, hasCents := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasCents {
		whole += "." + cents
	}
	switch currency {
	case "USD":
		return "$" + whole
	case "":
		return whole
	default:
		return whole + " " + currency
	}
}

func review(g *guide.Guide) *Review {
	if g.Reviewed.IsZero() {
		return nil
	}
	r := &Review{Date: dateInWords(g.Reviewed), ISO: g.Reviewed.Format(time.DateOnly), By: g.ReviewedBy}
	if next, ok := g.NextReview(); ok {
		r.Next, r.NextISO = dateInWords(next), next.Format(time.DateOnly)
	}
	return r
}

func dateInWords(t time.Time) string { return t.Format("January 2, 2006") }
