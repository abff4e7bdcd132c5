package matter

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bedside/internal/diag"

	"github.com/BurntSushi/toml"
)

// parseTOML decodes TOML. The library gives no places of values, so a value's
// place is that of its key.
func parseTOML(data []byte, firstLine int) (Value, error) {
	if at := tooDeep(data); at >= 0 {
		line := bytes.Count(data[:at], []byte("\n"))
		return Value{}, fault{diag.Pos{Line: firstLine + line, Column: 1}, "the fields are nested too deeply", "No field needs more than three levels."}
	}
	var tree map[string]any
	meta, err := toml.Decode(string(data), &tree)
	if err != nil {
		return Value{}, tomlFault(err, firstLine)
	}
	if quoted := quoteBare(data); len(quoted) > len(data) {
		tree = nil
		if meta, err = toml.Decode(string(quoted), &tree); err != nil {
			return Value{}, tomlFault(err, firstLine)
		}
	}
	t := tomlTree{keys: tomlKeys(data, firstLine), order: map[string]int{}}
	for i, k := range meta.Keys() {
		if _, ok := t.order[k.String()]; !ok {
			t.order[k.String()] = i
		}
	}
	return t.value(tree, nil, diag.Pos{Line: firstLine, Column: 1}, 0)
}

// maxBrackets is how many brackets and dots more than are closed may stand in a row
// of fields. The library descends once for each.
const maxBrackets = 500

// tooDeep returns the offset at which brackets nest too deeply or a key has too
// many parts; -1 if nowhere. Brackets within texts count too, which does no harm.
func tooDeep(data []byte) int {
	open, dots := 0, 0
	for i, c := range data {
		switch c {
		case '[', '{':
			open++
		case ']', '}':
			open = max(open-1, 0)
		case '.':
			dots++
		case '\n':
			dots = 0
		}
		if open > maxBrackets || dots > maxBrackets {
			return i
		}
	}
	return -1
}

var definedTwice = regexp.MustCompile(`^Key '(.*)' has already been defined`)

func tomlFault(err error, firstLine int) error {
	var pe toml.ParseError
	if !errors.As(err, &pe) {
		return fault{diag.Pos{Line: firstLine, Column: 1}, "this cannot be read: " + err.Error(), ""}
	}
	f := fault{diag.Pos{Line: firstLine + max(pe.Position.Line, 1) - 1, Column: max(pe.Position.Col, 1)},
		"this cannot be read: " + pe.Message, "Write name = \"text\"; every text stands in double quotes, and a code too."}
	if m := definedTwice.FindStringSubmatch(pe.Message); m != nil {
		f.pos.Column, f.message, f.hint = 1, m[1]+" is given twice", "Keep one of the two."
	}
	return f
}

type tomlTree struct {
	// keys holds the places at which a name stands as a key or part of one, in
	// their order.
	keys  map[string][]diag.Pos
	order map[string]int // the author's order of keys
}

// tomlKeys finds the keys at the beginnings of lines. TOML allows spellings that it
// does not see, such as keys of an inline table.
func tomlKeys(data []byte, firstLine int) map[string][]diag.Pos {
	keys := map[string][]diag.Pos{}
	for i, line := range strings.Split(string(data), "\n") {
		key := strings.TrimLeft(line, " \t[")
		column := utf8.RuneCountInString(line) - utf8.RuneCountInString(key) + 1
		end := strings.IndexAny(key, "=]")
		if end < 0 || key[0] == '#' {
			continue
		}
		for part := range strings.SplitSeq(key[:end], ".") {
			name := strings.Trim(part, " \t\"'")
			blank := len(part) - len(strings.TrimLeft(part, " \t"))
			keys[name] = append(keys[name], diag.Pos{Line: firstLine + i, Column: column + blank})
			column += utf8.RuneCountInString(part) + 1
		}
	}
	return keys
}

// place finds where a key is written, at or behind its parent's place; else it is
// the parent's.
func (t *tomlTree) place(name string, from diag.Pos) diag.Pos {
	places := t.keys[name]
	i, _ := slices.BinarySearchFunc(places, from.Line, func(p diag.Pos, line int) int { return cmp.Compare(p.Line, line) })
	if i < len(places) {
		return places[i]
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
	case string:
		v.Text = x
	default:
		// Numbers, times and the like became texts before.
		panic(fmt.Sprintf("matter: TOML: %T", x))
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
