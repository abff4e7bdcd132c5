package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// disk does every step that changes the file system, so that a test can stop or
// fail the program before any one of them.
type disk struct {
	before func(step, name string) error // nil outside tests
}

func (d disk) announce(step, name string) error {
	if d.before == nil {
		return nil
	}
	return d.before(step, name)
}

func (d disk) mkdir(name string, perm fs.FileMode) error {
	if err := d.announce("mkdir", name); err != nil {
		return err
	}
	return os.Mkdir(name, perm)
}

// create writes a new file and the folders on the way to it. A perm of zero
// means what the umask makes of newFilePerm.
func (d disk) create(name string, data []byte, perm fs.FileMode) error {
	if err := d.announce("create", name); err != nil {
		return err
	}
	err := createFile(name, data, perm)
	if errors.Is(err, fs.ErrNotExist) {
		if err := d.mkdirAll(filepath.Dir(name)); err != nil {
			return err
		}
		err = createFile(name, data, perm)
	}
	return err
}

// mkdirAll is os.MkdirAll from below: nearly always only the last folder is
// missing, and asking for it is the cheapest way to know.
func (d disk) mkdirAll(name string) error {
	err := d.mkdir(name, newFolderPerm)
	if errors.Is(err, fs.ErrNotExist) {
		if err := d.mkdirAll(filepath.Dir(name)); err != nil {
			return err
		}
		err = d.mkdir(name, newFolderPerm)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func (d disk) link(from, to string) error {
	if err := d.announce("link", to); err != nil {
		return err
	}
	return os.Link(from, to)
}

func (d disk) symlink(target, name string) error {
	if err := d.announce("symlink", name); err != nil {
		return err
	}
	return os.Symlink(target, name)
}

func (d disk) rename(from, to string) error {
	if err := d.announce("rename", to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func (d disk) exchange(a, b string) error {
	if err := d.announce("exchange", b); err != nil {
		return err
	}
	return exchange(a, b)
}

// unlink removes a file, never a folder. That it is gone already is no error.
func (d disk) unlink(name string) error {
	if err := d.announce("unlink", name); err != nil {
		return err
	}
	return ignoreGone(removeFile(name))
}

// rmdir removes an empty folder. That it is gone already is no error.
func (d disk) rmdir(name string) error {
	if err := d.announce("rmdir", name); err != nil {
		return err
	}
	return ignoreGone(removeFolder(name))
}

// removeAll removes a folder and everything in it, also where somebody took the
// right to write from a folder.
func (d disk) removeAll(name string) error {
	if err := d.announce("removeall", name); err != nil {
		return err
	}
	err := os.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	err = filepath.WalkDir(name, func(sub string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			return os.Chmod(sub, 0o700)
		}
		return ignoreGone(err)
	})
	if err != nil {
		return err
	}
	return os.RemoveAll(name)
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) || isNotFolder(err) {
		return nil
	}
	return err
}

// cause strips what the os package adds to an error: the path is that of a
// staging folder, which means nothing to a reader.
func cause(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}
