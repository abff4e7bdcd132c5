//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bedside/internal/diag"
)

const servedGuide = `---
code: "11982"
title: Removal of an implant
summary: A clinician takes out an implant.
reviewed: 2026-01-31
reviewed_by: A. Example, MD
references:
  - {title: A source, url: "https://example.org/"}
---
The implant is taken out.
`

// sourceOf writes the source of a site with one guide.
func sourceOf(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "content", "11982.md"), servedGuide)
	return dir
}

// write saves a file in one step: on a busy machine somebody would else see it empty,
// which is tried where it is meant (TestEditorSaves, TestNoTornPages).
func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	temp := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".tmp")
	if err := os.WriteFile(temp, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(temp, file); err != nil {
		t.Fatal(err)
	}
}

// serving is a running bedside serve, or another command that does not end by itself.
type serving struct {
	t      *testing.T
	cmd    *exec.Cmd
	line   string // what a preview printed first
	base   string
	out    *lines
	errors *lines
}

// lines collects what a program prints and lets a test wait for a part of it.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

const patience = 20 * time.Second

// waitFor waits until the program has printed something.
func (l *lines) waitFor(t *testing.T, part string) {
	t.Helper()
	l.waitForCount(t, part, 1)
}

// waitForCount waits until the program has printed something so many times.
func (l *lines) waitForCount(t *testing.T, part string, times int) {
	t.Helper()
	deadline := time.After(patience)
	for strings.Count(l.String(), part) < times {
		select {
		case <-l.more:
		case <-deadline:
			t.Fatalf("it does not print %q %d times, but:\n%s", part, times, l)
		}
	}
}

// serve starts a preview and waits until it has printed its address.
func serve(t *testing.T, env []string, args ...string) *serving {
	t.Helper()
	s := launch(t, env, append([]string{"serve"}, args...)...)
	s.awaitAddress()
	return s
}

// launch starts the command, which is this test binary under another name.
func launch(t *testing.T, env []string, args ...string) *serving {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return launchAs(t, &exec.Cmd{Path: self, Args: append([]string{"bedside"}, args...), Env: env})
}

// launchAs starts a prepared command, whose Env is what it gets beside the usual.
func launchAs(t *testing.T, cmd *exec.Cmd) *serving {
	t.Helper()
	s := &serving{t: t, cmd: cmd, out: &lines{more: make(chan struct{}, 1)}, errors: &lines{more: make(chan struct{}, 1)}}
	cmd.Stdout, cmd.Stderr, cmd.Env = s.out, s.errors, append(append(os.Environ(), "GORACE=atexit_sleep_ms=0"), cmd.Env...)
	err := cmd.Start()
	if cmd.SysProcAttr != nil && (errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.ENOSYS)) {
		t.Fatalf("this test lowers limits in a namespace of its own, which this system forbids (%v): run it as root, or allow user namespaces", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended unless the test failed
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the program printed:\n%s", s.errors)
		}
	})
	return s
}

func (s *serving) awaitAddress() {
	s.t.Helper()
	s.out.waitFor(s.t, "\n")
	s.line = s.out.String()
	s.base = regexp.MustCompile(`^http://127\.0\.0\.1:\d+/`).FindString(s.line)
}

func (s *serving) get(path string) string {
	s.t.Helper()
	res, err := http.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// end sends a signal and returns the exit code and how long the end took.
func (s *serving) end(signal os.Signal) (code int, took time.Duration) {
	s.t.Helper()
	start := time.Now()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	_ = s.cmd.Wait() // the code says it
	return s.cmd.ProcessState.ExitCode(), time.Since(start)
}

// TestServe saves a guide that is broken and mends it, with a tab that listens.
func TestServe(t *testing.T) {
	dir := sourceOf(t)
	file := filepath.Join(dir, "content", "11982.md")
	write(t, filepath.Join(dir, "content", "J7307.md"), strings.Replace(servedGuide, `"11982"`, "J7307\ndraft: true", 1))
	s := serve(t, nil, "--source", dir, "--port", "0")
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/ shows .*; Ctrl-C ends it\n$`).MatchString(s.line) {
		t.Errorf("it prints %q", s.line)
	}
	if got := s.get("11982/"); !strings.Contains(got, "The implant is taken out.") {
		t.Errorf("the page is %s", got)
	}
	if got := s.get("j7307/"); !strings.Contains(got, "The implant is taken out.") {
		t.Errorf("a draft is not shown: %s", got)
	}
	stream, err := http.Get(s.base + ".bedside/events")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	write(t, file, strings.Replace(servedGuide, "references:", "refrences:", 1))
	s.errors.waitFor(t, "1 error; what is broken is shown as it was before\n")
	if said := s.errors.String(); !strings.Contains(said, "content/11982.md:7:1: error: ") {
		t.Errorf("it prints\n%s", said)
	}
	if got := s.get("11982/"); !strings.Contains(got, "The implant is taken out.") || !strings.Contains(got, "content/11982.md:7:1") {
		t.Errorf("the broken guide's page is %s", got)
	}
	write(t, file, strings.Replace(servedGuide, "taken out.\n", "taken out gently.\n", 1))
	s.errors.waitFor(t, "all errors are mended\n")
	if got := s.get("11982/"); !strings.Contains(got, "taken out gently.") || strings.Contains(got, "content/11982.md") {
		t.Errorf("the mended page is %s", got)
	}
	if n := strings.Count(s.errors.String(), "error: "); n != 1 {
		t.Errorf("the error is printed %d times:\n%s", n, s.errors)
	}
	// A warning is printed when it is new, and not again with the next one.
	write(t, file, servedGuide+"\nRead [here](/j7307/).\n")
	s.errors.waitFor(t, "[link-text-vague]\n")
	write(t, file, servedGuide+"\nRead [here](/j7307/).\n\nIt is perfectly safe.\n")
	s.errors.waitFor(t, "[absolute-claim]\n")
	if n := strings.Count(s.errors.String(), "[link-text-vague]"); n != 1 {
		t.Errorf("the warning is printed %d times:\n%s", n, s.errors)
	}
	if code, took := s.end(os.Interrupt); code != exitDone || took > 2*time.Second {
		t.Errorf("it ends with %d after %s", code, took)
	}
	if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 1 {
		t.Errorf("it left %v, %v", names, err)
	}
}

func TestServeEndsOnTerminate(t *testing.T) {
	s := serve(t, nil, "--source", sourceOf(t), "--port", "0")
	s.get("11982/")
	half, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(s.base, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	if code, took := s.end(syscall.SIGTERM); code != exitDone || took > 2*time.Second {
		t.Errorf("it ends with %d after %s", code, took)
	}
	if said := s.errors.String(); strings.Contains(said, "bedside: ") || strings.Contains(said, "panic") {
		t.Errorf("it prints %s", said)
	}
}

// TestServePortTaken wants a second preview to say what to type, and that to work.
func TestServePortTaken(t *testing.T) {
	dir := sourceOf(t)
	first := serve(t, nil, "--source", dir, "--port", "0")
	port := regexp.MustCompile(`\d+/$`).FindString(first.base)
	port = strings.TrimSuffix(port, "/")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := &exec.Cmd{Path: self, Args: []string{"bedside", "serve", "--source", dir, "--port", port}, Stdout: &out, Stderr: &errs}
	err = cmd.Run()
	want := regexp.MustCompile(`^bedside: port ` + port + ` is taken, perhaps by another preview; use another one: bedside serve --port (\d+)\n$`)
	found := want.FindStringSubmatch(errs.String())
	if cmd.ProcessState.ExitCode() != exitErrors || out.Len() > 0 || found == nil {
		t.Fatalf("%v, %q, %q", err, out.String(), errs.String())
	}
	second := serve(t, nil, "--source", dir, "--port", found[1])
	if second.base != "http://127.0.0.1:"+found[1]+"/" {
		t.Errorf("the second preview is at %s", second.base)
	}
}

// TestServeOpens replaces the program that opens addresses by one that notes them.
func TestServeOpens(t *testing.T) {
	bin := t.TempDir()
	noted := filepath.Join(bin, "noted")
	script := fmt.Sprintf("#!/bin/sh\nprintf %%s \"$1\" > %s.new && mv %s.new %s\n", noted, noted, noted)
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	dir := sourceOf(t)
	s := serve(t, []string{"PATH=" + bin + ":/usr/bin:/bin"}, "--source", dir, "--port", "0", "--open")
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if got, err := os.ReadFile(noted); err == nil {
			if string(got) != s.base {
				t.Errorf("it opens %s", got)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it opens nothing")
		}
	}
	s = serve(t, []string{"PATH=" + filepath.Join(bin, "nothing")}, "--source", dir, "--port", "0", "--open")
	s.errors.waitFor(t, "bedside: the browser did not start, so open the address yourself: ")
}

func TestSplitCommand(t *testing.T) {
	for command, want := range map[string][]string{
		"code -g {file}:{line}":               {"code", "-g", "{file}:{line}"},
		`"C:\Program Files\x.exe"  {file}`:    {`C:\Program Files\x.exe`, "{file}"},
		`sh -c 'echo "{file}"' x`:             {"sh", "-c", `echo "{file}"`, "x"},
		`a"b c"d ''`:                          {"ab cd", ""},
		"":                                    nil,
		" \t ":                                nil,
		`$HOME/x ; rm -rf / | y > z {file} &`: {"$HOME/x", ";", "rm", "-rf", "/", "|", "y", ">", "z", "{file}", "&"},
	} {
		got, err := splitCommand(command)
		if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q is split into %q, %v", command, got, err)
		}
	}
}

// TestEditorRunsWithoutAShell opens files whose names a shell would take apart.
func TestEditorRunsWithoutAShell(t *testing.T) {
	dir := t.TempDir()
	noted := filepath.Join(dir, "noted")
	program := filepath.Join(dir, "my editor")
	script := fmt.Sprintf("#!/bin/sh\nfor a; do printf '%%s\\n' \"$a\"; done > '%s.new' && mv '%s.new' '%s'\n", noted, noted, noted)
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	open, err := editor(`"` + program + `" --at {file}:{line}:{column} 'a b'`)
	if err != nil {
		t.Fatal(err)
	}
	name := "/src/a b; touch /tmp/x && $(id) `id` {line} \"'.md"
	if err := open(name, diag.Pos{Line: 3, Column: 7}); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if got, err := os.ReadFile(noted); err == nil {
			if want := "--at\n" + name + ":3:7\na b\n"; string(got) != want {
				t.Errorf("the editor is given\n%s, not\n%s", got, want)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the editor was not started")
		}
	}
}

// TestLocator wants only files inside the source directory to be opened.
func TestLocator(t *testing.T) {
	dir := sourceOf(t)
	write(t, filepath.Join(dir, "..", "outside.md"), "outside")
	if err := os.Symlink(filepath.Join(dir, "..", "outside.md"), filepath.Join(dir, "content", "link.md")); err != nil {
		t.Fatal(err)
	}
	source, err := openSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	locate := locator(source, dir)
	if got, ok := locate("content/11982.md"); !ok || got != filepath.Join(dir, "content", "11982.md") {
		t.Errorf("a guide is at %q, %v", got, ok)
	}
	for _, name := range []string{"", ".", "content", "content/none.md", "content/link.md", "../outside.md", "content/../../outside.md", "/etc/passwd", "layouts/base.html", "content/11982.md/", "content//11982.md", "content/11982.md\x00"} {
		if got, ok := locate(name); ok {
			t.Errorf("%q is at %q", name, got)
		}
	}
}

// TestProblemPrinter shows one list after another and looks at what is printed.
func TestProblemPrinter(t *testing.T) {
	var out bytes.Buffer
	p := newProblemPrinter(console{err: &out})
	one := diag.Diagnostic{File: "content/a.md", Pos: diag.Pos{Line: 1, Column: 2}, Severity: diag.Error, Rule: "r", Message: "one"}
	two := diag.Diagnostic{File: "content/b.md", Pos: diag.Pos{Line: 1, Column: 2}, Severity: diag.Error, Rule: "r", Message: "two"}
	warning := diag.Diagnostic{File: "content/c.md", Severity: diag.Warning, Rule: "w", Message: "careful"}
	const oneLine, twoLine, warningLine = "content/a.md:1:2: error: one [r]\n", "content/b.md:1:2: error: two [r]\n", "content/c.md: warning: careful [w]\n"
	none := diag.List{}
	for i, c := range []struct {
		errors, warnings diag.List // no warnings, not even none: more may be found
		want             string
	}{
		{nil, nil, ""},
		{nil, none, ""},
		{nil, diag.List{warning}, warningLine},
		{diag.List{one}, nil, oneLine + "1 error; what is broken is shown as it was before\n"},
		{diag.List{one}, none, ""},
		{nil, nil, ""},
		{diag.List{one}, none, ""},
		{diag.List{two}, nil, twoLine + "2 errors; what is broken is shown as it was before\n"},
		{diag.List{two}, diag.List{warning}, warningLine + "1 error left\n"},
		{nil, nil, ""},
		{nil, none, "all errors are mended\n"},
		{nil, none, ""},
		{diag.List{two}, none, twoLine + "1 error; what is broken is shown as it was before\n"},
	} {
		out.Reset()
		if err := p.print(c.errors, c.warnings, func(diag.List) {}); err != nil || out.String() != c.want {
			t.Errorf("list %d prints %q, not %q (%v)", i, out.String(), c.want, err)
		}
	}
}
