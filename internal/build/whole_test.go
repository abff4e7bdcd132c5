package build

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// maxLinks is how many links a page may have: more are of no use to anybody.
const maxLinks = 10_000

// TestWholeSite checks what must hold in every page of every site: on a large one
// made for this test, at the root of a host and below a path, and on the one in
// this repository.
func TestWholeSite(t *testing.T) {
	large := Options{Source: generatedSite(t, 600)}
	below := Options{Source: generatedSite(t, 150), BaseURL: "https://guides.example/some/path/"}
	own := Options{Source: os.DirFS("../.."), BaseURL: "https://guides.example/"}
	for _, c := range []struct {
		name  string
		base  string
		least int // pages
		o     Options
	}{
		{"large", "https://guides.example/", 600, large},
		{"below a path", "https://guides.example/some/path/", 150, below},
		{"this repository", "https://guides.example/", 20, own},
	} {
		t.Run(c.name, func(t *testing.T) { checkSite(t, c.o, c.base, c.least) })
	}
}

// wholeSite is a published site with its pages parsed.
type wholeSite struct {
	base  *url.URL
	files map[string][]byte
	pages map[string]*html.Node
	ids   map[string]map[string]bool // of each page
}

func checkSite(t *testing.T, o Options, base string, least int) {
	result, files := buildSite(t, o)
	s := readSite(t, base, files)
	if len(s.pages) < least || len(s.pages) != result.Stats.Pages+1 {
		t.Fatalf("%d pages were published, at least %d wanted and %d counted (and 404.html)", len(s.pages), least, result.Stats.Pages)
	}
	o.plain = true
	_, plain := buildSite(t, o)
	for _, name := range sortedPaths(files) {
		if s.pages[name] == nil {
			continue
		}
		s.checkLinks(t, name)
		s.checkNothingForeign(t, name)
		s.checkReferences(t, name)
		s.checkData(t, name)
		checkMinified(t, name, s.pages[name], parsePage(t, name, plain[name]))
	}
	s.checkReachable(t)
	s.checkLists(t, result.Stats.Guides)
}

func readSite(t *testing.T, base string, files map[string][]byte) *wholeSite {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	s := &wholeSite{base: u, files: files, pages: map[string]*html.Node{}, ids: map[string]map[string]bool{}}
	for name, data := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		s.pages[name] = parsePage(t, name, data)
		s.ids[name] = map[string]bool{}
		for n := range s.pages[name].Descendants() {
			id := attr(n, "id")
			if id != "" && s.ids[name][id] {
				t.Errorf("%s: the id %q stands there twice", name, id)
			}
			s.ids[name][id] = true
		}
	}
	return s
}

// address is where a page is opened. 404.html is sent for any address.
func (s *wholeSite) address(page string) *url.URL {
	u := *s.base
	if page == "404.html" {
		u.Path += "not/there"
	} else {
		u.Path += strings.TrimSuffix(page, "index.html")
	}
	return &u
}

// target finds the published file that an address leads to as seen from a page. An
// address of another host leads to none.
func (s *wholeSite) target(page, address string) (file, fragment string, err error) {
	ref, err := url.Parse(address)
	if err != nil {
		return "", "", err
	}
	u := s.address(page).ResolveReference(ref)
	if u.Host != s.base.Host || u.Scheme != s.base.Scheme {
		return "", "", nil
	}
	if strings.HasPrefix(address, "#") {
		return page, ref.Fragment, nil
	}
	rest, ok := strings.CutPrefix(u.Path, s.base.Path)
	if !ok {
		return "", "", fmt.Errorf("%s leaves the site", u)
	}
	if rest == "" || strings.HasSuffix(rest, "/") {
		rest += "index.html"
	}
	if _, ok := s.files[rest]; !ok {
		return "", "", fmt.Errorf("%s: no such file is published", u)
	}
	return rest, u.Fragment, nil
}

// addresses calls f for every address of a page.
func addresses(page *html.Node, f func(n *html.Node, name, address string)) {
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "action", "data-search-client", "data-search-style":
				f(n, a.Key, a.Val)
			}
		}
	}
}

func (s *wholeSite) checkLinks(t *testing.T, name string) {
	links := 0
	addresses(s.pages[name], func(n *html.Node, key, address string) {
		if n.Data == "a" {
			links++
		}
		file, fragment, err := s.target(name, address)
		if err != nil {
			t.Errorf("%s: %s: %v", name, startTag(n), err)
			return
		}
		if fragment != "" && !s.ids[file][fragment] {
			t.Errorf("%s: %s: %s has no such place", name, startTag(n), file)
		}
	})
	if links > maxLinks {
		t.Errorf("%s has %d links", name, links)
	}
}

var linkSchemes = []string{"", "http", "https", "mailto", "tel"}

// checkNothingForeign wants no request to anybody else, and nothing that the
// site's policy forbids: no script or style in the page itself.
func (s *wholeSite) checkNothingForeign(t *testing.T, name string) {
	addresses(s.pages[name], func(n *html.Node, _, address string) {
		u, err := url.Parse(address)
		loads := n.Data != "a" && attr(n, "rel") != "canonical"
		if err != nil || !slices.Contains(linkSchemes, u.Scheme) || loads && (u.Scheme != "" || u.Host != "") {
			t.Errorf("%s: %s has an address that it must not have", name, startTag(n))
		}
	})
	for n := range s.pages[name].Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"style", "iframe", "object", "embed", "base", "video", "audio", "source"}, n.Data) ||
			n.Data == "script" && attr(n, "src") == "" && attr(n, "type") != "application/ld+json" ||
			n.Data == "meta" && hasAttr(n, "http-equiv") {
			t.Errorf("%s: %s is not allowed in a page", name, startTag(n))
		}
		for _, a := range n.Attr {
			if a.Key == "style" || a.Key == "srcset" || a.Key == "ping" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s: %s: the attribute %s is not allowed in a page", name, startTag(n), a.Key)
			}
		}
	}
}

// checkReferences wants every id that another element names, one main element and
// one h1.
func (s *wholeSite) checkReferences(t *testing.T, name string) {
	count := map[string]int{}
	for n := range s.pages[name].Descendants() {
		count[n.Data]++
		for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls"} {
			for id := range strings.FieldsSeq(attr(n, key)) {
				if !s.ids[name][id] {
					t.Errorf("%s: %s: there is no element %q", name, startTag(n), id)
				}
			}
		}
		if n.Data == "img" && !hasAttr(n, "alt") {
			t.Errorf("%s: %s has no alternative text", name, startTag(n))
		}
	}
	for _, element := range []string{"main", "h1", "title"} {
		if count[element] != 1 {
			t.Errorf("%s has %d elements %s", name, count[element], element)
		}
	}
}

var guidePage = regexp.MustCompile(`^[0-9a-z][0-9]{3}[0-9a-z]/index\.html$`)

// checkData wants structured data that can be read, at least one in every guide.
func (s *wholeSite) checkData(t *testing.T, name string) {
	found := 0
	for n := range s.pages[name].Descendants() {
		if n.Data != "script" || attr(n, "type") != "application/ld+json" {
			continue
		}
		found++
		var data struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil || data.Context == "" || len(data.Graph) == 0 {
			t.Errorf("%s: structured data: %v, %d parts", name, err, len(data.Graph))
		}
	}
	if guidePage.MatchString(name) && found == 0 {
		t.Errorf("%s has no structured data", name)
	}
}

// checkReachable follows the links from the home page and wants to see every page.
func (s *wholeSite) checkReachable(t *testing.T) {
	seen := map[string]bool{"index.html": true}
	for queue := []string{"index.html"}; len(queue) > 0; queue = queue[1:] {
		addresses(s.pages[queue[0]], func(n *html.Node, _, address string) {
			file, _, err := s.target(queue[0], address)
			if err == nil && s.pages[file] != nil && !seen[file] {
				seen[file] = true
				queue = append(queue, file)
			}
		})
	}
	for _, name := range sortedPaths(s.files) {
		if s.pages[name] != nil && !seen[name] && name != "404.html" {
			t.Errorf("no link leads to %s", name)
		}
	}
}

// checkLists wants every guide, and every page, in the lists for programs.
func (s *wholeSite) checkLists(t *testing.T, guides int) {
	var sitemap struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(s.files["sitemap.xml"], &sitemap); err != nil {
		t.Fatal(err)
	}
	var codes struct {
		Guides []struct{ Code, URL string }
	}
	if err := json.Unmarshal(s.files["codes.json"], &codes); err != nil {
		t.Fatal(err)
	}
	inSitemap, inCodes := map[string]bool{}, map[string]bool{}
	for _, u := range sitemap.URLs {
		inSitemap[u.Loc] = true
	}
	for _, g := range codes.Guides {
		inCodes[g.URL] = true
	}
	if len(codes.Guides) != guides || len(inCodes) != guides || len(inSitemap) != len(sitemap.URLs) {
		t.Errorf("codes.json names %d guides (%d different), %d were made; the sitemap has %d addresses, %d different",
			len(codes.Guides), len(inCodes), guides, len(sitemap.URLs), len(inSitemap))
	}
	for _, name := range sortedPaths(s.files) {
		address := s.address(name).String()
		if s.pages[name] == nil || name == "404.html" {
			continue
		}
		// A handout says nothing that its guide does not say.
		if handout := strings.HasSuffix(name, "/handout/index.html"); inSitemap[address] == handout {
			t.Errorf("%s in the sitemap: %v", address, handout)
		}
		if guidePage.MatchString(name) {
			s.checkForms(t, path.Dir(name))
			if !inCodes[address] {
				t.Errorf("%s is not in codes.json", address)
			}
		}
	}
}

// checkForms wants the other forms of a guide to say which it is.
func (s *wholeSite) checkForms(t *testing.T, slug string) {
	var g struct{ Code, Title string }
	if err := json.Unmarshal(s.files[slug+"/guide.json"], &g); err != nil || !strings.EqualFold(g.Code, slug) {
		t.Errorf("%s/guide.json: %v, code %q", slug, err, g.Code)
	}
	if !bytes.HasPrefix(s.files[slug+"/guide.md"], []byte("# "+g.Title+" (")) {
		t.Errorf("%s/guide.md does not begin with the title %q", slug, g.Title)
	}
}
