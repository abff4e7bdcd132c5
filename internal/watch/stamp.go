package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// stamp is what a look at a file shows without opening it. Two stamps of a file
// are equal if it did not change in between. A folder's time of modification is
// when something was last made, renamed or removed in it.
//
// There is no inode number: file systems that make theirs up as they go (FUSE,
// FAT) give an unchanged file a new one at any time. A file that was exchanged for
// another of the same size and date has another time of its last status change.
type stamp struct {
	mode     fs.FileMode
	link     bool  // the rest is that of the file it leads to, if it may be followed
	size     int64 // bytes
	modified int64 // nanoseconds since 1970
	changed  int64 // the last status change, likewise; 0 where the system has none
}

func (s stamp) isDir() bool { return s.mode.IsDir() }

// sameFolder reports whether both are stamps of a folder with the same rights,
// whatever is in it.
func (s stamp) sameFolder(other stamp) bool {
	s.modified = other.modified
	return s.isDir() && s == other
}

// attributes is the part of a stamp in which a change of attributes that touched
// neither the contents nor the right to read them does not show.
func (s stamp) attributes() stamp {
	s.changed = 0
	return s
}

// stamp looks at a file or folder.
func (t *tree) stamp(name string) (stamp, error) {
	info, err := os.Lstat(t.path(name))
	if err != nil {
		return stamp{}, err
	}
	return t.stampOf(name, info), nil
}

// stampOf follows a link to a file inside the directory. A link to a folder is
// followed if it is an anchor.
func (t *tree) stampOf(name string, info fs.FileInfo) stamp {
	if info.Mode()&fs.ModeSymlink == 0 {
		return newStamp(info)
	}
	s := newStamp(info)
	if target, err := t.follow(name); err == nil && (target.Mode().IsRegular() || target.IsDir() && slices.Contains(t.anchors, name)) {
		s = newStamp(target)
	}
	s.link = true
	return s
}

// follow looks at what a link leads to. It fails if that lies outside the
// directory.
func (t *tree) follow(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() // nothing was written
	return root.Stat(filepath.FromSlash(name))
}

// anchor looks at the folder that an anchor is, or at nothing if it is none. link
// reports whether the folder lies behind a link; the directory itself may.
func (t *tree) anchor(name string) (folder fs.FileInfo, link bool) {
	info, err := os.Lstat(t.path(name))
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		link = name != "."
		info, err = os.Stat(t.path(name))
		if link {
			info, err = t.follow(name)
		}
	}
	if err != nil || !info.IsDir() {
		return nil, false
	}
	return info, link
}

func newStamp(info fs.FileInfo) stamp {
	if info.IsDir() {
		return stamp{mode: info.Mode(), modified: info.ModTime().UnixNano()}
	}
	return stamp{mode: info.Mode(), size: info.Size(), modified: info.ModTime().UnixNano(), changed: changeTime(info)}
}
