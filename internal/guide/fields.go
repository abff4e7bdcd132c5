package guide

import "bedside/internal/matter"

// Field documents one field of the front matter. The documentation, the schema
// for editors and the messages about unknown fields are all made from these.
type Field struct {
	Name     string
	Required bool
	// Form is the shape in an author's words: "text", "list of texts", ….
	Form string
	// Doc says what the field is for, in one or two sentences.
	Doc string

	// shape is what editors are told of the form.
	shape shape
	guide func(*decoder, *Guide, matter.Value)
	page  func(*decoder, *Page, matter.Value)
}

var guideFields = []Field{
	{Name: "code", Required: true, Form: "text", shape: codeShape,
		Doc:   "The CPT or HCPCS code: five digits, four digits and F, T, U or M, or a letter and four digits. It equals the file's name and is the guide's address.",
		guide: (*decoder).code},
	{Name: "title", Required: true, Form: "text", shape: textShape,
		Doc:   "The procedure's name in plain words.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Title = d.Text("title", v) }},
	{Name: "summary", Required: true, Form: "text", shape: textShape,
		Doc:   "One or two sentences that say what it is. They stand below the title, in search results and in the description that search engines show.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Summary = d.Text("summary", v) }},
	{Name: "synonyms", Form: "list of texts", shape: textsShape,
		Doc:   "Everyday words, other names and abbreviations. They are shown, and the search finds the guide by them.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Synonyms = d.Texts("synonyms", v) }},
	{Name: "category", Form: "text", shape: textShape,
		Doc:   "The section to list the guide in, if it is not the one that follows from the code.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Category = d.label("category", v) }},
	{Name: "specialties", Form: "list of texts", shape: textsShape,
		Doc:   "The medical specialties that do this. Each has a page that lists its guides.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Specialties = d.labels("specialties", v) }},
	{Name: "modifiers", Form: "list of texts", shape: modifiersShape,
		Doc:   "The two-character modifiers that are used with the code, such as 50 or LT. Their meaning is added.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Modifiers = d.modifiers(v) }},
	{Name: "cost", Form: "group: low, high, currency, year, source", shape: costShape,
		Doc:   "What it usually costs: two numbers, a three-letter currency (USD), the year of the figures, and where they come from.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Cost = d.cost(v) }},
	{Name: "related", Form: "list of codes", shape: codesShape,
		Doc:   "Codes of other guides that a reader may look for.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Related = d.codes("related", v) }},
	{Name: "aliases", Form: "list of addresses", shape: aliasesShape,
		Doc:   "Old addresses of this guide, such as /old-page/. Each leads to the guide for good (301).",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Aliases = d.aliases(v) }},
	{Name: "reviewed", Form: "date", shape: dateShape,
		Doc:   "The day on which somebody qualified last checked the guide: YYYY-MM-DD.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Reviewed = d.date("reviewed", v) }},
	{Name: "reviewed_by", Form: "text", shape: textShape,
		Doc:   "Who checked it, with credentials.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.ReviewedBy = d.Text("reviewed_by", v) }},
	{Name: "review_every", Form: "time span", shape: spanShape,
		Doc:   "How often it must be checked: 6m, 12m (the default), 2y.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.ReviewEvery = d.months("review_every", v) }},
	{Name: "references", Form: "list of groups: title, url, publisher, date", shape: referencesShape,
		Doc:   "The sources that the guide rests on, each with a title and, if it is on the web, its address.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.References = d.references(v) }},
	{Name: "body_location", Form: "text", shape: textShape,
		Doc:   "The part of the body, for the key facts.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.BodyLocation = d.Text("body_location", v) }},
	{Name: "setting", Form: "text", shape: textShape,
		Doc:   "Where it is done: clinic, hospital, at home.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Setting = d.Text("setting", v) }},
	{Name: "anesthesia", Form: "text", shape: textShape,
		Doc:   "The kind of numbing or sleep.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Anesthesia = d.Text("anesthesia", v) }},
	{Name: "duration", Form: "text", shape: textShape,
		Doc:   "How long it takes.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Duration = d.Text("duration", v) }},
	{Name: "lang", Form: "language tag", shape: langShape,
		Doc:   "The language of this guide, such as es or pt-BR, if it is not the site's.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Lang = d.lang(v) }},
	{Name: "draft", Form: "true or false", shape: boolShape,
		Doc:   "A draft is left out of the published site.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Draft = d.Bool("draft", v) }},
	{Name: "allow", Form: "group: rule: reason", shape: waiversShape,
		Doc:   "Rules whose findings are accepted in this guide, each with the reason. One that finds nothing here is reported.",
		guide: func(d *decoder, g *Guide, v matter.Value) { g.Allow = d.allow(v) }},
}

var pageFields = []Field{
	{Name: "title", Required: true, Form: "text", shape: textShape,
		Doc:  "The page's title.",
		page: func(d *decoder, p *Page, v matter.Value) { p.Title = d.Text("title", v) }},
	{Name: "summary", Form: "text", shape: textShape,
		Doc:  "One or two sentences for search engines.",
		page: func(d *decoder, p *Page, v matter.Value) { p.Summary = d.Text("summary", v) }},
	{Name: "lang", Form: "language tag", shape: langShape,
		Doc:  "The language of this page, if it is not the site's.",
		page: func(d *decoder, p *Page, v matter.Value) { p.Lang = d.lang(v) }},
	{Name: "draft", Form: "true or false", shape: boolShape,
		Doc:  "A draft is left out of the published site.",
		page: func(d *decoder, p *Page, v matter.Value) { p.Draft = d.Bool("draft", v) }},
	{Name: "allow", Form: "group: rule: reason", shape: waiversShape,
		Doc:  "Rules whose findings are accepted in this page, each with the reason.",
		page: func(d *decoder, p *Page, v matter.Value) { p.Allow = d.allow(v) }},
}

// GuideFields returns the fields of a guide, in the order of the documentation.
func GuideFields() []Field { return guideFields }

// PageFields returns the fields of any other page.
func PageFields() []Field { return pageFields }
