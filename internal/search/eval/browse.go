package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"bedside/internal/chromium"
	"bedside/internal/search"
)

// line is a way to the network and a processor.
type line struct {
	name    string
	network *network.Conditions
	slower  float64
}

// lines are the ones that first answers are timed on. The slow one is Lighthouse's
// "slow 4G" with a processor four times slower.
var lines = []line{
	{"fast line", nil, 1},
	{"slow 4G, processor 4 × slower", &network.Conditions{Latency: 150, DownloadThroughput: 1.6e6 / 8, UploadThroughput: .75e6 / 8}, 4},
}

// coldQueries is how many queries are asked each by a reader who has nothing yet.
const coldQueries = 16

// typeQuery types a query into the box, waits for the first result, and gives the
// milliseconds it took, or -1 after ten seconds; then it waits until the list has
// been still for a while.
const typeQuery = `(async (query) => {
  const box = document.querySelector('input[name=q]');
  const links = () => [...document.querySelectorAll('[data-search-results] a')].map((a) => a.href).join();
  box.focus();
  const before = links();
  const start = performance.now();
  let first = -1;
  let last = start;
  const watch = new MutationObserver(() => {
    last = performance.now();
    if (first < 0 && links() && links() !== before) first = last - start;
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  box.value = query;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  while (performance.now() - last < 250 || (first < 0 && performance.now() - start < 10000)) await new Promise((r) => setTimeout(r, 20));
  watch.disconnect();
  return first;
})`

// browse types queries into the box of the published site in Chromium, and compares all
// answers with the reader's.
func browse(site fs.FS, r *search.Reader, queries []query, out io.Writer) error {
	if len(queries) == 0 {
		return nil
	}
	host := newHost(site)
	server := httptest.NewServer(host)
	defer server.Close()
	browser, stop, err := chromium.Start(context.Background())
	if err != nil {
		return err
	}
	defer stop()
	for _, l := range lines {
		if err := cold(browser, server.URL, host, l, queries, out); err != nil {
			return err
		}
	}
	if err := warm(browser, server.URL, queries, out); err != nil {
		return err
	}
	return compare(browser, server.URL, r, queries, out)
}

// cold asks each query in a tab that has loaded the page and nothing of the search.
func cold(browser context.Context, url string, host *host, l line, queries []query, out io.Writer) error {
	var first []float64
	var requests, size []int
	for i := range coldQueries {
		tab, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
		err := chromedp.Do(tab, limit(l), chromedp.Navigate(url+"/search/"), chromedp.WaitReady("input[name=q]"))
		if err != nil {
			stop()
			return err
		}
		n, b := host.sent()
		took, err := chromedp.Run(tab, ask(queries[i*len(queries)/coldQueries].Query))
		stop()
		if err != nil {
			return err
		}
		requestsNow, bytesNow := host.sent()
		requests, size = append(requests, requestsNow-n), append(size, bytesNow-b)
		if took >= 0 {
			first = append(first, took)
		}
	}
	fmt.Fprintf(out, "%s, cold: first result %.0f ms, at most %.0f; %d requests, %.1f KB from the focus on; %d of %d answered\n", l.name,
		middle(first), slices.Max(append(first, 0)), middle(requests), float64(middle(size))/1024, len(first), coldQueries)
	return nil
}

// warm asks the queries one after another in one tab, twice, and counts the second.
func warm(browser context.Context, url string, queries []query, out io.Writer) error {
	tab, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	defer stop()
	if err := chromedp.Do(tab, chromedp.Navigate(url+"/search/"), chromedp.WaitReady("input[name=q]")); err != nil {
		return err
	}
	var took []float64
	for round := range 2 {
		for i := range 4 * coldQueries {
			ms, err := chromedp.Run(tab, ask(queries[i*len(queries)/coldQueries/4].Query))
			if err != nil {
				return err
			}
			if round == 1 && ms >= 0 {
				took = append(took, ms)
			}
		}
	}
	slices.Sort(took)
	fmt.Fprintf(out, "everything loaded: first result %.1f ms, 95 of 100 within %.1f ms\n", middle(took), took[len(took)*95/100])
	return nil
}

func ask(query string) chromedp.Action[float64] {
	return chromedp.Evaluate[float64](typeQuery+fmt.Sprintf("(%q)", query), chromedp.EvalAwaitPromise)
}

func limit(l line) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if l.network == nil {
			return nil
		}
		if _, err := cdp.Call(ctx, tab, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{l.network}}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: l.slower})
		return err
	})
}

func middle[T int | float64](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		return -1
	}
	return sorted[len(sorted)/2]
}

// host serves a published site as a CDN does, compressed, and counts what it sends.
type host struct {
	site fs.FS

	mu              sync.Mutex
	packed          map[string][]byte
	requests, bytes int
}

func newHost(site fs.FS) *host { return &host{site: site, packed: map[string][]byte{}} }

func (h *host) sent() (requests, size int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.requests, h.bytes
}

// ServeHTTP answers with the file, or with 404.
func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	data, err := h.compressed(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	types := map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8"}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Set("Cache-Control", "public, max-age=31536000")
	w.Write(data) //nolint:errcheck // The browser may have gone.
}

func (h *host) compressed(name string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	data, ok := h.packed[name]
	if !ok {
		raw, err := fs.ReadFile(h.site, name)
		if err != nil {
			return nil, err
		}
		if data, err = pack(raw); err != nil {
			return nil, err
		}
		h.packed[name] = data
	}
	h.requests++
	h.bytes += len(data)
	return data, nil
}

// pack compresses as hosts do.
func pack(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
