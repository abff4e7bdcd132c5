package matter

import "bytes"

// quoteBare returns well-formed TOML with its numbers, times, true and false put into
// quotes. The library would give values, from which 1_000, 1e3, 1.50 or a second's
// fraction cannot be had back as they were written. No line gets another number.
func quoteBare(data []byte) []byte {
	s := bareScanner{data: data}
	for s.at < len(data) {
		s.step()
	}
	return append(s.out, data[s.copied:]...)
}

type bareScanner struct {
	data   []byte
	at     int
	out    []byte
	copied int // how much of data is in out
	// open holds the brackets of arrays and inline tables that are not closed.
	open []byte
	// value is set behind = and in an array: there a word is a value, elsewhere a key.
	value bool
}

// step passes one sign, text, remark or bare value.
func (s *bareScanner) step() {
	switch c := s.data[s.at]; c {
	case '#':
		s.at += len(line(s.data, s.at))
		return
	case '"', '\'':
		s.text(c)
		return
	case '=':
		s.value = true
	case '[', '{':
		// The name of a table stands in brackets where no value is expected.
		if s.value {
			s.open = append(s.open, c)
			s.value = c == '['
		}
	case ']', '}':
		s.open = s.open[:max(len(s.open)-1, 0)]
		s.value = s.inArray()
	case ',':
		s.value = s.inArray()
	case '\n':
		s.value = s.value && len(s.open) > 0
	case ' ', '\t':
	default:
		if s.value {
			s.bare()
			return
		}
	}
	s.at++
}

func (s *bareScanner) inArray() bool { return len(s.open) > 0 && s.open[len(s.open)-1] == '[' }

// bare puts a value into quotes. It ends where it must, not at a space: one may stand
// between a date and a time.
func (s *bareScanner) bare() {
	rest := s.data[s.at:]
	if end := bytes.IndexAny(rest, ",]}#\n"); end >= 0 {
		rest = rest[:end]
	}
	rest = bytes.TrimRight(rest, " \t")
	s.out = append(append(s.out, s.data[s.copied:s.at]...), '"')
	s.out = append(append(s.out, rest...), '"')
	s.at += len(rest)
	s.copied = s.at
}

// text passes a text in quotes of one of the four kinds.
func (s *bareScanner) text(quote byte) {
	mark := bytes.Repeat([]byte{quote}, 3)
	if !bytes.HasPrefix(s.data[s.at:], mark) {
		mark = mark[:1]
	}
	for s.at += len(mark); s.at < len(s.data); s.at++ {
		switch {
		case quote == '"' && s.data[s.at] == '\\':
			s.at++
		case bytes.HasPrefix(s.data[s.at:], mark):
			s.at += len(mark)
			// One or two quotes may be the last signs of a text between three.
			for n := 0; n < 2 && len(mark) == 3 && s.at < len(s.data) && s.data[s.at] == quote; n++ {
				s.at++
			}
			return
		}
	}
}
