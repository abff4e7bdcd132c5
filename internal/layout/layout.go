// Package layout executes parsed layouts of html/template, many times faster than that
// package does it itself, and gives the same bytes.
//
// html/template looks up every field by name and calls every function by reflection,
// for each page anew. A Program knows the type of its data: it is compiled once, from
// the tree that html/template has escaped, to steps that know where each field lies.
//
// # What it leaves to html/template
//
// A layout that does anything which a Program cannot (maps, interfaces, printf, …) is
// not compiled at all. Data that would end in an error, such as a field of a nil
// pointer, ends the Program, and html/template has to say what is wrong. And no text is
// escaped here: what html/template would leave as it is, is copied, and everything else
// is handed to html/template. Which bytes it leaves as they are in which place of a page
// is asked of it when the program starts; see escape.go.
package layout

import (
	"errors"
	"html/template"
	"io"
	"reflect"
	"text/template/parse"
)

// Program is a layout compiled for data of one type. It is safe for concurrent use.
type Program struct {
	data  reflect.Type
	block *block
}

// Compile compiles the layout of a name. The funcs are those that the set was parsed
// with, and data is what it will be executed with. It returns nil if html/template has
// to execute the layout. It must not be called while the set is executed for the first
// time, since that changes the set.
func Compile(set *template.Template, name string, funcs template.FuncMap, data reflect.Type) *Program {
	// The first execution escapes the set, and ends at once for want of data.
	var broken *template.Error
	if errors.As(set.ExecuteTemplate(io.Discard, name, nil), &broken) {
		return nil
	}
	c := &compiler{set: set, funcs: funcs, blocks: map[blockKey]*block{}}
	b, ok := c.try(name, data)
	if !ok {
		return nil
	}
	return &Program{data, b}
}

// Append appends what the layout makes of data to dst. It reports false if
// html/template has to execute the layout; what was appended then is of no use.
func (p *Program) Append(dst []byte, data any) (out []byte, ok bool) {
	v := reflect.ValueOf(data)
	if !v.IsValid() || v.Type() != p.data {
		return dst, false
	}
	r := &run{out: dst}
	defer func() {
		if e := recover(); e != nil {
			if _, ours := e.(stop); !ours {
				panic(e)
			}
			out, ok = dst, false
		}
	}()
	p.block.do(r, v)
	return r.out, true
}

// stop ends a compilation or an execution that html/template has to do.
type stop struct{}

// run is one execution.
type run struct {
	out []byte
	// vars are the variables of the blocks under way; those of the innermost begin at base.
	vars []reflect.Value
	base int
	// depth is how many blocks are under way.
	depth int
}

// maxDepth is how many named templates may execute one another. Those of a site are a
// few; what calls itself for ever is for html/template to report.
const maxDepth = 1000

// step writes one part of a layout.
type step func(r *run, dot reflect.Value)

// block is a named template, compiled for one type of data.
type block struct {
	vars  int // how many variables it has, $ being the first
	steps []step
}

func (b *block) do(r *run, dot reflect.Value) {
	if r.depth++; r.depth > maxDepth {
		panic(stop{})
	}
	outer := r.base
	r.base = len(r.vars)
	for range b.vars {
		r.vars = append(r.vars, reflect.Value{})
	}
	r.vars[r.base] = dot
	for _, s := range b.steps {
		s(r, dot)
	}
	r.vars, r.base = r.vars[:r.base], outer
	r.depth--
}

type blockKey struct {
	name string
	data reflect.Type
}

// compiler compiles one layout.
type compiler struct {
	set    *template.Template
	funcs  template.FuncMap
	blocks map[blockKey]*block

	// scope are the names of the variables that are known where the compiler is, most the
	// largest number of them in the block.
	scope []variable
	most  int
}

type variable struct {
	name string
	typ  reflect.Type
}

func (c *compiler) try(name string, data reflect.Type) (b *block, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			if _, ours := e.(stop); !ours {
				panic(e)
			}
			b, ok = nil, false
		}
	}()
	return c.named(name, data), true
}

// named compiles a named template, or returns it if it is compiled or being compiled.
func (c *compiler) named(name string, data reflect.Type) *block {
	key := blockKey{name, data}
	if b := c.blocks[key]; b != nil {
		return b
	}
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil || t.Tree.Root == nil {
		panic(stop{}) // a variant that html/template has made for another place, or none
	}
	b := &block{}
	c.blocks[key] = b
	scope, most := c.scope, c.most
	c.scope, c.most = []variable{{"$", data}}, 1
	b.steps = c.list(t.Tree.Root, data)
	b.vars = c.most
	c.scope, c.most = scope, most
	return b
}

// list compiles nodes in a row. What is declared in it ends with it.
func (c *compiler) list(l *parse.ListNode, dot reflect.Type) []step {
	if l == nil {
		return nil
	}
	known := len(c.scope)
	var out []step
	for _, n := range l.Nodes {
		if s := c.node(n, dot); s != nil {
			out = append(out, s)
		}
	}
	c.scope = c.scope[:known]
	return out
}

func (c *compiler) node(n parse.Node, dot reflect.Type) step {
	switch n := n.(type) {
	case *parse.TextNode:
		text := string(n.Text)
		return func(r *run, _ reflect.Value) { r.out = append(r.out, text...) }
	case *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		return c.action(n.Pipe, dot)
	case *parse.IfNode:
		return c.condition(&n.BranchNode, dot)
	case *parse.WithNode:
		return c.with(&n.BranchNode, dot)
	case *parse.RangeNode:
		return c.loop(&n.BranchNode, dot)
	case *parse.TemplateNode:
		return c.call(n, dot)
	}
	panic(stop{})
}

func do(steps []step, r *run, dot reflect.Value) {
	for _, s := range steps {
		s(r, dot)
	}
}

func (c *compiler) condition(n *parse.BranchNode, dot reflect.Type) step {
	known := len(c.scope)
	e := c.pipe(n.Pipe, dot)
	yes, no := c.list(n.List, dot), c.list(n.ElseList, dot)
	c.scope = c.scope[:known]
	return func(r *run, dot reflect.Value) {
		if truth(e.eval(r, dot)) {
			do(yes, r, dot)
		} else {
			do(no, r, dot)
		}
	}
}

func (c *compiler) with(n *parse.BranchNode, dot reflect.Type) step {
	known := len(c.scope)
	e := c.pipe(n.Pipe, dot)
	inner := e.one()
	yes, no := c.list(n.List, inner), c.list(n.ElseList, dot)
	c.scope = c.scope[:known]
	return func(r *run, dot reflect.Value) {
		if v := e.eval(r, dot); truth(v) {
			do(yes, r, v)
		} else {
			do(no, r, dot)
		}
	}
}

// loop compiles a range over a slice.
func (c *compiler) loop(n *parse.BranchNode, dot reflect.Type) step {
	pipe := *n.Pipe
	decl := pipe.Decl
	pipe.Decl = nil
	known := len(c.scope)
	e := c.pipe(&pipe, dot)
	if e.one().Kind() != reflect.Slice || n.Pipe.IsAssign {
		panic(stop{})
	}
	index, element := -1, -1
	switch len(decl) {
	case 1:
		element = c.declare(decl[0].Ident[0], e.typ.Elem())
	case 2:
		index = c.declare(decl[0].Ident[0], reflect.TypeFor[int]())
		element = c.declare(decl[1].Ident[0], e.typ.Elem())
	}
	body := c.list(n.List, e.typ.Elem())
	c.scope = c.scope[:known]
	no := c.list(n.ElseList, dot)
	return func(r *run, dot reflect.Value) {
		list := e.eval(r, dot)
		if list.Len() == 0 {
			do(no, r, dot)
		}
		for i := range list.Len() {
			if len(r.out) > MaxOutput {
				panic(stop{}) // html/template knows the place
			}
			v := list.Index(i)
			if index >= 0 {
				r.vars[r.base+index] = reflect.ValueOf(i)
			}
			if element >= 0 {
				r.vars[r.base+element] = v
			}
			do(body, r, v)
		}
	}
}

// call compiles the execution of a named template.
func (c *compiler) call(n *parse.TemplateNode, dot reflect.Type) step {
	if n.Pipe == nil || len(n.Pipe.Decl) > 0 {
		panic(stop{})
	}
	e := c.pipe(n.Pipe, dot)
	b := c.named(n.Name, e.one())
	return func(r *run, dot reflect.Value) { b.do(r, e.eval(r, dot)) }
}

// declare makes a variable known, and returns its place among those of the block.
func (c *compiler) declare(name string, typ reflect.Type) int {
	c.scope = append(c.scope, variable{name, typ})
	c.most = max(c.most, len(c.scope))
	return len(c.scope) - 1
}
