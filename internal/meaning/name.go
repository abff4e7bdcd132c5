package meaning

import (
	"cmp"
	"slices"
	"strings"
)

// name is a text of the author's, prepared to be compared with short texts.
type name struct{ slots []slot }

// slot is one word of a name.
type slot struct {
	weight float32
	class  class
	// hits are the tokens that the word can stand for, in order, each once.
	hits []hit
}

// maxWords bounds a name: a title has ten words, and a longer text tells no more.
const maxWords = 40

// name prepares a text.
func (x *Index) name(text string) name {
	var written, stems []string
	eachWord(text, func(w string) {
		if len(stems) < maxWords {
			written = append(written, w)
			stems = append(stems, stem(w))
		}
	})
	slots := make([]slot, len(stems))
	for i, w := range written {
		class := x.lexicon.classes[stems[i]]
		slots[i] = slot{class: class, weight: classWeight[class]}
		if class != detail {
			slots[i].hits = append(slots[i].hits, x.lookUp(w)...)
			for _, kind := range x.lexicon.kinds[stems[i]] {
				slots[i].hits = appendWorth(slots[i].hits, x.senses[stem(kind)], ofOneKind)
			}
		}
	}
	x.addGroups(stems, slots)
	for i := range slots {
		slots[i].hits = settle(slots[i].hits)
		slots[i].weight = x.worth(&slots[i])
	}
	return name{slots}
}

// worth is the weight of a word of a name. What no short text has, such as a flourish
// of the author's, counts half.
func (x *Index) worth(s *slot) float32 {
	if len(s.hits) == 0 {
		return s.weight / 2
	}
	var best float32
	for _, h := range s.hits {
		best = max(best, x.tokens[h.token].weight*h.worth)
	}
	return min(best, s.weight*1.3)
}

// addGroups adds to the words of each phrase that is a member of a group what the group
// stands for.
func (x *Index) addGroups(stems []string, slots []slot) {
	for i, first := range stems {
		for _, p := range x.lexicon.phrases[first] {
			if end := i + len(p.stems); end > len(stems) || !slices.Equal(p.stems, stems[i:end]) {
				continue
			}
			hits := x.groupHits(p.group)
			for k := range p.stems {
				if slots[i+k].class != detail {
					slots[i+k].hits = append(slots[i+k].hits, hits...)
				}
			}
		}
	}
}

func appendWorth(to, hits []hit, worth float32) []hit {
	for _, h := range hits {
		to = append(to, hit{h.token, h.worth * worth})
	}
	return to
}

func (x *Index) groupHits(group int32) []hit {
	if known, ok := x.groups.get(group); ok {
		return known
	}
	var out []hit
	for _, m := range x.lexicon.groups[group] {
		worth := float32(groupMember)
		if !m.alone {
			worth = groupWord
		}
		out = appendWorth(out, x.lookUp(m.word), worth)
	}
	out = slices.Clip(settle(out))
	x.groups.put(group, out)
	return out
}

// settle puts hits in order and keeps the best for each token.
func settle(hits []hit) []hit {
	if len(hits) == 0 {
		return nil
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(b.worth, a.worth)) })
	return slices.CompactFunc(hits, func(a, b hit) bool { return a.token == b.token })
}

// lookUp returns the tokens that one word can stand for, without the thesaurus. The
// list is shared.
func (x *Index) lookUp(w string) []hit {
	if known, ok := x.words.get(w); ok {
		return known
	}
	s := stem(w)
	out := slices.Clone(x.senses[s])
	senses, _ := x.lexicon.sensesOf(w) // The author may write shorthand too: CT, MRI.
	for _, t := range senses {
		out = appendWorth(out, x.senses[t.stem], t.worth)
	}
	for _, id := range x.initial[w[0]] {
		if worth := abbreviates(x.tokens[id].text, w, x.tokens[id].written); worth > 0 {
			out = append(out, hit{id, worth})
		}
	}
	if w[0] == 'i' { // njx, nfs: the short texts drop the i of in-
		for _, id := range x.initial['n'] {
			if worth := abbreviates("i"+x.tokens[id].text, w, false); worth > 0 {
				out = append(out, hit{id, worth * shortened})
			}
		}
	}
	out = slices.Clip(settle(out))
	x.words.put(strings.Clone(w), out)
	return out
}

// abbreviates says how sure it is that short stands for a longer word that begins with
// the same letter: cut off, or without its vowels (dlvr, implt; a j at the end is -tion). If
// short is a word as people write it, it stands for its longer forms only.
func abbreviates(short, w string, written bool) float32 {
	if len(short) >= len(w) {
		if len(w) >= 5 && strings.HasPrefix(short, w) && len(short) <= len(w)+5 {
			return shortened // implant, implantable
		}
		return sameBeginning(short, w)
	}
	if len(short) >= 4 && strings.HasPrefix(w, short) && (!written || len(w) <= len(short)+3) {
		return shortened
	}
	if written {
		return sameBeginning(short, w)
	}
	vowels := 0
	for i := range len(short) {
		if strings.IndexByte("aeiou", short[i]) >= 0 {
			vowels++
		}
	}
	if worth := sameBeginning(short, w); worth > 0 {
		return worth
	}
	letters, isAction := strings.CutSuffix(short, "j")
	if isAction && !strings.HasSuffix(w, "ion") || len(letters) < 3 || vowels*3 > len(short) || len(w) > 3*len(short) {
		return 0
	}
	at := 0
	for i := range len(letters) {
		next := strings.IndexByte(w[at:], letters[i])
		if next < 0 {
			return 0
		}
		at += next + 1
	}
	if !isAction && at < len(w)-4 {
		return 0 // its last letter must stand near the end
	}
	return skeleton
}

// commonBeginnings begin words that have nothing else in common.
var commonBeginnings = []string{"electro", "extra", "hyper", "immuno", "inter", "intra", "micro", "multi", "photo", "radio", "super", "therm", "trans", "ultra"}

// sameBeginning finds words with one medical root: fundoplication, fundoplasty.
func sameBeginning(a, b string) float32 {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	if n < 6 || n*2 < max(len(a), len(b)) {
		return 0
	}
	for _, common := range commonBeginnings {
		if strings.HasPrefix(a, common) {
			return 0
		}
	}
	return ofOneKind
}
