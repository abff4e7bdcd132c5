package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// folder is where the index is published.
	folder = "search/index/"
	// rootName is the only file of the index without a fingerprint.
	rootName = "root.txt"
	// magic begins the root; the number is the version of the format.
	magic = "bedside-search 2"
)

// Sizes of shards in bytes before the host compresses them.
const (
	nameShard    = 10_000
	textShard    = 8_000
	endShard     = 10_000
	titleBlock   = 1000 // guides in a block of titles, at least: who looks up a code looks up more
	maxShards    = 1024 // shards of a kind; a larger index makes them larger
	minShards    = 32   // a smaller index may have as many
	guidesANames = 14   // there may be one shard of names for so many guides
	guidesATexts = 24   // and one of texts, which fewer queries ask for
	maxBlocks    = 256  // the same for blocks of titles
	maxTexts     = 256  // shards of texts the root names itself
	shownRecords = 24   // titles kept beside a term: its strongest guides
	shownWeak    = 6    // the same for an abbreviation or a group's word
	shownExcerpt = 1    // how many of them with the excerpt
)

// writer makes the files of one index.
type writer struct {
	a      *Analyzer
	guides []guide
	terms  []*termList
	out    []File
	paths  map[string]bool
}

func (w *writer) files() ([]File, error) {
	for _, t := range w.terms {
		w.rank(t)
	}
	w.findHomes()
	names, err := w.nameShards()
	if err != nil {
		return nil, err
	}
	ends, err := w.endShards()
	if err != nil {
		return nil, err
	}
	texts, err := w.textShards()
	if err != nil {
		return nil, err
	}
	titles, err := w.titleBlocks()
	if err != nil {
		return nil, err
	}
	l := w.a.lang
	root := strings.Join([]string{
		magic,
		strconv.Itoa(len(w.guides)) + " " + strconv.Itoa(rarity(len(w.guides))+2) + " " + w.a.tag,
		sortedWords(l.stop), sortedWords(l.asks), sortedWords(l.soft), strings.Join(l.texts, " "), strings.TrimSpace(sortedWords(l.endings)),
		strings.Join(l.generic, " "),
		titles, ends, names, texts,
	}, "\n") + "\n"
	w.out = append(w.out, File{folder + rootName, []byte(root)})
	slices.SortFunc(w.out, func(x, y File) int { return strings.Compare(x.Path, y.Path) })
	return w.out, nil
}

func sortedWords(m map[string]bool) string {
	var words []string
	for w := range m {
		words = append(words, w)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// rank puts the strongest postings of a term first.
func (w *writer) rank(t *termList) {
	slices.SortStableFunc(t.names, func(x, y namePosting) int { return cmp.Compare(y.strength, x.strength) })
	t.names = t.names[:min(len(t.names), maxNames)]
}

// findHomes gives each guide the rarest term of its title: who searches for the
// guide by name loads that term's shard, so the excerpt is there.
func (w *writer) findHomes() {
	for _, t := range w.terms {
		for _, p := range t.names {
			g := &w.guides[p.entry]
			if p.strength < titleFloor {
				continue
			}
			if g.home == "" || t.count < w.count(g.home) {
				g.home = t.key
			}
		}
	}
}

func (w *writer) count(key string) int {
	i, ok := slices.BinarySearchFunc(w.terms, key, func(t *termList, k string) int { return strings.Compare(t.key, k) })
	if !ok {
		return 0
	}
	return w.terms[i].count
}

// add publishes a file, which begins with a line that names its kind, and gives
// its fingerprint.
func (w *writer) add(kind, key, data string) (string, error) {
	data = kind + "\n" + data
	sum := sha256.Sum256([]byte(data))
	mark := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))[:5]
	path := folder + shardName(kind, key, mark)
	if w.paths[path] {
		return "", fmt.Errorf("search index: two shards would be published as %s", path)
	}
	w.paths[path] = true
	w.out = append(w.out, File{path, []byte(data)})
	return mark, nil
}

// shardName is a shard's name within the folder. Characters other than a-z and
// 0-9 are written as _ and their number in hexadecimal.
func shardName(kind, key, mark string) string {
	var b strings.Builder
	b.WriteString(kind + "/")
	for _, r := range key {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteString("_" + strconv.FormatInt(int64(r), 16))
		}
	}
	return b.String() + "-" + mark + ".txt"
}

// directory writes the keys and fingerprints of shards: for each, how many
// characters its key shares with the one before, the rest of the key, a comma,
// and the fingerprint; separated by spaces.
type directory struct {
	b    strings.Builder
	last string
	n    int
}

func (d *directory) add(key, mark string) {
	if d.b.Len() > 0 {
		d.b.WriteByte(' ')
	}
	n := shared(d.last, key)
	d.b.WriteByte(byte(digitZero + runes(key[:n])))
	d.b.WriteString(key[n:] + "," + mark)
	d.last = key
	d.n++
}

// shared is the length in bytes of the longest common beginning.
func shared(a, b string) int {
	n := 0
	for i, r := range b {
		size := utf8.RuneLen(r)
		if len(a) < i+size || a[i:i+size] != b[i:i+size] {
			break
		}
		n = i + size
	}
	return n
}

func runes(s string) int { return utf8.RuneCountInString(s) }
