package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// largeSource makes 10,000 files in 100 folders.
func largeSource(b *testing.B) Options {
	b.Helper()
	dir := b.TempDir()
	for i := range 10000 {
		name := filepath.Join(dir, "content", fmt.Sprint(i%100), fmt.Sprintf("%05d.md", i))
		if i < 100 {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(name, []byte("text"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return Options{Dir: dir, Roots: roots}
}

func startLarge(b *testing.B, o Options) *Watcher {
	b.Helper()
	w, err := New(o)
	if err != nil {
		b.Fatal(err)
	}
	<-w.Changes()
	return w
}

// BenchmarkNew begins to watch, and reports what is kept for each file.
func BenchmarkNew(b *testing.B) {
	o := largeSource(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	w := startLarge(b, o)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := startLarge(b, o).Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/10000, "heap-B/file")
}

// BenchmarkScan is one look of polling.
func BenchmarkScan(b *testing.B) {
	o := largeSource(b)
	o.Poll = time.Hour
	w := startLarge(b, o)
	defer w.Close()
	for b.Loop() { // the watcher itself looks in an hour
		w.scan(time.Now())
	}
}

// BenchmarkSave is the time from a save to its Change, Quiet included.
func BenchmarkSave(b *testing.B) {
	o := largeSource(b)
	w := startLarge(b, o)
	defer w.Close()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if err := os.WriteFile(filepath.Join(o.Dir, "content", "7", "00007.md"), []byte(start.String()), 0o644); err != nil {
			b.Fatal(err)
		}
		<-w.Changes()
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
