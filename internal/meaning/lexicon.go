package meaning

import (
	"embed"
	"strings"
	"sync"

	"bedside/internal/thesaurus"
)

//go:embed data/*.txt
var data embed.FS

// class says how much a word tells.
type class uint8

const (
	thing  class = iota // what something is done to or with
	act                 // what is done
	plain               // words of very many names
	detail              // words that tell variants of one thing apart
)

var classWeight = [...]float32{thing: 3, act: 1.3, plain: 0.9, detail: 0.12}

// lexicon is what is known of words. It never changes.
type lexicon struct {
	short   map[string][]string // abbreviation → plain words
	classes map[string]class    // by stem
	begins  map[string][]string // beginning of a word → stems
	ends    map[string][]string
	phrases map[string][]phrase // by first stem
	groups  [][]member
	known   map[string]bool // stems of the thesaurus
	// kinds leads from the stem of a word to the words for its kind, and back.
	kinds map[string][]string
}

// phrase is a member of a group of the thesaurus.
type phrase struct {
	stems []string
	group int32
}

// member is a word that a group stands for.
type member struct {
	word string
	// alone is set if it is a whole member, not one word of several.
	alone bool
}

// words reads the embedded tables once.
var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{short: map[string][]string{}, classes: map[string]class{}, begins: map[string][]string{}, ends: map[string][]string{},
		phrases: map[string][]phrase{}, known: map[string]bool{}, kinds: map[string][]string{}}
	eachLine("short.txt", func(line string) {
		key, readings, _ := strings.Cut(line, ":")
		l.short[key] = append(l.short[key], strings.FieldsFunc(readings, func(r rune) bool { return r == ' ' || r == '|' })...)
	})
	// The last class that a word is given in the file's order counts.
	eachLine("classes.txt", func(line string) {
		name, list, _ := strings.Cut(line, ":")
		c := map[string]class{"act": act, "plain": plain, "detail": detail}[name]
		eachWord(list, func(w string) { l.classes[stem(w)] = c })
	})
	eachLine("roots.txt", func(line string) { l.addAffixes(strings.Split(line, ",")) })
	eachLine("kinds.txt", func(line string) {
		kind, things, _ := strings.Cut(line, ":")
		eachWord(things, func(w string) {
			eachWord(kind, func(k string) {
				l.kinds[stem(w)] = append(l.kinds[stem(w)], k)
				l.kinds[stem(k)] = append(l.kinds[stem(k)], w)
			})
		})
	})
	for _, g := range thesaurus.Groups() {
		l.addGroup(g)
	}
	return l
})

func eachLine(name string, emit func(string)) {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err) // The file is part of the program.
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			emit(line)
		}
	}
}

// addAffixes takes the members of a group that are beginnings or endings of words and
// lets them stand for the others. It reports whether there were any.
func (l *lexicon) addAffixes(members []string) bool {
	var stems []string
	found := false
	for _, m := range members {
		if m = strings.ToLower(strings.TrimSpace(m)); !isAffix(m) {
			eachWord(m, func(w string) {
				if s := stem(w); l.classes[s] != detail {
					stems = append(stems, s)
				}
			})
		}
	}
	for _, m := range members {
		m = strings.ToLower(strings.TrimSpace(m))
		if begin, end, _ := strings.Cut(m, "-"); isAffix(m) && begin == "" {
			l.ends[end] = append(l.ends[end], stems...)
			found = true
		} else if isAffix(m) && end == "" {
			l.begins[begin] = append(l.begins[begin], stems...)
			found = true
		}
	}
	return found
}

func isAffix(m string) bool {
	return strings.HasPrefix(m, "-") || strings.HasSuffix(m, "-")
}

func (l *lexicon) addGroup(members []string) {
	l.addAffixes(members)
	id := int32(len(l.groups))
	var all []member
	for _, m := range members {
		if isAffix(strings.TrimSpace(m)) {
			continue
		}
		var written, stems []string
		eachWord(m, func(w string) { written, stems = append(written, w), append(stems, stem(w)) })
		if len(stems) == 0 {
			continue
		}
		l.phrases[stems[0]] = append(l.phrases[stems[0]], phrase{stems, id})
		for i, s := range stems {
			l.known[s] = true
			if l.classes[s] != detail {
				all = append(all, member{written[i], len(stems) == 1})
			}
		}
	}
	l.groups = append(l.groups, all)
}

// sense is a plain word that a written one can stand for.
type sense struct {
	stem  string
	worth float32
}

// worths of the ways from a word to another.
const (
	sameWord    = 1.0
	rootOfWord  = 0.85
	groupMember = 0.85
	groupWord   = 0.6 // one word of a member of several
	shortened   = 0.8
	skeleton    = 0.7
	ofOneKind   = 0.6
	actInWord   = 0.3 // -ectomy for removal: the least part of what the word says
)

// sensesOf returns what a word of a short text can stand for, and whether it is more
// than letters to us.
func (l *lexicon) sensesOf(w string) (out []sense, understood bool) {
	for _, to := range l.short[w] {
		eachWord(to, func(p string) {
			out = append(out, sense{stem(p), sameWord})
			for _, part := range l.parts(p) {
				out = append(out, sense{part, l.worthOfPart(stem(p), part)})
			}
		})
		understood = true
	}
	s := stem(w)
	out = append(out, sense{s, sameWord})
	parts := l.parts(w)
	for _, p := range parts {
		out = append(out, sense{p, l.worthOfPart(s, p)})
	}
	return out, understood || len(parts) > 0 || l.known[s] || len(w) >= 7
}

// worthOfPart says how much of a word a part of it is.
func (l *lexicon) worthOfPart(whole, part string) float32 {
	if l.classes[whole] == thing && l.classes[part] != thing {
		return actInWord
	}
	return rootOfWord
}

// main is the word that a token stands for first.
func (l *lexicon) main(w string) string {
	if to := l.short[w]; len(to) > 0 {
		return stem(to[0])
	}
	return stem(w)
}

// classOf returns the class of a word of a short text: that of what it stands for.
func (l *lexicon) classOf(w string) class {
	if c, ok := l.classes[stem(w)]; ok {
		return c
	}
	to := l.short[w]
	if len(to) == 0 {
		return thing
	}
	for _, reading := range to {
		if l.classes[stem(reading)] == thing {
			return thing
		}
	}
	return l.classes[stem(to[0])]
}

// parts returns the plain words for the beginning and the ending of a medical word.
func (l *lexicon) parts(w string) []string {
	var out []string
	for n := min(len(w)-1, 11); n >= 2; n-- {
		if to, ok := l.begins[w[:n]]; ok && (n >= 4 || len(w) >= n+4 && l.hasEnd(w[n:])) {
			out = append(out, to...)
			break
		}
	}
	for n := min(len(w)-3, 9); n >= 4; n-- {
		if to, ok := l.ends[w[len(w)-n:]]; ok {
			out = append(out, to...)
			break
		}
	}
	return out
}

// hasEnd reports whether a medical ending stands at the end: short beginnings such as
// ot- are found only before one.
func (l *lexicon) hasEnd(rest string) bool {
	for n := min(len(rest), 9); n >= 4; n-- {
		if _, ok := l.ends[rest[len(rest)-n:]]; ok {
			return true
		}
	}
	return strings.HasSuffix(rest, "al") || strings.HasSuffix(rest, "ic")
}
