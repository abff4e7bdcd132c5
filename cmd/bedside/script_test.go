//go:build linux

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect with what they got")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bedside": main})
}

// TestScripts runs the command as its users do. Beside the usual commands of
// testscript the scripts may use those of scriptCommands.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Deadline:            time.Now().Add(5 * time.Minute), // ends a command that hangs
		Setup:               prepare,
		Cmds:                scriptCommands,
	})
}

// prepare opens a script's folder, which lies in one that testscript has made for
// this run, to the user of unprivileged.
func prepare(env *testscript.Env) error {
	// With -race every command would otherwise sleep for a second at its end.
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	env.Values[webKey{}] = &webHost{}
	return errors.Join(os.Chmod(filepath.Dir(env.WorkDir), 0o755), os.Chmod(env.WorkDir, 0o755))
}

var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits":        cmdExits,
	"write":        cmdWrite,
	"crlf":         cmdCRLF,
	"web":          cmdWeb,
	"png":          cmdPNG,
	"fifo":         cmdFIFO,
	"snapshot":     cmdSnapshot,
	"tree":         cmdTree,
	"terminal":     cmdTerminal,
	"unprivileged": cmdUnprivileged,
	"absent":       cmdAbsent,
}

func need(ts *testscript.TestScript, neg bool, args []string, n int, usage string) {
	if neg || len(args) != n {
		ts.Fatalf("usage: %s", usage)
	}
}

// cmdExits is exec for a command that must end with the given code: ! exec would
// take wrong usage (2) for errors in the content (1).
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	checkExit(ts, ts.Exec(args[1], args[2:]...), want)
}

func checkExit(ts *testscript.TestScript, err error, want int) {
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

// cmdWrite writes a text with Go's escapes, for bytes that an archive cannot hold.
func cmdWrite(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, `write FILE 'text with \n and \xff'`)
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// cmdWeb starts a host with a page that is gone, one that has moved and others that are
// good, and writes its address for WEB in files. Without files it ends the host.
func cmdWeb(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: web [FILE ...]")
	}
	host := ts.Value(webKey{}).(*webHost)
	if len(args) == 0 {
		host.Close()
		return
	}
	host.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/good", http.StatusMovedPermanently)
		case "/gone":
			http.NotFound(w, r)
		}
	}))
	ts.Defer(host.Close)
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "WEB", host.Listener.Addr().String())
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// webHost is the host that a script has started.
type webHost struct{ *httptest.Server }

type webKey struct{}

// cmdAbsent looks for a text in every file of a folder, and demands that it is in none
// of at least one.
func cmdAbsent(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, "absent FOLDER TEXT")
	files := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(name)
		if strings.Contains(string(data), args[1]) {
			ts.Fatalf("%q is in %s", args[1], name)
		}
		return err
	}))
	if files == 0 {
		ts.Fatalf("there are no files in %s", args[0])
	}
}

// cmdCRLF turns a file into one that an editor on Windows has written.
func cmdCRLF(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, "crlf FILE")
	text := "\uFEFF" + strings.ReplaceAll(ts.ReadFile(args[0]), "\n", "\r\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func cmdPNG(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 3, "png FILE WIDTH HEIGHT")
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	height, err := strconv.Atoi(args[2])
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

func cmdFIFO(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 1, "fifo FILE")
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o644))
}

// cmdSnapshot prints one line for everything below a folder: its kind, its size,
// when it was changed, the sum of its bytes. Two of them are the same only if
// nobody touched anything in between.
func cmdSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, "snapshot FOLDER FILE")
	var b strings.Builder
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s %d", name, info.Mode(), info.ModTime().UnixNano())
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %x", sha256.Sum256(data))
		}
		b.WriteByte('\n')
		return nil
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

var fingerprint = regexp.MustCompile(`\.[0-9a-f]{10}\.`)

// cmdTree writes the paths of all files below a folder into a file. Fingerprints
// are replaced, and the parts of the search index are not listed one by one.
func cmdTree(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, neg, args, 2, "tree FOLDER FILE")
	root := ts.MkAbs(args[0])
	var b strings.Builder
	index := false
	ts.Check(filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
		if strings.HasPrefix(rel, "search/index/") {
			if index {
				return nil
			}
			index = true
			rel = "search/index/..."
		}
		b.WriteString(fingerprint.ReplaceAllString(rel, ".HASH.") + "\n")
		return nil
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

// nobody is the user that unprivileged runs as: any that is not root will do.
const nobody = 65534

// cmdUnprivileged is exits for bedside run by a user who may not do everything,
// as root may, who runs the tests in containers.
func cmdUnprivileged(ts *testscript.TestScript, neg bool, args []string) {
	want, cmd := command(ts, neg, args, "unprivileged")
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	checkExit(ts, cmd.Run(), want)
}

// cmdTerminal is exits for bedside with a terminal as its standard error.
func cmdTerminal(ts *testscript.TestScript, neg bool, args []string) {
	want, cmd := command(ts, neg, args, "terminal")
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	defer master.Close()
	ts.Check(unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	ts.Check(err)
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	shown := make(chan []byte)
	go func() {
		// Reading ends with an error, not with the end of a file, when the last
		// user of the terminal has closed it.
		text, _ := io.ReadAll(master)
		shown <- text
	}()
	cmd.Stdout, cmd.Stderr = ts.Stdout(), slave
	err = cmd.Run()
	ts.Check(slave.Close())
	_, writeErr := ts.Stderr().Write(bytes.ReplaceAll(<-shown, []byte("\r\n"), []byte("\n")))
	ts.Check(writeErr)
	checkExit(ts, err, want)
}

// command prepares CODE bedside ARGUMENTS. It runs a copy of the test
// binary, since the folder that holds the binary is closed to other users.
func command(ts *testscript.TestScript, neg bool, args []string, name string) (code int, cmd *exec.Cmd) {
	if neg || len(args) < 2 || args[1] != "bedside" {
		ts.Fatalf("usage: %s CODE bedside ...", name)
	}
	code, err := strconv.Atoi(args[0])
	ts.Check(err)
	program := filepath.Join(ts.Getenv("WORK"), ".bin", "bedside")
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
		self, err := os.Executable()
		ts.Check(err)
		ts.Check(os.Mkdir(filepath.Dir(program), 0o755))
		// A program that this process has open for writing may be so in a child that another
		// test begins just then, and then nobody can start it.
		ts.Check(exec.Command("cp", self, program).Run())
	}
	cmd = exec.Command(program, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "NO_COLOR="+ts.Getenv("NO_COLOR"), "TERM="+ts.Getenv("TERM"), "GORACE="+ts.Getenv("GORACE"))
	return code, cmd
}
