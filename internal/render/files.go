package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"time"

	"bedside/internal/site"
)

// File is a published file that is no page.
type File struct {
	Path string
	Data []byte
}

// basePath is the path of the site on its host: "/", or "/guides/".
func (f *Frame) basePath() string {
	u, err := url.Parse(f.config.BaseURL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return u.EscapedPath()
}

// maxURLs is how many addresses a sitemap may hold (https://www.sitemaps.org/protocol.html).
const maxURLs = 50_000

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// Sitemap returns sitemap.xml and, above 50,000 addresses, the parts that it then
// names. The paths are those of pages that are no guides.
func (sh *Shared) Sitemap(paths []string) ([]File, error) {
	urls := make([]sitemapURL, 0, len(paths)+len(sh.site.Guides))
	for _, p := range paths {
		urls = append(urls, sitemapURL{Loc: sh.address(p)})
	}
	for _, g := range sh.site.Guides {
		u := sitemapURL{Loc: sh.address(site.GuidePath(g.Code))}
		if !g.Reviewed.IsZero() {
			u.LastMod = g.Reviewed.Format(time.DateOnly)
		}
		urls = append(urls, u)
	}
	if len(urls) <= maxURLs {
		f, err := sitemapFile("sitemap.xml", "urlset", "url", urls)
		return []File{f}, err
	}
	var files []File
	var parts []sitemapURL
	for i := 0; i < len(urls); i += maxURLs {
		name := fmt.Sprintf("sitemap-%d.xml", len(files)+1)
		f, err := sitemapFile(name, "urlset", "url", urls[i:min(i+maxURLs, len(urls))])
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		parts = append(parts, sitemapURL{Loc: sh.address(name)})
	}
	index, err := sitemapFile("sitemap.xml", "sitemapindex", "sitemap", parts)
	return append(files, index), err
}

func sitemapFile(path, outer, inner string, urls []sitemapURL) (File, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">", outer)
	enc := xml.NewEncoder(&b)
	for _, u := range urls {
		if err := enc.EncodeElement(u, xml.StartElement{Name: xml.Name{Local: inner}}); err != nil {
			return File{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	fmt.Fprintf(&b, "</%s>\n", outer)
	return File{path, b.Bytes()}, nil
}

// Robots returns robots.txt: everything may be read.
func (f *Frame) Robots() File {
	return File{"robots.txt", fmt.Appendf(nil, "User-agent: *\nAllow: /\n\nSitemap: %s\n", f.address("sitemap.xml"))}
}

// maxEntries is how many of the newest reviews the feed holds.
const maxEntries = 50

type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  feedAuthor  `xml:"author"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedAuthor struct {
	Name string `xml:"name"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    feedLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// Feed returns feed.xml: the newest reviews as Atom (RFC 4287). Its dates are
// those of the guides, never that of the build.
func (sh *Shared) Feed() (File, error) {
	c := sh.config
	f := feed{
		Title: c.Name, ID: sh.feedID(""), Updated: "1970-01-01T00:00:00Z", Author: feedAuthor{c.Name},
		Links: []feedLink{{"self", "application/atom+xml", sh.address("feed.xml")}, {"alternate", "text/html", sh.address("")}},
	}
	if c.Publisher.Name != "" {
		f.Author.Name = c.Publisher.Name
	}
	for i, g := range sh.newest(maxEntries) {
		updated := g.Reviewed.Format(time.RFC3339)
		if i == 0 {
			f.Updated = updated
		}
		path := site.GuidePath(g.Code)
		f.Entries = append(f.Entries, feedEntry{
			Title: fmt.Sprintf("%s (%s)", g.Title, g.Code), ID: sh.feedID(path), Updated: updated,
			Link: feedLink{"alternate", "text/html", sh.address(path)}, Summary: g.Summary,
		})
	}
	data, err := xml.Marshal(f)
	if err != nil {
		return File{}, fmt.Errorf("feed.xml: %w", err)
	}
	return File{"feed.xml", append([]byte(xml.Header), data...)}, nil
}

// feedID is an address, or a name where the site's address is not known: Atom
// asks for a full one.
func (f *Frame) feedID(path string) string {
	if full := f.absolute(path); full != "" {
		return full
	}
	return "urn:bedside:" + strings.TrimSuffix("guides:"+strings.TrimSuffix(path, "/"), ":")
}

type openSearch struct {
	XMLName       xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string
	Description   string
	InputEncoding string
	URL           openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
}

// OpenSearch returns opensearch.xml, by which a browser can offer the site's search
// (OpenSearch 1.1). It needs full addresses, so there is none where the site's is
// not known.
func (f *Frame) OpenSearch() ([]File, error) {
	c := f.config
	if c.BaseURL == "" {
		return nil, nil
	}
	d := openSearch{
		ShortName: firstRunes(c.Name, 16), Description: "Search " + c.Name, InputEncoding: "UTF-8",
		URL: openSearchURL{"text/html", c.BaseURL + "search/?q={searchTerms}"},
	}
	data, err := xml.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("opensearch.xml: %w", err)
	}
	return []File{{"opensearch.xml", append([]byte(xml.Header), data...)}}, nil
}

// firstRunes cuts a text to what a field of fixed length takes.
func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// contentPolicy allows a page its own style sheet, scripts and images, and
// requests to its own host for the search: nothing else.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Headers returns _headers, in the form that Netlify and Cloudflare Pages read.
func (f *Frame) Headers() File {
	return File{"_headers", []byte(`/*
  Content-Security-Policy: ` + contentPolicy + `
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), geolocation=(), microphone=(), interest-cohort=()
  Strict-Transport-Security: max-age=31536000
  Cross-Origin-Opener-Policy: same-origin
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`)}
}

// Redirects returns _redirects: every alias leads to its guide for good.
func (sh *Shared) Redirects() File {
	var b strings.Builder
	base := strings.TrimSuffix(sh.basePath(), "/")
	seen := map[string]bool{}
	for _, g := range sh.site.Guides {
		for _, a := range g.Aliases {
			from := (&url.URL{Path: strings.TrimSuffix(a, "/")}).EscapedPath()
			if seen[from] {
				continue
			}
			seen[from] = true
			fmt.Fprintf(&b, "%s%s %s/%s 301\n", base, from, base, site.GuidePath(g.Code))
			fmt.Fprintf(&b, "%s%s/ %s/%s 301\n", base, from, base, site.GuidePath(g.Code))
		}
	}
	return File{"_redirects", []byte(b.String())}
}
