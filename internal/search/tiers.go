package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// nameShards publishes the first tier and gives its directory.
func (w *writer) nameShards() (string, error) {
	weight := func(i int) int { return w.nameWeight(w.terms[i]) }
	dir, err := w.shards("n", weight, nameShard, guidesANames, w.nameShard)
	return dir.b.String(), err
}

// textShards publishes the second tier and gives its directory, or, if that is
// long, publishes the directory as well and gives @ and its fingerprint.
func (w *writer) textShards() (string, error) {
	weight := func(i int) int {
		if t := w.terms[i]; t.inTexts() {
			return len(t.key)/2 + 4 + len(t.text)
		}
		return 0
	}
	dir, err := w.shards("t", weight, textShard, guidesATexts, textShardOf)
	if err != nil || dir.n <= maxTexts {
		return dir.b.String(), err
	}
	mark, err := w.add("d", "", dir.b.String())
	return "@" + mark, err
}

// shards cuts the terms into shards of one kind. Beyond maxShards, or one for so
// many guides, they grow, so that neither the directory nor the number of
// files does. They grow by whole steps: an edit must not cut all of them anew.
func (w *writer) shards(kind string, weight func(int) int, limit, guides int, write func([]*termList) string) (*directory, error) {
	total := 0
	for i := range w.terms {
		total += weight(i)
	}
	const step = 2_000
	most := min(maxShards, max(minShards, len(w.guides)/guides))
	if need := total * 3 / 2 / most; need > limit {
		limit = (need + step - 1) / step * step
	}
	dir := &directory{}
	for _, s := range split(len(w.terms), "", func(i int) string { return w.terms[i].key }, weight, limit) {
		mark, err := w.add(kind, s.key, write(w.terms[s.lo:s.hi]))
		if err != nil {
			return nil, err
		}
		dir.add(s.key, mark)
	}
	return dir, nil
}

func textShardOf(terms []*termList) string {
	var b []byte
	before := ""
	for _, t := range terms {
		if t.inTexts() {
			b = appendTerm(b, before, t)
			before = t.key
			b = append(append(b, t.text...), '\n')
		}
	}
	return string(b)
}

// nameWeight estimates what a term adds to its shard of the first tier.
func (w *writer) nameWeight(t *termList) int {
	if len(t.names) == 0 {
		return 0
	}
	n := len(t.key)/2 + 4 + 3*len(t.names)
	for k, p := range t.names {
		if !w.shows(t, k) {
			continue
		}
		g := &w.guides[p.entry]
		n += 4 + len(g.title) + len(g.category)/4
		if w.showsExcerpt(t, k) {
			n += len(g.excerpt)
		}
	}
	return n
}

// shows reports whether the record of a term's k-th guide stands beside it.
func (w *writer) shows(t *termList, k int) bool {
	if t.names[k].strength < synonymFloor {
		return k < shownWeak
	}
	return k < shownRecords || w.showsExcerpt(t, k)
}

// showsExcerpt reports whether it stands there with its excerpt.
func (w *writer) showsExcerpt(t *termList, k int) bool {
	return k < shownExcerpt && t.names[k].strength >= synonymFloor || w.guides[t.names[k].entry].home == t.key
}

// nameShard writes records, an empty line, and terms.
func (w *writer) nameShard(terms []*termList) string {
	shown := map[int32]bool{} // → with excerpt
	for _, t := range terms {
		for k, p := range t.names {
			if w.shows(t, k) {
				shown[p.entry] = shown[p.entry] || w.showsExcerpt(t, k)
			}
		}
	}
	entries := make([]int32, 0, len(shown))
	for e := range shown {
		entries = append(entries, e)
	}
	slices.Sort(entries)
	var b []byte
	var before *guide
	for _, e := range entries {
		g := &w.guides[e]
		excerpt := ""
		if shown[e] {
			excerpt = g.excerpt
		}
		b = appendRecord(b, g, before, excerpt)
		before = g
	}
	b = append(b, '\n')
	last := ""
	for _, t := range terms {
		if len(t.names) == 0 {
			continue
		}
		b = appendTerm(b, last, t)
		last = t.key
		b = w.appendNames(b, t.names)
		b = append(b, '\n')
	}
	return string(b)
}

// noCategory stands for an empty category, since an empty field repeats the one
// before.
const noCategory = "-"

// appendRecord writes number (as the distance to the record before), title,
// category (empty if it is that of the record before), generic words, excerpt and
// address, separated by tabs; empty fields at the end are left out, and the address
// is empty when it is the code's own.
func appendRecord(b []byte, g, before *guide, excerpt string) []byte {
	gap, category, address := g.number, cmp.Or(g.category, noCategory), g.url
	if before != nil {
		gap -= before.number
		if before.category == g.category {
			category = ""
		}
	}
	b = appendNumber(b, gap)
	if address == addressOf(g.number) {
		address = ""
	}
	line := strings.TrimRight(strings.Join([]string{"", g.title, category, g.generics, excerpt, address}, "\t"), "\t")
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

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// titleBlocks publishes the titles of all guides by number in blocks of whole
// hundreds, and gives their directory: for each block its first hundred, as the
// distance to that of the block before, and its fingerprint; at the end the
// hundred behind the last guide, without one.
func (w *writer) titleBlocks() (string, error) {
	var dir []byte
	last := uint32(0)
	least := max(titleBlock, (len(w.guides)+maxBlocks-1)/maxBlocks)
	for lo := 0; lo < len(w.guides); {
		hi := lo
		for hi < len(w.guides) && (hi-lo < least || w.guides[hi].number/100 == w.guides[hi-1].number/100) {
			hi++
		}
		var b []byte
		var before *guide
		for i := lo; i < hi; i++ {
			b = appendRecord(b, &w.guides[i], before, "")
			before = &w.guides[i]
		}
		first := w.guides[lo].number / 100
		mark, err := w.add("c", numberCodeKey(first), string(b))
		if err != nil {
			return "", err
		}
		dir = append(appendNumber(dir, first-last), mark...)
		dir = append(dir, ' ')
		last = first
		lo = hi
	}
	if n := len(w.guides); n > 0 {
		dir = appendNumber(dir, w.guides[n-1].number/100+1-last)
	}
	return string(dir), nil
}

// numberCodeKey names a block of titles by the number of its first hundred.
func numberCodeKey(hundred uint32) string { return strconv.Itoa(int(hundred)) }
