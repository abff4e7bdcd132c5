package search

import (
	"strings"
	"sync"

	medical "bedside/internal/thesaurus"
)

// thesaurus finds, in a name, words and phrases that mean the same as others.
type thesaurus struct {
	shipped *thesaurus          // the groups that come with the program, or nil
	phrases map[string][]phrase // by first stem
	roots   []affix             // beginnings and endings of words
	groups  [][]string          // by group: the stems of all its members
}

// affix is the beginning and the ending of words that belong to a group.
type affix struct {
	begin, end string
	group      int
}

type phrase struct {
	stems []string
	group int
}

// newThesaurus joins the shipped groups, which are English, and the site's.
func newThesaurus(l *language, o Options) *thesaurus {
	t := &thesaurus{phrases: map[string][]phrase{}}
	if base, _, _ := strings.Cut(strings.ToLower(o.Language), "-"); base == "en" {
		t.shipped = shippedThesaurus()
	}
	for _, g := range o.Groups {
		t.add(l, g)
	}
	return t
}

// shippedThesaurus is made once, when it is first asked for: it is the same for
// every site in English.
var shippedThesaurus = sync.OnceValue(func() *thesaurus {
	t := &thesaurus{phrases: map[string][]phrase{}}
	l := languageOf("en")
	for _, g := range medical.Groups() {
		t.add(l, g)
	}
	return t
})

func (t *thesaurus) add(l *language, members []string) {
	id := len(t.groups)
	var all []string
	for _, m := range members {
		if begin, end, ok := strings.Cut(fold(m), "-"); ok && (begin == "" || end == "" || strings.HasPrefix(end, "itis") || strings.HasPrefix(end, "opathy") || strings.HasPrefix(end, "ectomy")) {
			t.roots = append(t.roots, affix{begin, l.stem(end), id})
			continue
		}
		var stems []string
		eachWord(fold(m), func(w string, _ bool) { stems = append(stems, l.stem(w)) })
		if len(stems) == 0 {
			continue
		}
		t.phrases[stems[0]] = append(t.phrases[stems[0]], phrase{stems, id})
		for _, s := range stems {
			if !smallWords[s] {
				all = append(all, s)
			}
		}
	}
	t.groups = append(t.groups, all)
}

// expand calls emit for the stems of all groups that a name's stems contain a
// member of. A member that is only a part of a glued word is none: Pick disease is
// not Niemann-Pick disease.
func (t *thesaurus) expand(stems []string, glued []bool, emit func(string)) {
	if t.shipped != nil {
		t.shipped.expand(stems, glued, emit)
	}
	for i, first := range stems {
		for _, a := range t.roots {
			if len(first) >= len(a.begin)+len(a.end)+2 && strings.HasPrefix(first, a.begin) && strings.HasSuffix(first, a.end) {
				t.emit(a.group, emit)
			}
		}
		for _, p := range t.phrases[first] {
			end := i + len(p.stems)
			if end > len(stems) || glued[i] || end < len(stems) && glued[end] || !equal(p.stems, stems[i:end]) {
				continue
			}
			t.emit(p.group, emit)
		}
	}
}

func (t *thesaurus) emit(group int, emit func(string)) {
	for _, s := range t.groups[group] {
		emit(s)
	}
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
