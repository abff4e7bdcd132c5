package search

import "errors"

// Numbers are written in printable ASCII, so that shards are text, which every
// host compresses: characters '!' to '`' (64) end a number, 'a' to '~' (30) do
// not. The most significant comes first.
const (
	digitZero  = '!'
	finalCount = 64
	moreCount  = 30
)

// appendNumber appends v in at most six characters.
func appendNumber(b []byte, v uint32) []byte {
	var tmp [8]byte
	i := len(tmp) - 1
	tmp[i] = byte(digitZero + v%finalCount)
	for x := v / finalCount; x > 0; x /= moreCount {
		x--
		i--
		tmp[i] = byte(digitZero + finalCount + x%moreCount)
	}
	return append(b, tmp[i:]...)
}

var errNumber = errors.New("a number is cut off or has a character outside '!' to '~'")

// readNumber reads the number at the beginning of s and gives what follows.
func readNumber(s string) (v uint32, rest string, err error) {
	var acc uint64
	for i := range len(s) {
		c := int(s[i]) - digitZero
		if c < 0 || c >= finalCount+moreCount || acc > 1<<30 {
			return 0, "", errNumber
		}
		if c < finalCount {
			return uint32(acc*finalCount + uint64(c)), s[i+1:], nil
		}
		acc = acc*moreCount + uint64(c-finalCount) + 1
	}
	return 0, "", errNumber
}
