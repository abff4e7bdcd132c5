package meaning

import "slices"

// opposites are what is done and what undoes it. A title and a code that are about one
// thing can still mean two procedures: to put a device in, and to take it out.
var opposites = [2][]string{
	{"insertion", "placement", "introduction"},
	{"removal", "extraction"},
}

// surely is the certainty from which on a token stands for one of the opposites.
const surely = 0.8

// findSides notes which tokens stand for which of the opposites.
func (x *Index) findSides() {
	for side, list := range opposites {
		x.sides[side] = map[int32]bool{}
		for _, w := range list {
			for _, h := range x.senses[stem(w)] {
				if h.worth >= surely && x.tokens[h.token].class == act {
					x.sides[side][h.token] = true
				}
			}
		}
	}
}

// opposed reports whether a name says only the one and a row only the other.
func (x *Index) opposed(n name, row int) bool {
	var inName, inRow [2]bool
	for side, tokens := range x.sides {
		inRow[side] = slices.ContainsFunc(x.row(row), func(id int32) bool { return tokens[id] })
		for _, s := range n.slots {
			inName[side] = inName[side] || s.class == act && slices.ContainsFunc(s.hits, func(h hit) bool { return h.worth >= surely && tokens[h.token] })
		}
	}
	return inName[0] != inName[1] && inRow[0] != inRow[1] && inName[0] != inRow[0]
}

// judgeOpposed looks for a code of the same thing and the right side.
func (x *Index) judgeOpposed(title name, text string, row int, own likeness) Judgement {
	best := x.Best(text, listed+1)
	best = slices.DeleteFunc(best, func(m Match) bool { return m.Row == row || x.opposed(title, m.Row) })
	if len(best) == 0 || best[0].ofRow < sameThing || best[0].ofName < sameThing || best[0].Likeness < own.likeness()+better {
		return Judgement{}
	}
	return Judgement{OtherFits, rowsOf(best[:min(len(best), listed)])}
}

// What another code must have where only the side is wrong.
const (
	sameThing = 0.7  // of its words and the title's
	better    = 0.05 // more likeness than the code's own text
)

func rowsOf(list []Match) []int {
	out := make([]int, len(list))
	for i, m := range list {
		out[i] = m.Row
	}
	return out
}
