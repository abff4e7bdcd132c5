// Package meaning judges whether a name that an author gave a procedure and the short
// text of its code can mean the same.
//
// Short texts have some 28 letters: words are cut off ("umbil"), lose their vowels
// ("dlvr"), or are written in the field's shorthand ("njx", "bx"). Names are written for
// patients: "nose", not "nasal"; "removal of the gallbladder", not "cholecystectomy".
// Both sides are therefore taken to the plain words they can stand for: by a table of
// abbreviations (data/short.txt), by the beginnings and endings of medical words
// (data/roots.txt), by the groups of the thesaurus, and by the forms of a word. Two words
// then match with a certainty between 0 and 1.
//
// A word counts the more the fewer short texts have it. What is done ("removal") counts
// less than what it is done to; words that stand in everything ("device") less still;
// words that only tell variants apart ("simple", "left") almost nothing (data/classes.txt).
//
// The judgement is made to be right rather than complete: it keeps silent where a word
// may be shared, and where a short text is not understood. It is never shown why, since
// that would show the short text, which belongs to others.
package meaning

import (
	"math"
	"sync"
)

// Index holds the short texts of many codes. It is safe for concurrent use.
type Index struct {
	lexicon *lexicon
	tokens  []token
	ids     map[string]int32 // by the word as it is written
	// senses leads from a plain word to the tokens that can stand for it.
	senses map[string][]hit
	// sides are the tokens for putting something in and for taking it out.
	sides [2]map[int32]bool
	// initial lists the tokens that can be short for longer words, by first letter.
	initial map[byte][]int32
	// rows holds the tokens of each row, rowStart where a row's begin; postings and
	// postStart are the same the other way round.
	rows, rowStart      []int32
	postings, postStart []int32
	// words and groups remember what has been looked up: names have few different
	// words, and each is dear.
	words, groups memory
	scratch       sync.Pool
}

// token is a word as short texts have it.
type token struct {
	text   string
	weight float32
	class  class
	// understood is set if the token is more than letters to us, written if it is a
	// word as people write it.
	understood, written bool
}

// hit is a token that a word can stand for, with the certainty.
type hit struct {
	token int32
	worth float32
}

// New indexes short texts. Each is known by its place in the list from now on; none of
// them is kept.
func New(n int, text func(i int) string) *Index {
	x := &Index{lexicon: words(), ids: map[string]int32{}, senses: map[string][]hit{}, initial: map[byte][]int32{}}
	var df []int32
	for i := range n {
		x.rowStart = append(x.rowStart, int32(len(x.rows)))
		from := len(x.rows)
		eachWord(text(i), func(w string) {
			id, ok := x.ids[w]
			if !ok {
				id = x.newToken(w)
				df = append(df, 0)
			}
			for _, other := range x.rows[from:] {
				if other == id {
					return
				}
			}
			x.rows = append(x.rows, id)
			df[id]++
		})
	}
	x.rowStart = append(x.rowStart, int32(len(x.rows)))
	x.weigh(df, n)
	x.findSides()
	x.post(df)
	x.scratch.New = func() any { return &scratch{score: make([]float32, n)} }
	return x
}

func (x *Index) newToken(w string) int32 {
	id := int32(len(x.tokens))
	w = string([]byte(w)) // not a part of the text it comes from
	t := token{text: w}
	senses, understood := x.lexicon.sensesOf(w)
	t.understood = understood
	t.written = x.lexicon.known[stem(w)]
	t.class = x.lexicon.classOf(w)
	x.tokens = append(x.tokens, t)
	x.ids[w] = id
	for _, s := range senses {
		x.senses[s.stem] = append(x.senses[s.stem], hit{id, s.worth})
	}
	if t.class != detail && len(w) >= 3 {
		x.initial[w[0]] = append(x.initial[w[0]], id)
	}
	return id
}

const (
	// usualRows is the size of a file of all codes. In a small one rarity says nothing,
	// but for words that most rows have: they tell no code from another.
	usualRows  = 5000
	fewestRows = 8
	everywhere = 0.1 // what such a word counts
)

// weigh gives each token what its class and its rarity make it worth. Tokens that stand
// for the same word are counted together.
func (x *Index) weigh(df []int32, n int) {
	total := map[string]int32{}
	first := make([]string, len(x.tokens))
	for id := range x.tokens {
		first[id] = x.lexicon.main(x.tokens[id].text)
		total[first[id]] += df[id]
	}
	for id := range x.tokens {
		rarity := 1.0
		switch most := int(total[first[id]])*2 > n; {
		case most && n >= fewestRows:
			rarity = everywhere
		case n >= usualRows:
			rarity = min(1.3, max(0.4, math.Log(1+float64(n)/float64(total[first[id]]))/math.Log(1+float64(n)/20)))
		}
		t := &x.tokens[id]
		t.weight = float32(rarity) * classWeight[t.class]
		if !t.understood {
			t.weight = min(t.weight, classWeight[act])
		}
	}
}

func (x *Index) post(df []int32) {
	x.postStart = make([]int32, len(df)+1)
	for id, n := range df {
		x.postStart[id+1] = x.postStart[id] + n
	}
	next := append([]int32(nil), x.postStart...)
	x.postings = make([]int32, len(x.rows))
	for row := range len(x.rowStart) - 1 {
		for _, id := range x.row(row) {
			x.postings[next[id]] = int32(row)
			next[id]++
		}
	}
}

func (x *Index) row(i int) []int32 { return x.rows[x.rowStart[i]:x.rowStart[i+1]] }
