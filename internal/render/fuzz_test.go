package render

import (
	"strings"
	"testing"

	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/site"

	"golang.org/x/net/html"
)

// FuzzText: whatever the text, its HTML runs nothing, every element that is opened
// is closed in its order.
func FuzzText(f *testing.F) {
	for _, text := range snippets {
		f.Add(text)
	}
	for _, p := range payloads {
		f.Add("# " + p + "\n\n[" + p + "](" + p + " \"" + p + "\") `" + p + "`")
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw := []byte(front + text)
		content, _ := guide.Parse("content/11982.md", raw)
		if content.Guide == nil {
			return
		}
		src := diag.NewSource("content/11982.md", raw)
		body, _ := guide.ParseBody(src, content.BodyStart, guide.NewWordings(nil))
		s := siteOf(t, site.DefaultConfig(), content.Guide)
		shown := &Text{Body: body}
		for _, l := range body.Links {
			shown.Targets = append(shown.Targets, s.Resolve(site.Origin{File: content.Guide.File, Path: "11982/"}, l.Destination))
		}
		source := string(textHTML(shown, "../"))
		if found := dangerous(t, source); len(found) > 0 {
			t.Errorf("%q in %s", found, source)
		}
		checkNesting(t, source)
		joined(s, nil, nil).GuideMarkdown(content.Guide, shown, content.BodyStart)
	})
}

// checkNesting reads the tags one by one, as no parser mends them.
func checkNesting(t *testing.T, source string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%q are not closed in %s", open, source)
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if tag := string(name); tag != "br" && tag != "hr" && tag != "img" {
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Errorf("</%s> closes %q in %s", name, open, source)
				return
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%s is no text in %s", z.Raw(), source)
		}
	}
}
