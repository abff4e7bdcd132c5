package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A journal lies in the staging folder, beside the tree, and lists what moving
// the files into the published folder takes, one step a line. It is there from
// the moment when the site is bound to change until it has changed. Every step
// may be done twice, so a build that finds the journal of a killed one does them
// all.
const (
	journalName = "journal"
	journalHead = "bedside-journal 1\n"
)

// The verbs of a journal.
const (
	unlinkStep = "unlink" // remove a file of the old site
	rmdirStep  = "rmdir"  // remove a folder if it is empty
	placeStep  = "place"  // move a file from the tree
)

// move puts the staged files into the published folder one by one. It reports
// whether the site is published.
func (p *Publication) move(ctx context.Context, found survey) (done bool, err error) {
	steps := p.steps(found)
	if err := p.checkFolders(found, steps); err != nil {
		return false, err
	}
	text := formatJournal(steps)
	name := filepath.Join(p.staging, journalName)
	if err := p.disk.create(name+".new", text, 0); err != nil {
		return false, p.fault("", err)
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := p.disk.rename(name+".new", name); err != nil {
		return false, p.fault("", err)
	}
	p.pending = true
	if err := p.finishJournal(p.disk, p.staging); err != nil {
		return false, fmt.Errorf("%w; the next build carries this to its end", err)
	}
	p.pending = false
	return true, nil
}

// steps lists what is to be done. Old files that are in the way of new ones go
// first, all others last, so that a reader misses as little as can be. The
// manifest is last of all: it tells what is whose.
func (p *Publication) steps(found survey) []string {
	var first, last, steps []string
	for _, name := range found.stale {
		if _, wanted := p.folders[name]; wanted || p.isBelowFile(name) {
			first = append(first, unlinkStep+" "+name)
		} else {
			last = append(last, unlinkStep+" "+name)
		}
	}
	for _, name := range slices.Backward(found.folders) {
		if p.files[name].added || p.isBelowFile(name) {
			first = append(first, rmdirStep+" "+name)
		} else if _, wanted := p.folders[name]; !wanted {
			last = append(last, rmdirStep+" "+name)
		}
	}
	for _, name := range p.addedPaths(func(f file) bool { return f.match != same }) {
		steps = append(steps, placeStep+" "+name)
	}
	if p.manifest == damagedManifest {
		last = append(last, rmdirStep+" "+ManifestName)
	}
	return slices.Concat(first, steps, last, []string{placeStep + " " + ManifestName})
}

// isBelowFile reports whether the site has a file where name needs a folder.
func (p *Publication) isBelowFile(name string) bool {
	for folder := parent(name); folder != ""; folder = parent(folder) {
		if p.files[folder].added {
			return true
		}
	}
	return false
}

// checkFolders finds out before anything is touched whether the folders that will
// be written to can be written to, from the staging folder.
func (p *Publication) checkFolders(found survey, steps []string) error {
	own, err := readFolderAttr(p.dir)
	if err != nil {
		return p.fault("", err)
	}
	checked := make(map[string]bool)
	for _, step := range steps {
		_, name, _ := strings.Cut(step, " ")
		folder := found.nearest(parent(name))
		if folder == "" || checked[folder] {
			continue // locate has asked for the top
		}
		checked[folder] = true
		full := filepath.Join(p.dir, filepath.FromSlash(folder))
		if err := mayWrite(full); err != nil {
			return p.fault(folder, err)
		}
		attr, err := readFolderAttr(full)
		if err != nil {
			return p.fault(folder, err)
		}
		if attr.mount != own.mount {
			return fmt.Errorf("%s is another file system, mounted where the site needs a folder: unmount it", p.shown(folder))
		}
	}
	return nil
}

// nearest returns the folder, or the lowest one above it that exists.
func (s *survey) nearest(folder string) string {
	for folder != "" {
		if _, exists := slices.BinarySearch(s.folders, folder); exists {
			break
		}
		folder = parent(folder)
	}
	return folder
}

func formatJournal(steps []string) []byte {
	var text strings.Builder
	text.WriteString(journalHead)
	for _, step := range steps {
		text.WriteString(step)
		text.WriteByte('\n')
	}
	text.WriteString(endLine(len(steps), sha256.Sum256([]byte(text.String()))))
	return []byte(text.String())
}

// finishJournal does what the journal in the staging folder says, and removes
// it. A missing journal means that there is nothing to do.
func (p *place) finishJournal(d disk, staging string) error {
	name := filepath.Join(staging, journalName)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return p.fault("", err)
	}
	lines, ok := checkedLines(journalHead, text)
	if !ok {
		return fmt.Errorf("%s: the journal of an interrupted build is damaged: remove this file and build again", name)
	}
	for line := range strings.Lines(lines) {
		verb, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if path != ManifestName && ValidPath(path) != nil {
			return fmt.Errorf("%s: the journal of an interrupted build names %q: remove this file and build again", name, path)
		}
		if err := p.step(d, staging, verb, path); err != nil {
			return p.fault(path, err)
		}
	}
	if err := d.unlink(name); err != nil {
		return p.fault("", err)
	}
	return nil
}

func (p *place) step(d disk, staging, verb, path string) error {
	to := filepath.Join(p.dir, filepath.FromSlash(path))
	if err := p.checkRealFolders(path); err != nil {
		return err
	}
	switch verb {
	case unlinkStep:
		info, err := os.Lstat(to)
		if err != nil || info.IsDir() {
			return ignoreGone(err) // done before: a folder of the new site is there
		}
		return d.unlink(to)
	case rmdirStep:
		info, err := os.Lstat(to)
		if err != nil || !info.IsDir() {
			return ignoreGone(err)
		}
		if err := d.rmdir(to); !isNotEmpty(err) {
			return err
		}
		return nil // something of others is in it
	case placeStep:
		from := filepath.Join(staging, "tree", filepath.FromSlash(path))
		if _, err := os.Lstat(from); err != nil {
			return ignoreGone(err) // done before
		}
		if err := d.mkdirAll(filepath.Dir(to)); err != nil {
			return err
		}
		return d.rename(from, to)
	}
	return fmt.Errorf("the journal has the unknown step %q", verb)
}

// checkRealFolders makes sure that the way to a path does not lead through a link.
func (p *place) checkRealFolders(path string) error {
	for folder := parent(path); folder != ""; folder = parent(folder) {
		info, err := os.Lstat(filepath.Join(p.dir, filepath.FromSlash(folder)))
		switch {
		case ignoreGone(err) != nil:
			return err
		case err == nil && info.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s is a link, and a folder is needed there", p.shown(folder))
		}
	}
	return nil
}
