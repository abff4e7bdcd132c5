package fees

import (
	"bytes"
	"slices"
	"strings"

	"bedside/internal/codes"
)

// copiedWords is how many words in a row must be the same to count as copied.
const copiedWords = 6

// tellingWords is how many of them must say something by themselves: "of the skin of the
// arm" is anybody's English.
const tellingWords = 3

// Copies finds in texts what is copied from descriptors of CPT and dental codes: runs of
// six or more words. Those of other HCPCS codes are CMS's and free. Words are compared without regard to case and punctuation. It never changes and may
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
		if code[0] > '9' && code[0] != 'D' {
			continue
		}
		text := []byte(s.Descriptor(i))
		scanRuns(text, func(hash uint64, from, to int) {
			if telling(text[from:to]) < tellingWords {
				return
			}
			if list := c.runs[hash]; !slices.Contains(list, code) {
				c.runs[hash] = append(list, code)
			}
			c.sieve[hash>>51] |= 1 << (hash >> 45 & 63)
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
		if c.sieve[hash>>51]&(1<<(hash>>45&63)) == 0 {
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

// scanRuns calls emit for every run of six words with its hash and its place.
func scanRuns(text []byte, emit func(hash uint64, from, to int)) {
	// A run's hash is a polynomial of its words' hashes, so that the next run costs two
	// multiplications, not six.
	var run uint64
	var hashes [8]uint64 // of the last words, at their number modulo 8
	var starts [8]int
	n := 0
	for i := 0; i < len(text); i++ {
		b := normal[text[i]]
		if b <= joiner {
			continue
		}
		from, hash := i, uint64(offsetBasis)
		for {
			hash = (hash ^ uint64(b)) * prime
			if i++; i >= len(text) {
				break
			}
			if b = normal[text[i]]; b <= joiner && (b != joiner || i+1 >= len(text) || normal[text[i+1]] <= joiner) {
				break
			}
		}
		run = run*prime + hash - hashes[(n-copiedWords)&7]*power
		hashes[n&7], starts[n&7] = hash, from
		if n++; n >= copiedWords {
			emit(run, starts[(n-copiedWords)&7], i)
		}
	}
}

// FNV-1a.
const (
	offsetBasis = 14695981039346656037
	prime       = 1099511628211
)

// power is prime to the power of copiedWords, modulo 2⁶⁴.
var power = func() uint64 {
	p := uint64(1)
	for range copiedWords {
		p *= prime
	}
	return p
}()

// joiner stands for what is part of a word between two others: 5.1-10cc.
const joiner = 1

// normal gives each byte as it is compared: letters in lower case, 0 for what is no part
// of a word.
var normal = func() (out [256]byte) {
	for i := range out {
		b := byte(i)
		switch {
		case b >= 'A' && b <= 'Z':
			out[i] = b + 'a' - 'A'
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b >= 0x80:
			out[i] = b
		case strings.IndexByte(".-/'&+", b) >= 0:
			out[i] = joiner
		}
	}
	return out
}()

// telling counts the words of a run that say something by themselves.
func telling(run []byte) int {
	n := 0
	for _, w := range bytes.FieldsFunc(run, func(r rune) bool { return r < 0x80 && normal[r] <= joiner }) {
		if len(w) > 2 && !slices.Contains(smallWords, strings.ToLower(string(w))) {
			n++
		}
	}
	return n
}

var smallWords = strings.Fields("and the for with from per each any than more less not one two other same into your you")
