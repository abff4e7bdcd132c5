package fees

import (
	"slices"

	"bedside/internal/codes"
)

// copiedWords is how many words in a row must be the same to count as copied.
const copiedWords = 6

// tellingWords is how many of them must say something by themselves: "of the skin of the
// arm" is anybody's English.
const tellingWords = 3

// Copies finds in texts what is copied from descriptors: runs of six or more words.
// Words are compared without regard to case and punctuation. It never changes and may
// be shared.
type Copies struct {
	// sieve has a bit for each run, so that most words of a text cost no look into
	// runs.
	sieve [1 << 13]uint64
	// runs leads from the hash of six words to the codes that have them.
	runs map[uint64][]codes.Code
}

// NewCopies prepares the descriptors of a schedule.
func NewCopies(s *Schedule) *Copies {
	c := &Copies{runs: map[uint64][]codes.Code{}}
	for i := range s.services {
		code := s.services[i].Code
		scanRuns([]byte(s.Descriptor(i)), func(hash uint64, _, _ int) {
			if list := c.runs[hash]; !slices.Contains(list, code) {
				c.runs[hash] = append(list, code)
			}
			c.sieve[hash>>6&(1<<13-1)] |= 1 << (hash & 63)
		})
	}
	return c
}

// Copy is a run of words of a text that stands in a descriptor.
type Copy struct {
	// From and To are offsets in the text.
	From, To int
	Code     codes.Code
}

// Find returns the copies in a text, in their order, none overlapping another. Where
// several codes have the same words, it names own if that is one of them.
func (c *Copies) Find(text []byte, own codes.Code) []Copy {
	var out []Copy
	if len(c.runs) == 0 {
		return nil
	}
	scanRuns(text, func(hash uint64, from, to int) {
		if c.sieve[hash>>6&(1<<13-1)]&(1<<(hash&63)) == 0 {
			return
		}
		list := c.runs[hash]
		if len(list) == 0 {
			return
		}
		if n := len(out) - 1; n >= 0 && from < out[n].To {
			out[n].To = to
			return
		}
		code := list[0]
		if slices.Contains(list, own) {
			code = own
		}
		out = append(out, Copy{from, to, code})
	})
	return out
}

// scanRuns calls emit for every run of six words of which enough are telling, with its
// hash and its place.
func scanRuns(text []byte, emit func(hash uint64, from, to int)) {
	var ring [copiedWords]struct {
		hash    uint64
		from    int
		telling bool
	}
	n := 0
	for i := 0; i < len(text); {
		if classes[text[i]] != wordByte {
			i++
			continue
		}
		from, hash := i, uint64(offsetBasis)
		for i < len(text) && (classes[text[i]] == wordByte || classes[text[i]] == joinByte && i+1 < len(text) && classes[text[i+1]] == wordByte) {
			hash = (hash ^ uint64(lower(text[i]))) * prime
			i++
		}
		w := &ring[n%copiedWords]
		w.hash, w.from = hash, from
		w.telling = i-from > 2 && !slices.Contains(smallHashes[:], hash)
		if n++; n < copiedWords {
			continue
		}
		run, telling := uint64(offsetBasis), 0
		for k := range copiedWords {
			word := &ring[(n+k)%copiedWords]
			run = (run ^ word.hash) * prime
			if word.telling {
				telling++
			}
		}
		if telling >= tellingWords {
			emit(run, ring[n%copiedWords].from, i)
		}
	}
}

// FNV-1a.
const (
	offsetBasis = 14695981039346656037
	prime       = 1099511628211
)

const (
	wordByte = 1 + iota
	joinByte // part of a word between two others: 5.1-10cc
)

var classes = func() (c [256]byte) {
	for b := range c {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b >= 0x80:
			c[b] = wordByte
		case b == '.' || b == '-' || b == '/' || b == '\'' || b == '&' || b == '+':
			c[b] = joinByte
		}
	}
	return c
}()

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

var smallHashes = func() (h [len(smallWords)]uint64) {
	for i, w := range smallWords {
		h[i] = offsetBasis
		for _, b := range []byte(w) {
			h[i] = (h[i] ^ uint64(b)) * prime
		}
	}
	return h
}()

var smallWords = [...]string{"and", "the", "for", "with", "from", "per", "each", "any", "than", "more", "less", "not", "one", "two", "other", "same", "into", "your", "you"}
