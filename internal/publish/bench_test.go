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

func (s benchSite) publish(b *testing.B, opts Options) Changes {
	b.Helper()
	p, err := Begin(opts)
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
	s := newBenchSite()
	for b.Loop() {
		c := s.publish(b, Options{Dir: filepath.Join(b.TempDir(), "public")})
		if c.Written != benchFiles {
			b.Fatal(c)
		}
	}
}

// BenchmarkRebuild publishes again after so many files have changed.
func BenchmarkRebuild(b *testing.B) {
	for _, changed := range []int{0, 1, benchFiles} {
		for _, way := range []string{"exchange", "spare", "in place"} {
			b.Run(fmt.Sprintf("changed=%d/%s", changed, way), func(b *testing.B) {
				s := newBenchSite()
				opts := Options{Dir: filepath.Join(b.TempDir(), "public")}
				ways[way](&opts)
				s.publish(b, opts)
				s.data[0][99]++
				s.publish(b, opts) // from now on there are spare folders
				for b.Loop() {
					for i := range changed {
						s.data[i][100]++
					}
					if c := s.publish(b, opts); c.Written != changed {
						b.Fatal(c)
					}
				}
			})
		}
	}
}
