package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a run of letters and digits, with apostrophes within. Start and End are
// byte offsets in what was scanned.
type Word struct {
	Start, End int32
	// Joined is set if nothing but signs stands between this word and the one
	// before, as in "follow-up" or "0.5": the formulas take both for one.
	Joined bool
	// Key is KeyOf the word.
	Key uint64
}

// Sentence is a run of words up to a full stop, a question or exclamation mark, or
// the end of its block.
type Sentence struct {
	// From and To are the indices of the first word and of the one behind the last.
	From, To int32
	// Start and End are the byte offsets of the first word and behind the last sign.
	Start, End int32
	Count      Count
}

// KeyOf returns a hash of a word that does not tell capitals from small letters, nor
// the two forms of the apostrophe (FNV-1a, 64 bits).
func KeyOf(word string) uint64 {
	key, _ := keyOf([]byte(word))
	return key
}

// Words returns the words of a text, without looking for sentences and syllables.
func Words(text string) []Word {
	var s Scanner
	s.block = []byte(text)
	for i := 0; i < len(s.block); {
		r, size := utf8.DecodeRune(s.block[i:])
		if !isLetter(r) {
			if unicode.IsSpace(r) {
				s.field = len(s.Words)
			}
			i += size
			continue
		}
		i = s.word(i)
	}
	return s.Words
}

// Scanner takes texts apart. Blocks are scanned one after another, and offsets go
// on from one to the next. The zero value is ready. It is not safe for concurrent
// use.
type Scanner struct {
	Words     []Word
	Sentences []Sentence

	offset int
	known  []known
	block  []byte
	base   int
	// first is the first word of the sentence that is being read; field that of the
	// run of signs without a space; stop is set behind what may end a sentence, and
	// end is where the sentence ends if the next word does not go on with it.
	first, field int
	stop         bool
	end          int
}

// known remembers the syllables of a word: texts use some hundred words again and
// again.
type known struct {
	key       uint64
	syllables uint8
	shout     bool // in capitals, which may be spelt out
}

const knownSize = 1 << 12

// Reset forgets what was scanned and keeps the memory.
func (s *Scanner) Reset() {
	s.Words, s.Sentences, s.offset = s.Words[:0], s.Sentences[:0], 0
}

// Scan takes the next block apart: a paragraph, a list item, a heading or the like,
// whose end ends a sentence. One byte is counted for what stands between two blocks.
func (s *Scanner) Scan(block []byte) {
	s.block, s.base = block, s.offset
	s.offset += len(block) + 1
	s.first, s.field, s.stop, s.end = len(s.Words), len(s.Words), false, 0
	for i := 0; i < len(block); {
		r, size := rune(block[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(block[i:])
		}
		switch {
		case isLetter(r):
			if s.end > 0 && !unicode.IsLower(r) {
				s.close(s.end)
			}
			s.end = 0
			i = s.word(i)
			continue
		case r == ' ' || r == '\n' || r == '\t' || unicode.IsSpace(r):
			s.space(i)
		case r == '.' || r == '?' || r == '!' || r == '…':
			s.stop = true
		case !strings.ContainsRune(`"'”’)]`, r):
			s.stop = false
		}
		i += size
	}
	s.space(len(block))
	if s.end > 0 {
		s.close(s.end)
	}
	s.close(len(block))
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// word reads the word that begins at i and returns where it ends.
func (s *Scanner) word(i int) int {
	key, n := keyOf(s.block[i:])
	s.Words = append(s.Words, Word{Start: int32(s.base + i), End: int32(s.base + i + n), Joined: len(s.Words) > s.field, Key: key})
	s.stop = false
	return i + n
}

// keyOf hashes the word at the start of a text and returns its length.
func keyOf(text []byte) (key uint64, length int) {
	const offset, prime = 14695981039346656037, 1099511628211
	key = offset
	i := 0
	for i < len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '\'' && letterAt(text, i+1):
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(text[i:])
			apostrophe := r == '’' && letterAt(text, i+size)
			if !apostrophe && !isLetter(r) {
				return key, i
			}
			if i += size; apostrophe {
				r = '\''
			}
			for r = unicode.ToLower(r); r > 0; r >>= 8 {
				key = (key ^ uint64(r&0xff)) * prime
			}
			continue
		default:
			return key, i
		}
		key = (key ^ uint64(c)) * prime
		i++
	}
	return key, i
}

func letterAt(text []byte, i int) bool {
	r, _ := utf8.DecodeRune(text[i:])
	return i > 0 && isLetter(r)
}

// abbreviations do not end a sentence by their full stop.
var abbreviations = map[string]bool{
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "vs": true, "e.g": true, "i.e": true, "approx": true, "u.s": true, "u.k": true,
}

// space ends a run of signs, and with it the sentence if it ends one: a small letter
// behind it shows that it does not.
func (s *Scanner) space(i int) {
	if s.stop && len(s.Words) > s.first && !s.abbreviated() {
		s.end = i
	}
	s.field, s.stop = len(s.Words), false
}

func (s *Scanner) abbreviated() bool {
	if s.field == len(s.Words) {
		return false
	}
	from, to := int(s.Words[s.field].Start)-s.base, int(s.Words[len(s.Words)-1].End)-s.base
	return to-from <= 6 && abbreviations[strings.ToLower(string(s.block[from:to]))]
}

// close makes a sentence of the words since the last one.
func (s *Scanner) close(end int) {
	s.end = 0
	if s.first == len(s.Words) {
		return
	}
	c := Count{Sentences: 1}
	word := 0 // syllables of the word that is being counted, with all that is joined to it
	for i := s.first; i < len(s.Words); i++ {
		w := &s.Words[i]
		if w.Joined && i > s.first {
			word += s.joined(w)
		} else {
			c.add(word)
			word = s.syllables(w)
		}
	}
	c.add(word)
	s.Sentences = append(s.Sentences, Sentence{From: int32(s.first), To: int32(len(s.Words)),
		Start: s.Words[s.first].Start, End: int32(s.base + end), Count: c})
	s.first = len(s.Words)
}

func (c *Count) add(syllables int) {
	if syllables == 0 {
		return
	}
	c.Words++
	c.Syllables += syllables
	if syllables >= 3 {
		c.Polysyllables++
	}
}

// joined counts the syllables that a part of a word adds: a number's further digits
// add none, as numbers count for one.
func (s *Scanner) joined(w *Word) int {
	if c := s.block[int(w.Start)-s.base]; '0' <= c && c <= '9' {
		return 0
	}
	return s.syllables(w)
}

func (s *Scanner) syllables(w *Word) int {
	if s.known == nil {
		s.known = make([]known, knownSize)
	}
	text := s.block[int(w.Start)-s.base : int(w.End)-s.base]
	shout := 'A' <= text[len(text)-1] && text[len(text)-1] <= 'Z'
	k := &s.known[w.Key%knownSize]
	if k.key != w.Key || k.shout != shout || k.syllables == 0 {
		*k = known{w.Key, uint8(min(Syllables(string(text)), 255)), shout}
	}
	return int(k.syllables)
}
