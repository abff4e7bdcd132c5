package site

import (
	"net/url"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/matter"
	"bedside/internal/palette"
)

// Config is what bedside.yaml says. The zero value of every field is usable.
type Config struct {
	Name        string
	Description string
	// BaseURL is the address that the site is published at, with a slash at its
	// end; empty if it is not known.
	BaseURL  string
	Language string
	// Logo is the path of a file in static/, or empty.
	Logo string
	// Accent is the color of the header, which others follow from; nil for the
	// default. Text on it can be read.
	Accent *palette.Color
	// SocialCards says which guides have a card; SocialImage is the path of a file in
	// static/ that stands for all other pages, or empty.
	SocialCards SocialCards
	SocialImage string
	// Pictures are all that the settings name, in the order of the file.
	Pictures  []Picture
	Publisher Publisher
	Practice  Practice
	Nav       []Link
	Footer    []Column
	Promos    []Promo
	// Feedback is where readers' remarks on a guide go: a path of this site, or an
	// address; empty if nowhere.
	Feedback   string
	Disclaimer string
	Copyright  string
	// Sections holds a site's own wordings of the usual sections.
	Sections map[guide.Kind][]string
	// Synonyms are groups of words that mean the same, for the search.
	Synonyms [][]string
	// Codes is the path of the reader's own fee schedule below the source directory,
	// or empty; CodesPos is where it is written.
	Codes    string
	CodesPos diag.Pos
	// FAQSchema adds FAQPage data for search engines to guides with questions.
	FAQSchema bool
	// Rules are the severities that this site gives rules, in the order of the file.
	Rules []RuleLevel
}

// Publisher is who answers for the site.
type Publisher struct{ Name, Logo, Address string }

// Practice is who treats the patients that are handed a handout. What is empty is
// filled in by hand.
type Practice struct{ Name, Phone string }

// Link is a text that leads somewhere: to a path of this site or to a full address.
type Link struct{ Text, Link string }

// Column is a titled list of links in the footer.
type Column struct {
	Title string
	Links []Link
}

// Promo is a card that stands in every guide.
type Promo struct {
	Title, Text string
	Link        Link
	// Position is the usual section that the card follows, PromoMiddle or PromoEnd.
	Position string
}

// Positions of a promo that are no section.
const (
	PromoMiddle = "middle"
	PromoEnd    = "end"
)

// DefaultDisclaimer stands in every page unless the site has its own.
const DefaultDisclaimer = "This guide is information, not medical advice. It cannot replace what your own clinician tells you. In an emergency, call 911 or your local emergency number."

// DefaultConfig is what a source directory without settings gets.
func DefaultConfig() Config {
	return Config{Name: "Procedure guides", Language: "en", Disclaimer: DefaultDisclaimer}
}

// ConfigFile is the name of the settings in the source directory.
const ConfigFile = "bedside.yaml"

// ParseConfig reads the settings strictly: an unknown field is an error.
func ParseConfig(raw []byte) (Config, diag.List) {
	c := DefaultConfig()
	src := diag.NewSource(ConfigFile, raw)
	if strings.TrimSpace(string(src.Text)) == "" {
		return c, nil
	}
	tree, problem := matter.ReadYAML(src, "config", matter.Mapping)
	if problem != nil {
		return c, diag.List{*problem}
	}
	d := configDecoder{matter.Decoder{File: ConfigFile}}
	known := make([]string, len(configFields))
	for i, f := range configFields {
		known[i] = f.Name
	}
	d.Group("", tree, known, func(f matter.Field) {
		i := slices.Index(known, f.Name)
		configFields[i].set(&d, &c, f.Value)
	})
	d.emptyAccent(tree)
	return c, d.Problems
}

type configDecoder struct{ matter.Decoder }

// ConfigField documents one field of the settings.
type ConfigField struct {
	Name, Form, Doc string
	set             func(*configDecoder, *Config, matter.Value)
}

// ConfigFields returns the fields of bedside.yaml in the order of the documentation.
func ConfigFields() []ConfigField { return configFields }

var configFields = []ConfigField{
	{"name", "text", "The site's name, in the header and in every page's title.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Name = d.Text("name", v) }},
	{"base_url", "web address", "Where the site is published, such as https://guides.example.org/. The sitemap, the feed and canonical addresses need it.",
		func(d *configDecoder, c *Config, v matter.Value) { c.BaseURL = d.baseURL(v) }},
	{"language", "language tag", "The language of the guides: en by default. The search knows plurals and questions in English and Spanish; in other languages it finds words as they are written, by their beginnings and with slips.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Language = d.Text("language", v) }},
	{"description", "text", "One sentence about the site, for the home page and search engines.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Description = d.Text("description", v) }},
	{"logo", "path", "A picture in static/, such as /logo.svg, shown before the site's name.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Logo = d.picture(c, "logo", v) }},
	{"accent", "color", "The color of the header, such as \"#0c3c5c\", in quotes. Links and the like get colors that go with it and can be read.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Accent = d.accent(v) }},
	{"social_cards", "auto, on or off", "Whether each guide has a picture that messengers and social networks show beside a link to it. auto, the default, makes them for sites of up to 2,000 guides.",
		func(d *configDecoder, c *Config, v matter.Value) { c.SocialCards = d.socialCards(v) }},
	{"social_image", "path", "A picture in static/, best 1200 by 630 pixels, that is shown beside links to all other pages, in the place of the one that is drawn.",
		func(d *configDecoder, c *Config, v matter.Value) { c.SocialImage = d.picture(c, "social_image", v) }},
	{"publisher", "group: name, logo, address", "Who answers for the site.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Publisher = d.publisher(c, v) }},
	{"practice", "group: name, phone", "Printed on every handout. Without it there is a line to fill in by hand.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Practice = d.practice(v) }},
	{"nav", "list of links", "Links in the header, each with text and link.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Nav = d.links("nav", v) }},
	{"footer", "list of columns", "Columns of links in the footer, each with title and links.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Footer = d.columns(v) }},
	{"promos", "list of cards", "Cards within and below every guide, each with title, text, link and position: middle, end, or the id of a usual section that the card follows.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Promos = d.promos(v) }},
	{"feedback", "address", "Where the link at the foot of every guide leads that asks readers to report a mistake: mailto:guides@example.org, or a page such as /contact/. A mail names the guide in its subject.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Feedback = d.address("feedback", v) }},
	{"disclaimer", "text", "Replaces the sentence at the foot of every page that says that guides are no medical advice.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Disclaimer = d.disclaimer(v) }},
	{"copyright", "text", "The last line of every page.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Copyright = d.Text("copyright", v) }},
	{"sections", "group: section id: list of headings", "Further headings that mean a usual section.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Sections = d.sections(v) }},
	{"synonyms", "list of groups of words", "Words that mean the same, for the search, separated by commas: - gallbladder removal, cholecystectomy. They can also stand in content/_synonyms.yaml.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Synonyms = synonymGroups(&d.Decoder, v) }},
	{"codes", "path", "Your own copy of the Medicare fee schedule (PPRRVU….csv, or the zip it comes in), beside bedside.yaml or in a folder there. Codes, titles and modifiers are checked against it, and nothing of it is published. See docs/codes.md.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Codes, c.CodesPos = d.codesPath(v), v.Pos }},
	{"faq_schema", "true or false", "Adds FAQPage data to guides with questions.",
		func(d *configDecoder, c *Config, v matter.Value) { c.FAQSchema = d.Bool("faq_schema", v) }},
	{"rules", "group: rule: off, info, warning or error", "What becomes of the findings of a rule on this site, such as rules: {reference-old: info}. docs/rules.md lists the rules.",
		func(d *configDecoder, c *Config, v matter.Value) { c.Rules = d.rules(v) }},
}

// CleanBaseURL returns a base address in its one spelling, or a reason why it is none.
func CleanBaseURL(s string) (clean, problem string) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", "must be a web address such as https://guides.example.org/"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil:
		return "", "must be an address without ?, # and user name"
	}
	return strings.TrimSuffix(u.String(), "/") + "/", ""
}

func (d *configDecoder) baseURL(v matter.Value) string {
	if v.Kind != matter.Scalar {
		d.WrongKind("base_url", v, "a web address such as https://guides.example.org/")
		return ""
	}
	clean, problem := CleanBaseURL(v.Text)
	if problem != "" {
		d.Errorf(v.Pos, "field-type", "", "base_url %s; it is %q", problem, matter.Shorten(v.Text))
	}
	return clean
}

func (d *configDecoder) publisher(c *Config, v matter.Value) Publisher {
	var p Publisher
	d.Group("publisher", v, []string{"name", "logo", "address"}, func(f matter.Field) {
		switch f.Name {
		case "name":
			p.Name = d.Text("publisher.name", f.Value)
		case "logo":
			p.Logo = d.picture(c, "publisher.logo", f.Value)
		case "address":
			p.Address = d.Text("publisher.address", f.Value)
		}
	})
	return p
}

func (d *configDecoder) practice(v matter.Value) Practice {
	var p Practice
	d.Group("practice", v, []string{"name", "phone"}, func(f matter.Field) {
		switch f.Name {
		case "name":
			p.Name = d.Text("practice.name", f.Value)
		case "phone":
			p.Phone = d.Text("practice.phone", f.Value)
		}
	})
	return p
}

// list calls f for each item of a list of groups.
func (d *configDecoder) list(name string, v matter.Value, f func(matter.Value)) {
	if v.Kind != matter.List {
		d.WrongKind(name, v, "a list")
		return
	}
	for _, item := range v.Items {
		f(item)
	}
}

func (d *configDecoder) links(name string, v matter.Value) []Link {
	var out []Link
	d.list(name, v, func(item matter.Value) { out = append(out, d.link("a link of "+name, item)) })
	return out
}

func (d *configDecoder) link(name string, v matter.Value) Link {
	var l Link
	d.Group(name, v, []string{"text", "link"}, func(f matter.Field) {
		if f.Name == "text" {
			l.Text = d.Text("text", f.Value)
			return
		}
		l.Link = d.address("link", f.Value)
	})
	_, hasText := v.Find("text")
	_, hasLink := v.Find("link")
	if v.Kind == matter.Mapping && !(hasText && hasLink) {
		d.Errorf(v.Pos, "field-missing", "Write {text: About, link: /about/}.", "%s needs text and link", name)
	}
	return l
}

// address reads what a link leads to.
func (d *configDecoder) address(name string, v matter.Value) string {
	to := d.Text(name, v)
	if !safeLink(to) {
		d.Errorf(v.Pos, "field-type", "", "%s must be a path of this site such as /about/, or an address with https:, mailto: or tel:; it is %q", name, matter.Shorten(to))
		return ""
	}
	return to
}

func safeLink(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "":
		return u.Host == "" && strings.HasPrefix(s, "/") && !strings.Contains(s, "\\")
	case "https", "http":
		return u.Host != ""
	default:
		return u.Scheme == "mailto" || u.Scheme == "tel"
	}
}

func (d *configDecoder) columns(v matter.Value) []Column {
	var out []Column
	d.list("footer", v, func(item matter.Value) {
		var c Column
		d.Group("a column of footer", item, []string{"title", "links"}, func(f matter.Field) {
			if f.Name == "title" {
				c.Title = d.Text("title", f.Value)
				return
			}
			c.Links = d.links("footer", f.Value)
		})
		out = append(out, c)
	})
	return out
}

func (d *configDecoder) promos(v matter.Value) []Promo {
	var out []Promo
	d.list("promos", v, func(item matter.Value) {
		p := Promo{Position: PromoEnd}
		d.Group("a card of promos", item, []string{"title", "text", "link", "position"}, func(f matter.Field) {
			switch f.Name {
			case "title":
				p.Title = d.Text("title", f.Value)
			case "text":
				p.Text = d.Text("text", f.Value)
			case "link":
				p.Link = d.link("link", f.Value)
			case "position":
				p.Position = d.position(f.Value)
			}
		})
		out = append(out, p)
	})
	return out
}

func (d *configDecoder) position(v matter.Value) string {
	all := append([]string{PromoMiddle, PromoEnd}, kindNames()...)
	if slices.Contains(all, v.Text) {
		return v.Text
	}
	d.WrongKind("position", v, "one of "+strings.Join(all, ", "))
	return PromoEnd
}

func kindNames() []string {
	var out []string
	for _, k := range guide.Kinds() {
		out = append(out, string(k.Kind))
	}
	return out
}

func (d *configDecoder) sections(v matter.Value) map[guide.Kind][]string {
	out := map[guide.Kind][]string{}
	d.Group("sections", v, kindNames(), func(f matter.Field) {
		out[guide.Kind(f.Name)] = d.Texts("sections."+f.Name, f.Value)
	})
	return out
}
