//go:build unix

package check_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/guide"
	"bedside/internal/prose"
)

// BenchmarkBodies applies the rules on parsed texts to the guides of this repository,
// or of the folder that the environment names in BEDSIDE_GUIDES. It counts processor
// time, which says more than the clock on a machine that does other things too.
func BenchmarkBodies(b *testing.B) {
	root := os.Getenv("BEDSIDE_GUIDES")
	if root == "" {
		root = "../../content"
	}
	var bodies []*check.Body
	context := &check.Context{Language: "en", Today: time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)}
	wordings := guide.NewWordings(nil)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".md") || len(bodies) == 500 {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		src := diag.NewSource("content/"+filepath.Base(path), raw)
		content, _ := guide.Parse(src.File, raw)
		parsed, _ := guide.ParseBody(src, content.BodyStart, wordings)
		if content.Guide != nil {
			bodies = append(bodies, &check.Body{Context: context, Source: src, Parsed: parsed, Guide: content.Guide})
		}
		return nil
	})
	if err != nil || len(bodies) == 0 {
		b.Fatal(err, len(bodies))
	}
	reader := &prose.Reader{}
	start := processor(b)
	i := 0
	for b.Loop() {
		body := *bodies[i%len(bodies)]
		body.Reader = reader
		check.Bodies(&body)
		check.NewDigest(&body)
		i++
	}
	b.ReportMetric(float64(processor(b)-start)/float64(i)/1000, "cpu-µs/guide")
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
