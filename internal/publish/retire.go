package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// removeOld removes the old site, which the exchange has put into the staging
// folder, name by name. What it does not know came after the survey: somebody
// made it while the folders changed places, and it is put into the new site.
func (p *Publication) removeOld(found survey, taken carried) (late []string, err error) {
	for _, name := range taken.files {
		if err := p.keepNewest(name); err != nil {
			return nil, err
		}
	}
	changed := found.folders
	if p.spare != "" {
		if changed, err = p.changedSince(append(found.folders, ""), found.began); err != nil {
			return nil, err
		}
	}
	names := p.addedPaths(func(f file) bool { return f.match == same || f.match == different })
	names = slices.Concat(names, found.stale, taken.files, taken.copies)
	// Nothing may interrupt this: the new site is there already.
	err = p.inParallel(context.Background(), len(names), func(_, i int) error {
		return p.removeOldName(names[i], p.disk.unlink)
	})
	if err == nil {
		err = p.removeOldManifest()
	}
	if err != nil {
		return nil, err
	}
	late, err = p.removeOldFolders(found, taken.folders)
	if err != nil {
		return late, err
	}
	if p.spare != "" {
		more, err := p.rescueFrom(found, changed)
		late = append(late, more...)
		if err != nil || p.setAside() {
			return late, err
		}
	}
	more, err := p.removeOldFolders(found, append(found.folders, ""))
	return append(late, more...), err
}

// removeOldManifest also removes an empty folder in its place.
func (p *Publication) removeOldManifest() error {
	_, old := p.pair(ManifestName)
	if info, err := os.Lstat(old); err == nil && info.IsDir() {
		return p.removeOldName(ManifestName, p.disk.rmdir)
	}
	return p.removeOldName(ManifestName, p.disk.unlink)
}

// removeOldFolders removes folders that should be empty, the innermost first.
func (p *Publication) removeOldFolders(found survey, names []string) (late []string, err error) {
	names = slices.Sorted(slices.Values(names))
	for _, name := range slices.Backward(names) {
		err := p.removeOldName(name, p.disk.rmdir)
		if isNotEmpty(err) {
			var more []string
			if more, err = p.rescueFrom(found, []string{name}); err == nil {
				err = p.removeOldName(name, p.disk.rmdir)
			}
			late = append(late, more...)
		}
		if err != nil {
			return late, err
		}
	}
	return late, nil
}

// keepNewest puts the file of somebody else's into the new site again if it was
// saved between the survey and the exchange.
func (p *Publication) keepNewest(name string) error {
	now, old := p.pair(name)
	a, errNow := os.Lstat(now)
	b, errOld := os.Lstat(old)
	if errNow != nil || errOld != nil || os.SameFile(a, b) {
		return nil // removed meanwhile, or the same
	}
	if err := p.disk.rename(old, now); err != nil {
		return p.fault(name, err)
	}
	return nil
}

// removeOldName removes one name of the old site, also where its folder may not
// be written to.
func (p *Publication) removeOldName(name string, remove func(string) error) error {
	_, old := p.pair(name)
	err := remove(old)
	if errors.Is(err, fs.ErrPermission) {
		if err := os.Chmod(filepath.Dir(old), 0o700); err != nil {
			return removingOld(err)
		}
		err = remove(old)
	}
	if err != nil {
		return removingOld(err)
	}
	return nil
}

// rescueFrom puts what is left in old folders into the new site, except the
// folders that the survey found.
func (p *Publication) rescueFrom(found survey, folders []string) (late []string, err error) {
	for _, name := range folders {
		_, old := p.pair(name)
		entries, err := readFolder(old)
		if err != nil {
			return late, removingOld(err)
		}
		for _, e := range entries {
			sub := strings.TrimPrefix(name+"/"+e.Name(), "/")
			if _, known := slices.BinarySearch(found.folders, sub); known && e.IsDir() {
				continue
			}
			if err := p.rescue(sub); err != nil {
				return late, err
			}
			if sub[0] != '.' {
				late = append(late, p.keptName(sub, e.IsDir()))
			}
		}
	}
	return late, nil
}

func removingOld(err error) error {
	return fmt.Errorf("removing the old site: %w", cause(err))
}

func (p *Publication) rescue(name string) error {
	now, old := p.pair(name)
	if _, err := os.Lstat(now); err == nil {
		return fmt.Errorf("%s was made by somebody else during the build, and is replaced", p.shown(name))
	}
	err := p.disk.mkdirAll(filepath.Dir(now))
	if err == nil {
		err = p.disk.rename(old, now)
	}
	if err != nil {
		return p.fault(name, err)
	}
	return nil
}
