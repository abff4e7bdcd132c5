package matter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bedside/internal/diag"

	"github.com/BurntSushi/toml"
)

// parseTOML decodes TOML. The library gives no places of values, so a value's
// place is the line of its key.
func parseTOML(data []byte, firstLine int) (Value, error) {
	var tree map[string]any
	meta, err := toml.Decode(string(data), &tree)
	if err != nil {
		var pe toml.ParseError
		if !errors.As(err, &pe) {
			return Value{}, fault{diag.Pos{Line: firstLine, Column: 1}, "this cannot be read: " + err.Error(), ""}
		}
		return Value{}, fault{diag.Pos{Line: firstLine + max(pe.Position.Line, 1) - 1, Column: max(pe.Position.Col, 1)},
			"this cannot be read: " + pe.Message, ""}
	}
	t := tomlTree{lines: strings.Split(string(data), "\n"), firstLine: firstLine, order: map[string]int{}}
	for i, k := range meta.Keys() {
		if _, ok := t.order[k.String()]; !ok {
			t.order[k.String()] = i
		}
	}
	return t.value(tree, nil, diag.Pos{Line: firstLine, Column: 1}, 0)
}

type tomlTree struct {
	lines     []string
	firstLine int
	order     map[string]int // the author's order of keys
}

// place finds the line that a key is written in. TOML allows spellings that this
// search does not see; then the place is that of the parent.
func (t *tomlTree) place(name string, from diag.Pos) diag.Pos {
	for i := max(from.Line-t.firstLine, 0); i < len(t.lines); i++ {
		l := strings.TrimLeft(t.lines[i], " \t[")
		key := strings.TrimLeft(l, `"'`)
		rest, ok := strings.CutPrefix(key, name)
		if ok && strings.HasPrefix(strings.TrimLeft(rest, `"' ]`+"\t"), "=") || ok && strings.HasPrefix(rest, "]") {
			return diag.Pos{Line: t.firstLine + i, Column: len([]rune(t.lines[i])) - len([]rune(l)) + 1}
		}
	}
	return from
}

func (t *tomlTree) value(x any, path toml.Key, pos diag.Pos, depth int) (Value, error) {
	v := Value{Pos: pos, Kind: Scalar}
	if depth > maxDepth {
		return v, fault{pos, "the front matter is nested too deeply", "No field needs more than three levels."}
	}
	switch x := x.(type) {
	case map[string]any:
		return t.mapping(x, path, pos, depth)
	case []map[string]any:
		v.Kind = List
		from := pos
		for _, m := range x {
			item, err := t.mapping(m, path, from, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
			from = diag.Pos{Line: lastLine(item) + 1, Column: 1}
		}
	case []any:
		v.Kind = List
		for _, e := range x {
			item, err := t.value(e, path, pos, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
		}
	case time.Time:
		v.Text = x.Format(time.DateOnly)
	default:
		v.Text = fmt.Sprint(x)
	}
	return v, nil
}

func (t *tomlTree) mapping(m map[string]any, path toml.Key, pos diag.Pos, depth int) (Value, error) {
	v := Value{Kind: Mapping, Pos: pos}
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	key := func(n string) string { return append(slices.Clip(path), n).String() }
	slices.SortFunc(names, func(a, b string) int {
		if d := t.order[key(a)] - t.order[key(b)]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, n := range names {
		at := t.place(n, pos)
		child, err := t.value(m[n], append(slices.Clip(path), n), at, depth+1)
		if err != nil {
			return v, err
		}
		v.Fields = append(v.Fields, Field{Name: n, NamePos: at, Value: child})
	}
	return v, nil
}

func lastLine(v Value) int {
	last := v.Pos.Line
	for _, f := range v.Fields {
		last = max(last, lastLine(f.Value))
	}
	return last
}
