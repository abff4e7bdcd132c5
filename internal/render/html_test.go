package render

import (
	"strings"
	"testing"
	"time"

	"bedside/internal/guide"
	"bedside/internal/site"
)

// TestTextHTML holds what is ours alone.
func TestTextHTML(t *testing.T) {
	for text, want := range map[string]string{
		"a < b & \"c\" > d":                      `<p>a &lt; b &amp; “c” &gt; d</p>`,
		"\\\"a\\\" `\"&\"`":                      `<p>"a" <code>"&amp;"</code></p>`,
		"a  \nb\nc":                              "<p>a<br>b\nc</p>",
		"- a\n- b":                               "<ul><li>a</li><li>b</li></ul>",
		"- a\n\n- b":                             "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
		"3. a\n\n   ```\n   <x>\n   ```":         "<ol start=\"3\"><li><p>a</p><pre><code>&lt;x&gt;\n</code></pre></li></ol>",
		"- [x] a\n- [ ] b":                       `<ul><li><span role="img" aria-label="Done">☑</span> a</li><li><span role="img" aria-label="To do">☐</span> b</li></ul>`,
		"> [!EMERGENCY]\n> Call **911**.":        `<div class="callout callout-emergency" role="note"><p class="callout-label">Emergency: get help now</p><p>Call <strong>911</strong>.</p></div>`,
		"### My heading {#x .y onclick=z}":       `<h3 id="x">My heading</h3>`,
		"> ## In a quotation {#x onclick=\"z\"}": `<blockquote><h2>In a quotation</h2></blockquote>`,
		"```a&quot;b onclick=c\nx\n```":          "<pre><code class=\"language-a&#34;b\">x\n</code></pre>",
		"term\n: a\n: b":                         "<dl><dt>term</dt><dd>a</dd><dd>b</dd></dl>",
		"[a](b \"\\\"c\\\" &lt;d\")":             `<p><a href="b" title="&#34;c&#34; &lt;d">a</a></p>`,
		"[a](ä?b=1&c=2)":                         `<p><a href="%C3%A4?b=1&amp;c=2">a</a></p>`,
		"![a *b* \"c\"](d \"e\")":                `<figure><img src="d" alt="a b “c”" loading="lazy" decoding="async"><figcaption>e</figcaption></figure>`,
		"<me@a.example>":                         `<p><a class="url" href="mailto:me@a.example">me@a.example</a></p>`,
		"***":                                    "<hr>",
		"a[^x]\n\n[^x]: b":                       `<p>a<sup><a id="fnref_1" href="#fn_1" aria-label="Note 1">1</a></sup></p><ol class="footnotes"><li id="fn_1"><p>b</p> <a href="#fnref_1" class="footnote-back" aria-label="Back to the text of note 1">↩</a></li></ol>`,
		"{{ .Title }}":                           "<p>{{ .Title }}</p>",
	} {
		if got := ours(t, text, asWritten); got != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestEveryCalloutHasALabel(t *testing.T) {
	for _, k := range guide.CalloutKinds() {
		if calloutLabels[k] == "" {
			t.Errorf("%s has no label", k)
		}
	}
}

func TestHref(t *testing.T) {
	for _, tc := range []struct {
		target     site.Target
		root, want string
	}{
		{site.Target{Kind: site.TargetGuide, Path: "11983/", Anchor: "recovery"}, "../", "../11983/#recovery"},
		{site.Target{Kind: site.TargetPage, Path: ""}, "../../", "../../"}, {site.Target{Kind: site.TargetPage, Path: ""}, "", "./"},
		{site.Target{Kind: site.TargetPage, Path: "über/"}, "", "über/"}, {site.Target{Kind: site.SamePage, Path: "x/", Anchor: "a"}, "../", "#a"},
		{site.Target{Kind: site.TargetFile, Path: "11982/a b#1?%.png"}, "../", "../11982/a%20b%231%3F%25.png"},
		{site.Target{Kind: site.External, Path: "https://a.example/?b"}, "../", "https://a.example/?b"}, {site.Target{}, "../", ""},
	} {
		if got := href(tc.target, tc.root); got != tc.want {
			t.Errorf("%+v: got %q, want %q", tc.target, got, tc.want)
		}
	}
}

func TestPictures(t *testing.T) {
	one := Picture{Path: "assets/pictures/11982/b.1.png", Width: 640, Height: 480}
	two, narrow, many := one, one, one
	two.WebP = []PictureFile{{"a/b-640.1.webp", 640}}
	many.WebP = []PictureFile{{"a/b-480.1.webp", 480}, {"a/b-640.1.webp", 640}}
	narrow.Width, narrow.WebP = 560, []PictureFile{{"a/b-480.1.webp", 480}, {"a/b-560.1.webp", 560}}
	const rest = ` alt="a" width="640" height="480" loading="lazy" decoding="async">`
	const img = `<img src="../assets/pictures/11982/b.1.png"` + rest
	const title = `<img src="../assets/pictures/11982/b.1.png" alt="a" title="T &#34;t&#34;" width="640" height="480" loading="lazy" decoding="async">`
	for _, tc := range []struct {
		text    string
		picture Picture
		atTop   bool
		want    string
	}{
		{"![a](b.png)", one, false, `<p>` + img + `</p>`},
		{"![a](b.png)", two, false, `<p><picture><source type="image/webp" srcset="../a/b-640.1.webp">` + img + `</picture></p>`},
		{"![a](b.png)", many, false, `<p><picture><source type="image/webp" srcset="../a/b-480.1.webp 480w, ../a/b-640.1.webp 640w" sizes="(min-width: 42rem) 38rem, 92vw">` + img + `</picture></p>`},
		{"![a](b.png)", narrow, false, `<p><picture><source type="image/webp" srcset="../a/b-480.1.webp 480w, ../a/b-560.1.webp 560w" sizes="(min-width: 42rem) 560px, 92vw">` +
			strings.Replace(img, "640", "560", 1) + `</picture></p>`},
		{"![a](b.png 'T \"t\"')", one, false, `<figure>` + img + `<figcaption>T "t"</figcaption></figure>`},
		{"![a](b.png '<b>')", one, false, `<figure>` + img + `<figcaption>&lt;b&gt;</figcaption></figure>`},
		{"![a](b.png 'T \"t\"') text", one, false, `<p>` + title + ` text</p>`},
		{"- ![a](b.png 'T \"t\"')", one, false, `<ul><li>` + title + `</li></ul>`},
		{"![a](b.png)![a](b.png)", one, true, `<p>` + strings.Replace(img, ` loading="lazy"`, "", 1) + img + `</p>`},
	} {
		text := parseText(t, front+tc.text, func(string) site.Target {
			return site.Target{Kind: site.TargetFile, Path: "11982/b.png", Source: "content/b.png"}
		})
		text.Pictures, text.AtTop = map[string]Picture{"content/b.png": tc.picture}, tc.atTop
		if got := string(textHTML(text, "../")); got != tc.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tc.text, got, tc.want)
		}
	}
}

func TestCost(t *testing.T) {
	for _, tc := range []struct {
		cost *guide.Cost
		want string
	}{
		{nil, ""}, {&guide.Cost{Low: 150, High: 400, Currency: "USD", Year: 2026, Source: "Medicare"}, "$150 to $400 (2026, Medicare)"},
		{&guide.Cost{Low: 1250, High: 1250, Currency: "USD"}, "$1,250"}, {&guide.Cost{Low: 0.5, High: 1234567.25, Currency: "EUR"}, "0.50 EUR to 1,234,567.25 EUR"},
		{&guide.Cost{Low: 999, High: 1000}, "999 to 1,000"}, {&guide.Cost{Source: "S"}, "0 (S)"},
	} {
		if got := Cost(tc.cost); got != tc.want {
			t.Errorf("%+v: got %q, want %q", tc.cost, got, tc.want)
		}
	}
}

func TestGuideMarkdown(t *testing.T) {
	s := siteOf(t, site.Config{Disclaimer: "D."}, guideFile("11983", "", ""))
	text := parseText(t, front+"[a](11983) ![b](<11983>) [c][r] `[d](11983)` [e](11983.md#x \"T\") <https://f.example> [g](#h)\n\n[r]: 11983\n", func(d string) site.Target {
		return s.Resolve(site.Origin{File: "content/11982.md", Path: "11982/"}, d)
	})
	content, _ := guide.Parse("content/11982.md", []byte(front))
	got := string(joined(s, nil, nil).GuideMarkdown(content.Guide, text, content.BodyStart))
	want := "# T (CPT 11982)\n\nS\n\n[a](../11983/) ![b](<../11983/>) [c][r] `[d](11983)` [e](../11983/#x \"T\") <https://f.example> [g](#h)\n\n[r]: 11983\n\n---\n\nD.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestGuideMarkdownPlaces: the destination that is replaced is the link's own, however it
// is spelt and whatever stands before it.
func TestGuideMarkdownPlaces(t *testing.T) {
	s := siteOf(t, site.Config{Disclaimer: "D."}, guideFile("11983", "", ""))
	text := parseText(t, front+"[a](1198&#51;) [![b](11983)](11983) [c](\n11983)\n\n> - [`](`](11983)\n\nx[^1]\n\n[^1]: [d](11983)\n", func(d string) site.Target {
		return s.Resolve(site.Origin{File: "content/11982.md", Path: "11982/"}, d)
	})
	content, _ := guide.Parse("content/11982.md", []byte(front))
	got := string(joined(s, nil, nil).GuideMarkdown(content.Guide, text, content.BodyStart))
	want := "[a](../11983/) [![b](../11983/)](../11983/) [c](\n../11983/)\n\n> - [`](`](../11983/)\n\nx[^1]\n\n[^1]: [d](../11983/)\n"
	if !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestGuideMarkdownIsLinear: a text of nothing but links takes about as long as any other.
func TestGuideMarkdownIsLinear(t *testing.T) {
	s := siteOf(t, site.Config{Disclaimer: "D."}, guideFile("11983", "", ""))
	text := parseText(t, front+strings.Repeat("[x](11983)\n\n", 50_000), func(string) site.Target { return site.Target{Kind: site.SamePage, Path: "11983/"} })
	content, _ := guide.Parse("content/11982.md", []byte(front))
	frame, start := joined(s, nil, nil), time.Now()
	frame.GuideMarkdown(content.Guide, text, content.BodyStart)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("50,000 links take %v", took)
	}
}

func TestExcerpt(t *testing.T) {
	if got := excerpt([]string{"One.", "Two."}); got != "One. Two." {
		t.Errorf("got %q", got)
	}
	if got := excerpt([]string{strings.Repeat("Word. ", 200)}); len(got) > maxExcerpt || !strings.HasSuffix(got, "Word.") {
		t.Errorf("got %q", got)
	}
	if got := excerpt([]string{strings.Repeat("é", 1000)}); len(got) > maxExcerpt+len("…") || strings.ContainsRune(got, '\uFFFD') || !strings.HasSuffix(got, "…") {
		t.Errorf("got %q", got)
	}
}
