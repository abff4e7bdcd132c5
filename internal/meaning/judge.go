package meaning

import (
	"cmp"
	"slices"
)

// Names are what an author calls a procedure.
type Names struct {
	Title string
	// Others are further names. They can explain a title that has no word of the code,
	// but not one that means another code.
	Others []string
	// Summary is what is said of it in a sentence; it too only speaks for the title.
	Summary string
}

// Verdict says how a title and a code's short text go together.
type Verdict uint8

const (
	// Fits: they share a meaning, or it cannot be told.
	Fits Verdict = iota
	// Differs: they share none.
	Differs
	// OtherFits: they share none, and the title means what another code means.
	OtherFits
)

// Judgement is a verdict with the rows that fit the title best, the best first.
type Judgement struct {
	Verdict Verdict
	Best    []int
}

// What a judgement rests on, in shares of the weight of the words.
const (
	strongRow   = 0.66 // of another code's words must be in the title
	strongName  = 0.50 // of the title's words must be in another code
	muchBetter  = 0.35 // by which another code must fit better
	nearlyNone  = 0.30 // of the code's own words may be in the title for another code to fit instead
	somewhere   = 0.30 // likeness that the title must have to some code, to be judged at all
	inSummary   = 0.50 // of the code's own words must be in the summary to speak for the title
	listed      = 3
	candidates  = 48
	sureOfShare = 0.5 // the certainty from which on a word is shared
)

// Judge compares names with the short text of a row.
func (x *Index) Judge(n Names, row int) Judgement {
	if x.plainlyShared(n.Title, row) {
		return Judgement{}
	}
	title := x.name(n.Title)
	own := x.compare(title, row)
	if own.shared && x.opposed(title, row) {
		return x.judgeOpposed(title, n.Title, row, own)
	}
	if own.shared || !x.understood(row) {
		return Judgement{}
	}
	best := x.Best(n.Title, listed+1)
	best = slices.DeleteFunc(best, func(m Match) bool { return m.Row == row })
	best = best[:min(len(best), listed)]
	j := Judgement{Differs, rowsOf(best)}
	if len(best) == 0 || best[0].Likeness < somewhere {
		return Judgement{} // The title is in words that the whole file has not.
	}
	strong := best[0].ofRow >= strongRow && best[0].ofName >= strongName && best[0].Likeness >= own.likeness()+muchBetter
	other := strong && own.ofRow <= nearlyNone
	switch {
	case own.act && !x.namesThing(title):
		return Judgement{} // What is done is shared, and the title says nothing else.
	case other && !own.act:
		j.Verdict = OtherFits
	case x.named(n.Others, row):
		return Judgement{}
	case other: // What is done is right, and a word may be missing here: no build stops.
	case own.act, x.compare(x.name(n.Summary), row).ofRow >= inSummary:
		return Judgement{}
	}
	return j
}

// named reports whether one of the names shares a meaning with the row.
func (x *Index) named(names []string, row int) bool {
	return slices.ContainsFunc(names, func(n string) bool { return x.compare(x.name(n), row).shared })
}

// plainlyShared reports whether a text and a row have a word for a thing in common,
// without a look at what else means the same. Most titles do, and for them this is all
// that is done. Rows that say whether something is put in or taken out are not so easy.
func (x *Index) plainlyShared(text string, row int) bool {
	tokens := x.row(row)
	for _, id := range tokens {
		if x.sides[0][id] || x.sides[1][id] {
			return false
		}
	}
	shared := false
	eachWord(text, func(w string) {
		if shared {
			return
		}
		for _, h := range x.senses[stem(w)] {
			if h.worth >= sureOfShare && x.tokens[h.token].class == thing && slices.Contains(tokens, h.token) {
				shared = true
				return
			}
		}
	})
	return shared
}

// namesThing reports whether a name has a word for what something is done to that some
// short text has.
func (x *Index) namesThing(n name) bool {
	return slices.ContainsFunc(n.slots, func(s slot) bool { return s.class == thing && len(s.hits) > 0 })
}

// understood reports whether at least half of a row's words are more than letters.
func (x *Index) understood(row int) bool {
	var known, all float32
	for _, id := range x.row(row) {
		t := &x.tokens[id]
		all += t.weight
		if t.understood {
			known += t.weight
		}
	}
	return known > 0 && known*2 >= all
}

// likeness is what a name and a row have in common.
type likeness struct {
	// ofRow and ofName are the shares of their weight that the other has.
	ofRow, ofName float32
	// shared is set if a word is shared that says what something is done to, or, in a
	// row that has no such word, what is done. act is set if what is done is shared.
	shared, act bool
}

// likeness joins the two shares; a short text has less to say than a title.
func (l likeness) likeness() float32 {
	if l.ofRow+l.ofName == 0 {
		return 0
	}
	return (1 + 0.5) * l.ofRow * l.ofName / (0.5*l.ofRow + l.ofName)
}

func (x *Index) compare(n name, row int) likeness {
	var l likeness
	var rowWeight, nameWeight, rowShare, nameShare float32
	var inName [maxWords]float32
	hasThing, sharedAct := false, false
	for _, id := range x.row(row) {
		t := &x.tokens[id]
		best := n.share(id, t.class, &inName)
		rowWeight += t.weight
		rowShare += t.weight * best
		hasThing = hasThing || t.class == thing && t.understood
		if best >= sureOfShare {
			l.shared = l.shared || t.class == thing
			sharedAct = sharedAct || t.class != detail
			l.act = l.act || t.class == act
		}
	}
	for i, s := range n.slots {
		nameWeight += s.weight
		nameShare += s.weight * inName[i]
	}
	if rowWeight > 0 && nameWeight > 0 {
		l.ofRow, l.ofName = rowShare/rowWeight, nameShare/nameWeight
	}
	l.shared = l.shared || !hasThing && sharedAct
	return l
}

// share returns how surely a token is in a name, and notes by word how surely it is
// there.
func (n name) share(id int32, class class, inName *[maxWords]float32) float32 {
	var best float32
	var acts [maxWords]bool // words for what is done that are a part of the token
	for i := range n.slots {
		s := &n.slots[i]
		at, ok := slices.BinarySearchFunc(s.hits, id, func(h hit, id int32) int { return cmp.Compare(h.token, id) })
		if !ok {
			continue
		}
		worth := s.hits[at].worth
		best = max(best, worth)
		if class != thing && s.class == thing {
			worth = min(worth, actInWord)
		}
		acts[i] = class == thing && s.class == act
		inName[i] = max(inName[i], worth)
	}
	if best >= sureOfShare {
		for i := range n.slots {
			if acts[i] {
				inName[i] = max(inName[i], rootOfWord)
			}
		}
	}
	return best
}

// Match is a row that a name is like.
type Match struct {
	Row int
	// Likeness is between 0 and 1.
	Likeness      float32
	ofRow, ofName float32
}

// scratch holds one value for each row; those touched are put back to 0.
type scratch struct {
	score   []float32
	touched []int32
}

// Best returns the rows that a name is most like, the best first, at most n. Equal ones
// are in the order of rows.
func (x *Index) Best(text string, n int) []Match {
	name := x.name(text)
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	x.gather(name, s)
	var out []Match
	for _, row := range s.top() {
		l := x.compare(name, int(row))
		out = append(out, Match{int(row), l.likeness(), l.ofRow, l.ofName})
	}
	for _, row := range s.touched {
		s.score[row] = 0
	}
	s.touched = s.touched[:0]
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Or(cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(a.Row, b.Row)) })
	return out[:min(n, len(out))]
}

// top returns the touched rows with the highest scores, the lower row first where they
// are equal. Names have words that thousands of rows have, so that not all are sorted.
func (s *scratch) top() []int32 {
	best := make([]int32, 0, candidates+1)
	before := func(a, b int32) int { return cmp.Or(cmp.Compare(s.score[b], s.score[a]), cmp.Compare(a, b)) }
	for _, row := range s.touched {
		if len(best) == candidates && before(row, best[candidates-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, row, before)
		best = slices.Insert(best, at, row)
		best = best[:min(len(best), candidates)]
	}
	return best
}

// gather adds up, for every row that shares a thing with the name, what it shares.
func (x *Index) gather(n name, s *scratch) {
	for _, things := range []bool{true, false} {
		for _, slot := range n.slots {
			for _, h := range slot.hits {
				t := &x.tokens[h.token]
				if (t.class == thing) != things || t.class == detail {
					continue
				}
				for _, row := range x.postings[x.postStart[h.token]:x.postStart[h.token+1]] {
					if s.score[row] == 0 {
						if !things {
							continue
						}
						s.touched = append(s.touched, row)
					}
					s.score[row] += t.weight * h.worth
				}
			}
		}
	}
}
