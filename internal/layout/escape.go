package layout

import (
	"bytes"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// probe is a place in a page at which html/template escapes a value in one way.
type probe struct {
	before, after string
	layout        *template.Template
	// verbatim are the bytes that stay as they are at this place, wherever in a text they
	// stand; those of other characters than ASCII stay, too, if wide is set. empty is set
	// if a text without any stays so, html if markup does.
	verbatim          [128]bool
	wide, empty, html bool
}

// probes are by what html/template puts behind the action: the names of its functions.
// Whatever it calls them, they are the same in a layout.
var probes = sync.OnceValue(func() map[string]*probe {
	out := map[string]*probe{}
	for _, around := range [][2]string{
		{"<p>", "</p>"}, {"<title>", "</title>"}, {`<p title="`, `"></p>`}, {`<p title="x`, `"></p>`}, {`<a href="`, `"></a>`}, {`<a href="x`, `"></a>`},
		{`<a href="x?y=`, `"></a>`}, {`<script type="application/ld+json">`, `</script>`},
	} {
		p := &probe{before: around[0], after: around[1]}
		p.layout = template.Must(template.New("probe").Parse(p.before + "{{.}}" + p.after))
		p.ask()
		name := ""
		for _, n := range p.layout.Tree.Root.Nodes {
			if a, ok := n.(*parse.ActionNode); ok {
				name = escapers(a.Pipe.Cmds[1:])
			}
		}
		if out[name] == nil {
			out[name] = p
		}
	}
	return out
})

// escapers joins the names of functions in a row.
func escapers(cmds []*parse.CommandNode) string {
	var names []string
	for _, c := range cmds {
		f, ok := c.Args[0].(*parse.IdentifierNode)
		if !ok || len(c.Args) > 1 {
			panic(stop{})
		}
		names = append(names, f.Ident)
	}
	return strings.Join(names, "|")
}

// ask finds out what stays as it is.
func (p *probe) ask() {
	stays := func(v any, text string) bool { return string(p.append(nil, v)) == text }
	for b := range p.verbatim {
		text := "a" + string(rune(b)) + "a"
		p.verbatim[b] = stays(text, text) && stays(text[1:], text[1:]) && stays(text[:2], text[:2])
	}
	const others = "é漢😀\u00a0\u2028\ufdd0\ufffd\uffff \xff"
	p.wide = p.verbatim[' '] && stays(others, others)
	p.empty = stays("", "")
	const markup = "<b title='x'>&amp;\"</b>"
	p.html = stays(template.HTML(markup), markup)
}

// append has html/template escape a value.
func (p *probe) append(dst []byte, v any) []byte {
	var b bytes.Buffer
	if err := p.layout.Execute(&b, v); err != nil {
		panic(stop{})
	}
	return append(dst, b.Bytes()[len(p.before):b.Len()-len(p.after)]...)
}

// text appends a string.
func (p *probe) text(dst []byte, s string) []byte {
	if s == "" && !p.empty {
		return p.append(dst, s)
	}
	for i := range len(s) {
		if b := s[i]; b < 128 && !p.verbatim[b] || b >= 128 && !p.wide {
			return p.append(dst, s)
		}
	}
	return append(dst, s...)
}

// action compiles what writes a value, or declares a variable.
func (c *compiler) action(p *parse.PipeNode, dot reflect.Type) step {
	if len(p.Decl) > 0 {
		e := c.pipe(p, dot)
		return func(r *run, dot reflect.Value) { e.eval(r, dot) }
	}
	place := probes()[escapers(p.Cmds[1:])]
	if place == nil {
		panic(stop{})
	}
	e := c.command(p.Cmds[0], dot)
	switch e.one() {
	case reflect.TypeFor[string]():
		return func(r *run, dot reflect.Value) { r.out = place.text(r.out, e.eval(r, dot).String()) }
	case reflect.TypeFor[int]():
		if place.verbatim['0'] && place.verbatim['-'] {
			return func(r *run, dot reflect.Value) { r.out = strconv.AppendInt(r.out, e.eval(r, dot).Int(), 10) }
		}
	case reflect.TypeFor[template.HTML]():
		if place.html {
			return func(r *run, dot reflect.Value) { r.out = append(r.out, e.eval(r, dot).String()...) }
		}
	}
	return func(r *run, dot reflect.Value) { r.out = place.append(r.out, e.eval(r, dot).Interface()) }
}
