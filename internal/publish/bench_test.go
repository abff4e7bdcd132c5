package publish

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// benchFiles is a site of 7,500 guides with four files each.
const benchFiles = 30_000

type benchSite struct {
	paths []string
	data  [][]byte
}

func newBenchSite() benchSite {
	var s benchSite
	kinds := []string{"index.html", "handout/index.html", "guide.json", "guide.md"}
	for i := range benchFiles {
		name := fmt.Sprintf("%05d/%s", 10000+i/len(kinds), kinds[i%len(kinds)])
		data := make([]byte, 8<<10)
		for j := range data {
			data[j] = byte('a' + (i+j*7)%26)
		}
		copy(data, name)
		s.paths, s.data = append(s.paths, name), append(s.data, data)
	}
	return s
}

func (s benchSite) publish(b *testing.B, dir string) Changes {
	b.Helper()
	p, err := Begin(Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Abort()
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(s.paths); i += workers {
				if err := p.Add(s.paths[i], s.data[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c, err := p.Commit(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func BenchmarkFresh(b *testing.B) {
	site := newBenchSite()
	for b.Loop() {
		c := site.publish(b, filepath.Join(b.TempDir(), "public"))
		if c.Written != benchFiles {
			b.Fatal(c)
		}
	}
}

func BenchmarkUnchanged(b *testing.B) {
	site := newBenchSite()
	dir := filepath.Join(b.TempDir(), "public")
	site.publish(b, dir)
	for b.Loop() {
		if c := site.publish(b, dir); c.Unchanged != benchFiles {
			b.Fatal(c)
		}
	}
}

func BenchmarkOneChanged(b *testing.B) {
	site := newBenchSite()
	dir := filepath.Join(b.TempDir(), "public")
	site.publish(b, dir)
	for b.Loop() {
		site.data[0][100]++
		if c := site.publish(b, dir); c.Written != 1 {
			b.Fatal(c)
		}
	}
}

func BenchmarkAllChanged(b *testing.B) {
	site := newBenchSite()
	dir := filepath.Join(b.TempDir(), "public")
	site.publish(b, dir)
	for b.Loop() {
		for i := range site.data {
			site.data[i][100]++
		}
		if c := site.publish(b, dir); c.Written != benchFiles {
			b.Fatal(c)
		}
	}
}
