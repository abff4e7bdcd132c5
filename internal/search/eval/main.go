// Eval measures search: it builds the index of a folder of guides (or opens a
// published site), asks the queries of a file, and prints for every class of
// queries how high the right guides stand and what an answer costs a reader.
//
//	go run ./internal/search/eval [-class C] [-fails N] [-dear N] -guides DIR QUERIES.jsonl
//	go run ./internal/search/eval [-browser] -public DIR QUERIES.jsonl
//
// A query is a line {"class": …, "query": …, "relevant": [codes]}. With -browser the
// queries are also typed into the search box of the published site, in Chromium,
// on a fast line and on a slow one with a slow processor, and all of them are answered
// there as well, in the order that the reader in Go gives.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"testing/fstest"

	"bedside/internal/search"
)

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
	language := flags.String("lang", "en", "language of the guides")
	fails := flags.Int("fails", 0, "how many failures to print for every class")
	class := flags.String("class", "", "ask only this class")
	dear := flags.Int("dear", 0, "print queries with at least so many requests")
	browser := flags.Bool("browser", false, "type queries into the site's box in Chromium")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *browser && *public == "" {
		return fmt.Errorf("-browser needs a published site: -public DIR")
	}
	site, err := open(*guides, *public, *language, out)
	if err != nil || flags.NArg() != 1 {
		return err
	}
	queries, err := readQueries(flags.Arg(0))
	if err != nil {
		return err
	}
	if *class != "" {
		queries = slices.DeleteFunc(queries, func(q query) bool { return q.Class != *class })
	}
	if len(queries) == 0 {
		return fmt.Errorf("%s has no queries of the class %q", flags.Arg(0), *class)
	}
	r, err := search.Open(site)
	if err != nil {
		return err
	}
	if err := report(r, queries, *fails, out); err != nil {
		return err
	}
	if err := costs(site, queries, *dear, out); err != nil || !*browser {
		return err
	}
	return browse(site, r, queries, out)
}

// open gives the published site, or the index of guides alone.
func open(guides, public, language string, out io.Writer) (fs.FS, error) {
	switch {
	case public != "":
		return os.DirFS(public), nil
	case guides == "":
		return nil, fmt.Errorf("one of -guides and -public is needed")
	}
	files, err := index(guides, language, out)
	if err != nil {
		return nil, err
	}
	site := fstest.MapFS{}
	for _, f := range files {
		site[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	return site, nil
}
