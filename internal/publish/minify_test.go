package publish

import (
	"bytes"
	stdjson "encoding/json"
	stdxml "encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var pages = map[string]string{
	"a whole page": `<!DOCTYPE html>
<html lang="en-US">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Removal of an implant  (11982)</title>
  <!-- a comment -->
  <meta name="description" content="What happens,  and what it costs">
  <link rel="stylesheet" href="/assets/main.css">
  <link rel="alternate" type="application/json" href="guide.json">
  <script src="/assets/main.js" defer></script>
  <script type="application/ld+json">
  { "@context": "https://schema.org", "name": "A \u003cb\u003e & \"c\"  d", "price": 1.50, "list": [ 1, 2 ] }
  </script>
</head>
<body class="guide wide">
  <header><a href="/">Home</a> <nav aria-label="Main"><ul> <li><a href="/codes/">Codes</a></li> <li>A–Z</li> </ul></nav></header>
  <form role="search" action="/search/" method="get">
    <label for="q">Search</label>
    <input type="search" id="q" name="q" required autocomplete="off" placeholder="Code or name">
    <button type="submit">Go</button> <button type="button">Clear</button>
  </form>
  <main>
    <h1>Removal</h1>
    <p>Some <em>inline</em> <strong>text</strong>, with <code>a  b</code> and <a href="/11983/">a link</a>.</p>
    <p>A second&nbsp;paragraph &amp; an entity: &lt;b&gt; &copy; “quotes”</p>
  </main>
</body>
</html>
`,
	"pre and textarea": "<!DOCTYPE html><html><head><title>x</title></head><body><pre>\n\n  a\n    <b>b</b>  \n\tc </pre><p> x </p><textarea name=t>\n\n  keep\n   this </textarea><pre><code>  x\n\n  y\n</code></pre></body></html>",
	"inline":           `<!DOCTYPE html><html><head><title>x</title></head><body><p>a<b>b</b> <i> c </i>d <span>e</span><span>f</span> <a href="x">g</a>.<br> h <img src="a.png" alt=""> i <button type="button">j</button> k</p><p><b>a </b>b<b> c</b></p></body></html>`,
	"tables":           `<!DOCTYPE html><html><head><title>x</title></head><body><table> <caption>c</caption> <thead> <tr> <th scope="col" colspan="1">a</th> <th>b</th> </tr> </thead> <tbody> <tr> <td>1 <b>2</b> 3</td> <td></td> </tr> </tbody> </table></body></html>`,
	"lists":            `<!DOCTYPE html><html><head><title>x</title></head><body><ul> <li> a </li> <li> <p>b</p> <ol> <li>c</li> </ol> </li> </ul> <dl> <dt>t</dt> <dd>d</dd> </dl></body></html>`,
	"details":          `<!DOCTYPE html><html><head><title>x</title></head><body><details open> <summary> What? </summary> <p> That. </p> </details> <blockquote> <p>q</p> </blockquote> <section hidden> <h2 id="a-b">x</h2> </section> <figure> <img src="x.png" alt="y" width="10" height="20" loading="lazy"> <figcaption>z</figcaption> </figure></body></html>`,
	"quotes":           `<!DOCTYPE html><html><head><title>x</title></head><body><p title="it's">a</p><p title='say "x"'>b</p><p title="a &amp;amp; b &lt;c&gt;">c</p><p data-x="" title="">d</p><a href="/x/?a=1&amp;b=2">e</a></body></html>`,
	"controls":         `<!DOCTYPE html><html><head><title>x</title></head><body><form action="/s/"><select name="s"> <option value="">Any</option> <option value="a" selected>A b</option> </select> <input type="text" name="n" value="x"> <input type="checkbox" checked> <label>x <input type="radio" name="r" value="1"></label></form></body></html>`,
	"template and svg": `<!DOCTYPE html><html><head><title>x</title></head><body><template><p> a </p></template><p>{{ .Title }} ${x}</p><svg class="icon" viewBox="0 0 10 10" aria-hidden="true"><path d="M0 0L10 10"/></svg> text</body></html>`,
}

func TestHTMLIsTheSamePage(t *testing.T) {
	m := NewMinifier()
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			min, err := m.Bytes("x/index.html", []byte(page))
			if err != nil {
				t.Fatal(err)
			}
			if want, got := outline(t, page), outline(t, string(min)); want != got {
				t.Errorf("the page changed\nbefore %s\nafter  %s\nminified %s", want, got, min)
			}
			if len(min) > len(page) {
				t.Errorf("grew from %d to %d bytes", len(page), len(min))
			}
			again, err := m.Bytes("x/index.html", min)
			if err != nil || !bytes.Equal(again, min) {
				t.Errorf("minified twice: %v\n%s\n%s", err, min, again)
			}
		})
	}
}

// outline is the parsed page as text, with white space collapsed as a browser
// collapses it.
func outline(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	o := outliner{atStart: true}
	o.node(root, false)
	return o.String()
}

type outliner struct {
	strings.Builder
	atStart bool // a space here would not show
	space   bool // one is due
}

// inline are the elements that a line of text runs through. The white space
// before and after all others does not show.
var inline = []atom.Atom{atom.A, atom.B, atom.I, atom.Em, atom.Strong, atom.Code, atom.Span, atom.Label, atom.Img,
	atom.Button, atom.Input, atom.Select, atom.Svg, atom.Template, atom.Textarea}

func (o *outliner) node(n *html.Node, verbatim bool) {
	isInline := n.Type == html.TextNode || slices.Contains(inline, n.DataAtom) || n.Namespace == "svg"
	if !isInline {
		o.atStart, o.space = true, false
	}
	switch n.Type {
	case html.TextNode:
		o.text(n.Data, verbatim)
	case html.ElementNode:
		o.element(n, verbatim)
	case html.DoctypeNode:
		fmt.Fprintf(o, "<!%s>", n.Data)
	case html.DocumentNode:
		for c := range n.ChildNodes() {
			o.node(c, verbatim)
		}
	}
	if !isInline {
		o.atStart, o.space = true, false
	}
}

func (o *outliner) element(n *html.Node, verbatim bool) {
	replaced := slices.Contains([]atom.Atom{atom.Img, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Svg}, n.DataAtom)
	if replaced {
		o.flush()
	}
	fmt.Fprintf(o, "<%s", n.Data)
	slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	for _, a := range n.Attr {
		if n.DataAtom == atom.Meta && a.Val == "width=device-width, initial-scale=1" {
			a.Val = "width=device-width,initial-scale=1"
		}
		fmt.Fprintf(o, " %s=%q", a.Key, a.Val)
	}
	o.WriteString(">")
	raw := n.DataAtom == atom.Pre || n.DataAtom == atom.Textarea || n.DataAtom == atom.Script
	if n.DataAtom == atom.Script && n.FirstChild != nil {
		var v any
		if err := stdjson.Unmarshal([]byte(n.FirstChild.Data), &v); err == nil {
			n.FirstChild.Data = fmt.Sprint(v)
		}
	}
	for c := range n.ChildNodes() {
		o.node(c, verbatim || raw)
	}
	fmt.Fprintf(o, "</%s>", n.Data)
	if replaced {
		o.atStart = false
	}
}

func (o *outliner) text(text string, verbatim bool) {
	if verbatim {
		o.flush()
		fmt.Fprintf(o, "%q", text)
		return
	}
	for _, r := range text {
		if strings.ContainsRune(" \t\n\r\f", r) {
			o.space = true
			continue
		}
		o.flush()
		o.WriteRune(r)
	}
}

// flush writes the space that is due before something visible. Where it stands
// among the tags of a line does not show.
func (o *outliner) flush() {
	if o.space && !o.atStart {
		o.WriteByte('_')
	}
	o.space, o.atStart = false, false
}

func TestHTMLForm(t *testing.T) {
	min, err := NewMinifier().Bytes("index.html", []byte(pages["a whole page"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!DOCTYPE html><html lang=\"en-US\"><head>", `type="search"`, `type="submit"`, `type="button"`,
		`method="get"`, "</li>", "</p>", "</body></html>", `"price":1.50`, "<code>a b</code>"} {
		if !strings.Contains(string(min), want) {
			t.Errorf("%s is missing in %s", want, min)
		}
	}
	if bad := regexp.MustCompile(`<!--|comment|>\s\s|\s\s<|\n\n`).FindString(string(min)); bad != "" {
		t.Errorf("%q is left in %s", bad, min)
	}
}

// Data for programs must say the same afterwards, whatever it holds.
func TestStructuredDataStaysParseable(t *testing.T) {
	values := []any{map[string]any{"a": "</script><!-- ]]>", "b": "\u2028 \\ \" '", "c": []any{1.5, "1.50", nil, true}, "d": "a  b"}}
	data, err := stdjson.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	page := "<!DOCTYPE html><html><head><title>x</title><script type=\"application/ld+json\">\n" + string(data) + "\n</script></head><body></body></html>"
	min, err := NewMinifier().Bytes("index.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(min), `<script type="application/ld+json">`)
	inner, _, ok := strings.Cut(rest, "</script>")
	var got []any
	if err := stdjson.Unmarshal([]byte(inner), &got); !ok || err != nil || fmt.Sprint(got) != fmt.Sprint(values) {
		t.Errorf("%v %v in %s", err, got, min)
	}
}

func TestOtherTypes(t *testing.T) {
	m := NewMinifier()
	tests := []struct{ name, src, want string }{
		{"a.css", "a {\n  color: #ff0000;\n}\n", "a{color:red}"},
		{"a.js", "function f(first) {\n  return first + 1; // x\n}\n", "function f(e){return e+1}"},
		{"hint.js", "//# allFunctionsCalledOnLoad\r\n// x\nf(1 + 2)\n//# sourceMappingURL=x\n", "//# allFunctionsCalledOnLoad\nf(1+2)"},
		{"a.mjs", "export const x = 1;\n", "export const x=1"},
		{"a.json", "{ \"a\": 1.50 , \"b\": [ 1e2 ] }\n", `{"a":1.50,"b":[1e2]}`},
		{"site.webmanifest", "{ \"name\": \"x  y\" }", `{"name":"x  y"}`},
		{"a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <!-- x -->\n  <path d=\"M 0 0 L 10 10\"/>\n</svg>", `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0 10 10"/></svg>`},
		{"INDEX.HTML", "<p> x </p>", "<p>x</p>"},
	}
	for _, tt := range tests {
		got, err := m.Bytes(tt.name, []byte(tt.src))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
	for _, name := range []string{"a.txt", "_headers", "x.png", "guide.md", "search/index/0.bin"} {
		src := []byte("  <p>  a\n")
		if got, err := m.Bytes(name, src); err != nil || &got[0] != &src[0] || string(got) != "  <p>  a\n" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"bad.json", "bad.js"} {
		if _, err := m.Bytes(name, []byte("{ ] :")); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestXMLSaysTheSame(t *testing.T) {
	src := `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <!-- x -->
  <title>Guides &amp; more</title>
  <entry> <id>urn:x</id> <summary type="html">&lt;p&gt;a &lt;b&gt;b&lt;/b&gt; c</summary> </entry>
  <content type="xhtml"><p>a <b>b</b> <i>c</i></p></content>
</feed>`
	min, err := NewMinifier().Bytes("feed.xml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if want, got := xmlOutline(t, src), xmlOutline(t, string(min)); want != got || len(min) >= len(src) {
		t.Errorf("before %s\nafter  %s\n%s", want, got, min)
	}
}

func xmlOutline(t *testing.T, src string) string {
	t.Helper()
	var out strings.Builder
	d := stdxml.NewDecoder(strings.NewReader(src))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case stdxml.CharData:
			if s := strings.TrimSpace(string(tok)); s != "" {
				// A space at the edge of text is part of it.
				out.WriteString(strings.ReplaceAll(string(tok), "\n", " "))
			}
		case stdxml.StartElement:
			fmt.Fprintf(&out, "<%s %v>", tok.Name.Local, tok.Attr)
		case stdxml.EndElement:
			fmt.Fprintf(&out, "</%s>", tok.Name.Local)
		}
	}
}

func TestMinifierIsConcurrent(t *testing.T) {
	m := NewMinifier()
	page := []byte(pages["a whole page"])
	want, err := m.Bytes("index.html", page)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got, err := m.Bytes("index.html", page); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%v %s", err, got)
				}
			}
		})
	}
	wg.Wait()
	if string(page) != pages["a whole page"] {
		t.Error("the source was changed")
	}
}
