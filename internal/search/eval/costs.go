package main

import (
	"fmt"
	"io"
	"io/fs"
	"slices"

	"bedside/internal/search"
)

// counting is a file system that counts what is read from it, as a host would
// send it.
type counting struct {
	fs.FS
	sizes    map[string]int // compressed, by name
	requests int
	bytes    int
}

func (c *counting) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(c.FS, name)
	if err != nil {
		return nil, err
	}
	size, ok := c.sizes[name]
	if !ok {
		packed, err := pack(data)
		if err != nil {
			return nil, err
		}
		size = len(packed)
		c.sizes[name] = size
	}
	c.requests++
	c.bytes += size
	return data, nil
}

// costs prints what a reader who has loaded nothing yet waits for: requests and
// compressed bytes of one query, the median and the ninth of ten, by class.
func costs(site fs.FS, queries []query, verbose int, out io.Writer) error {
	c := &counting{FS: site, sizes: map[string]int{}}
	requests, size := map[string][]int{}, map[string][]int{}
	var classes []string
	for _, q := range queries {
		c.requests, c.bytes = 0, 0
		r, err := search.Open(c)
		if err != nil {
			return err
		}
		if _, err := r.Search(q.Query, 10); err != nil {
			return err
		}
		if verbose > 0 && c.requests >= verbose {
			fmt.Fprintf(out, "    %s %d %d %q\n", q.Class, c.requests, c.bytes, q.Query)
		}
		if requests[q.Class] == nil {
			classes = append(classes, q.Class)
		}
		for _, class := range []string{q.Class, "all"} {
			requests[class] = append(requests[class], c.requests)
			size[class] = append(size[class], c.bytes)
		}
	}
	slices.Sort(classes)
	fmt.Fprintln(out, "class        requests       KB")
	for _, class := range append(classes, "all") {
		n, b := requests[class], size[class]
		slices.Sort(n)
		slices.Sort(b)
		at := len(n) * 9 / 10
		fmt.Fprintf(out, "%-12s %3d %3d  %5.1f %5.1f\n", class, n[len(n)/2], n[at], float64(b[len(b)/2])/1024, float64(b[at])/1024)
	}
	return nil
}
