package render

import (
	"html/template"
	"slices"

	"bedside/internal/guide"
)

// maxRecent is how many of the newest reviews the home page names.
const maxRecent = 8

// HomePage makes the home page; the text may be nil.
func (sh *Shared) HomePage(home *guide.Page, t *Text) *Page {
	c := sh.config
	p := sh.page("home", "", c.Name)
	p.HeadTitle, p.Description = c.Name, c.Description
	p.Home = &Home{Total: len(sh.site.Guides)}
	if home != nil {
		p.Title, p.HeadTitle, p.Draft = home.Title, headTitle(home.Title, c.Name), home.Draft
		t.AtTop = true
		p.Home.Text = textHTML(t, p.Root)
		if home.Summary != "" {
			p.Description = home.Summary
		}
	}
	for _, s := range sh.site.Sections {
		p.Home.Sections = append(p.Home.Sections, sectionLink(s, p.Root))
	}
	if len(sh.site.Specialties) > 0 {
		p.Home.Specialties = link(p.Root, "specialties/")
	}
	for _, g := range sh.newest(maxRecent) {
		recent := guideLink(g, p.Root)
		recent.Reviewed = review(g)
		p.Home.Recent = append(p.Home.Recent, recent)
	}
	p.JSONLD = sh.homeData()
	return p
}

// newest returns the guides that were reviewed last, newest first.
func (sh *Shared) newest(n int) []*guide.Guide {
	var dated []*guide.Guide
	for _, g := range sh.site.Guides {
		if !g.Reviewed.IsZero() {
			dated = append(dated, g)
		}
	}
	slices.SortStableFunc(dated, func(a, b *guide.Guide) int { return b.Reviewed.Compare(a.Reviewed) })
	return dated[:min(n, len(dated))]
}

func textHTML(t *Text, root string) template.HTML {
	t.Root = root
	w := newTextWriter(t)
	nodes := slices.Clone(t.Body.Overview)
	for _, s := range t.Body.Sections {
		nodes = append(append(nodes, s.Heading), s.Nodes...)
	}
	out := w.html(nodes)
	if notes := w.footnotes(t.Body.Footnotes); notes != "" {
		out += `<ol class="footnotes">` + notes + `</ol>`
	}
	return template.HTML(out)
}

// TextPage makes any other page.
func (f *Frame) TextPage(page *guide.Page, t *Text) *Page {
	p := f.page("page", page.Path, page.Title)
	p.Description, p.Draft = page.Summary, page.Draft
	p.Breadcrumb = []Link{{"Home", link(p.Root, "")}}
	if page.Lang != "" {
		p.setLanguage(page.Lang)
	}
	t.AtTop = true
	p.Text = textHTML(t, p.Root)
	return p
}

// SearchPage makes the page that shows results.
func (f *Frame) SearchPage() *Page {
	p := f.page("search", "search/", "Search")
	p.Breadcrumb = []Link{{"Home", link(p.Root, "")}}
	return p
}

// NotFoundPage makes 404.html. A host sends it for any address, at any depth, so
// it alone begins its addresses at the root of the host.
func (f *Frame) NotFoundPage() *Page {
	p := f.pageAt("404", "404.html", "Page not found", f.basePath())
	p.Canonical = ""
	return p
}
