package codes

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Modifier is a two-character addition to a code that says how the service
// differed from the usual one.
type Modifier struct {
	// Name is the two characters, such as "50" or "LT".
	Name string
	// Set is "CPT" or "HCPCS".
	Set string
	// Meaning says what it means, in our own words.
	Meaning string
	// Conflicts lists modifiers that are not used together with this one.
	Conflicts []string
}

//go:embed data/modifiers.csv
var modifiersCSV []byte

var modifiers = sync.OnceValue(func() map[string]Modifier {
	out := map[string]Modifier{}
	for _, r := range mustRows(modifiersCSV) {
		m := Modifier{Name: r[0], Set: r[1], Meaning: r[3]}
		if r[6] != "" {
			m.Conflicts = strings.Split(r[6], "|")
		}
		out[m.Name] = m
	}
	return out
})

// FindModifier returns what is known of a modifier. Lower case is accepted.
func FindModifier(name string) (Modifier, bool) {
	m, ok := modifiers()[strings.ToUpper(name)]
	return m, ok
}

// ModifierNames returns all known modifiers in order.
func ModifierNames() []string {
	names := make([]string, 0, len(modifiers()))
	for n := range modifiers() {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
