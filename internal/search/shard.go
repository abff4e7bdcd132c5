package search

import "unicode/utf8"

// span is a run of consecutive keys that are published together. Its key is
// where the run begins: every key of the run is at or above it, and every key
// of the runs before is below.
type span struct {
	key    string
	lo, hi int
}

// splitter cuts sorted keys into spans along their common beginnings. A cut
// depends only on the weights of the keys that share a beginning, so an edit
// moves no cut elsewhere.
type splitter struct {
	key    func(int) string
	weight []int // sums: weight[i] is the weight of all keys before i
	limit  int
	spans  []span
}

// split cuts n keys. The first span's key is first.
func split(n int, first string, key func(int) string, weight func(int) int, limit int) []span {
	s := &splitter{key: key, weight: make([]int, n+1), limit: limit}
	for i := range n {
		s.weight[i+1] = s.weight[i] + weight(i)
	}
	s.cut(first, 0, n)
	if len(s.spans) == 0 {
		s.spans = []span{{first, 0, 0}}
	}
	s.spans[0].key = first
	return s.spans
}

// cut adds the spans of keys lo to hi, which all begin with prefix.
func (s *splitter) cut(prefix string, lo, hi int) {
	if lo == hi {
		return
	}
	if s.sum(lo, hi) <= s.limit || hi-lo == 1 {
		s.spans = append(s.spans, span{prefix, lo, hi})
		return
	}
	var open span
	flush := func() {
		if open.hi > open.lo {
			s.spans = append(s.spans, open)
		}
		open = span{}
	}
	for i := lo; i < hi; {
		child := s.child(i, len(prefix))
		end := i + 1
		for end < hi && len(child) > len(prefix) && s.child(end, len(prefix)) == child {
			end++
		}
		switch {
		case s.sum(i, end) > s.limit && end-i > 1:
			flush()
			s.cut(child, i, end)
		case open.hi > open.lo && s.sum(open.lo, end) <= s.limit:
			open.hi = end
		default:
			flush()
			open = span{child, i, end}
		}
		i = end
	}
	flush()
}

// child is the beginning of key i that is one character longer than n bytes.
func (s *splitter) child(i, n int) string {
	k := s.key(i)
	if len(k) <= n {
		return k
	}
	_, size := utf8.DecodeRuneInString(k[n:])
	return k[:n+size]
}

func (s *splitter) sum(lo, hi int) int { return s.weight[hi] - s.weight[lo] }
