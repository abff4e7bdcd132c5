package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/search"

	"github.com/spf13/cobra"
)

type searchFlags struct {
	public, format string
	limit          int
}

func searchCommand(c console) *cobra.Command {
	var f searchFlags
	cmd := &cobra.Command{
		Use:   "search QUERY | -",
		Short: "Search the published site, as its readers do",
		Long: `Search asks the index of a published site and prints what a reader's browser would
show, best first. With - it reads one query a line from standard input.

With --format json it prints one object a query:
{"query": …, "results": [{"code", "title", "url", "score"}]}.`,
		Example: "  bedside search birth control implant\n  bedside search --format json - < queries.txt",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.format != "text" && f.format != "json" {
				return usageError{fmt.Errorf("--format is text or json, not %q", f.format)}
			}
			if f.limit < 1 {
				return usageError{errors.New("--limit must be 1 or more")}
			}
			return runSearch(c, f, strings.Join(args, " "), cmd.InOrStdin())
		},
	}
	cmd.Flags().StringVar(&f.public, "public", "public", "the folder of the published site")
	cmd.Flags().StringVar(&f.format, "format", "text", "text or json")
	cmd.Flags().IntVar(&f.limit, "limit", 10, "how many results to print")
	return cmd
}

func runSearch(c console, f searchFlags, query string, in io.Reader) error {
	reader, err := search.Open(os.DirFS(f.public))
	if err != nil {
		return fmt.Errorf("%w (build the site first, or name its folder with --public)", err)
	}
	out := bufio.NewWriter(c.out)
	if query != "-" {
		err = answer(out, reader, f, query)
		return errors.Join(err, out.Flush())
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := answer(out, reader, f, lines.Text()); err != nil {
			return err
		}
	}
	return errors.Join(lines.Err(), out.Flush())
}

func answer(out io.Writer, reader *search.Reader, f searchFlags, query string) error {
	if f.format == "text" {
		return answerText(out, reader, f, query)
	}
	results, err := reader.Search(query, f.limit)
	if err != nil {
		return err
	}
	if results == nil {
		results = []search.Result{}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Query   string          `json:"query"`
		Results []search.Result `json:"results"`
	}{query, results})
}

func answerText(out io.Writer, reader *search.Reader, f searchFlags, query string) error {
	results, err := reader.Search(query, f.limit)
	if err != nil {
		return err
	}
	if len(results) == 0 {
		_, err := fmt.Fprintf(out, "nothing found for %q\n", diag.Printable(query))
		return err
	}
	for _, r := range results {
		if _, err := fmt.Fprintf(out, "%s  %s\n", r.Code, diag.Printable(r.Title)); err != nil {
			return err
		}
	}
	return nil
}
