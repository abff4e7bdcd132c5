package render

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/guide"
	"bedside/internal/site"
)

// object is a node of JSON-LD; encoding/json writes its keys in order.
type object map[string]any

// encode returns JSON-LD that is inert in a page: encoding/json escapes <, > and &.
func encode(graph []object) template.JS {
	data, err := json.Marshal(object{"@context": "https://schema.org", "@graph": graph})
	if err != nil {
		// Maps, slices and strings always have a JSON form.
		panic(fmt.Sprintf("render: structured data: %v", err))
	}
	return template.JS(data)
}

// guideData describes a guide for search engines: a MedicalWebPage about a
// procedure with its code (https://schema.org/MedicalWebPage).
func (f *Frame) guideData(g *guide.Guide, around Surroundings, t *Text) template.JS {
	b := t.Body
	path := site.GuidePath(g.Code)
	page := object{
		"@type": "MedicalWebPage", "url": f.address(path), "name": g.Title, "description": g.Summary,
		"inLanguage": f.language(g), "about": procedure(g, b),
	}
	if f.config.Publisher.Name != "" {
		page["publisher"] = f.organization()
	}
	if !g.Reviewed.IsZero() {
		page["lastReviewed"] = g.Reviewed.Format(time.DateOnly)
	}
	if g.ReviewedBy != "" {
		page["reviewedBy"] = object{"@type": "Person", "name": g.ReviewedBy}
	}
	if pictures := f.pictureData(t); len(pictures) > 0 {
		page["image"] = pictures
	}
	if cites := citations(g); len(cites) > 0 {
		page["citation"] = cites
	}
	graph := []object{page, f.breadcrumbData(around)}
	if f.config.FAQSchema {
		if faq := questionData(b); len(faq) > 0 {
			graph = append(graph, object{"@type": "FAQPage", "mainEntity": faq})
		}
	}
	return encode(graph)
}

func (f *Frame) language(g *guide.Guide) string {
	if g.Lang != "" {
		return g.Lang
	}
	return f.config.Language
}

func citations(g *guide.Guide) []object {
	var out []object
	for _, r := range g.References {
		cite := object{"@type": "CreativeWork", "name": r.Title}
		if r.URL != "" {
			cite["url"] = r.URL
		}
		out = append(out, cite)
	}
	return out
}

func (f *Frame) breadcrumbData(around Surroundings) object {
	crumbs := around.breadcrumb("")
	items := make([]object, 0, len(crumbs))
	for i, c := range crumbs {
		items = append(items, object{"@type": "ListItem", "position": i + 1, "name": c.Text,
			"item": f.address(strings.TrimPrefix(c.Href, "./"))})
	}
	return object{"@type": "BreadcrumbList", "itemListElement": items}
}

// procedure is what the guide is about.
func procedure(g *guide.Guide, b *guide.Body) object {
	o := object{
		"@type": procedureType(g), "name": g.Title,
		"code": object{"@type": "MedicalCode", "codeValue": string(g.Code), "codingSystem": g.Code.System()},
	}
	if len(g.Synonyms) > 0 {
		o["alternateName"] = g.Synonyms
	}
	if g.BodyLocation != "" {
		o["bodyLocation"] = g.BodyLocation
	}
	for _, s := range b.Sections {
		switch s.Kind {
		case guide.Procedure:
			o["howPerformed"] = excerpt(s.Texts)
		case guide.Preparation:
			o["preparation"] = excerpt(s.Texts)
		case guide.FollowUp:
			o["followup"] = excerpt(s.Texts)
		}
	}
	return o
}

func procedureType(g *guide.Guide) string {
	switch c := string(g.Code); {
	case g.Code.System() != "CPT" || c[4] < '0' || c[4] > '9':
		return "MedicalProcedure"
	case c >= "10004" && c <= "69990":
		return "SurgicalProcedure"
	case c >= "70010" && c <= "77092", c >= "78012" && c <= "89398":
		return "DiagnosticProcedure"
	default:
		return "MedicalProcedure"
	}
}

// maxExcerpt bounds a text in the structured data, in bytes: it repeats what the
// page says, and search engines read no more.
const maxExcerpt = 200

// excerpt joins blocks up to the bound and ends at the end of a sentence, or at
// least of a word.
func excerpt(blocks []string) string {
	text := strings.Join(blocks, " ")
	if len(text) <= maxExcerpt {
		return text
	}
	cut := maxExcerpt
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	text = text[:cut]
	if end := strings.LastIndex(text, ". "); end > maxExcerpt/3 {
		return text[:end+1]
	}
	if end := strings.LastIndexByte(text, ' '); end > 0 {
		text = text[:end]
	}
	return text + "…"
}

func questionData(b *guide.Body) []object {
	var out []object
	for _, s := range b.Sections {
		for _, q := range s.Questions {
			answer := strings.Join(q.Texts, " ")
			if answer != "" {
				out = append(out, object{"@type": "Question", "name": q.Title,
					"acceptedAnswer": object{"@type": "Answer", "text": answer}})
			}
		}
	}
	return out
}

func (f *Frame) organization() object {
	p := f.config.Publisher
	o := object{"@type": "Organization", "name": p.Name}
	if p.Logo != "" {
		o["logo"] = f.address(p.Logo)
	}
	if p.Address != "" {
		o["address"] = p.Address
	}
	return o
}

// homeData describes the site and who answers for it.
func (f *Frame) homeData() template.JS {
	c := f.config
	web := object{"@type": "WebSite", "name": c.Name, "url": f.address(""), "inLanguage": c.Language,
		"potentialAction": object{"@type": "SearchAction",
			"target": f.address("search/") + "?q={query}", "query-input": "required name=query"}}
	if c.Description != "" {
		web["description"] = c.Description
	}
	graph := []object{web}
	if c.Publisher.Name != "" {
		web["publisher"] = f.organization()
		graph = append(graph, f.organization())
	}
	return encode(graph)
}
