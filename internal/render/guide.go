package render

import (
	"fmt"
	"html/template"
	"slices"
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
	p.JSONLD = f.guideData(g, around, t)
	return p
}

func (f *Frame) guideView(g *guide.Guide, around Surroundings, t *Text, root string) *Guide {
	w := newTextWriter(t)
	v := &Guide{
		Code: string(g.Code), System: g.Code.System(), Title: g.Title, Summary: g.Summary,
		Synonyms: g.Synonyms, Handout: "handout/", Emergency: emergency(t.Body), Facts: facts(g, around),
		Overview:   template.HTML(w.html(t.Body.Overview)),
		Footnotes:  template.HTML(w.footnotes(t.Body.Footnotes)),
		References: make([]Reference, 0, len(g.References)),
		Reviewed:   review(g), Feedback: f.feedback(g, root), Draft: g.Draft,
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
	for _, name := range g.Specialties {
		if path := site.SpecialtyPath(name); path != "" {
			v.Specialties = append(v.Specialties, Link{name, link(root, path)})
		}
	}
	linkGuides(v, g, around, root)
	f.placePromos(v, root)
	return v
}

func linkGuides(v *Guide, g *guide.Guide, around Surroundings, root string) {
	own := shortFacts(g)
	for _, other := range around.Related {
		v.Related = append(v.Related, around.mentioned(other, own, root))
	}
	neighbor := func(m Mention) *GuideLink {
		if m.Code == "" {
			return nil
		}
		l := around.mentioned(m, own, root)
		if slices.ContainsFunc(v.Related, func(r GuideLink) bool { return r.Code == l.Code }) {
			l.Differs = nil // said a few lines above
		}
		return &l
	}
	v.Previous, v.Next = neighbor(around.Previous), neighbor(around.Next)
}

// emergency finds the first section that says when to get help at once.
func emergency(b *guide.Body) Link {
	for _, s := range b.Sections {
		for _, n := range s.Nodes {
			if c, ok := n.(*guide.Callout); ok && c.CalloutKind == guide.Emergency {
				return Link{Text: s.Title, Href: "#" + s.ID}
			}
		}
	}
	return Link{}
}

// feedback is where a remark on a guide goes. A mail says which guide it is about.
func (f *Frame) feedback(g *guide.Guide, root string) string {
	to := f.config.Feedback
	if strings.HasPrefix(to, "mailto:") {
		if strings.Contains(to, "?") {
			return to
		}
		return to + "?subject=" + g.Code.System() + "%20" + string(g.Code)
	}
	return siteLink(site.Link{Link: to}, root).Href
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

// ShortFacts are the key facts that every guide may have and that say something
// beside those of another guide.
type ShortFacts [5]string

var shortFactNames = [len(ShortFacts{})]string{
	"Part of the body", "Where it is done", "Numbing or sleep", "How long it takes", "Typical cost",
}

func shortFacts(g *guide.Guide) ShortFacts {
	return ShortFacts{g.BodyLocation, g.Setting, g.Anesthesia, g.Duration, Cost(g.Cost)}
}

// facts are the rows of the key facts, what patients look for first; what a guide
// does not say has no row.
func facts(g *guide.Guide, around Surroundings) []Fact {
	var out []Fact
	for i, text := range shortFacts(g) {
		if text != "" {
			out = append(out, Fact{Name: shortFactNames[i], Text: text})
		}
	}
	section := around.Section.Name
	if around.Sub.Name != "" {
		section += ": " + around.Sub.Name
	}
	out = append(out, Fact{Name: "Code", Text: g.Code.System() + " " + string(g.Code)}, Fact{Name: "Section", Text: section})
	if len(g.Modifiers) > 0 {
		out = append(out, Fact{Name: "Modifiers", Modifiers: modifiers(g)})
	}
	return out
}

func modifiers(g *guide.Guide) []Modifier {
	out := make([]Modifier, len(g.Modifiers))
	for i, name := range g.Modifiers {
		m, _ := codes.FindModifier(name)
		out[i] = Modifier{Name: name, Meaning: m.Meaning}
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
	whole = inThousands(whole)
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

// inThousands sets off the thousands of a whole number: 10,000.
func inThousands(digits string) string {
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
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
