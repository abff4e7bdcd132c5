package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestCleanSVG(t *testing.T) {
	const head, end = `<svg xmlns="http://www.w3.org/2000/svg">`, `</svg>`
	tests := []struct{ name, in, want, told string }{
		{"drawing", `<g fill="red"><path d="M0 0h9"/></g>`, `<g fill="red"><path d="M0 0h9"></path></g>`, ""},
		{"text", `<title>An &lt;arm&gt;</title><text x="1">a &amp; b</text>`, `<title>An &lt;arm&gt;</title><text x="1">a &amp; b</text>`, ""},
		{"script", `<script>alert(1)</script><g/>`, `<g></g>`, "the element script"},
		{"script in script", `<script><g><script/></g></script><g/>`, `<g></g>`, "the element script"},
		{"prefixed script", `<svg:script>1</svg:script>`, ``, "the element script"},
		{"odd script", `<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>`, ``, ""},
		{"capital script", `<SCRIPT>1</SCRIPT>`, ``, "the element SCRIPT"},
		{"event", `<g onclick="x()" ONLOAD="y()"/>`, `<g></g>`, "the attribute onclick"},
		{"foreign", `<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><g/></div></foreignObject>`, ``, "foreignObject"},
		{"link", `<a href="javascript:x()"><circle r="2"/></a>`, `<circle r="2"></circle>`, "links inside"},
		{"own part", `<defs><g id="a"/></defs><use href="#a"/>`, `<defs><g id="a"></g></defs><use href="#a"></use>`, ""},
		{"old own part", `<use xlink:href="#a"/>`, `<use href="#a"></use>`, ""},
		{"elsewhere", `<use href="https://example.org/x.svg#a"/>`, `<use></use>`, "takes from elsewhere"},
		{"no scheme", `<use xlink:href="//example.org/x.svg#a"/>`, `<use></use>`, "takes from elsewhere"},
		{"data", `<use href="data:image/svg+xml;base64,AAAA#a"/>`, `<use></use>`, "takes from elsewhere"},
		{"image", `<image href="data:image/png;base64,AAAA"/>`, ``, "the element image"},
		{"filter image", `<filter><feImage href="x.png"/></filter>`, `<filter></filter>`, "the element feImage"},
		{"animation", `<use href="#a"><set attributeName="href" to="javascript:x()"/></use>`, `<use href="#a"></use>`, "the element set"},
		{"fill", `<g fill="url(#a)" stroke="url( '#b' )"/>`, `<g fill="url(#a)" stroke="url( &#39;#b&#39; )"></g>`, ""},
		{"fill elsewhere", `<g fill="url(#a) url(https://example.org/x)"/>`, `<g></g>`, "the attribute fill"},
		{"style", `<style>.a{fill:red}@media print{.a{fill:blue}}</style>`, `<style>.a{fill:red}@media print{.a{fill:blue}}</style>`, ""},
		{"style in CDATA", `<style><![CDATA[a>b{fill:red}]]></style>`, `<style>a&gt;b{fill:red}</style>`, ""},
		{"import", `<style>@import "x.css";</style>`, `<style></style>`, "the style"},
		{"import in CDATA", `<style><![CDATA[@IMPORT url(x)]]></style>`, `<style></style>`, "the style"},
		{"escape", `<style>a{fill:\75rl(x)}</style>`, `<style></style>`, "the style"},
		{"font", `<style>@font-face{font-family:a;src:url(x)}</style>`, `<style></style>`, "the style"},
		{"split style", `<style>a{}<!-- -->@im<!-- -->port "x";</style>`, `<style></style>`, "the style"},
		{"split address", `<style>a{fill:u<!-- -->rl(x)}</style>`, `<style></style>`, "the style"},
		{"element in style", `<style>a{fill:u<g>x</g>rl(x)}</style>`, `<style></style>`, "the style"},
		{"style in notes", `<metadata><style>@import</style></metadata><style>a{}</style>`, `<style>a{}</style>`, ""},
		{"style attribute", `<g style="fill:red"/><g style="background:image-set('x')"/>`, `<g style="fill:red"></g><g></g>`, "the attribute style"},
		{"notes", `<sodipodi:namedview inkscape:zoom="1"><g/></sodipodi:namedview><g inkscape:label="x" data-name="y"/><metadata>x</metadata>`, `<g></g>`, ""},
		{"comment", `<!-- secret --><g/>`, `<g></g>`, ""},
		{"instruction", `<?xml-stylesheet href="x.css"?><g/>`, `<g></g>`, "the instruction"},
		{"twice", `<use href="#a" xlink:href="#b"/>`, `<use href="#a"></use>`, ""},
		{"unknown", `<g foo="1"/><blink/>`, `<g></g>`, "the attribute foo"},
	}
	for _, test := range tests {
		got, findings, err := CleanSVG([]byte(head + test.in + end))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if want := head + test.want + end; string(got) != want {
			t.Errorf("%s: got  %s\n\twant %s", test.name, got, want)
		}
		told := ""
		for _, f := range findings {
			told += f.Message + "; "
		}
		if test.told == "" && told != "" || !strings.Contains(told, test.told) {
			t.Errorf("%s: told %q, want %q", test.name, told, test.told)
		}
	}
}

func TestSVGFaults(t *testing.T) {
	deep := strings.Repeat("<g>", maxSVGDepth+1)
	many := "<svg>" + strings.Repeat("<g/>", maxSVGElements) + "</svg>"
	for _, in := range []string{"", "<svg", "<svg>", "<svg><g></svg>", "<svg></g></svg>", "<svg/><svg/>", "<svg/>text", "text<svg/>", "<g/>", "</svg>",
		"<svg>&x;</svg>", "<svg a></svg>", "<svg>" + deep, many, "<svg>" + strings.Repeat(" ", maxSVGBytes) + "</svg>", "<svg>\x00</svg>", "<x:svg/>"} {
		_, _, err := CleanSVG([]byte(in))
		var fault *Fault
		if !errors.As(err, &fault) || fault.Hint == "" || fault.Line < 1 || fault.Column < 1 {
			t.Errorf("%.40q: %v", in, err)
		}
	}
}

func TestFindingsHavePlaces(t *testing.T) {
	in := "<svg>\n  <g onclick=\"x\"/>\n  <script/>\n</svg>"
	_, findings, err := CleanSVG([]byte(in))
	if err != nil || len(findings) != 2 || findings[0].Line != 2 || findings[0].Column != 3 || findings[1].Line != 3 {
		t.Errorf("%+v, %v", findings, err)
	}
	if _, findings, _ := CleanSVG([]byte("<svg>" + strings.Repeat(`<g onclick="x"/>`, 50) + "</svg>")); len(findings) != 1 {
		t.Errorf("one fault 50 times is told %d times", len(findings))
	}
}

func TestSVGSize(t *testing.T) {
	tests := map[string][2]int{
		`width="30" height="20"`:                       {30, 20},
		`width="30px" height="1in" viewBox="0 0 1 1"`:  {30, 96},
		`viewBox="0 0 300 200"`:                        {300, 200},
		`viewBox="0,0,300.4,199.6"`:                    {300, 200},
		`width="100%" height="100%" viewBox="0 0 3 2"`: {3, 2},
		`width="60" viewBox="0 0 3 2"`:                 {60, 40},
		`height="60mm" viewBox="10 10 1 2"`:            {113, 227},
		`width="25.4mm" height="72pt"`:                 {96, 96},
		`width="0" height="5" viewBox="0 0 3 2"`:       {8, 5},
		`width="1e99" height="NaN" viewBox="0 0 3 2"`:  {3, 2},
		`width="5em" height="5em"`:                     {},
		`viewBox="0 0 -3 2"`:                           {},
		`viewBox="0 0 3"`:                              {},
	}
	for attributes, want := range tests {
		info, err := Inspect([]byte("<svg " + attributes + "/>"))
		if got := [2]int{info.Width, info.Height}; got != want || (err != nil) != (want == [2]int{}) {
			t.Errorf("%s: %v, %v, want %v", attributes, got, err, want)
		}
	}
}

// wellFormed fails if the text is no XML or holds what no drawing may.
func wellFormed(t *testing.T, clean []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(clean)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %q", err, clean)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if !svgElements[e.Name.Local] || e.Name.Space != "http://www.w3.org/2000/svg" {
				t.Fatalf("the element %v is in %q", e.Name, clean)
			}
			for _, a := range e.Attr {
				name := strings.ToLower(a.Name.Local)
				if strings.HasPrefix(name, "on") || name == "href" && !strings.HasPrefix(a.Value, "#") || !harmlessCSS(a.Value) && name != "xmlns" && name != "href" {
					t.Fatalf("the attribute %v is in %q", a, clean)
				}
			}
		case xml.Directive, xml.ProcInst, xml.Comment:
			t.Fatalf("%T is in %q", token, clean)
		}
	}
}

// FuzzCleanSVG wants what comes out to be well formed, to hold nothing but drawing, and
// to have nothing left to clean.
func FuzzCleanSVG(f *testing.F) {
	for _, s := range []string{
		`<svg viewBox="0 0 1 1"><g onclick="x"/><script>1</script><a href="x"><use xlink:href="#a"/></a></svg>`,
		`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:style>@import</svg:style></svg:svg>`,
		`<svg xml:space="preserve"><style><![CDATA[a{fill:url(#b)}]]></style><text>&#60;&lt;&quot;</text></svg>`,
		"<svg><g\nxmlns='x' xmlns:on='y' on:click='z' a:href='#'/></svg>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		clean, findings, err := CleanSVG(data)
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		for _, found := range findings {
			if found.Line < 1 || found.Line > 1+strings.Count(string(data), "\n") {
				t.Fatalf("%+v lies outside", found)
			}
		}
		wellFormed(t, clean)
		again, findings, err := CleanSVG(clean)
		if err != nil || string(again) != string(clean) || len(findings) > 0 {
			t.Fatalf("cleaned again, %q becomes %q (%v, %+v)", clean, again, err, findings)
		}
	})
}
