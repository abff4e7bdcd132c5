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
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if base != "en" && base != "" {
		return newLanguage("", "", "", numeralRules, "", "")
	}
	return newLanguage(englishStop, englishAsks, englishSoft, numeralRules+" "+englishRules, englishEndings, englishGeneric)
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

// englishRules undo regular plurals and those of the Greek and Latin words of
// medicine, and make British and American spellings equal. Longer endings come
// before those they end with.
const englishRules = "~ae>e6 ~oe>e6 =crises>crisis =appendices>appendix itides>itis7 stases>stasis7 oses>osis6 yses>ysis6 eses>esis6 " +
	"auses>ause5 ouses>ouse5 buses>buse5 fuses>fuse5 uses>us6 " +
	"vertebrae>vertebra8 ices>ex6 culae>cula7 cula>culum6 teria>terium6 " +
	"emboli>embolus6 thrombi>thrombus7 fungi>fungus5 cocci>coccus5 bacilli>bacillus7 calculi>calculus7 " +
	"ours>or6 our>or5 isation>ization8 isations>ization9 bre>ber5 ntre>nter6 litre>liter5 " +
	"ches>ch5 shes>sh5 sses>ss5 xes>x4 ies>y5 ss>ss4 us>us4 is>is4 s>4"

// englishEndings are kept to five letters.
const englishEndings = "a al ally ant ar ary ate ated ating ation ator e ed ent er ia ial ic ical ing ion is ism ist ity ive ly " +
	"ment on or osis otic ous sis tic um us y"

// englishGeneric are stems, sorted; their places are published, so a change
// changes every shard.
const englishGeneric = "acute adult analysis anterior autosomal bilateral biopsy body cancer care cell childhood chronic " +
	"closed complete complex congenital deficiency device disability disease disorder dominant drug evaluation exam examination " +
	"excision familial form hereditary idiopathic imaging implant infantile infection injection insertion intermediate " +
	"juvenile laboratory lateral left linked lower major management measurement minor monitoring multiple neonatal open " +
	"partial placement posterior primary procedure progressive radiologic recessive related removal repair replacement right scan " +
	"screening secondary service simple single skin subsequent supply surgery surgical syndrome system test therapy tissue total " +
	"treatment tumor type unilateral upper visit without"

const englishStop = "a about after all also am an and any are as at be been being between but by can could couldn did didn do does doesn doing " +
	"don done dont for from get gets getting had has hasn have haven having he her him his how i if in into is isn it its me my no nor of off on or our " +
	"she should shouldn so some than that the their them then there these they this those to too up us was wasn we were weren what when where which " +
	"who whom whose why will with won would wouldn you your"

const englishAsks = "what how why when where who which whose is are can could do does did should will would am may must my"

const englishSoft = "affect affected associated before being care cause caused causes change changes clinical common complication " +
	"complications contagious cost costs curable cure cured dad dangerous daughter deadly diagnose diagnosed diagnosis die " +
	"died doctor doctors dying expect expected fatal genetic happen happens help hurt hurts husband inherited know last " +
	"living long many mean mom much need needed often option options outlook painful patient patients people prevent " +
	"prevented procedure prognosis recover recovery related research rid risk risks safe serious sign signs son stop " +
	"symptom symptoms take test tests treat treated treatment treatments trial trials type types use used wife work works"
