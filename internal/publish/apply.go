package publish

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// errInPlace says that the folders cannot change places without losing
// something, which is no fault: then the files are moved one by one.
var errInPlace = errors.New("the folder cannot be exchanged")

// carried is what of others' belongings was taken over into the new tree.
type carried struct {
	files   []string // hard links
	copies  []string // links and files that had to be made anew
	folders []string
}

// apply makes the folder the new site. It returns the paths that somebody made
// while it was at work, and whether the site is published: an error is then
// about what was left over.
func (p *Publication) apply(ctx context.Context, found survey) (late []string, done bool, err error) {
	// Before the manifest, since this may replace the tree.
	if err := p.adopt(); err != nil {
		return nil, false, err
	}
	text := p.manifestText()
	defer func() {
		if done {
			p.keepRecord(text)
		}
	}()
	if err := p.disk.create(filepath.Join(p.tree(), ManifestName), text, 0); err != nil {
		return nil, false, p.fault(ManifestName, err)
	}
	if !p.exists {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		if err := p.disk.rename(p.tree(), p.dir); err != nil {
			return nil, false, p.fault("", err)
		}
		p.exists = true
		return nil, true, nil
	}
	if !p.inPlace {
		taken, err := p.completeTree(ctx, found)
		if err == nil {
			err = p.swap(ctx)
		}
		if err == nil {
			late, err = p.removeOld(found, taken)
			return late, true, err
		}
		if !errors.Is(err, errInPlace) {
			return nil, false, err
		}
	}
	done, err = p.move(ctx, found)
	return nil, done, err
}

func (p *Publication) manifestText() []byte {
	added := p.addedPaths(func(file) bool { return true })
	return formatManifest(added, func(name string) record { return p.files[name].record })
}

// addedPaths returns the paths of the site that take part, in order.
func (p *Publication) addedPaths(take func(file) bool) []string {
	paths := make([]string, 0, len(p.files))
	for name, f := range p.files {
		if f.added && take(f) {
			paths = append(paths, name)
		}
	}
	slices.Sort(paths)
	return paths
}

func (p *Publication) swap(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := p.disk.exchange(p.tree(), p.dir)
	if err != nil && cannotExchange(err) {
		return errInPlace
	}
	if err != nil {
		return p.fault("", err)
	}
	return nil
}

// completeTree puts everything that did not change into the staged tree.
func (p *Publication) completeTree(ctx context.Context, found survey) (carried, error) {
	var taken carried
	if err := p.dropSpares(); err != nil {
		return taken, err
	}
	unchanged := p.addedPaths(func(f file) bool { return f.match == same })
	if err := p.linkAll(ctx, unchanged); err != nil {
		return taken, err
	}
	own, err := readFolderAttr(p.dir)
	if err != nil {
		return taken, p.fault("", err)
	}
	for _, name := range found.foreign {
		if err := ctx.Err(); err != nil {
			return taken, err
		}
		if err := p.carry(name, own.mount, &taken); err != nil {
			return taken, err
		}
	}
	err = p.inParallel(ctx, len(found.folders), func(_, i int) error {
		return p.carryAttr(found.folders[i], own.mount)
	})
	if err != nil {
		return taken, err
	}
	return taken, p.carryAttr("", own.mount)
}

func (p *Publication) linkAll(ctx context.Context, paths []string) error {
	made := make([]string, workers()) // the folder that each worker made last
	return p.inParallel(ctx, len(paths), func(worker, i int) error {
		name := paths[i]
		from, to := p.pair(name)
		if folder := parent(name); folder != "" && folder != made[worker] {
			if err := p.disk.mkdirAll(filepath.Dir(to)); err != nil {
				return p.fault(name, err)
			}
			made[worker] = folder
		}
		err := p.disk.link(from, to)
		if cannotLink(err) {
			err = p.copyFile(from, to)
		}
		if err != nil {
			return p.fault(name, err)
		}
		return nil
	})
}

// pair returns where a path is published and where it is staged. After the
// exchange the second holds the old site.
func (p *Publication) pair(name string) (published, staged string) {
	name = filepath.FromSlash(name)
	return filepath.Join(p.dir, name), filepath.Join(p.tree(), name)
}

// copyFile stands in for a hard link, so it keeps bits and date.
func (p *Publication) copyFile(from, to string) (err error) {
	if err := p.disk.announce("copy", to); err != nil {
		return err
	}
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close() // nothing was written
	info, err := src.Stat()
	if err != nil {
		return err
	}
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	if err = errors.Join(err, dst.Chmod(info.Mode().Perm()), dst.Close()); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

// carry takes over what is somebody else's, with all that is in it.
func (p *Publication) carry(name string, mount uint64, taken *carried) error {
	from, to := p.pair(name)
	info, err := os.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // its owner removed it meanwhile
	}
	if err == nil && parent(name) != "" {
		err = p.disk.mkdirAll(filepath.Dir(to))
	}
	if err != nil {
		return p.fault(name, err)
	}
	switch {
	case info.IsDir():
		return p.carryFolder(name, mount, taken)
	case info.Mode()&fs.ModeSymlink != 0:
		taken.copies = append(taken.copies, name)
		var target string
		if target, err = os.Readlink(from); err == nil {
			err = p.disk.symlink(target, to)
		}
	default:
		taken.files = append(taken.files, name)
		if err = p.disk.link(from, to); cannotLink(err) {
			return errInPlace // a copy would have another owner, and others do not see it change
		}
	}
	if err != nil {
		return p.fault(name, err)
	}
	return nil
}

func (p *Publication) carryFolder(name string, mount uint64, taken *carried) error {
	from, to := p.pair(name)
	attr, err := readFolderAttr(from)
	if err != nil {
		return p.fault(name, err)
	}
	if attr.mount != mount {
		return errInPlace
	}
	taken.folders = append(taken.folders, name)
	if err := p.disk.mkdirAll(to); err != nil {
		return p.fault(name, err)
	}
	entries, err := readFolder(from)
	if err != nil {
		return p.fault(name, err)
	}
	for _, e := range entries {
		if err := p.carry(name+"/"+e.Name(), mount, taken); err != nil {
			return err
		}
	}
	return p.carryAttr(name, mount)
}

// carryAttr gives a staged folder the bits and the owner of the published one.
func (p *Publication) carryAttr(name string, mount uint64) error {
	from, to := p.pair(name)
	want, err := readFolderAttr(from)
	if err != nil {
		return p.fault(name, err)
	}
	if want.mount != mount {
		return errInPlace
	}
	now, err := readFolderAttr(to)
	if errors.Is(err, fs.ErrNotExist) || isNotFolder(err) {
		return nil // the new site has no such folder
	}
	if err != nil {
		return p.fault(name, err)
	}
	now.mount = mount
	if now == want {
		return nil
	}
	info, err := os.Lstat(to)
	if err != nil || !info.IsDir() {
		return err // a file of the site is in the place of an old folder
	}
	if err := p.disk.announce("chmod", to); err != nil {
		return p.fault(name, err)
	}
	err = setFolderAttr(to, now, want)
	if errors.Is(err, fs.ErrPermission) {
		return errInPlace // the owner cannot be kept by somebody else
	}
	if err != nil {
		return p.fault(name, err)
	}
	return nil
}
