package render

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"

	"golang.org/x/net/html"
)

var payloads = []string{
	`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `<!--<script>`, `--><img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `' onmouseover='alert(1)`,
	`<iframe src=javascript:alert(1)>`, `<style>*{x:y}</style>`, `javascript:alert(1)`, `]]><b>`, `{{.Title}}{{printf "%s" "x"}}`, `${alert(1)}`, `<% x %>`, `&lt;script&gt;alert(1)&lt;/script&gt;`,
	`&#60;script&#62;`, "a\u2028b\u2029c", `\u003cscript\u003e`, `</title><script>alert(1)</script>`, "</textarea><script>", `<a href="javascript:alert(1)">x</a>`, `%3Cscript%3E`, `<base href=//evil.example>`,
}

// dangerous returns what in a page could run: scripts that are not ours, handlers,
// addresses of a scheme that runs, and elements that guides never have.
func dangerous(t testing.TB, source string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		src := attribute(n, "src")
		ours := strings.HasPrefix(strings.TrimLeft(src, "./"), "assets/") || attribute(n, "type") == "application/ld+json"
		switch {
		case n.Data == "script" && !ours, slices.Contains([]string{"iframe", "object", "embed", "style", "base", "svg", "math", "frame"}, n.Data):
			out = append(out, "<"+n.Data+" "+src+">")
		case n.Data == "meta" && attribute(n, "http-equiv") != "":
			out = append(out, "<meta http-equiv>")
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				out = append(out, a.Key+"="+a.Val)
			}
			if slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href"}, a.Key) && runs(a.Val) {
				out = append(out, a.Key+"="+a.Val)
			}
		}
	}
	return out
}

// runs reads an address as browsers do: control characters and blanks before and
// within the scheme do not count.
func runs(address string) bool {
	clean := strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address))
	return slices.ContainsFunc([]string{"javascript:", "data:", "vbscript:"}, func(s string) bool { return strings.HasPrefix(clean, s) })
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestDangerous tries the finder itself.
func TestDangerous(t *testing.T) {
	for source, want := range map[string]int{
		`<script src="../assets/a.js"></script><script type="application/ld+json">{}</script><a href="https://a.example" title="onclick=x">x</a>`: 0,
		`<script>x</script>`: 1, `<script src="https://a.example/b.js"></script>`: 1, `<img src=x onerror=y>`: 1, `<a href=" java&#10;script:x">`: 1, `<p style="x">`: 1, `<iframe src="data:x">`: 2,
	} {
		if got := dangerous(t, source); len(got) != want {
			t.Errorf("%s: %q", source, got)
		}
	}
}

func guideOf(t testing.TB, raw string) (*guide.Guide, *Text) {
	t.Helper()
	content, problems := guide.Parse("content/11982.md", []byte(raw))
	if content.Guide == nil {
		t.Fatal(problems)
	}
	s := siteOf(t, site.DefaultConfig(), content.Guide)
	return content.Guide, parseText(t, raw, func(d string) site.Target {
		return s.Resolve(site.Origin{File: "content/11982.md", Path: "11982/"}, d)
	})
}

// TestFrontMatterIsText: whatever stands in a field is text, on every page.
func TestFrontMatterIsText(t *testing.T) {
	fields := map[string]string{
		"title": "%s", "summary": "%s", "synonyms": "[%s]", "category": "%s", "specialties": "[%s]", "reviewed_by": "%s", "body_location": "%s",
		"setting": "%s", "anesthesia": "%s", "duration": "%s", "cost": "{low: 1, source: %s}", "references": "[{title: %s, publisher: %[1]s, date: %[1]s}]",
	}
	for _, payload := range payloads {
		quoted, err := json.Marshal(payload)
		if err != nil {
			t.Fatal(err)
		}
		front := "---\ncode: \"11982\"\nreviewed: 2026-01-31\n"
		for name, form := range fields {
			front += name + ": " + fmt.Sprintf(form, quoted) + "\n"
		}
		g, text := guideOf(t, front+"---\nText.\n")
		if g.ReviewedBy != strings.Join(strings.Fields(payload), " ") {
			t.Errorf("%q became %q", payload, g.ReviewedBy)
		}
		c := site.DefaultConfig()
		c.Name, c.Description, c.Publisher.Name, c.BaseURL = payload, payload, payload, "https://a.example/"
		c.Disclaimer, c.Copyright = payload, payload
		c.Promos = []site.Promo{{Title: payload, Text: payload, Position: site.PromoEnd}}
		checkSite(t, shared(t, siteOf(t, c, g)), g, text)
	}
}

func checkSite(t *testing.T, sh *Shared, g *guide.Guide, text *Text) {
	t.Helper()
	pages := append(sh.ListPages(), sh.GuidePage(g, sh.Surroundings(g), text), sh.HomePage(nil, nil), sh.SearchPage(), sh.NotFoundPage())
	for _, p := range pages {
		source := pageHTML(t, sh, p)
		if found := dangerous(t, source); len(found) > 0 {
			t.Errorf("/%s with %q: %q", p.Path, g.Title, found)
		}
		if strings.Contains(source, "ZgotmplZ") {
			t.Errorf("/%s with %q: a value was filtered", p.Path, g.Title)
		}
	}
	guidePage := pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), text))
	checkData(t, guidePage, g)
	if title := elementText(t, guidePage, "h1"); !strings.Contains(title, g.Title) {
		t.Errorf("the heading is %q, the title %q", title, g.Title)
	}
}

// checkData parses the structured data as a search engine does.
func checkData(t *testing.T, source string, g *guide.Guide) {
	t.Helper()
	var data struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(elementText(t, source, "script[ld]")), &data); err != nil {
		t.Fatalf("%q: %v", g.Title, err)
	}
	if len(data.Graph) < 2 || data.Graph[0]["name"] != g.Title || data.Graph[0]["description"] != g.Summary {
		t.Errorf("the data name the guide %q, not %q", data.Graph[0]["name"], g.Title)
	}
}

func elementText(t *testing.T, source, name string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data == name || name == "script[ld]" && n.Data == "script" && attribute(n, "type") == "application/ld+json" {
			var b strings.Builder
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					b.WriteString(c.Data)
				}
			}
			return b.String()
		}
	}
	t.Fatalf("there is no %s", name)
	return ""
}

// TestMarkdownCannotRun: even what the checks refuse makes no page that runs
// something.
func TestMarkdownCannotRun(t *testing.T) {
	schemes := []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "java&#10;script:alert(1)",
		"java&Tab;script:alert(1)", "javascript&colon;alert(1)", "\\javascript:alert(1)", "javascript&#58;alert(1)", "%6Aavascript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>",
		"data:image/svg+xml;base64,PHN2Zz4=", "vbscript:x", "//evil.example", "x:javascript:y", "JAVASCRIPT&#x3a;x", "java\u00adscript:x", "&NewLine;javascript:alert(1)"}
	var texts []string
	for _, s := range schemes {
		texts = append(texts, "[x]("+s+")", "![x]("+s+")", "<"+s+">", "[x][r]\n\n[r]: "+s, "[x](<"+s+">)", "[x](a \"\"onclick=alert(1) x=\"\")", "[x](a 'b\" onclick=\""+s+"')")
	}
	for _, p := range payloads {
		texts = append(texts, p, "`"+p+"`", "```"+p+"\n"+p+"\n```", "| "+p+" |\n|---|\n| "+p+" |", "## "+p+"\n\n"+p, "[x](a \""+p+"\")", "!["+p+"](a.png)", "## A {#a onclick="+p+"}",
			"> [!NOTE]\n> "+p, "[^"+p+"]\n\n[^"+p+"]: "+p, "["+p+"](11982)", "[x](#"+p+")", "## FAQ\n\n### "+p+"\n\n"+p)
	}
	c := site.DefaultConfig()
	c.FAQSchema = true
	for _, text := range texts {
		g, parsed := guideOf(t, front+text)
		sh := shared(t, siteOf(t, c, g))
		source := pageHTML(t, sh, sh.GuidePage(g, sh.Surroundings(g), parsed))
		if found := dangerous(t, source); len(found) > 0 {
			t.Errorf("%q: %q", text, found)
		}
		checkData(t, source, g)
	}
}

// TestRawHTMLIsRefused: each payload with markup is an error before it gets here.
func TestRawHTMLIsRefused(t *testing.T) {
	for _, p := range []string{payloads[0], payloads[3], payloads[6], payloads[7], payloads[19]} {
		raw := []byte(front + "a " + p)
		content, _ := guide.Parse("content/11982.md", raw)
		if _, problems := guide.ParseBody(diag.NewSource("content/11982.md", raw), content.BodyStart, guide.NewWordings(nil)); !problems.HasErrors() {
			t.Errorf("%q is no error", p)
		}
	}
}
