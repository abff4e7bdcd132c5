package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/yuin/goldmark/ast"
)

// FormatVersion is the version of guide.json and codes.json. A field that is
// added leaves it; one that changes its meaning or goes away raises it.
const FormatVersion = 1

// guideJSON is the form of guide.json (docs/formats.md).
type guideJSON struct {
	Version      int             `json:"version"`
	Code         string          `json:"code"`
	System       string          `json:"system"`
	Title        string          `json:"title"`
	Summary      string          `json:"summary"`
	URL          string          `json:"url"`
	Language     string          `json:"language"`
	Section      string          `json:"section"`
	Subsection   string          `json:"subsection,omitempty"`
	Synonyms     []string        `json:"synonyms,omitempty"`
	Specialties  []string        `json:"specialties,omitempty"`
	Modifiers    []jsonModifier  `json:"modifiers,omitempty"`
	Cost         *jsonCost       `json:"cost,omitempty"`
	BodyLocation string          `json:"body_location,omitempty"`
	Setting      string          `json:"setting,omitempty"`
	Anesthesia   string          `json:"anesthesia,omitempty"`
	Duration     string          `json:"duration,omitempty"`
	Reviewed     string          `json:"reviewed,omitempty"`
	ReviewedBy   string          `json:"reviewed_by,omitempty"`
	NextReview   string          `json:"next_review,omitempty"`
	Overview     []string        `json:"overview,omitempty"`
	Sections     []jsonSection   `json:"sections,omitempty"`
	Questions    []jsonQuestion  `json:"questions,omitempty"`
	Pictures     []jsonPicture   `json:"pictures,omitempty"`
	Related      []string        `json:"related,omitempty"`
	References   []jsonReference `json:"references,omitempty"`
	Disclaimer   string          `json:"disclaimer"`
}

type jsonModifier struct {
	Modifier string `json:"modifier"`
	Meaning  string `json:"meaning,omitempty"`
}

type jsonCost struct {
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Currency string  `json:"currency,omitempty"`
	Year     int     `json:"year,omitempty"`
	Source   string  `json:"source,omitempty"`
}

type jsonSection struct {
	ID    string   `json:"id"`
	Kind  string   `json:"kind,omitempty"`
	Title string   `json:"title"`
	Text  []string `json:"text"`
}

type jsonQuestion struct {
	Question string   `json:"question"`
	Answer   []string `json:"answer"`
}

type jsonReference struct {
	Title     string `json:"title"`
	URL       string `json:"url,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Date      string `json:"date,omitempty"`
}

// GuideJSON returns guide.json: the guide for programs, as plain text in its
// sections.
func (f *Frame) GuideJSON(g *guide.Guide, around Surroundings, t *Text) []byte {
	b := t.Body
	j := guideJSON{
		Version: FormatVersion, Code: string(g.Code), System: g.Code.System(), Title: g.Title, Summary: g.Summary,
		URL: f.address(site.GuidePath(g.Code)), Language: f.language(g), Section: around.Section.Name, Subsection: around.Sub.Name,
		Synonyms: g.Synonyms, Specialties: g.Specialties, BodyLocation: g.BodyLocation, Setting: g.Setting,
		Anesthesia: g.Anesthesia, Duration: g.Duration, ReviewedBy: g.ReviewedBy,
		Overview: b.OverviewTexts, Pictures: f.jsonPictures(t), Disclaimer: f.config.Disclaimer,
	}
	if g.Cost != nil {
		c := jsonCost(*g.Cost)
		j.Cost = &c
	}
	if r := review(g); r != nil {
		j.Reviewed, j.NextReview = r.ISO, r.NextISO
	}
	j.addLists(g, b)
	return mustJSON(j)
}

func (j *guideJSON) addLists(g *guide.Guide, b *guide.Body) {
	for _, m := range modifiers(g) {
		j.Modifiers = append(j.Modifiers, jsonModifier{m.Name, m.Meaning})
	}
	for _, c := range g.Related {
		j.Related = append(j.Related, string(c))
	}
	for _, r := range g.References {
		j.References = append(j.References, jsonReference(r))
	}
	for _, s := range b.Sections {
		if len(s.Questions) > 0 {
			for _, q := range s.Questions {
				j.Questions = append(j.Questions, jsonQuestion{q.Title, q.Texts})
			}
			continue
		}
		j.Sections = append(j.Sections, jsonSection{s.ID, string(s.Kind), s.Title, s.Texts})
	}
}

// mustJSON encodes values made of strings, numbers and lists, which cannot fail.
func mustJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("render: JSON: %v", err))
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// GuideMarkdown returns guide.md: title, code and summary, and the text as it was
// written, with its links made to lead somewhere from the published address.
func (f *Frame) GuideMarkdown(g *guide.Guide, t *Text, bodyStart int) []byte {
	var b bytes.Buffer
	b.Grow(len(t.Body.Source) + 2048)
	fmt.Fprintf(&b, "# %s (%s %s)\n\n%s\n\n", g.Title, g.Code.System(), g.Code, g.Summary)
	if !g.Reviewed.IsZero() {
		fmt.Fprintf(&b, "Last reviewed: %s", g.Reviewed.Format(time.DateOnly))
		if g.ReviewedBy != "" {
			fmt.Fprintf(&b, ", %s", g.ReviewedBy)
		}
		b.WriteString("\n\n")
	}
	b.Write(bytes.TrimSpace(relink(t, bodyStart, f.linkTarget)))
	b.WriteString("\n")
	if len(g.References) > 0 {
		b.WriteString("\n## References\n\n")
		for _, r := range g.References {
			fmt.Fprintf(&b, "- %s\n", markdownReference(r))
		}
	}
	fmt.Fprintf(&b, "\n---\n\n%s\n", f.config.Disclaimer)
	return b.Bytes()
}

func markdownReference(r guide.Reference) string {
	text := r.Title
	if r.URL != "" {
		text = "[" + r.Title + "](" + r.URL + ")"
	}
	for _, s := range []string{r.Publisher, r.Date} {
		if s != "" {
			text += ", " + s
		}
	}
	return text
}

func (f *Frame) linkTarget(t site.Target) string {
	if t.Kind == site.SamePage || t.Kind == site.External {
		return href(t, "")
	}
	if full := f.absolute(""); full != "" {
		return href(t, full)
	}
	return href(t, "../")
}

// relink replaces the destinations of inline links in the source text. A link by
// reference ([text][name]) keeps its definition as it is.
func relink(t *Text, bodyStart int, target func(site.Target) string) []byte {
	src := t.Body.Source
	type splice struct {
		at, length int
		text       string
	}
	var splices []splice
	for i, l := range t.Body.Links {
		to := target(t.published(i))
		at, length := inlineDestination(src, l.Node)
		if length == 0 || to == l.Destination {
			continue
		}
		splices = append(splices, splice{at, length, to})
	}
	slices.SortFunc(splices, func(a, b splice) int { return a.at - b.at })
	out := make([]byte, 0, len(src)-bodyStart+256)
	from := bodyStart
	for _, s := range splices {
		if s.at < from {
			continue
		}
		out = append(append(out, src[from:s.at]...), s.text...)
		from = s.at + s.length
	}
	return append(out, src[from:]...)
}

// inlineDestination returns where a link's destination stands in the source, and its
// length: 0 if the link is one by reference, or none of the two kinds with brackets.
func inlineDestination(src []byte, n ast.Node) (at, length int) {
	switch n := n.(type) {
	case *ast.Link:
		if n.Reference == nil {
			return within(src, n.Destination)
		}
	case *ast.Image:
		if n.Reference == nil {
			return within(src, n.Destination)
		}
	}
	return 0, 0
}

// within returns where a part of the source lies in it. The parser cuts destinations out
// of the source without copying them, so the place shows in how much follows: looking for
// it in the text would cost the square of the number of links. It returns 0, 0 for what
// was copied after all.
func within(src, part []byte) (at, length int) {
	at = cap(src) - cap(part)
	if len(part) == 0 || at < 0 || at+len(part) > len(src) || &src[at] != &part[0] {
		return 0, 0
	}
	return at, len(part)
}

// codesJSON is the form of codes.json (docs/formats.md).
type codesJSON struct {
	Version int        `json:"version"`
	Guides  []jsonCode `json:"guides"`
}

type jsonCode struct {
	Code     string `json:"code"`
	System   string `json:"system"`
	Title    string `json:"title"`
	URL      string `json:"url"`
	Section  string `json:"section"`
	Reviewed string `json:"reviewed,omitempty"`
}

// CodesJSON returns codes.json: every guide with its address.
func (sh *Shared) CodesJSON() []byte {
	j := codesJSON{Version: FormatVersion, Guides: []jsonCode{}}
	for _, g := range sh.site.Guides {
		c := jsonCode{Code: string(g.Code), System: g.Code.System(), Title: g.Title,
			URL: sh.address(site.GuidePath(g.Code)), Section: sh.site.PlaceOf(g.Code).Section.Name}
		if !g.Reviewed.IsZero() {
			c.Reviewed = g.Reviewed.Format(time.DateOnly)
		}
		j.Guides = append(j.Guides, c)
	}
	return mustJSON(j)
}
