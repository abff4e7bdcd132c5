package render

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"bedside/internal/guide"
	"bedside/internal/site"
)

func date(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func withBase() site.Config {
	c := site.DefaultConfig()
	c.BaseURL = "https://guides.example/sub/"
	return c
}

type urlset struct {
	XMLName xml.Name
	URLs    []struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
	} `xml:",any"`
}

func TestSitemap(t *testing.T) {
	g := guideFile("11982", "", "")
	g.Reviewed = date("2026-01-31")
	sh := joined(siteOf(t, withBase(), g, guideFile("J7307", "", "")), nil, nil)
	files, err := sh.Sitemap([]string{"", "codes/", "über/"})
	if err != nil || len(files) != 1 {
		t.Fatal(len(files), err)
	}
	var set urlset
	if err := xml.Unmarshal(files[0].Data, &set); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range set.URLs {
		got = append(got, u.Loc+" "+u.LastMod)
	}
	want := "https://guides.example/sub/ |https://guides.example/sub/codes/ |https://guides.example/sub/%C3%BCber/ |https://guides.example/sub/11982/ 2026-01-31|https://guides.example/sub/j7307/ "
	if s := strings.Join(got, "|"); s != want || set.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// TestSitemapParts: above 50,000 addresses the sitemap names its parts.
func TestSitemapParts(t *testing.T) {
	sh := joined(siteOf(t, withBase(), guideFile("11982", "", "")), nil, nil)
	paths := make([]string, 100_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("p%d/", i)
	}
	for n, parts := range map[int]int{maxURLs - 1: 0, maxURLs: 2, 100_000: 3} {
		files, err := sh.Sitemap(paths[:n])
		if err != nil || len(files) != parts+1 {
			t.Fatalf("%d paths: %d files, %v", n, len(files), err)
		}
		total, seen := 0, map[string]bool{}
		for _, f := range files {
			var set urlset
			if err := xml.Unmarshal(f.Data, &set); err != nil {
				t.Fatal(err)
			}
			if set.XMLName.Local == "sitemapindex" {
				if f.Path != "sitemap.xml" || len(set.URLs) != parts || set.URLs[0].Loc != "https://guides.example/sub/sitemap-1.xml" {
					t.Errorf("index %s: %+v", f.Path, set.URLs)
				}
				continue
			}
			if len(set.URLs) > maxURLs || len(f.Data) > 50<<20 {
				t.Errorf("%s holds %d addresses", f.Path, len(set.URLs))
			}
			for _, u := range set.URLs {
				total++
				seen[u.Loc] = true
			}
		}
		if total != n+1 || len(seen) != total {
			t.Errorf("%d addresses, %d different, of %d", total, len(seen), n+1)
		}
	}
}

func TestFeed(t *testing.T) {
	var guides []*guide.Guide
	for i := range 60 {
		g := guideFile(fmt.Sprintf("%05d", 11_000+i), "A & <b>", "")
		g.Reviewed = date("2026-01-01").AddDate(0, 0, i)
		guides = append(guides, g)
	}
	guides = append(guides, guideFile("99213", "Never reviewed", ""))
	f, err := joined(siteOf(t, withBase(), guides...), nil, nil).Feed()
	if err != nil {
		t.Fatal(err)
	}
	var got feed
	if err := xml.Unmarshal(f.Data, &got); err != nil {
		t.Fatal(err)
	}
	first := got.Entries[0]
	if len(got.Entries) != maxEntries || first.Title != "A & <b> (11059)" || first.ID != "https://guides.example/sub/11059/" || got.Updated != "2026-03-01T00:00:00Z" || first.Updated != got.Updated {
		t.Errorf("%d entries, updated %s; the first is %+v", len(got.Entries), got.Updated, first)
	}
	if f, err = joined(siteOf(t, site.DefaultConfig()), nil, nil).Feed(); err != nil || !strings.Contains(string(f.Data), "<id>urn:bedside:guides</id>") {
		t.Errorf("an empty site: %s, %v", f.Data, err)
	}
}

func TestRedirects(t *testing.T) {
	a, b := guideFile("11982", "", ""), guideFile("J7307", "", "")
	a.Aliases = []string{"/old/", "/old", "/Älter.html"}
	b.Aliases = []string{"/x/y"}
	want := "/sub/old /sub/11982/ 301\n/sub/old/ /sub/11982/ 301\n/sub/%C3%84lter.html /sub/11982/ 301\n/sub/%C3%84lter.html/ /sub/11982/ 301\n/sub/x/y /sub/j7307/ 301\n/sub/x/y/ /sub/j7307/ 301\n"
	if got := string(joined(siteOf(t, withBase(), a, b), nil, nil).Redirects().Data); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got := string(joined(siteOf(t, site.DefaultConfig(), b), nil, nil).Redirects().Data)
	if got != "/x/y /j7307/ 301\n/x/y/ /j7307/ 301\n" {
		t.Errorf("without an address: %s", got)
	}
}

func TestHeadersAndRobots(t *testing.T) {
	sh := joined(siteOf(t, withBase()), nil, nil)
	headers := string(sh.Headers().Data)
	want := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	if !strings.Contains(headers, "  Content-Security-Policy: "+want+"\n") || !strings.Contains(headers, "nosniff") || !strings.Contains(headers, "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n") {
		t.Error(headers)
	}
	for line := range strings.Lines(headers) {
		if !strings.HasPrefix(line, "/") && !strings.HasPrefix(line, "  ") {
			t.Errorf("%q is neither a path nor a header", line)
		}
	}
	if robots := string(sh.Robots().Data); !strings.Contains(robots, "\nSitemap: https://guides.example/sub/sitemap.xml\n") {
		t.Error(robots)
	}
}

func TestJSONForms(t *testing.T) {
	g, text := guideOf(t, "---\ncode: \"11982\"\ntitle: \"T </script>\"\nsummary: S\ncost: {low: 1, high: 2.5, currency: USD}\nmodifiers: [\"50\", ZZ]\nreviewed: 2026-01-31\nrelated: [\"11983\"]\n---\nOver.\n\n## Recovery\n\n- a\n\n## FAQ\n\n### Q?\n\nA.\n")
	sh := joined(siteOf(t, withBase(), g), nil, nil)
	var got guideJSON
	if err := json.Unmarshal(sh.GuideJSON(g, sh.Surroundings(g), text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != FormatVersion || got.Code != "11982" || got.Title != "T </script>" || got.URL != "https://guides.example/sub/11982/" || got.Section != "Surgery" ||
		got.NextReview != "2027-01-31" || got.Cost.High != 2.5 || got.Modifiers[0].Meaning == "" || got.Modifiers[1].Meaning != "" || got.Related[0] != "11983" ||
		got.Overview[0] != "Over." || len(got.Sections) != 1 || got.Sections[0].Kind != "recovery" || got.Questions[0].Answer[0] != "A." {
		t.Errorf("got %+v", got)
	}
	var list codesJSON
	if err := json.Unmarshal(sh.CodesJSON(), &list); err != nil || len(list.Guides) != 1 || list.Guides[0].Code != "11982" || list.Guides[0].Reviewed != "2026-01-31" {
		t.Errorf("codes.json: %+v, %v", list, err)
	}
	if empty := string(joined(siteOf(t, withBase()), nil, nil).CodesJSON()); !strings.Contains(empty, `"guides":[]`) {
		t.Errorf("an empty site: %s", empty)
	}
}

func TestPromos(t *testing.T) {
	c := withBase()
	for _, position := range []string{site.PromoMiddle, site.PromoEnd, "recovery", "billing"} {
		c.Promos = append(c.Promos, site.Promo{Title: position, Position: position, Link: site.Link{Text: "x", Link: "/about/"}})
	}
	g, text := guideOf(t, front+"## Recovery\n\n## B\n\n## C\n\n## D\n")
	sh := joined(siteOf(t, c, g), nil, nil)
	v := sh.GuidePage(g, sh.Surroundings(g), text).Guide
	var got []string
	for _, s := range v.Sections {
		for _, p := range s.Promos {
			got = append(got, s.ID+": "+p.Title+" "+p.Link.Href)
		}
	}
	for _, p := range v.Promos {
		got = append(got, "end: "+p.Title)
	}
	if s := strings.Join(got, "|"); s != "recovery: recovery ../about/|b: middle ../about/|end: end|end: billing" {
		t.Errorf("got %s", s)
	}
}
