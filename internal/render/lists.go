package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bedside/internal/guide"
	"bedside/internal/site"

	"golang.org/x/text/unicode/norm"
)

// maxListed is how many guides one page lists. Above it a list is split by the
// first characters of the codes, so that a new guide changes only its own part.
const maxListed = 400

// ListPages makes every page that lists guides.
func (sh *Shared) ListPages() []*Page {
	pages := sh.codePages()
	pages = append(pages, sh.namePages()...)
	for _, s := range sh.site.Sections {
		pages = append(pages, withSummaries(sh.sectionPages(s))...)
	}
	return append(pages, withSummaries(sh.specialtyPages())...)
}

// maxSummarized is how many guides a page lists with their summaries.
const maxSummarized = 100

// withSummaries says of the guides on short pages what they are about.
func withSummaries(pages []*Page) []*Page {
	for _, p := range pages {
		n := 0
		for _, g := range p.List.Groups {
			n += len(g.Guides)
		}
		p.List.Summaries = n <= maxSummarized
	}
	return pages
}

func (sh *Shared) list(path, title, intro string) *Page {
	p := sh.page("list", path, title)
	p.Description = intro
	p.Breadcrumb = []Link{{"Home", link(p.Root, "")}}
	p.List = &List{Intro: intro}
	return p
}

// codePages lists all guides by code.
func (sh *Shared) codePages() []*Page {
	return sh.byCode("codes/", "All codes", count(len(sh.site.Guides))+" in the order of their codes.", sh.site.Guides, nil)
}

// byCode makes one page of guides in the order of their codes or, if they are too
// many, one that leads to a page for each first character, and so on.
func (sh *Shared) byCode(path, title, intro string, guides []*guide.Guide, crumbs []Link) []*Page {
	return sh.partByCode(Link{title, path}, path, title, intro, guides, crumbs)
}

// partByCode is byCode for a part of the list whole.
func (sh *Shared) partByCode(whole Link, path, title, intro string, guides []*guide.Guide, crumbs []Link) []*Page {
	p := sh.list(path, title, intro)
	p.Breadcrumb = append(p.Breadcrumb, relativeTo(crumbs, p.Root)...)
	if len(guides) <= maxListed {
		p.List.Groups = groupByCode(guides, p.Root)
		return []*Page{p}
	}
	pages := []*Page{p}
	crumbs = append(slices.Clone(crumbs), Link{title, path})
	var firsts []*Page
	var beginnings []ListLink
	for _, part := range splitByCode(guides) {
		label := span(part)
		sub := sh.partByCode(whole, partPath(whole.Href, part), whole.Text+": "+label, count(len(part))+" from "+label+".", part, crumbs)
		p.List.Lists = append(p.List.Lists, ListLink{Text: label, Count: len(part), Href: link(p.Root, sub[0].Path)})
		firsts = append(firsts, sub[0])
		beginnings = append(beginnings, ListLink{Text: strings.ToUpper(beginning(part)), Count: len(part), Href: sub[0].Path})
		pages = append(pages, sub...)
	}
	addJumps(firsts, beginnings)
	return pages
}

// addJumps leads from each of some pages to all of them. The links hold paths.
func addJumps(pages []*Page, to []ListLink) {
	if len(to) < 2 {
		return
	}
	for _, p := range pages {
		for _, l := range to {
			l.Current = strings.HasPrefix(p.Path, l.Href)
			l.Href = link(p.Root, l.Href)
			p.List.Jump = append(p.List.Jump, l)
		}
	}
}

// relativeTo turns paths into addresses as seen from a page.
func relativeTo(crumbs []Link, root string) []Link {
	out := make([]Link, len(crumbs))
	for i, c := range crumbs {
		out[i] = Link{c.Text, link(root, c.Href)}
	}
	return out
}

// splitByCode splits guides at the first place where their codes differ.
func splitByCode(guides []*guide.Guide) [][]*guide.Guide {
	first, last := guides[0].Code, guides[len(guides)-1].Code
	at := 0
	for at < len(first)-1 && first[at] == last[at] {
		at++
	}
	var parts [][]*guide.Guide
	from := 0
	for i := 1; i <= len(guides); i++ {
		if i == len(guides) || guides[i].Code[:at+1] != guides[from].Code[:at+1] {
			parts = append(parts, guides[from:i])
			from = i
		}
	}
	return parts
}

// partPath names a part of the list at base by the characters that its codes share.
func partPath(base string, part []*guide.Guide) string { return base + "from-" + beginning(part) + "/" }

// beginning is what the codes of a part begin with, as addresses have it.
func beginning(part []*guide.Guide) string {
	first, last := part[0].Code.Slug(), part[len(part)-1].Code.Slug()
	n := 0
	for n < len(first) && first[n] == last[n] {
		n++
	}
	return first[:max(n, 1)]
}

func span(guides []*guide.Guide) string {
	first, last := guides[0].Code, guides[len(guides)-1].Code
	if first == last {
		return string(first)
	}
	return fmt.Sprintf("%s to %s", first, last)
}

func count(n int) string {
	if n == 1 {
		return "1 guide"
	}
	return inThousands(strconv.Itoa(n)) + " guides"
}

// groupByCode puts guides under headings by the first characters of their codes,
// where they are more than a reader takes in at a glance.
func groupByCode(guides []*guide.Guide, root string) []Group {
	if len(guides) <= 40 {
		return []Group{{Guides: guideLinks(guides, root)}}
	}
	var groups []Group
	for _, part := range splitByCode(guides) {
		groups = append(groups, Group{
			ID: "from-" + part[0].Code.Slug(), Title: span(part), Guides: guideLinks(part, root)})
	}
	return groups
}

func guideLinks(guides []*guide.Guide, root string) []GuideLink {
	out := make([]GuideLink, len(guides))
	for i, g := range guides {
		out[i] = guideLink(g, root)
	}
	return out
}

// namePages lists all guides by title.
func (sh *Shared) namePages() []*Page {
	sorted := slices.Clone(sh.site.Guides)
	keys := make(map[*guide.Guide]string, len(sorted))
	for _, g := range sorted {
		keys[g] = sortKey(g.Title)
	}
	// A few letters, such as the long s, are not sorted next to their capital.
	slices.SortStableFunc(sorted, func(a, b *guide.Guide) int {
		return cmp.Or(strings.Compare(initial(keys[a]), initial(keys[b])), strings.Compare(keys[a], keys[b]))
	})
	p := sh.list("a-z/", "A to Z", count(len(sorted))+" in the order of their names.")
	pages := []*Page{p}
	var letters []ListLink
	for from := 0; from < len(sorted); {
		letter := initial(keys[sorted[from]])
		to := from
		for to < len(sorted) && initial(keys[sorted[to]]) == letter {
			to++
		}
		id := guide.Slug(letter)
		if id == "" {
			id = "other"
		}
		if len(sorted) <= maxListed {
			p.List.Groups = append(p.List.Groups, Group{ID: "letter-" + id, Title: letter, Guides: guideLinks(sorted[from:to], p.Root)})
		} else {
			path := "a-z/" + id + "/"
			letters = append(letters, ListLink{Text: letter, Count: to - from, Href: path})
			pages = append(pages, sh.letterPages(path, letter, sorted[from:to])...)
		}
		from = to
	}
	for _, l := range letters {
		l.Href = link(p.Root, l.Href)
		p.List.Lists = append(p.List.Lists, l)
	}
	addJumps(pages[1:], letters)
	return pages
}

// sortKey orders titles as a reader expects: without accents and capitals.
func sortKey(title string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(title) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.TrimLeftFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// initial is the heading that a title stands under.
func initial(key string) string {
	if r, _ := utf8.DecodeRuneInString(key); unicode.IsLetter(r) {
		return string(unicode.ToUpper(r))
	}
	return "0–9"
}

// letterPages lists the guides under one letter, on as many pages as they need.
func (sh *Shared) letterPages(path, letter string, guides []*guide.Guide) []*Page {
	chunks := slices.Collect(slices.Chunk(guides, maxListed))
	pages := make([]*Page, len(chunks))
	paths := make([]string, len(chunks))
	for i := range chunks {
		paths[i] = path
		if i > 0 {
			paths[i] = fmt.Sprintf("%s%d/", path, i+1)
		}
	}
	for i, chunk := range chunks {
		title := "A to Z: " + letter
		if i > 0 {
			title = fmt.Sprintf("%s, part %d", title, i+1)
		}
		p := sh.list(paths[i], title, fmt.Sprintf("%s under %s.", count(len(guides)), letter))
		p.Breadcrumb = append(p.Breadcrumb, Link{"A to Z", link(p.Root, "a-z/")})
		p.List.Groups = []Group{{Guides: guideLinks(chunk, p.Root)}}
		for j := range chunks {
			if len(chunks) > 1 {
				p.List.Parts = append(p.List.Parts, ListLink{
					Text: fmt.Sprintf("Part %d", j+1), Detail: chunks[j][0].Title, Count: len(chunks[j]),
					Href: link(p.Root, paths[j]), Current: i == j})
			}
		}
		pages[i] = p
	}
	return pages
}

// sectionPages makes the page of a section and those of its subsections.
func (sh *Shared) sectionPages(s *site.Section) []*Page {
	if len(s.Subs) == 0 {
		return sh.byCode(s.Path, s.PlainName, sectionIntro(s), s.Guides, nil)
	}
	p := sh.list(s.Path, s.PlainName, sectionIntro(s))
	pages := []*Page{p}
	for _, sub := range s.Subs {
		p.List.Lists = append(p.List.Lists, sectionLink(sub, p.Root))
		crumb := []Link{{s.PlainName, s.Path}}
		pages = append(pages, sh.byCode(sub.Path, sub.PlainName, sectionIntro(sub), sub.Guides, crumb)...)
	}
	if len(s.Guides) > 0 {
		rest := sh.byCode(s.Path+"more/", s.PlainName+": more", "Guides that belong to none of the parts.", s.Guides, []Link{{s.PlainName, s.Path}})
		p.List.Lists = append(p.List.Lists, ListLink{Text: "More", Count: len(s.Guides), Href: link(p.Root, rest[0].Path)})
		pages = append(pages, rest...)
	}
	if s.Total() <= maxSummarized {
		p.List.Groups = sectionGroups(s, p.Root)
	}
	return pages
}

// sectionIntro gives the field's own term where the plain name is another one.
func sectionIntro(s *site.Section) string {
	if s.Name == s.PlainName {
		return count(s.Total()) + "."
	}
	return fmt.Sprintf("%s. Billing staff know this part as “%s”.", count(s.Total()), s.Name)
}

func sectionLink(s *site.Section, root string) ListLink {
	l := ListLink{Text: s.PlainName, Count: s.Total(), Href: link(root, s.Path)}
	if s.Name != s.PlainName {
		l.Detail = s.Name
	}
	return l
}

// sectionGroups lists the guides of a small section on its own page.
func sectionGroups(s *site.Section, root string) []Group {
	var groups []Group
	for _, sub := range s.Subs {
		groups = append(groups, Group{ID: guide.Slug(sub.PlainName), Title: sub.PlainName, Guides: guideLinks(sub.Guides, root)})
	}
	if len(s.Guides) > 0 {
		groups = append(groups, Group{ID: "more", Title: "More", Guides: guideLinks(s.Guides, root)})
	}
	return groups
}

func (sh *Shared) specialtyPages() []*Page {
	if len(sh.site.Specialties) == 0 {
		return nil
	}
	p := sh.list("specialties/", "Specialties", "Guides by the medical specialty that does them.")
	pages := []*Page{p}
	for _, sp := range sh.site.Specialties {
		p.List.Lists = append(p.List.Lists, ListLink{Text: sp.Name, Count: len(sp.Guides), Href: link(p.Root, sp.Path)})
		crumb := []Link{{"Specialties", "specialties/"}}
		pages = append(pages, sh.byCode(sp.Path, sp.Name, count(len(sp.Guides))+".", sp.Guides, crumb)...)
	}
	return pages
}
