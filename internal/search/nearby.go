package search

// allowedEdits is how many letters of a word may be wrong, missing, too many
// or exchanged with their neighbour.
func allowedEdits(word string) int {
	switch n := runes(word); {
	case !correctable(word):
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}

// edits is the number of insertions, deletions, replacements and exchanges of
// neighbours that turn a into b (optimal string alignment), or limit+1 if it is
// more than limit.
func edits(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	next := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			next[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], limit+1)
}
