package search

import (
	"slices"
	"strings"
)

// language is what the index knows of one language. It is published in the
// root, so that a client needs none of it.
type language struct {
	stop    map[string]bool // words that carry no meaning of their own
	asks    map[string]bool // words that begin a question
	soft    map[string]bool // in a question: words that name a part of a guide, not its subject
	endings map[string]bool // what may follow the common beginning of two words of one root
	generic []string        // stems that so many names have that they tell little apart, sorted
	texts   []string        // the rules as they are published
	inner   []stemRule      // spellings that are made equal inside a word
	ends    [256][]stemRule // by the last byte: the first that fits is applied, no other
}

// stemRule replaces from by to in words of at least min bytes: an ending, or
// the whole word.
type stemRule struct {
	from, to string
	min      int
	whole    bool
}

// languageOf gives the rules for a language tag; languages without rules of
// their own are searched by exact words, beginnings and near spellings.
func languageOf(tag string) *language {
	switch base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base {
	case "en", "":
		return newLanguage(englishStop, englishAsks, englishSoft, numeralRules+" "+englishRules, englishEndings, englishGeneric)
	case "es":
		return newLanguage(spanishStop, spanishAsks, spanishSoft, numeralRules+" "+spanishRules, spanishEndings, spanishGeneric)
	}
	return newLanguage("", "", "", numeralRules, "", "")
}

// newLanguage reads word lists and rules. A rule is FROM>TO with the length of
// the shortest word behind it (ies>y5; 4 if none); =WORD>TO fits the whole word;
// ~FROM>TO fits anywhere but at the end.
func newLanguage(stop, asks, soft, rules, endings, generic string) *language {
	l := &language{stop: wordSet(stop), asks: wordSet(asks), soft: wordSet(soft), texts: strings.Fields(rules), endings: wordSet(endings),
		generic: strings.Fields(generic)}
	l.endings[""] = len(l.endings) > 0
	for _, f := range l.texts {
		r, kind := parseRule(f)
		if r.from == "" {
			continue
		}
		if kind == '~' {
			l.inner = append(l.inner, r)
			continue
		}
		last := r.from[len(r.from)-1]
		l.ends[last] = append(l.ends[last], r)
	}
	return l
}

// parseRule reads one rule; kind is its mark or 0.
func parseRule(s string) (r stemRule, kind byte) {
	from, to, _ := strings.Cut(s, ">")
	if strings.HasPrefix(from, "~") || strings.HasPrefix(from, "=") {
		kind, from = from[0], from[1:]
	}
	r = stemRule{from: from, to: to, min: 4, whole: kind == '='}
	if n := len(to) - 1; !r.whole && n >= 0 && to[n] >= '3' && to[n] <= '9' {
		r.to, r.min = to[:n], int(to[n]-'0')
	}
	return r, kind
}

// spell makes spellings equal that differ inside a word ("haemorrhage").
func (l *language) spell(w string) string {
	if !isASCII(w) {
		return w
	}
	for i := range l.inner {
		r := &l.inner[i]
		if len(w) < r.min {
			continue
		}
		if at := strings.Index(w, r.from); at >= 0 && at+len(r.from) < len(w) {
			w = w[:at] + r.to + w[at+len(r.from):]
		}
	}
	return w
}

// stem takes a folded word to its index form.
func (l *language) stem(w string) string {
	if w == "" || !isASCII(w) {
		return w
	}
	w = l.spell(w)
	rules := l.ends[w[len(w)-1]]
	for i := range rules {
		r := &rules[i]
		if r.whole {
			if w == r.from {
				return r.to
			}
		} else if len(w) >= r.min && strings.HasSuffix(w, r.from) {
			return w[:len(w)-len(r.from)] + r.to
		}
	}
	return w
}

// genericAt is a generic stem's place in the list, or -1.
func (l *language) genericAt(stem string) int {
	if i, ok := slices.BinarySearch(l.generic, stem); ok {
		return i
	}
	return -1
}

// beginsGeneric reports whether a generic stem begins with what is being typed.
func (l *language) beginsGeneric(s string) bool {
	i, _ := slices.BinarySearch(l.generic, s)
	return i < len(l.generic) && strings.HasPrefix(l.generic[i], s)
}

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// Roman numerals are searched as the numbers they are; I, V and X alone are
// more often letters.
const numeralRules = "=ii>2 =iii>3 =iv>4 =vi>6 =vii>7 =viii>8 =ix>9 =xi>11 =xii>12 =xiii>13"
