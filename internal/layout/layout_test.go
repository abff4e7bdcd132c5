package layout

import (
	"bytes"
	"errors"
	"html/template"
	"reflect"
	"strings"
	"testing"
)

type named string

type item struct {
	Title, Href string
	Inner       *item
}

func (i *item) Upper() string { return strings.ToUpper(i.Title) }

type embedded struct{ Within string }

type behind struct{ Through string }

type page struct {
	embedded
	*behind
	Title, Empty string
	Named        named
	Count        int
	Large        int64
	On           bool
	HTML         template.HTML
	URL          template.URL
	JS           template.JS
	Items        []item
	Pointers     []*item
	None         []item
	Titles       []string
	Item         *item
	Nil          *item
	Value        item
	Any          any
	Map          map[string]string
	hidden       string
}

func (p *page) Asset(name string) (string, error) {
	if name == "none" {
		return "", errors.New("there is none")
	}
	return "assets/" + name, nil
}

func (p *page) Both(a, b string) string { return a + b }

var funcs = template.FuncMap{"join": strings.Join, "add": func(a, b int) int { return a + b }, "all": func(list ...string) int { return len(list) }}

func samplePage() *page {
	return &page{
		embedded: embedded{"within <it>"}, Title: "O'Neil & <b>\"Sons\"</b> + é 漢", Named: "a<b", Count: 12, Large: 9, On: true,
		HTML: "<i title=\"x\">&amp;</i>", URL: "javascript:void(0)", JS: "{\"a\":1}",
		Titles: []string{"a", "<b>"}, Items: []item{{Title: "One", Href: "../one/"}, {Title: "Two & three", Href: "https://example.org/?a=1&b=ü"}},
		Item: &item{Title: "It", Href: "mailto:a@example.org", Inner: &item{Title: "Inner"}}, Pointers: []*item{{Title: "p"}},
		Value: item{Title: "Value", Href: "JavaScript:alert(1)"}, Any: "any", Map: map[string]string{"a": "b"}, hidden: "h",
	}
}

func parsed(t testing.TB, text string) *template.Template {
	t.Helper()
	set := template.New("").Option("missingkey=error").Funcs(funcs)
	template.Must(set.New("item").Parse(`<a href="{{.Href}}">{{.Title}}</a>`))
	template.Must(set.New("again").Parse(`{{.Title}}{{with .Inner}}, {{template "again" .}}{{end}}`))
	template.Must(set.New("for ever").Parse(`x{{template "for ever" .}}`))
	template.Must(set.New("variables").Parse(`{{$a := .Title}}{{$b := .Count}}{{if $a}}{{$a}}{{$b}}{{end}}{{$.Title}}`))
	if _, err := set.New("base").Parse(text); err != nil {
		t.Fatal(err)
	}
	return set
}

// TestSameBytes executes layouts both ways.
func TestSameBytes(t *testing.T) {
	for _, text := range []string{
		"", "text <!-- a comment --> more", `{{.Title}}`, `{{.Empty}}`, `{{.Named}}`, `{{.Count}} {{.Large}} {{.On}}`, `{{.HTML}}`, `{{.URL}}`,
		`<title>{{.Title}}{{.HTML}}{{.Count}}</title>`, `<p title="{{.Title}}{{.HTML}}{{.Count}}{{.Named}}">`, `<p title="{{.Empty}}" class="a {{.Title}}">`,
		`<a href="{{.Title}}">`, `<a href="{{.URL}}">`, `<a href="{{.Item.Href}}{{.Title}}">`, `<a href="x/{{.Title}}?q={{.Title}}&r={{.Count}}#{{.Title}}">`,
		`<a href="{{.Value.Href}}">`, `<img src="{{.Item.Href}}" alt="{{.Title}}">`, `<script type="application/ld+json">{{.JS}}{{.Title}}{{.Count}}</script>`,
		`{{.Item.Inner.Title}}{{.Value.Title}}{{.Within}}`, `{{.Item.Upper}}`, `{{.Asset "main.css"}}{{.Both .Title "x"}}`, `{{(.Both .Title "y")}}`,
		`{{if .On}}a{{else}}b{{end}}{{if .Empty}}a{{else if .Count}}c{{else}}b{{end}}{{if .Nil}}a{{end}}{{if .None}}a{{end}}{{if .Value}}v{{end}}{{if .Item}}i{{end}}`,
		`{{with .Item}}{{.Title}}{{with .Inner}}{{.Title}}{{end}}{{$.Title}}{{else}}none{{end}}{{with .Nil}}a{{else}}{{.Title}}{{end}}`,
		`{{with $x := .Item}}{{$x.Title}}{{.Title}}{{end}}`, `{{range .Items}}{{.Title}}, {{end}}{{range .None}}a{{else}}{{.Title}}{{end}}`,
		`{{range $i, $x := .Items}}{{if $i}}; {{end}}{{$i}}{{$x.Title}}{{$.Count}}{{end}}{{range $x := .Items}}{{$x.Href}}{{end}}{{range .Pointers}}{{.Title}}{{end}}`,
		`{{range .Items}}{{template "item" .}}{{end}}{{template "item" .Item}}{{template "again" .Item}}{{template "variables" .}}{{template "variables" .}}`,
		`{{$a := "x"}}{{$a}}{{range .Items}}{{$a := .Title}}{{$a}}{{end}}{{$a}}{{$b := .Count}}{{if gt $b 3}}{{$a}}{{end}}`,
		`{{or .Empty "x"}}{{or .Title "x"}}{{or .Empty .Title}}{{and .Title "x"}}{{and .Empty "x"}}{{or .Count 3}}`,
		`{{if and .On (not .Nil)}}a{{end}}{{if or .Nil .None (gt (len .Items) 1)}}b{{end}}{{if not .Empty}}c{{end}}`,
		`{{if eq .Title "x"}}a{{else}}b{{end}}{{if ne .Named "a<b"}}a{{else}}b{{end}}{{if eq .Count 12}}c{{end}}{{if lt .Count 12}}d{{end}}{{if le .Count 12}}e{{end}}{{if ge .Count 13}}f{{end}}{{len .Title}}`,
		`{{join .Titles ","}}`, `{{add .Count 1}}{{add (add 1 2) 3}}`, `{{.Count | add 1}}`, `{{block "b" .}}{{.Title}}{{end}}`, `{{- .Title -}} x`, `{{true}}{{"<"}}{{1}}`,
		`{{printf "%s" .Title}}`, `{{.Any}}`, `{{.Map.a}}`, `{{range $k, $v := .Map}}{{$k}}{{$v}}{{end}}`, `{{range 3}}x{{end}}`, `{{range .Items}}{{break}}{{end}}`, `{{index .Items 0}}`,
		`{{all "a" "b"}}`, `{{.Through}}`, `<p onclick="f({{.Title}})">`, `<p style="color: {{.Title}}">`, `<p {{.Title}}>`, `<p title={{.Title}}>`, `<img srcset="{{.Title}}">`,
		`{{.Nil.Title}}`, `{{.Asset "none"}}`, `{{template "for ever" .}}`, `{{template "nothing" .}}`, `{{template "item"}}`, `{{.hidden}}`, `{{.Missing}}`, `<a href="{{if .On}}"{{end}}>`,
		`<p title="{{template "again" .Item}}">`, `{{eq .Count 1.5}}`, `{{if eq .Count 1e3}}x{{end}}`, `{{if eq .Count 12}}{{12}}{{-3}}{{end}}`, `{{'a'}}{{0x10}}{{1e3}}{{1.5}}`, `{{.Item}}`, `{{/* nothing */}}`, `{{html .Title}}`, `{{.Title | html}}`, `{{1 | len}}`,
	} {
		compareBoth(t, text, samplePage())
	}
}

// compareBoth wants the same bytes where both can execute a layout, and html/template
// to be asked where it reports an error.
func compareBoth(t *testing.T, text string, data any) {
	t.Helper()
	p := Compile(parsed(t, text), "base", funcs, reflect.TypeOf(data))
	var want bytes.Buffer
	err := parsed(t, text).ExecuteTemplate(&want, "base", data)
	if p == nil {
		return
	}
	got, ok := p.Append([]byte("before "), data)
	if err != nil && ok {
		t.Errorf("%s: html/template says %v, and a Program makes %q", text, err, got)
	}
	if ok && string(got) != "before "+want.String() {
		t.Errorf("%s: got %q, want %q", text, got, want.String())
	}
	if !ok && string(got) != "before " {
		t.Errorf("%s: an execution that ended left %q", text, got)
	}
}

// TestIsCompiled tells what is compiled from what is left to html/template.
func TestIsCompiled(t *testing.T) {
	for text, want := range map[string]bool{
		`{{range $i, $x := .Items}}{{if $i}}; {{end}}<a href="{{$x.Href}}">{{$x.Title}}</a>{{template "item" .}}{{end}}`: true,
		`{{with or .Empty .Title}}{{.}}{{end}}{{.Asset "x"}}{{add .Count 1}}{{if and .On (gt (len .Items) 1)}}x{{end}}`:  true,
		`<script type="application/ld+json">{{.JS}}</script><title>{{.Title}}</title>{{.HTML}}{{.Named}}`:                true,
		`{{.Any}}`: false, `{{.Map.a}}`: false, `{{printf "%s" .Title}}`: false, `{{range 3}}x{{end}}`: false, `{{.Title | html}}`: false,
		`{{range .Items}}{{break}}{{end}}`: false, `<p onclick="f({{.Title}})">`: false, `{{.Through}}`: false, `{{all "a"}}`: false,
		`{{with or .On .Title}}{{.}}{{end}}`: false, `{{.Missing}}`: false, `{{template "item"}}`: false, `{{template "nothing" .}}`: false,
		`<a href="{{if .On}}"{{end}}>`: false, `{{.Asset .Count}}`: false, `{{$x := .Title}}{{$x = "y"}}{{$x}}`: false,
	} {
		if got := Compile(parsed(t, text), "base", funcs, reflect.TypeFor[*page]()) != nil; got != want {
			t.Errorf("%s: compiled %t", text, got)
		}
	}
	if _, ok := Compile(parsed(t, "x"), "base", funcs, reflect.TypeFor[*page]()).Append(nil, page{}); ok {
		t.Error("a Program takes data of another type")
	}
	if _, ok := Compile(parsed(t, "x"), "base", funcs, reflect.TypeFor[*page]()).Append(nil, nil); ok {
		t.Error("a Program takes no data")
	}
}

// FuzzText escapes texts for each place of a page, and wants what html/template makes.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "O'Neil & <b>\"x\"</b>+", "é漢😀", "\xff\x00", "javascript:alert(1)", "https://a/b?c=d&e=%41%4", "\u2028", "\ufdd0", "a b\tc\r\n", "&amp;", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, p := range probes() {
			if got, want := string(p.text(nil, s)), string(p.append(nil, s)); got != want {
				t.Errorf("%s: %q becomes %q, not %q", name, s, got, want)
			}
		}
	})
}

// FuzzPage executes a layout with each place and kind of value on data of any text.
func FuzzPage(f *testing.F) {
	const text = `<title>{{.Title}}</title><a href="{{.Title}}" title="{{.Title}}">{{.Title}}{{.HTML}}</a><a href="x?{{.Title}}#{{.Named}}">{{range .Items}}{{.Title}}{{end}}</a>{{.Count}}`
	set, other := parsed(f, text), parsed(f, text)
	p := Compile(set, "base", funcs, reflect.TypeFor[*page]())
	f.Add("a", 1)
	f.Add("<'\"&>", -1)
	f.Fuzz(func(t *testing.T, s string, n int) {
		data := &page{Title: s, Named: named(s), HTML: template.HTML(s), Count: n, Items: []item{{Title: s}}}
		var want bytes.Buffer
		if err := other.ExecuteTemplate(&want, "base", data); err != nil {
			t.Fatal(err)
		}
		if got, ok := p.Append(nil, data); !ok || string(got) != want.String() {
			t.Errorf("%q: got %q, want %q", s, got, want.String())
		}
	})
}
