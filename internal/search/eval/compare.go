package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"

	"bedside/internal/search"
)

// shown is how many results are compared.
const shown = 10

// answerAll asks the page's client for the codes and scores that each of the queries finds.
const answerAll = `(async (queries) => {
  const script = document.querySelector('script[data-search-client]').dataset.searchClient;
  const { Index, codeOf } = await import(new URL(script, document.baseURI));
  const index = new Index(new URL('index/', location).href);
  const out = [];
  for (const query of queries) {
    const { results, broken } = await index.answer(query, %d, () => {});
    out.push(broken ? ['no answer'] : results.map((r) => codeOf(r.number) + ' ' + r.score));
  }
  return out;
})(%s)`

// compare demands of the client in Chromium what the reader in Go answers to every
// query, in the same order and with the same scores.
func compare(browser context.Context, url string, r *search.Reader, queries []query, out io.Writer) error {
	tab, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	defer stop()
	if err := chromedp.Do(tab, chromedp.Navigate(url+"/search/"), chromedp.WaitReady("input[name=q]")); err != nil {
		return err
	}
	differ := 0
	for part := range slices.Chunk(queries, 200) {
		texts := make([]string, len(part))
		for i, q := range part {
			texts[i] = q.Query
		}
		list, err := json.Marshal(texts)
		if err != nil {
			return err
		}
		got, err := chromedp.Run(tab, chromedp.Evaluate[[][]string](fmt.Sprintf(answerAll, shown, list), chromedp.EvalAwaitPromise))
		if err != nil {
			return err
		}
		for i, q := range texts {
			results, err := r.Search(q, shown)
			if err != nil {
				return err
			}
			want := []string{}
			for _, x := range results {
				want = append(want, fmt.Sprint(x.Code, " ", x.Score))
			}
			if !slices.Equal(got[i], want) {
				differ++
				fmt.Fprintf(out, "%q: browser %s; reader %s\n", q, strings.Join(got[i], ", "), strings.Join(want, ", "))
			}
		}
	}
	fmt.Fprintf(out, "browser and reader: %d queries, %d with different answers\n", len(queries), differ)
	if differ > 0 {
		return fmt.Errorf("the browser's client and the reader differ on %d queries", differ)
	}
	return nil
}
