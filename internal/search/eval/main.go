// Eval measures search: it builds the index of a folder of guides (or opens a
// published site), asks the queries of a file, and prints for every class of
// queries how high the right guides stand.
//
//	go run ./internal/search/eval [-lang en] [-fails N] (-guides DIR | -public DIR) QUERIES.jsonl
//
// A query is a line {"class": …, "query": …, "relevant": [codes]}.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	"bedside/internal/search"

	"go.yaml.in/yaml/v3"
)

type query struct {
	Class    string   `json:"class"`
	Query    string   `json:"query"`
	Relevant []string `json:"relevant"`
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	guides := flags.String("guides", "", "folder of guides to index")
	public := flags.String("public", "", "published site to ask")
	write := flags.String("write", "", "folder to write the index of -guides to")
	language := flags.String("lang", "en", "language of the guides")
	fails := flags.Int("fails", 0, "how many failures to print for every class")
	dear := flags.Int("dear", 0, "print queries with at least so many requests")
	class := flags.String("class", "", "ask only this class")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var site fs.FS
	switch {
	case *public != "":
		site = os.DirFS(*public)
	case *guides != "":
		files, err := index(*guides, *language, out)
		if err != nil {
			return err
		}
		memory := fstest.MapFS{}
		for _, f := range files {
			memory[f.Path] = &fstest.MapFile{Data: f.Data}
			if *write != "" {
				p := filepath.Join(*write, f.Path)
				if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(p, f.Data, 0o644); err != nil {
					return err
				}
			}
		}
		site = memory
	default:
		return fmt.Errorf("one of -guides and -public is needed")
	}
	if flags.NArg() != 1 {
		return nil
	}
	queries, err := readQueries(flags.Arg(0))
	if err != nil {
		return err
	}
	r, err := search.Open(site)
	if err != nil {
		return err
	}
	if err := report(r, queries, *class, *fails, out); err != nil {
		return err
	}
	return costs(site, queries, *class, *dear, out)
}

func index(dir, language string, out io.Writer) ([]search.File, error) {
	docs, err := readGuides(dir)
	if err != nil {
		return nil, err
	}
	a := search.NewAnalyzer(search.Options{Language: language})
	start := time.Now()
	entries := make([]*search.Entry, len(docs))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(docs); i += workers {
				entries[i] = a.Entry(docs[i])
			}
		})
	}
	wg.Wait()
	entered := time.Since(start)
	files, err := a.Index(entries)
	if err != nil {
		return nil, err
	}
	all := time.Since(start)
	kinds := map[string][2]int{}
	for _, f := range files {
		k := strings.Split(f.Path, "/")[2]
		kinds[k] = [2]int{kinds[k][0] + 1, kinds[k][1] + len(f.Data)}
	}
	fmt.Fprintf(out, "%d guides: entries %v, index %v, %.3f ms a guide; %d files %v\n", len(docs), entered.Round(time.Millisecond),
		(all - entered).Round(time.Millisecond), float64(all.Microseconds())/1000/float64(len(docs)), len(files), kinds)
	return files, nil
}

// readGuides reads front matter and text of Markdown files as plainly as an
// evaluation needs it.
func readGuides(dir string) ([]*search.Document, error) {
	var docs []*search.Document
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, rest, _ := strings.Cut(string(src), "---\n")
		front, body, ok := strings.Cut(rest, "\n---\n")
		if !ok {
			return fmt.Errorf("%s: no front matter", path)
		}
		var m struct {
			Code, Title, Summary, Category string
			Synonyms                       []string
		}
		if err := yaml.Unmarshal([]byte(front), &m); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		doc := &search.Document{Code: m.Code, Title: m.Title, URL: strings.ToLower(m.Code) + "/", Category: m.Category, Summary: m.Summary, Synonyms: m.Synonyms}
		for _, p := range strings.Split(body, "\n") {
			if h := strings.TrimLeft(p, "#"); h != p {
				doc.Headings = append(doc.Headings, strings.TrimSpace(h))
			} else if p != "" {
				doc.Body = append(doc.Body, p)
			}
		}
		docs = append(docs, doc)
		return nil
	})
	slices.SortFunc(docs, func(x, y *search.Document) int { return strings.Compare(x.Code, y.Code) })
	return docs, err
}

func readQueries(path string) ([]query, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []query
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q query
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, q)
	}
	return out, lines.Err()
}

// report prints the mean reciprocal rank among the first ten, and how often
// the first, one of five, and one of ten results is right.
func report(r *search.Reader, queries []query, only string, fails int, out io.Writer) error {
	type sums struct{ n, first, five, ten, none, mrr float64 }
	by := map[string]*sums{}
	failed := map[string][]string{}
	start := time.Now()
	for _, q := range queries {
		if only != "" && q.Class != only {
			continue
		}
		results, err := r.Search(q.Query, 10)
		if err != nil {
			return fmt.Errorf("%q: %w", q.Query, err)
		}
		s := by[q.Class]
		if s == nil {
			s = &sums{}
			by[q.Class] = s
		}
		s.n++
		rank := slices.IndexFunc(results, func(x search.Result) bool { return slices.Contains(q.Relevant, x.Code) })
		if len(results) == 0 {
			s.none++
		}
		if rank >= 0 {
			s.mrr += 1 / float64(rank+1)
			s.ten++
			if rank < 5 {
				s.five++
			}
			if rank == 0 {
				s.first++
			}
		}
		if rank != 0 {
			line := fmt.Sprintf("    %d %q want %v, got", rank+1, q.Query, q.Relevant[:min(3, len(q.Relevant))])
			for _, x := range results[:min(4, len(results))] {
				line += fmt.Sprintf(" %s %q %.0f,", x.Code, x.Title, x.Score)
			}
			failed[q.Class] = append(failed[q.Class], line)
		}
	}
	elapsed := time.Since(start)
	var classes []string
	for c := range by {
		classes = append(classes, c)
	}
	slices.Sort(classes)
	mean := 0.0
	fmt.Fprintln(out, "class          n  MRR@10  hit@1 hit@5 hit@10 none")
	for _, c := range classes {
		s := by[c]
		fmt.Fprintf(out, "%-12s %4.0f  %.3f   %.2f  %.2f  %.2f  %.2f\n", c, s.n, s.mrr/s.n, s.first/s.n, s.five/s.n, s.ten/s.n, s.none/s.n)
		mean += s.mrr / s.n
		for _, l := range failed[c][:min(fails, len(failed[c]))] {
			fmt.Fprintln(out, l)
		}
	}
	fmt.Fprintf(out, "mean of classes %.3f; %.2f ms a query\n", mean/float64(len(classes)), float64(elapsed.Microseconds())/1000/float64(len(queries)))
	return nil
}
