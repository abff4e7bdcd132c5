package layout

import (
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

// expression is a value that a layout asks for.
type expression struct {
	// typ is nil if the value may be of several types, such as that of “or”; then only its
	// truth can be asked.
	typ  reflect.Type
	eval func(r *run, dot reflect.Value) reflect.Value
}

// one returns the type, if there is only one.
func (e expression) one() reflect.Type {
	if e.typ == nil || e.typ.Kind() == reflect.Interface {
		panic(stop{})
	}
	return e.typ
}

func constant(v any) expression {
	value := reflect.ValueOf(v)
	return expression{value.Type(), func(*run, reflect.Value) reflect.Value { return value }}
}

// pipe compiles a pipeline of one command, and what it declares.
func (c *compiler) pipe(p *parse.PipeNode, dot reflect.Type) expression {
	if len(p.Cmds) != 1 || p.IsAssign || len(p.Decl) > 1 {
		panic(stop{})
	}
	e := c.command(p.Cmds[0], dot)
	if len(p.Decl) == 0 {
		return e
	}
	place := c.declare(p.Decl[0].Ident[0], e.one())
	return expression{e.typ, func(r *run, dot reflect.Value) reflect.Value {
		v := e.eval(r, dot)
		r.vars[r.base+place] = v
		return v
	}}
}

func (c *compiler) command(n *parse.CommandNode, dot reflect.Type) expression {
	switch first := n.Args[0].(type) {
	case *parse.FieldNode:
		return c.fields(c.dot(dot), first.Ident, n.Args[1:], dot)
	case *parse.VariableNode:
		return c.fields(c.variable(first.Ident[0]), first.Ident[1:], n.Args[1:], dot)
	case *parse.ChainNode:
		return c.fields(c.value(first.Node, dot), first.Field, n.Args[1:], dot)
	case *parse.IdentifierNode:
		return c.function(first.Ident, n.Args[1:], dot)
	}
	if len(n.Args) > 1 {
		panic(stop{})
	}
	return c.value(n.Args[0], dot)
}

// value compiles an argument.
func (c *compiler) value(n parse.Node, dot reflect.Type) expression {
	switch n := n.(type) {
	case *parse.DotNode:
		return c.dot(dot)
	case *parse.FieldNode:
		return c.fields(c.dot(dot), n.Ident, nil, dot)
	case *parse.VariableNode:
		return c.fields(c.variable(n.Ident[0]), n.Ident[1:], nil, dot)
	case *parse.ChainNode:
		return c.fields(c.value(n.Node, dot), n.Field, nil, dot)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		// Digits alone are an int; 1e3 is none, though it is whole, and 0x1e is for
		// html/template to tell.
		if n.IsInt && !strings.ContainsAny(n.Text, ".eEpPxX'") && n.Int64 == int64(int(n.Int64)) {
			return constant(int(n.Int64))
		}
	}
	panic(stop{})
}

func (c *compiler) dot(t reflect.Type) expression {
	return expression{t, func(_ *run, dot reflect.Value) reflect.Value { return dot }}
}

func (c *compiler) variable(name string) expression {
	for i, v := range slices.Backward(c.scope) {
		if v.name == name {
			return expression{v.typ, func(r *run, _ reflect.Value) reflect.Value { return r.vars[r.base+i] }}
		}
	}
	panic(stop{})
}

// fields compiles a row of fields, of which the last may be a method with arguments.
func (c *compiler) fields(e expression, names []string, args []parse.Node, dot reflect.Type) expression {
	for i, name := range names {
		last := i == len(names)-1
		if method, ok := e.one().MethodByName(name); ok && last {
			return c.invoke(method.Func, append([]expression{e}, c.values(args, dot)...))
		}
		if last && len(args) > 0 {
			panic(stop{})
		}
		e = field(e, name)
	}
	if len(names) == 0 && len(args) > 0 {
		panic(stop{})
	}
	return e
}

func field(e expression, name string) expression {
	t, pointer := e.one(), false
	if t.Kind() == reflect.Pointer {
		t, pointer = t.Elem(), true
	}
	if _, isMethod := reflect.PointerTo(t).MethodByName(name); isMethod || t.Kind() != reflect.Struct {
		panic(stop{})
	}
	f, ok := t.FieldByName(name)
	if !ok || !f.IsExported() || throughPointer(t, f.Index) {
		panic(stop{})
	}
	one := f.Index[0]
	return expression{f.Type, func(r *run, dot reflect.Value) reflect.Value {
		v := e.eval(r, dot)
		if pointer {
			if v.IsNil() {
				panic(stop{})
			}
			v = v.Elem()
		}
		if len(f.Index) == 1 {
			return v.Field(one)
		}
		return v.FieldByIndex(f.Index)
	}}
}

// throughPointer reports whether a promoted field lies behind a pointer, which may be nil.
func throughPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t = t.Field(i).Type; t.Kind() != reflect.Struct {
			return true
		}
	}
	return false
}

func (c *compiler) values(nodes []parse.Node, dot reflect.Type) []expression {
	out := make([]expression, len(nodes))
	for i, n := range nodes {
		out[i] = c.value(n, dot)
	}
	return out
}

// function compiles the call of a function.
func (c *compiler) function(name string, nodes []parse.Node, dot reflect.Type) expression {
	args := c.values(nodes, dot)
	if f, ok := c.funcs[name]; ok {
		return c.invoke(reflect.ValueOf(f), args)
	}
	if f := builtins[name]; f != nil {
		return f(args)
	}
	panic(stop{})
}

// invoke compiles the call of a Go function. One that fails ends the execution.
func (c *compiler) invoke(f reflect.Value, args []expression) expression {
	t := f.Type()
	fails := t.NumOut() == 2 && t.Out(1) == reflect.TypeFor[error]()
	if t.IsVariadic() || t.NumIn() != len(args) || t.NumOut() != 1 && !fails {
		panic(stop{})
	}
	for i, a := range args {
		if a.one() != t.In(i) {
			panic(stop{})
		}
	}
	return expression{t.Out(0), func(r *run, dot reflect.Value) reflect.Value {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = a.eval(r, dot)
		}
		out := f.Call(in)
		if fails && !out[1].IsNil() {
			panic(stop{})
		}
		return out[0]
	}}
}
