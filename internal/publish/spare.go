package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// The new site needs its own folders until it takes the place of the old one,
// and the old one's are then of no use. On ext4 making a folder becomes very dear
// when as many were removed in the last minutes: 0.2 to 0.5 ms instead of 0.02 ms,
// seconds for ten thousand guides. So the empty folders of the old site can be
// set aside and become those of the next.

// takeSpare makes the folders that were set aside the staged tree. Whatever else
// is found there is removed: a link among them could lead what is written away.
func (p *Publication) takeSpare() error {
	if p.spare == "" || p.inPlace || !p.exists {
		return nil
	}
	if info, err := os.Lstat(p.spare); err != nil || !info.IsDir() {
		return nil // none yet, or not ours
	}
	taken := filepath.Join(p.staging, "spare")
	if err := p.disk.rename(p.spare, taken); err != nil {
		return nil // taken by another build, or on another file system
	}
	if err := p.emptyFolders(taken); err != nil {
		return p.fault("", err)
	}
	if err := p.disk.rmdir(p.tree()); err != nil {
		return p.fault("", err)
	}
	if err := p.disk.rename(taken, p.tree()); err != nil {
		return p.fault("", err)
	}
	return p.prepareTree()
}

// emptyFolders removes everything but folders, and lists those.
func (p *Publication) emptyFolders(top string) error {
	entries, err := readFolder(top)
	if err != nil {
		return err
	}
	kept := make([][]string, workers())
	err = p.inParallel(context.Background(), len(entries), func(worker, i int) error {
		return p.emptyEntry(top, entries[i].Name(), entries[i], &kept[worker])
	})
	p.spares = slices.Concat(kept...)
	return err
}

func (p *Publication) emptyEntry(top, name string, e fs.DirEntry, kept *[]string) error {
	full := filepath.Join(top, name)
	if !e.IsDir() {
		return p.disk.unlink(full)
	}
	info, err := os.Lstat(full)
	if err == nil && info.Mode().Perm()&0o700 != 0o700 {
		err = os.Chmod(full, 0o700)
	}
	if err != nil {
		return err
	}
	entries, err := readFolder(full)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := p.emptyEntry(top, name+"/"+e.Name(), e, kept); err != nil {
			return err
		}
	}
	*kept = append(*kept, name)
	return nil
}

// dropSpares removes the folders that were set aside and are not needed.
func (p *Publication) dropSpares() error {
	// Those in a folder come before it, as emptyEntry has listed them.
	for _, name := range p.spares {
		if _, wanted := p.folders[name]; wanted {
			continue
		}
		_, full := p.pair(name)
		if err := p.disk.rmdir(full); err != nil {
			return p.fault("", err)
		}
	}
	return nil
}

// setAside keeps the old site's folders, which removeOld has emptied, for the
// next build. It reports whether that was possible.
func (p *Publication) setAside() bool {
	if p.spare == "" {
		return false
	}
	err := p.disk.rename(p.tree(), p.spare)
	if errors.Is(err, fs.ErrNotExist) && p.disk.mkdirAll(filepath.Dir(p.spare)) == nil {
		err = p.disk.rename(p.tree(), p.spare)
	}
	return err == nil // else they are removed, which only costs time
}

// changedSince returns those of the old site's folders in which somebody may
// have made something after the survey. It must be asked before anything is
// removed from them.
func (p *Publication) changedSince(folders []string, survey time.Time) ([]string, error) {
	var mu sync.Mutex
	var changed []string
	// File systems keep dates to a tick of the kernel, or to a second or two.
	since := survey.Add(-2 * time.Second)
	err := p.inParallel(context.Background(), len(folders), func(_, i int) error {
		_, old := p.pair(folders[i])
		info, err := os.Lstat(old)
		if err != nil {
			return removingOld(err)
		}
		if info.ModTime().After(since) {
			mu.Lock()
			defer mu.Unlock()
			changed = append(changed, folders[i])
		}
		return nil
	})
	slices.Sort(changed)
	return changed, err
}
