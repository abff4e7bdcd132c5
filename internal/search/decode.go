package search

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// reference names a shard: the key it begins at and its fingerprint.
type reference struct{ key, mark string }

// root is the decoded root file.
type root struct {
	scale  int // twice the binary logarithm of the number of guides, plus two
	lang   *language
	titles []block
	ends   []reference
	names  []reference
	texts  []reference // nil if the file more names them
	more   string      // its fingerprint
}

var errFormat = errors.New("not in the form of the search index")

func decodeRoot(data string) (*root, error) {
	lines := strings.Split(data, "\n")
	if len(lines) < 12 || lines[0] != magic {
		return nil, fmt.Errorf("%w of version %q", errFormat, magic)
	}
	counts := strings.Fields(lines[1])
	if len(counts) < 2 {
		return nil, errFormat
	}
	scale, err := strconv.Atoi(counts[1])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFormat, err)
	}
	r := &root{scale: scale, lang: newLanguage(lines[2], lines[3], lines[4], lines[5], lines[6], lines[7])}
	if r.titles, err = decodeBlocks(lines[8]); err != nil {
		return nil, err
	}
	if r.ends, err = decodeDirectory(lines[9]); err != nil {
		return nil, err
	}
	if r.names, err = decodeDirectory(lines[10]); err != nil {
		return nil, err
	}
	if mark, ok := strings.CutPrefix(lines[11], "@"); ok {
		r.more = mark
		return r, nil
	}
	r.texts, err = decodeDirectory(lines[11])
	return r, err
}

// block names a file of titles by the first hundred it holds. The last of a
// directory has no file: it only ends the one before.
type block struct {
	hundred uint32
	mark    string
}

func decodeBlocks(line string) ([]block, error) {
	var out []block
	last := uint32(0)
	for _, f := range strings.Fields(line) {
		gap, mark, err := readNumber(f)
		if err != nil {
			return nil, err
		}
		last += gap
		out = append(out, block{last, mark})
	}
	return out, nil
}

func decodeDirectory(line string) ([]reference, error) {
	var refs []reference
	last := ""
	for _, f := range strings.Fields(line) {
		// A comma may also be the first character, which is a number.
		at := strings.LastIndexByte(f, ',')
		if at < 1 {
			return nil, fmt.Errorf("%w: directory entry %q", errFormat, f)
		}
		key, err := unshare(last, f[:at])
		if err != nil {
			return nil, err
		}
		refs = append(refs, reference{key, f[at+1:]})
		last = key
	}
	if len(refs) == 0 {
		return nil, fmt.Errorf("%w: a directory is empty", errFormat)
	}
	return refs, nil
}

// unshare undoes the shared beginning: one character says how many characters
// are taken from the key before.
func unshare(last, s string) (string, error) {
	if s == "" {
		return "", errFormat
	}
	n := int(s[0]) - digitZero
	for i := range last {
		if n == 0 {
			return last[:i] + s[1:], nil
		}
		n--
	}
	if n != 0 {
		return "", fmt.Errorf("%w: a key takes more than the key before has", errFormat)
	}
	return last + s[1:], nil
}

// find gives the shard that holds key: the last that begins at or before it.
func find(refs []reference, key string) reference {
	i := sort.Search(len(refs), func(i int) bool { return refs[i].key > key })
	return refs[max(i-1, 0)]
}

// term is a term of a shard with its postings, still encoded.
type term struct {
	key      string
	rarity   int
	postings string
}

func decodeTerms(lines []string) ([]term, error) {
	terms := make([]term, 0, len(lines))
	last := ""
	for _, line := range lines {
		if line == "" {
			continue
		}
		head, rest, ok := strings.Cut(line, " ")
		if !ok || rest == "" {
			return nil, fmt.Errorf("%w: term without rarity", errFormat)
		}
		key, err := unshare(last, head)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term{key, int(rest[0]) - digitZero, rest[1:]})
		last = key
	}
	return terms, nil
}

// lookup gives the term equal to key.
func lookup(terms []term, key string) (term, bool) {
	i := from(terms, key)
	if i < len(terms) && terms[i].key == key {
		return terms[i], true
	}
	return term{}, false
}

// from is the place of the first term at or above key.
func from(terms []term, key string) int {
	return sort.Search(len(terms), func(i int) bool { return terms[i].key >= key })
}

// record is what is shown of a guide.
type record struct {
	number                        uint32
	title, category, excerpt, url string
	generics                      string
}

func decodeRecords(lines []string) (map[uint32]record, error) {
	records := make(map[uint32]record, len(lines))
	last, category := uint32(0), ""
	for _, line := range lines {
		gap, rest, err := readNumber(line)
		if err != nil {
			return nil, err
		}
		last += gap
		f := append(strings.Split(rest, "\t"), "", "", "", "", "", "")
		if f[2] != "" {
			category = f[2]
		}
		rec := record{number: last, title: f[1], category: category, generics: f[3], excerpt: f[4], url: f[5]}
		if category == noCategory {
			rec.category = ""
		}
		if rec.url == "" {
			rec.url = addressOf(last)
		}
		records[last] = rec
	}
	return records, nil
}

// nameShardData is a decoded shard of the first tier.
type nameShardData struct {
	records map[uint32]record
	terms   []term
}

func decodeNameShard(data string) (*nameShardData, error) {
	lines := strings.Split(strings.TrimSuffix(data, "\n"), "\n")
	blank := 0
	for blank < len(lines) && lines[blank] != "" {
		blank++
	}
	d := &nameShardData{}
	var err error
	if d.records, err = decodeRecords(lines[:blank]); err != nil {
		return nil, err
	}
	if d.terms, err = decodeTerms(lines[blank:]); err != nil {
		return nil, err
	}
	return d, nil
}

// eachName calls f for the postings of a name's term.
func eachName(postings string, f func(number uint32, strength int)) error {
	last := uint32(0)
	for postings != "" {
		gap, rest, err := readNumber(postings)
		if err != nil || rest == "" {
			return errNumber
		}
		last += gap
		f(last, int(rest[0])-digitZero)
		postings = rest[1:]
	}
	return nil
}

// eachText calls f for the postings of a text's term; impact is 1 to 4.
func eachText(postings string, f func(number uint32, impact int)) error {
	last := uint32(0)
	for postings != "" {
		v, rest, err := readNumber(postings)
		if err != nil {
			return err
		}
		last += v / 4
		f(last, int(v%4)+1)
		postings = rest
	}
	return nil
}
