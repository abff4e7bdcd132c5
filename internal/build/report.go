package build

import (
	"slices"
	"strings"
	"time"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/reading"
	"bedside/internal/site"
)

// Report is what an author wants to know of the page that is looked at. It is plain
// data for a preview's panel.
type Report struct {
	// File is the source, a slash path below the source directory.
	File string `json:"file"`
	// Code is empty if the page is no guide.
	Code  string `json:"code,omitempty"`
	Title string `json:"title"`
	Draft bool   `json:"draft"`
	// Problems are those of this file, with their source lines, sorted by place.
	Problems diag.List `json:"problems"`
	Reading
	Sections []SectionReport `json:"sections"`
	// Missing are usual sections that the guide has not, in their usual order.
	Missing []MissingSection `json:"missing"`
	Review  *ReviewReport    `json:"review,omitempty"`
	// Incoming are the pages that lead here, by their files. Texts that have not been
	// read yet are not among them.
	Incoming []IncomingLink `json:"incoming"`
	// Card is how search engines and messengers show the page.
	Card Card `json:"card"`
}

// Reading says how long a text is and how hard to read, in school grades; both are
// 0 for a text without words.
type Reading struct {
	Words         int     `json:"words"`
	FleschKincaid float64 `json:"flesch_kincaid"`
	SMOG          float64 `json:"smog"`
}

// SectionReport is one section, the overview being the first, without a heading.
type SectionReport struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Pos   diag.Pos `json:"pos"`
	Reading
}

// MissingSection is a usual section with the heading that the scaffold gives it.
type MissingSection struct {
	ID      string `json:"id"`
	Heading string `json:"heading"`
}

// ReviewReport says when a guide was reviewed and when it is due, as YYYY-MM-DD.
type ReviewReport struct {
	Reviewed string   `json:"reviewed"`
	By       string   `json:"by,omitempty"`
	Due      string   `json:"due"`
	Pos      diag.Pos `json:"pos"`
}

// IncomingLink is a place that leads to the page.
type IncomingLink struct {
	File  string   `json:"file"`
	Pos   diag.Pos `json:"pos"`
	Title string   `json:"title"`
	// Address is that of the page which has the link, such as "11982/".
	Address string `json:"address"`
	// Related is set if the guide names this one as related; else its text has a link.
	Related bool `json:"related"`
}

// Card is what others show of a page. URL is empty if the site's address is not
// known.
type Card struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
}

// Report says of the page at an address, such as "11982/" or "about/", what its
// author wants to know, and false if no text of the source is shown there. It
// reads the text once.
func (v *Version) Report(address string) (Report, bool, error) {
	defer v.b.precedence.begin()()
	t := v.shown.textAt(address)
	if t == nil {
		return Report{}, false, nil
	}
	p, err := v.b.readNow(t, v.shown.settings.wordings)
	if err != nil {
		return Report{}, true, err
	}
	f := v.b.newFacts(v.shown.settings.wordings, p)
	j, err := v.shown.newJudgement(t, f)
	if err != nil {
		return Report{}, true, err
	}
	r := Report{File: t.file, Draft: t.draft, Problems: v.ProblemsOf(t.file), Incoming: v.incoming(t), Sections: sectionReports(p)}
	page := v.shown.pageOf(v.shown.frame.Frame, t, p, j)
	r.Title = page.Title
	r.Card = Card{Title: page.HeadTitle, Description: page.Description, URL: page.Canonical}
	if page.Description == "" {
		r.Card.Description = v.shown.settings.config.Description
	}
	r.Reading = readingOf(p.body.OverviewTexts, texts(p.body.Sections))
	if t.guide != nil {
		r.Code, r.Missing, r.Review = string(t.guide.Code), missingSections(p.body), reviewReport(t.guide)
	}
	return r, true, nil
}

func texts(sections []guide.Section) []string {
	var out []string
	for _, s := range sections {
		out = append(out, s.Texts...)
	}
	return out
}

func readingOf(parts ...[]string) Reading {
	var c reading.Count
	for _, p := range parts {
		c = c.Add(reading.CountTexts(p))
	}
	return Reading{Words: c.Words, FleschKincaid: c.FleschKincaid(), SMOG: c.SMOG()}
}

func sectionReports(p *parsedText) []SectionReport {
	out := []SectionReport{{Pos: p.src.At(p.start), Reading: readingOf(p.body.OverviewTexts)}}
	for _, s := range p.body.Sections {
		out = append(out, SectionReport{ID: s.ID, Title: s.Title, Pos: p.src.At(s.Offset), Reading: readingOf(s.Texts)})
	}
	return out
}

func missingSections(b *guide.Body) []MissingSection {
	out := []MissingSection{}
	for _, k := range guide.Kinds() {
		if !slices.ContainsFunc(b.Sections, func(s guide.Section) bool { return s.Kind == k.Kind }) {
			out = append(out, MissingSection{ID: string(k.Kind), Heading: k.Heading})
		}
	}
	return out
}

func reviewReport(g *guide.Guide) *ReviewReport {
	due, ok := g.NextReview()
	if !ok {
		return nil
	}
	return &ReviewReport{Reviewed: g.Reviewed.Format(time.DateOnly), By: g.ReviewedBy, Due: due.Format(time.DateOnly), Pos: g.PosOf("reviewed")}
}

// incoming finds what leads to a text's page: fields of guides, and links of the
// texts that have been read.
func (v *Version) incoming(t *text) []IncomingLink {
	out := []IncomingLink{}
	if t.guide != nil {
		for _, code := range v.now.site.Naming(t.guide.Code) {
			if g := v.now.site.Guide(code); g != nil && g.Code != t.guide.Code {
				out = append(out, IncomingLink{File: g.File, Pos: g.PosOf("related"), Title: g.Title, Address: site.GuidePath(g.Code), Related: true})
			}
		}
	}
	address := t.origin().Path
	for _, from := range v.now.texts {
		j := from.judged[v.now.slot].Load()
		if j == nil || from.file == t.file || j.facts == nil {
			continue
		}
		for i, to := range j.links {
			if (to.Kind == site.TargetGuide || to.Kind == site.TargetPage) && to.Path == address {
				out = append(out, IncomingLink{File: from.file, Pos: j.facts.links[i].Pos, Title: from.title(), Address: from.origin().Path})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b IncomingLink) int { return strings.Compare(a.File, b.File) })
	return out
}
