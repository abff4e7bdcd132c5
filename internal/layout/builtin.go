package layout

import (
	"cmp"
	"reflect"
)

// builtins are the functions that every layout has, as far as layouts use them on
// types for which there is nothing to convert.
var builtins = map[string]func(args []expression) expression{
	"and": choice(false), "or": choice(true), "not": not, "len": length,
	"eq": compare(func(order int) bool { return order == 0 }), "ne": compare(func(order int) bool { return order != 0 }),
	"lt": compare(func(order int) bool { return order < 0 }), "le": compare(func(order int) bool { return order <= 0 }),
	"gt": compare(func(order int) bool { return order > 0 }), "ge": compare(func(order int) bool { return order >= 0 }),
}

// truth is what if and with ask for; see IsTrue of text/template.
func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool()
	case reflect.String, reflect.Slice:
		return v.Len() > 0
	case reflect.Int:
		return v.Int() != 0
	case reflect.Pointer:
		return !v.IsNil()
	case reflect.Struct:
		return true
	}
	panic(stop{})
}

func boolean(f func(r *run, dot reflect.Value) bool) expression {
	yes, no := reflect.ValueOf(true), reflect.ValueOf(false)
	return expression{yes.Type(), func(r *run, dot reflect.Value) reflect.Value {
		if f(r, dot) {
			return yes
		}
		return no
	}}
}

// choice is and or or: the first argument whose truth is wanted, or else the last.
func choice(wanted bool) func(args []expression) expression {
	return func(args []expression) expression {
		if len(args) == 0 {
			panic(stop{})
		}
		typ := args[0].typ
		for _, a := range args[1:] {
			if a.typ != typ {
				typ = nil
			}
		}
		first, last := args[:len(args)-1], args[len(args)-1]
		return expression{typ, func(r *run, dot reflect.Value) reflect.Value {
			for _, a := range first {
				if v := a.eval(r, dot); truth(v) == wanted {
					return v
				}
			}
			return last.eval(r, dot)
		}}
	}
}

func not(args []expression) expression {
	if len(args) != 1 {
		panic(stop{})
	}
	return boolean(func(r *run, dot reflect.Value) bool { return !truth(args[0].eval(r, dot)) })
}

func length(args []expression) expression {
	if len(args) != 1 || args[0].one().Kind() != reflect.Slice && args[0].typ.Kind() != reflect.String {
		panic(stop{})
	}
	return expression{reflect.TypeFor[int](), func(r *run, dot reflect.Value) reflect.Value {
		return reflect.ValueOf(args[0].eval(r, dot).Len())
	}}
}

// compare compares two strings, or two numbers, for what is between a and b.
func compare(holds func(order int) bool) func(args []expression) expression {
	return func(args []expression) expression {
		if len(args) != 2 || args[0].one().Kind() != args[1].one().Kind() {
			panic(stop{})
		}
		a, b := args[0], args[1]
		switch a.typ.Kind() {
		case reflect.String:
			return boolean(func(r *run, dot reflect.Value) bool {
				return holds(cmp.Compare(a.eval(r, dot).String(), b.eval(r, dot).String()))
			})
		case reflect.Int:
			return boolean(func(r *run, dot reflect.Value) bool {
				return holds(cmp.Compare(a.eval(r, dot).Int(), b.eval(r, dot).Int()))
			})
		}
		panic(stop{})
	}
}
