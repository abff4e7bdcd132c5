// Package render makes pages and the other published files out of a joined site:
// views for the layouts, Markdown to HTML, structured data, lists, sitemap, feed
// and the like.
//
// A layout is executed with a *Page and sees nothing else: whatever it shows is a
// field of the page, made beforehand. There is no way from a layout to the site.
// Addresses in pages are relative (Page.Root leads to the site's root), so the
// same files work at the root of a host and below a path. The package touches no
// disk and no clock, and everything in it is safe for concurrent use.
package render

import "html/template"

// Page is what a layout is executed with.
type Page struct {
	// Kind is the layout's name: guide, handout, home, list, page, search or 404.
	Kind string
	// Path is the address below the root, "" for the home page; Root leads from
	// there back to the root: "../".
	Path, Root string
	// Title is the page's own; HeadTitle also names the site, where there is room.
	Title, HeadTitle string
	// Description is plain text for search engines.
	Description string
	Lang        string
	// Dir is "rtl" if the language is written from right to left, else "".
	Dir string
	// Canonical is the full address, of a handout that of its guide, or "" if the
	// site's is not known.
	Canonical string
	// Site is what all pages share.
	Site *Site
	// Nav, Footer and Logo are the site's, with addresses as seen from this page.
	Nav    []Link
	Footer []Column
	Logo   string
	// LogoWidth is the width in pixels of the logo at a height of 32.
	LogoWidth  int
	Breadcrumb []Link
	// SocialImage is what others show beside a link to the page; nil if the site's
	// address is not known.
	SocialImage *SocialImage
	// JSONLD is inert data for search engines, or "".
	JSONLD template.JS
	// Alternates are other forms of the page.
	Alternates []Alternate
	// Draft is set if the text is a draft, which only a preview shows.
	Draft bool

	// One of these is set, according to Kind.
	Guide   *Guide
	Handout *Handout
	List    *List
	Home    *Home
	// Text is the body of other pages.
	Text template.HTML

	assets map[string]string
}

// Site is what all pages share.
type Site struct {
	Name, Description, Disclaimer, Copyright, Language string
	Publisher                                          Publisher
	// Practice stands on handouts.
	Practice Practice
	// BaseURL ends with a slash; "" if not known.
	BaseURL string
	// ThemeColor is the color of the header, #rrggbb, ThemeColorDark that on dark
	// screens.
	ThemeColor, ThemeColorDark string
}

// SocialImage is the picture that messengers and social networks show beside a link
// to the page.
type SocialImage struct {
	// URL is a full address, as those who show it need.
	URL string
	// Width and Height are in pixels; 0 if they are not known.
	Width, Height int
	// Alt says what the picture shows.
	Alt string
}

// Publisher is who answers for the site. Logo is a path below the root.
type Publisher struct{ Name, Logo, Address string }

// Practice is who treats the patients that are handed a handout; what is not known is
// "" and filled in by hand.
type Practice struct{ Name, Phone string }

// Link is a text and the address it leads to, as seen from the page.
type Link struct{ Text, Href string }

// Column is a titled list of links.
type Column struct {
	Title string
	Links []Link
}

// Alternate is another form of a page.
type Alternate struct{ Type, Title, Href string }

// Guide is a procedure guide as its layout shows it.
type Guide struct {
	// Code is "11982", System "CPT" or "HCPCS".
	Code, System   string
	Title, Summary string
	// Synonyms are what people call it.
	Synonyms []string
	// Emergency leads to the first section that says when to get help at once; it
	// has no address if none does.
	Emergency Link
	// Handout leads to the sheet for patients.
	Handout string
	// Facts are rows of the key facts; what a guide does not say has none.
	Facts []Fact
	// Specialties lead to the lists of the specialties that do this.
	Specialties []Link
	Overview    template.HTML
	Sections    []Section
	// Footnotes are list items, or "".
	Footnotes template.HTML
	// Related are the guides that this one names, then those that name it.
	Related    []GuideLink
	References []Reference
	Reviewed   *Review
	// Previous and Next are the neighbours by code; nil at the ends.
	Previous, Next *GuideLink
	// Feedback is the address that a reader's remark goes to, or "".
	Feedback string
	// Promos stand below the guide.
	Promos []Promo
	Draft  bool
}

// Fact is a row of the key facts: either Text or Modifiers is set.
type Fact struct {
	Name      string
	Text      string
	Modifiers []Modifier
}

// Modifier is a modifier and its meaning; the meaning may be empty.
type Modifier struct{ Name, Meaning string }

// Section is an H2 and what follows it.
type Section struct {
	// ID is the anchor, Kind the usual section that it is, or "".
	ID, Kind string
	// Heading is the heading as HTML, Title as plain text.
	Heading template.HTML
	Title   string
	HTML    template.HTML
	// Promos stand behind the section.
	Promos []Promo
}

// Promo is a card.
type Promo struct {
	Title, Text string
	// Link has no text if the card leads nowhere.
	Link Link
}

// GuideLink leads to a guide.
type GuideLink struct {
	Code, Title, Summary, Href string
	// Differs says, in a guide, what the front matter of the other gives otherwise.
	Differs []Fact
	// Reviewed is set in lists of reviews.
	Reviewed *Review
}

// Reference is one source of a guide.
type Reference struct{ Title, URL, Publisher, Date string }

// Review says who looked at a guide and when. Dates are in words, Date in ISO
// form for the attribute datetime.
type Review struct {
	Date, ISO, By, Next, NextISO string
}

// Handout is the sheet of a guide that a patient is handed: what has to be done and
// known, and nothing of codes and costs. Both sides of it hold at most some 500 words.
type Handout struct {
	Code, System   string
	Title, Summary string
	// Guide leads to the guide's page.
	Guide string
	// Help says when to get help, what is most urgent first.
	Help []Help
	// Overview is set if the guide does not say what happens.
	Overview template.HTML
	// Sections are those that are meant for a handout and fit on it: preparation,
	// procedure, recovery, home-care, follow-up and complications.
	Sections []Section
	// LeftOut are the titles of those that do not fit.
	LeftOut []string
	// QR is a picture (SVG) of the guide's full address that a phone can read; "" if
	// the site's is not known.
	QR       template.HTML
	Reviewed *Review
	Draft    bool
}

// Help is a text about when to get help. Kind is emergency or urgent.
type Help struct {
	Kind string
	HTML template.HTML
}

// Home is the home page.
type Home struct {
	Text template.HTML
	// Sections lead to the kinds of care.
	Sections []ListLink
	// Specialties leads to the list of specialties; "" if no guide names one.
	Specialties string
	// Recent are the newest reviews.
	Recent []GuideLink
	Total  int
}

// List is a page that lists guides or further lists.
type List struct {
	Intro string
	// Lists lead to parts of this list.
	Lists []ListLink
	// Groups are lists of guides, each with a heading unless its title is empty.
	Groups []Group
	// Summaries is set where the groups are few enough to say of each guide what
	// it is about.
	Summaries bool
	// Parts are the pages that a long list is split into, this one among them.
	Parts []ListLink
	// Jump leads to the pages beside this one: other letters, other beginnings of
	// codes. It is empty where Lists or Groups are all there is.
	Jump []ListLink
}

// ListLink leads to a list of guides.
type ListLink struct {
	Text, Detail, Href string
	Count              int
	// Current is set for the page itself.
	Current bool
}

// Group is a titled list of guides.
type Group struct {
	ID, Title string
	Guides    []GuideLink
}
