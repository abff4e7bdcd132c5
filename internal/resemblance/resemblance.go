// Package resemblance finds texts that are equal or nearly equal to others, among
// a hundred thousand and more, without comparing each with each.
//
// The resemblance of two texts is the part of their runs of three words that both
// have: |A ∩ B| / |A ∪ B| (A. Broder: On the resemblance and containment of
// documents. Compression and Complexity of Sequences 1997, 21–29). It is estimated
// from a Sketch of 64 bytes. A sketch holds the least hash of each of 64 parts of the
// hash's range (P. Li, A. Owen, C.-H. Zhang: One permutation hashing. NIPS 2012); a
// part that no run of words falls into borrows that of another, which is drawn by a
// hash of the two numbers only (A. Shrivastava: Optimal densification for fast and
// accurate minwise hashing. ICML 2017); of each, one byte is kept (P. Li, A. König:
// b-bit minwise hashing. WWW 2010).
//
// An Index compares only what has four neighbouring bytes in common at one of eight
// places (J. Leskovec, A. Rajaraman, J. Ullman: Mining of Massive Datasets, section
// 3.4). Of two texts that resemble each other by s it finds 1-(1-s⁴)⁸: all that are
// equal, 99.98 % at 0.9, 98.5 % at 0.8. The estimate has a standard error of
// √(s(1-s)/64), 0.05 at 0.8.
//
// Answers depend on the texts and the names of their documents alone, not on the
// order in which they came.
package resemblance

import (
	"encoding/binary"
	"math/bits"
)

const (
	run      = 3  // words that make one feature
	bins     = 64 // bytes of a sketch
	bands    = 8
	bandSize = 4

	// MinWords is the number of words below which a text has no sketch: short
	// texts are alike by chance, and there is little that one could do about it.
	MinWords = 20
)

// Sketch stands for a text. Equal texts have equal sketches.
type Sketch [bins]byte

// SketchOf makes a sketch of a text, given as a hash of each of its words. Words
// that shall count as the same must have the same hash. It returns false for a text
// of fewer than MinWords words.
func SketchOf(words []uint64) (Sketch, bool) {
	if len(words) < MinWords {
		return Sketch{}, false
	}
	var least [bins]uint64
	var filled uint64 // a bit for each bin
	for i := run; i <= len(words); i++ {
		h := mix(words[i-3]*0x9e3779b97f4a7c15 + bits.RotateLeft64(words[i-2], 23)*0xc2b2ae3d27d4eb4f + bits.RotateLeft64(words[i-1], 41))
		bin := h >> (64 - 6)
		if filled&(1<<bin) == 0 || h < least[bin] {
			least[bin] = h
			filled |= 1 << bin
		}
	}
	var s Sketch
	for bin := range s {
		s[bin] = byte(mix(least[donor(bin, filled)]))
	}
	return s, true
}

// donor returns the bin itself if it is filled, else the first filled one of a
// sequence that depends on the bin alone. Two texts with one bin empty borrow from
// the same place as long as both can.
func donor(bin int, filled uint64) int {
	for attempt, at := uint64(1), bin; ; attempt++ {
		if filled&(1<<at) != 0 {
			return at
		}
		at = int(mix(uint64(bin)<<32|attempt) >> (64 - 6))
	}
}

// mix spreads a number over all bits: the finalizer of SplitMix64 (G. Steele,
// D. Lea, C. Flood: Fast splittable pseudorandom number generators. OOPSLA 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Resemblance estimates how much two texts have in common, from 0 to 1.
func (s *Sketch) Resemblance(t *Sketch) float64 {
	// Of bytes that have nothing to do with each other, one in 256 is equal.
	const chance = 1.0 / 256
	return max(0, (float64(s.equal(t))/bins-chance)/(1-chance))
}

// equal counts equal bytes, eight at a time.
func (s *Sketch) equal(t *Sketch) int {
	n := 0
	for i := 0; i < bins; i += 8 {
		x := binary.LittleEndian.Uint64(s[i:]) ^ binary.LittleEndian.Uint64(t[i:])
		// The highest bit of each byte of x that is not zero.
		n += 8 - bits.OnesCount64((x&0x7f7f7f7f7f7f7f7f+0x7f7f7f7f7f7f7f7f|x)&0x8080808080808080)
	}
	return n
}

func (s *Sketch) band(i int) uint32 { return binary.LittleEndian.Uint32(s[i*bandSize:]) }
