package search

import (
	"slices"
	"strings"
	"sync"

	medical "bedside/internal/thesaurus"
)

// thesaurus finds, in a name, words and phrases that mean the same as others.
type thesaurus struct {
	shipped *thesaurus          // the groups that come with the program, or nil
	phrases map[string][]phrase // by first stem
	linked  map[uint64][]phrase // without link words, by the sum of their words' hashes; nil but in English
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
		t.linked = map[uint64][]phrase{}
	}
	for _, g := range o.Groups {
		t.add(l, g)
	}
	return t
}

// shippedThesaurus is made once, when it is first asked for: it is the same for
// every site in English.
var shippedThesaurus = sync.OnceValue(func() *thesaurus {
	t := &thesaurus{phrases: map[string][]phrase{}, linked: map[uint64][]phrase{}}
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
		before := ""
		eachWord(fold(m), func(w string, glued bool) {
			// C-section is written csection, too; longer names with a hyphen hardly ever are.
			if stems = append(stems, l.stem(w)); glued && len(before) == 1 {
				all = append(all, l.stem(cut(before+w)))
			}
			before = w
		})
		if len(stems) == 0 {
			continue
		}
		t.phrases[stems[0]] = append(t.phrases[stems[0]], phrase{stems, id})
		bare, _, _ := unlinked(stems)
		if t.linked != nil && len(bare) >= 2 && len(bare) <= maxLinked {
			sum := uint64(0)
			for _, s := range bare {
				sum += hashOf(s)
			}
			t.linked[sum] = append(t.linked[sum], phrase{bare, id})
		}
		for _, s := range stems {
			if !smallWords[s] {
				all = append(all, s)
			}
		}
	}
	t.groups = append(t.groups, all)
}

// What stands between two words of a name that belong together: a word that leaves
// their order open, "removal of the tonsils" being "tonsil removal", or one that does
// not.
const (
	turning = iota + 1
	keeping
)

var linkWords = map[string]int{"of": turning, "the": turning, "a": turning, "an": turning, "in": turning, "into": turning, "inside": turning,
	"from": turning, "your": turning, "up": turning, "out": turning, "to": keeping, "on": keeping, "for": keeping, "with": keeping, "by": keeping, "at": keeping}

// nouns are what a plain title says with a verb: "removing an ovary" is "ovary removal".
var nouns = map[string]string{"draining": "drainage", "fixing": "repair", "inserting": "insertion", "placing": "placement", "removing": "removal",
	"repairing": "repair", "replacing": "replacement"}

// inPhrase is what a stem counts for in a phrase: nothing if it is a link word, of the
// kind given, or itself, or a verb's noun, which leaves the order open as well.
func inPhrase(stem string) (word string, kind int) {
	if kind := linkWords[stem]; kind != 0 {
		return "", kind
	}
	if noun, ok := nouns[stem]; ok {
		return noun, turning
	}
	return stem, 0
}

// maxLinked is the longest phrase in words that is recognised with other words between.
const maxLinked = 4

// hashOf is the FNV-1a hash of a word (http://www.isthe.com/chongo/tech/comp/fnv/): sums
// of hashes find phrases in any order, and their words are compared then.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// sameWords reports whether two phrases have the same words in any order.
func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
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
	if len(t.linked) > 0 {
		t.expandLinked(stems, glued, emit)
	}
}

// expandLinked does the same for members whose words stand together in the name but for
// link words. Of members within one another only the longest count: the removal of a
// lump from the breast is not the removal of a breast.
func (t *thesaurus) expandLinked(stems []string, glued []bool, emit func(string)) {
	var at []int        // places of the words that are no link words
	sums := []uint64{0} // of the hashes of those before
	for i, s := range stems {
		if word, _ := inPhrase(s); word != "" {
			at = append(at, i)
			sums = append(sums, sums[len(sums)-1]+hashOf(word))
		}
	}
	taken := 0 // what ends here or before lies in something longer that was recognised
	for from := range at {
		for to := min(from+maxLinked, len(at)); to >= from+2 && to > taken; to-- {
			first, end, phrases := at[from], at[to-1]+1, t.linked[sums[to]-sums[from]]
			if phrases != nil && !glued[first] && (end == len(stems) || !glued[end]) && t.emitLinked(phrases, stems[first:end], emit) {
				taken = to
			}
		}
	}
}

// emitLinked calls emit for the groups of those phrases that a part of a name is, and
// reports whether there is one.
func (t *thesaurus) emitLinked(phrases []phrase, part []string, emit func(string)) bool {
	bare, turns, keeps := unlinked(part)
	found := false
	for _, p := range phrases {
		if slices.Equal(p.stems, bare) || turns && !keeps && sameWords(p.stems, bare) {
			t.emit(p.group, emit)
			found = true
		}
	}
	return found
}

// unlinked leaves out link words and makes nouns of verbs. It reports whether one of
// them leaves the order open, and whether one does not.
func unlinked(stems []string) (bare []string, turns, keeps bool) {
	for _, s := range stems {
		word, kind := inPhrase(s)
		if word != "" {
			bare = append(bare, word)
		}
		turns = turns || kind == turning
		keeps = keeps || kind == keeping
	}
	return bare, turns, keeps
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
