// Package findings writes what a check found in the forms that people and programs
// read: text with a summary, JSON, SARIF for code hosts, and the annotations of GitHub.
//
// Each form is one function from a list of diagnostics, which is sorted and has its
// source lines, to bytes. Nothing is decided here: severities and waivers have been
// applied, and the same list gives the same bytes.
package findings

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"bedside/internal/diag"
)

// Text writes each finding with its line, and a summary by rule.
func Text(w io.Writer, list diag.List, style diag.Style) error {
	if err := list.Print(w, style); err != nil {
		return err
	}
	if len(list) == 0 {
		_, err := io.WriteString(w, "no findings\n")
		return err
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range Summary(list) {
		fmt.Fprintf(out, "\n%s\t%s\t%s", c.Severity, c.Rule, plural(c.Findings, "finding")+" in "+plural(c.Files, "file"))
	}
	fmt.Fprintf(out, "\n\n%s, %s, %s\n", plural(list.Count(diag.Error), "error"), plural(list.Count(diag.Warning), "warning"), plural(list.Count(diag.Info), "remark"))
	return out.Flush()
}

// Count is how often a rule found something with one severity.
type Count struct {
	Rule     string        `json:"rule"`
	Severity diag.Severity `json:"severity"`
	Findings int           `json:"findings"`
	Files    int           `json:"files"`
}

// Summary counts findings by rule: the gravest first, and among them the most frequent.
// The list is sorted by file.
func Summary(list diag.List) []Count {
	type key struct {
		rule     string
		severity diag.Severity
	}
	places := map[key]int{}
	last := map[key]string{}
	counts := []Count{}
	for _, d := range list {
		k := key{d.Rule, d.Severity}
		i, ok := places[k]
		if !ok {
			i = len(counts)
			places[k] = i
			counts = append(counts, Count{Rule: d.Rule, Severity: d.Severity})
		}
		counts[i].Findings++
		if !ok || last[k] != d.File {
			counts[i].Files++
			last[k] = d.File
		}
	}
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(b.Findings, a.Findings), strings.Compare(a.Rule, b.Rule))
	})
	return counts
}

// below is a file's path for programs that look at the folder which the source
// directory lies in.
func below(source, file string) string { return path.Join(source, file) }

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}
