package main

import (
	"os"
	"runtime/debug"
)

// A build makes far more garbage than it keeps, so collecting it less often is
// worth some memory: a tenth of the time for 150 MB at ten thousand guides. The
// limit is where time is given for memory again; whoever sets GOGC or GOMEMLIMIT
// knows better.
const (
	garbagePercent = 300
	memoryLimit    = 1 << 30
)

func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
