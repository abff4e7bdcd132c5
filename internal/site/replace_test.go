package site

import (
	"reflect"
	"testing"
)

// TestReplace compares a site in which a guide was replaced with one that is made of
// the same guides anew.
func TestReplace(t *testing.T) {
	files := []string{
		"content/11982.md|related: [\"70450\"]\nspecialties: [Surgery]", "content/11983.md|specialties: [Surgery, Gynecology]",
		"content/70450.md|", "content/J7307.md|category: Our own", "content/99213.md|aliases: [/old/]", "content/about.md|",
	}
	for _, c := range []struct {
		name string
		at   int
		now  string
		ok   bool
	}{
		{"a summary in a subsection", 0, "content/11982.md|related: [\"70450\"]\nspecialties: [Surgery]\nlang: es", true},
		{"two specialties", 1, "content/11983.md|specialties: [Surgery, Gynecology]\nduration: 10 minutes", true},
		{"no specialty", 2, "content/70450.md|reviewed: 2026-01-01", true},
		{"a section of its own", 3, "content/J7307.md|category: Our own\nsetting: Clinic", true},
		{"another relation", 0, "content/11982.md|related: [J7307]\nspecialties: [Surgery]", false},
		{"another specialty", 0, "content/11982.md|related: [\"70450\"]\nspecialties: [Medicine]", false},
		{"another category", 3, "content/J7307.md|category: Others", false},
		{"an alias", 2, "content/70450.md|aliases: [/head/]", false},
		{"an alias that stays", 4, "content/99213.md|aliases: [/old/]\nlang: es", false},
		{"another file", 2, "content/x/70450.md|", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, changed := sources(t, files...), sources(t, c.now).Guides[0]
			before, _ := New(src)
			kept, _ := New(sources(t, files...))
			got, ok := before.Replace(src.Guides[c.at], changed)
			if ok != c.ok {
				t.Fatalf("Replace says %v", ok)
			}
			if !reflect.DeepEqual(before, kept) {
				t.Error("the site itself was changed")
			}
			if !ok {
				return
			}
			src.Guides[c.at] = changed
			if want, _ := New(src); !reflect.DeepEqual(got, want) {
				t.Errorf("the site differs from one made anew:\n%+v\n%+v", got, want)
			}
		})
	}
}
