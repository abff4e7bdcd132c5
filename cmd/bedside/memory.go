package main

import (
	"os"
	"runtime/debug"
)

// A build makes far more garbage than it keeps, so collecting it less often is
// worth some memory: a tenth of the time for 150 MB at ten thousand guides. The
// limit is where time is given for memory again, and leaves room below 1.5 GiB for what
// is not the collector's: a hundred thousand guides need some 1 GB. Whoever sets GOGC
// or GOMEMLIMIT knows better.
const (
	garbagePercent = 300
	memoryLimit    = 1400 << 20
)

func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
