// Package history asks git what happened to the guides of a source directory.
//
// It runs git twice for the whole directory, whatever the number of guides, and reads
// what it prints as it comes. Where there is no git, or no repository, there is no
// history, and that is no error. Nothing of the repository is run: no hook, no external
// or text-converting diff, no file system monitor.
package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
)

// Renewal is a date of review that was moved on, from one day to another, while nothing
// else was changed in the guide since the earlier date was written. Both are as they are
// written: YYYY-MM-DD.
type Renewal struct{ From, To string }

// Renewals returns, by file, the guides below content/ whose last date of review is a
// Renewal. Changes that are not committed count as the newest.
func Renewals(ctx context.Context, dir string) (map[string]Renewal, error) {
	r := reader{files: map[string]*file{}}
	for _, args := range [][]string{
		{"diff", "HEAD"},
		{"log", "--format=", "--no-merges", "--topo-order", "--diff-filter=AM"},
	} {
		ok, err := git(ctx, dir, args, r.read)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, nil
		}
	}
	out := map[string]Renewal{}
	for name, f := range r.files {
		if f.renewed {
			out[name] = f.Renewal
		}
	}
	return out, nil
}

// git runs a command that prints a patch and reports false if there is no git, or
// nothing that it could tell of.
func git(ctx context.Context, dir string, args []string, read func(io.Reader) error) (bool, error) {
	all := append([]string{"-C", dir, "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "-c", "diff.noprefix=false", "-c", "diff.mnemonicprefix=false"}, args...)
	all = append(all, "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--relative", "--", "content")
	cmd := exec.CommandContext(ctx, "git", all...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := cmd.Start(); err != nil {
		return false, nil //nolint:nilerr // No git, no history.
	}
	readErr := read(out)
	_, drainErr := io.Copy(io.Discard, out)
	waitErr := cmd.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err := errors.Join(readErr, drainErr); err != nil {
		return false, fmt.Errorf("reading what git says: %w", err)
	}
	return waitErr == nil, nil // git fails where there is no repository, or no commit
}

// file is what is known of a guide, from the newest change back.
type file struct {
	Renewal
	// moved is set once the last date of review has been found, decided once it is
	// known whether it came with a change.
	moved, decided, renewed bool
}

// change is what one commit changed in one file.
type change struct {
	name string
	// from and to are the dates of review that it took and wrote.
	from, to string
	// other is set if it changed anything else.
	other bool
}

type reader struct{ files map[string]*file }

var (
	reviewedLine = regexp.MustCompile(`^[+-]\s*"?reviewed"?\s*[:=]\s*["']?([0-9]{4}-[0-9]{2}-[0-9]{2})["']?\s*,?\s*$`)
	reviewerLine = regexp.MustCompile(`^[+-]\s*"?reviewed_by"?\s*[:=]`)
)

// read takes a patch, or several behind each other.
func (r *reader) read(in io.Reader) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	var c change
	header := true
	for {
		line, err := readLine(lines)
		switch {
		case err == io.EOF:
			r.add(c)
			return nil
		case err != nil:
			return err
		case strings.HasPrefix(line, "diff --git "):
			r.add(c)
			c, header = change{}, true
		case strings.HasPrefix(line, "@@ "):
			header = false
		case header && strings.HasPrefix(line, "+++ b/"):
			c.name = strings.TrimSuffix(strings.TrimPrefix(line, "+++ b/"), "\t")
		case !header:
			c.line(line)
		}
	}
}

// readLine returns a line without its end; of a long one, which no field is, the
// beginning.
func readLine(in *bufio.Reader) (string, error) {
	line, isPrefix, err := in.ReadLine()
	text := string(line)
	for isPrefix && err == nil {
		_, isPrefix, err = in.ReadLine()
	}
	return text, err
}

func (c *change) line(line string) {
	switch m := reviewedLine.FindStringSubmatch(line); {
	case line == "" || line[0] == '\\' || reviewerLine.MatchString(line):
	case m != nil && line[0] == '-':
		c.from = m[1]
	case m != nil:
		c.to = m[1]
	default:
		c.other = true
	}
}

// add takes the next older change of a file.
func (r *reader) add(c change) {
	if c.name == "" {
		return
	}
	f := r.files[c.name]
	if f == nil {
		f = &file{}
		r.files[c.name] = f
	}
	if f.decided {
		return
	}
	moves := c.from != "" && c.to > c.from
	switch {
	case !f.moved && !moves:
		// Later changes say nothing of the review; and a guide that was never reviewed
		// again has no renewal.
	case !f.moved && c.other:
		f.decided = true
	case !f.moved:
		f.moved, f.Renewal = true, Renewal{c.from, c.to}
	case c.to == f.From:
		// The date before was written here: nothing changed since.
		f.decided, f.renewed = true, true
	case c.other:
		f.decided = true
	}
}
