//go:build linux

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"bedside/internal/fees/feestest"
)

// TestServeFollowsFeeSchedule: a preview looks after the fee schedule wherever the
// settings say that it lies, also when they say so later.
func TestServeFollowsFeeSchedule(t *testing.T) {
	dir := sourceOf(t)
	schedule := func(status string) string {
		return string(feestest.File([]feestest.Row{{Code: "11982", Descriptor: "RMVL IMPLANT", Status: status}, {Code: "27447", Descriptor: "KNEE ARTHRP"}}))
	}
	write(t, filepath.Join(dir, "tables", "fees.csv"), schedule("A"))
	s := serve(t, nil, "--source", dir, "--port", "0")
	write(t, filepath.Join(dir, "bedside.yaml"), "codes: tables/fees.csv\n")
	title := strings.Replace(servedGuide, "Removal of an implant", "New knee joint", 1)
	write(t, filepath.Join(dir, "content", "11982.md"), title)
	s.errors.waitFor(t, "what fits it best is 27447")
	write(t, filepath.Join(dir, "content", "11982.md"), servedGuide)
	s.errors.waitFor(t, "all errors are mended\n")

	write(t, filepath.Join(dir, "tables", "fees.csv"), schedule("N"))
	s.errors.waitFor(t, "Medicare does not pay for 11982 by itself (status N")
	write(t, filepath.Join(dir, "tables", "fees.csv"), "no table")
	s.errors.waitFor(t, "tables/fees.csv:1:1: error: no row begins with HCPCS")
	write(t, filepath.Join(dir, "tables", "fees.csv"), schedule("A"))
	s.errors.waitForCount(t, "all errors are mended\n", 2)
	if said := s.errors.String(); strings.Contains(said, "RMVL") || strings.Contains(said, "ARTHRP") {
		t.Errorf("texts of the schedule are shown:\n%s", said)
	}
}
