// Command ci runs everything that must hold before a change lands, the quick
// checks first, and stops at the first that fails:
//
//	go run ./internal/ci
//
// The tests need a C compiler, for the race detector, and Chromium, for the test
// in the browser. Where one of them is missing and apt-get is there to install
// packages as root, it is installed; otherwise the command fails and says what is
// missing. Nothing is ever skipped.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"bedside/internal/chromium"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := checkAll(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "ci: %v\n", err)
		os.Exit(1)
	}
	fmt.Println("== all checks passed")
}

// check is one thing that must hold.
type check struct {
	name string
	run  func(context.Context) error
}

func checkAll(ctx context.Context) error {
	for _, c := range []check{
		{"gofmt -l .", formatted},
		{"go vet ./...", command("go", "vet", "./...")},
		{"go tool staticcheck ./...", command("go", "tool", "staticcheck", "./...")},
		{"a C compiler, for the race detector", installed("gcc and libc6-dev", []string{os.Getenv("CC"), "gcc", "clang"}, "gcc", "libc6-dev")},
		{"a browser", installed("chromium", chromium.Programs(), "chromium")},
		{"go test -race ./...", command("go", "test", "-race", "-timeout", "20m", "./...")},
	} {
		fmt.Println("==", c.name)
		start := time.Now()
		if err := c.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Printf("   %s\n", time.Since(start).Round(100*time.Millisecond))
	}
	return nil
}

// command is a check by another program, whose output is shown.
func command(name string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		return cmd.Run()
	}
}

// formatted wants every Go file as gofmt writes it. The program is that of the Go
// in use, which need not be in the search path.
func formatted(ctx context.Context) error {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(strings.TrimSpace(string(root)), "bin", "gofmt"), "-l", ".")
	cmd.Stderr = os.Stderr
	files, err := cmd.Output()
	if err != nil {
		return err
	}
	if files = bytes.TrimSpace(files); len(files) > 0 {
		return fmt.Errorf("these files are not formatted; run gofmt -w on them:\n%s", files)
	}
	return nil
}

// installed wants one of several programs, and installs packages if there is none.
func installed(what string, programs []string, packages ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		if found(programs) {
			return nil
		}
		if _, err := exec.LookPath("apt-get"); err != nil || os.Getuid() != 0 {
			return fmt.Errorf("not found, and it cannot be installed here: install %s (as root: apt-get install %s)", what, strings.Join(packages, " "))
		}
		if err := command("apt-get", "update")(ctx); err != nil {
			return fmt.Errorf("apt-get update: %w", err)
		}
		args := append([]string{"install", "--yes", "--no-install-recommends"}, packages...)
		if err := command("apt-get", args...)(ctx); err != nil {
			return fmt.Errorf("apt-get install: %w", err)
		}
		if !found(programs) {
			return errors.New("not found, although it was installed")
		}
		return nil
	}
}

func found(programs []string) bool {
	for _, p := range programs {
		if _, err := exec.LookPath(p); p != "" && err == nil {
			return true
		}
	}
	return false
}
