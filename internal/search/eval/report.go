package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"bedside/internal/search"
)

// goals are the mean reciprocal ranks that each class of queries should reach:
// without synonyms in the guides, and with half of them.
var goals = map[string][2]float64{
	"code": {1, 1}, "code-4": {1, 1}, "code-3": {1, 1}, "title": {1, 1}, "prefix": {.995, .995}, "inflect": {1, 1}, "hyphen": {1, 1},
	"typo-word": {.98, .98}, "typo-title": {1, 1}, "question": {.995, .995}, "known-item": {.93, .93}, "syn-partial": {.80, .86},
	"syn-lay": {.50, .65}, "syn-abbr": {.60, .68}, mean: {.92, .94},
}

const mean = "mean"

// tally sums up the answers to one class of queries.
type tally struct {
	n, first, five, ten, none, rank float64
	failed                          []string
}

// report prints, for every class of queries, the mean reciprocal rank among the
// first ten beside its two goals, and how often the first, one of five, and one of
// ten results is right.
func report(r *search.Reader, queries []query, fails int, out io.Writer) error {
	by := map[string]*tally{}
	start := time.Now()
	for _, q := range queries {
		results, err := r.Search(q.Query, 10)
		if err != nil {
			return fmt.Errorf("%q: %w", q.Query, err)
		}
		if by[q.Class] == nil {
			by[q.Class] = &tally{}
		}
		by[q.Class].add(q, results)
	}
	elapsed := time.Since(start)
	var classes []string
	for c := range by {
		classes = append(classes, c)
	}
	slices.Sort(classes)
	sum := 0.0
	fmt.Fprintln(out, "class          n  MRR@10  goals         hit@1 hit@5 hit@10 none")
	for _, c := range classes {
		t := by[c]
		fmt.Fprintf(out, "%-12s %4.0f  %.3f   %s   %.2f  %.2f  %.2f  %.2f\n", c, t.n, t.rank/t.n, goal(c), t.first/t.n, t.five/t.n, t.ten/t.n, t.none/t.n)
		sum += t.rank / t.n
		for _, l := range t.failed[:min(fails, len(t.failed))] {
			fmt.Fprintln(out, l)
		}
	}
	fmt.Fprintf(out, "%-12s       %.3f   %s   %.2f ms a query\n", mean, sum/float64(len(classes)), goal(mean), float64(elapsed.Microseconds())/1000/float64(len(queries)))
	return nil
}

func goal(class string) string {
	g, ok := goals[class]
	if !ok {
		return "           "
	}
	return fmt.Sprintf("%.3f %.3f", g[0], g[1])
}

func (t *tally) add(q query, results []search.Result) {
	t.n++
	if len(results) == 0 {
		t.none++
	}
	at := slices.IndexFunc(results, func(x search.Result) bool { return slices.Contains(q.Relevant, x.Code) })
	if at >= 0 {
		t.rank += 1 / float64(at+1)
		t.ten++
	}
	if at >= 0 && at < 5 {
		t.five++
	}
	if at == 0 {
		t.first++
		return
	}
	line := fmt.Sprintf("    %d %q want %v, got", at+1, q.Query, q.Relevant[:min(3, len(q.Relevant))])
	for _, x := range results[:min(4, len(results))] {
		line += fmt.Sprintf(" %s %q %.0f,", x.Code, x.Title, x.Score)
	}
	t.failed = append(t.failed, line)
}
