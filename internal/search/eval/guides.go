package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"bedside/internal/search"

	"go.yaml.in/yaml/v3"
)

// index makes the index of a folder of guides and says what it took.
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
