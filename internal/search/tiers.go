package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// nameShards publishes the first tier, each shard with its part of the second,
// and gives the directory.
func (w *writer) nameShards() (string, error) {
	weight := func(i int) int { return w.nameWeight(w.terms[i]) }
	total, largest := 0, 0
	for i := range w.terms {
		total += weight(i)
		largest = max(largest, len(w.terms[i].text))
	}
	limit := max(nameShard, total*4/3/maxShards)
	var dir directory
	for _, s := range split(len(w.terms), "", func(i int) string { return w.terms[i].key }, weight, limit) {
		text, err := w.textShards(s)
		if err != nil {
			return "", err
		}
		mark, err := w.add("n", s.key, text+"\n"+w.nameShard(w.terms[s.lo:s.hi]))
		if err != nil {
			return "", err
		}
		dir.add(s.key, mark)
	}
	return dir.b.String(), nil
}

// nameWeight estimates what a term adds to its shard of the first tier.
func (w *writer) nameWeight(t *termList) int {
	if len(t.names) == 0 {
		return 0
	}
	n := len(t.key)/2 + 4 + 3*len(t.names)
	for k, p := range t.names[:min(len(t.names), shownRecords)] {
		g := &w.guides[p.entry]
		n += 4 + len(g.title) + len(g.category)/4
		if w.showsExcerpt(t, k) {
			n += len(g.excerpt)
		}
	}
	return n
}

func (w *writer) showsExcerpt(t *termList, k int) bool {
	return k < shownExcerpt || w.guides[t.names[k].entry].home == t.key
}

// nameShard writes records, an empty line, and terms.
func (w *writer) nameShard(terms []*termList) string {
	shown := map[int32]bool{} // → with excerpt
	for _, t := range terms {
		for k, p := range t.names {
			excerpt := w.showsExcerpt(t, k)
			if k < shownRecords || excerpt {
				shown[p.entry] = shown[p.entry] || excerpt
			}
		}
	}
	entries := make([]int32, 0, len(shown))
	for e := range shown {
		entries = append(entries, e)
	}
	slices.Sort(entries)
	var b []byte
	last := uint32(0)
	for _, e := range entries {
		g := &w.guides[e]
		excerpt := ""
		if shown[e] {
			excerpt = g.excerpt
		}
		b = appendRecord(b, g, g.number-last, excerpt)
		last = g.number
	}
	b = append(b, '\n')
	before := ""
	for _, t := range terms {
		if len(t.names) == 0 {
			continue
		}
		b = appendTerm(b, before, t)
		before = t.key
		b = w.appendNames(b, t.names)
		b = append(b, '\n')
	}
	return string(b)
}

// appendRecord writes number (as the distance to the record before), title,
// category, excerpt and address, separated by tabs; empty fields at the end
// are left out, and the address is empty when it is the code's own.
func appendRecord(b []byte, g *guide, gap uint32, excerpt string) []byte {
	b = appendNumber(b, gap)
	address := g.url
	if address == addressOf(g.number) {
		address = ""
	}
	line := strings.TrimRight(strings.Join([]string{"", g.title, g.category, excerpt, address}, "\t"), "\t")
	b = append(b, line...)
	return append(b, '\n')
}

// appendTerm writes the term against the one before and its rarity.
func appendTerm(b []byte, before string, t *termList) []byte {
	n := shared(before, t.key)
	b = append(b, byte(digitZero+runes(t.key[:n])))
	b = append(b, t.key[n:]...)
	return append(b, ' ', byte(digitZero+rarity(t.count)))
}

func (w *writer) appendNames(b []byte, names []namePosting) []byte {
	sorted := slices.Clone(names)
	slices.SortFunc(sorted, func(x, y namePosting) int { return cmp.Compare(x.entry, y.entry) })
	last := uint32(0)
	for _, p := range sorted {
		n := w.guides[p.entry].number
		b = append(appendNumber(b, n-last), byte(digitZero+p.strength))
		last = n
	}
	return b
}

// textShards publishes the second tier of a span of terms and gives its
// directory.
func (w *writer) textShards(s span) (string, error) {
	terms := w.terms[s.lo:s.hi]
	weight := func(i int) int { return len(terms[i].key)/2 + 4 + len(terms[i].text) }
	var dir directory
	for _, part := range split(len(terms), s.key, func(i int) string { return terms[i].key }, weight, textShard) {
		var b []byte
		before := ""
		for _, t := range terms[part.lo:part.hi] {
			if t.textCount > 0 {
				b = appendTerm(b, before, t)
				before = t.key
				b = append(append(b, t.text...), '\n')
			}
		}
		mark, err := w.add("t", part.key, string(b))
		if err != nil {
			return "", err
		}
		dir.add(part.key, mark)
	}
	return dir.b.String(), nil
}

// endShards publishes the words of names by their ends, for words whose
// beginning is mistyped.
func (w *writer) endShards() (string, error) {
	type ending struct {
		reversed string
		count    int
	}
	var list []ending
	for _, t := range w.terms {
		if len(t.names) > 0 && t.names[0].strength >= synonymFloor && correctable(t.key) {
			list = append(list, ending{reverse(t.key), t.count})
		}
	}
	slices.SortFunc(list, func(x, y ending) int { return strings.Compare(x.reversed, y.reversed) })
	var dir directory
	for _, s := range split(len(list), "", func(i int) string { return list[i].reversed },
		func(i int) int { return len(list[i].reversed)/2 + 4 }, endShard) {
		var b []byte
		before := ""
		for _, e := range list[s.lo:s.hi] {
			n := shared(before, e.reversed)
			b = append(b, byte(digitZero+runes(e.reversed[:n])))
			b = append(append(b, e.reversed[n:]...), ' ', byte(digitZero+rarity(e.count)), '\n')
			before = e.reversed
		}
		mark, err := w.add("e", s.key, string(b))
		if err != nil {
			return "", err
		}
		dir.add(s.key, mark)
	}
	return dir.b.String(), nil
}

// correctable reports whether near spellings of a word are looked for: four
// letters at least, and no digit, which would make another code or type of it.
func correctable(word string) bool { return runes(word) >= 4 && !hasDigit(word) }

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// titleBlocks publishes the titles of all guides by number in blocks of whole
// hundreds, and their directory, and gives the directory's fingerprint.
func (w *writer) titleBlocks() (string, error) {
	var dir []byte
	last := uint32(0)
	for lo := 0; lo < len(w.guides); {
		hi := lo
		for hi < len(w.guides) && (hi-lo < titleBlock || w.guides[hi].number/100 == w.guides[hi-1].number/100) {
			hi++
		}
		var b []byte
		before := uint32(0)
		for i := lo; i < hi; i++ {
			g := &w.guides[i]
			b = appendRecord(b, g, g.number-before, "")
			before = g.number
		}
		first := w.guides[lo].number / 100
		mark, err := w.add("c", numberCodeKey(first), string(b))
		if err != nil {
			return "", err
		}
		dir = append(append(appendNumber(dir, first-last), mark...), '\n')
		last = first
		lo = hi
	}
	return w.add("c", "", string(dir))
}

// numberCodeKey names a block of titles by the number of its first hundred.
func numberCodeKey(hundred uint32) string { return strconv.Itoa(int(hundred)) }
