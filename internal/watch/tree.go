package watch

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// tree is the part of the source directory that matters: the roots, what is in
// them, and the folders on the way to them. Names in it are slash-separated and
// below the directory, which is itself called ".".
type tree struct {
	dir    string // absolute
	prefix string // what the paths of everything below begin with
	roots  []string
	ignore func(name string) bool
	// anchors are ".", the roots, and what lies between; a folder before what is in it.
	anchors []string
	done    <-chan struct{} // ends a walk
}

func newTree(dir string, roots []string, ignore func(string) bool, done <-chan struct{}) tree {
	separator := string(filepath.Separator)
	if ignore == nil {
		ignore = func(string) bool { return false }
	}
	t := tree{dir: dir, prefix: strings.TrimSuffix(dir, separator) + separator, ignore: ignore, anchors: []string{"."}, done: done}
	for _, root := range roots {
		way := wayTo(root)
		if slices.ContainsFunc(way, ignore) {
			continue
		}
		t.roots = append(t.roots, root)
		t.anchors = append(t.anchors, way...)
	}
	slices.Sort(t.anchors)
	t.anchors = slices.Compact(t.anchors)
	return t
}

// wayTo returns the name and the names of the folders it is in, without ".".
func wayTo(name string) []string {
	var way []string
	for ; name != "."; name = path.Dir(name) {
		way = append(way, name)
	}
	return way
}

func (t *tree) path(name string) string { return filepath.Join(t.dir, filepath.FromSlash(name)) }

// name turns the path of an event into a name. It is not ok outside the directory.
func (t *tree) name(file string) (string, bool) {
	if file == t.dir {
		return ".", true
	}
	rest, ok := strings.CutPrefix(file, t.prefix)
	return filepath.ToSlash(rest), ok
}

// inside reports whether the name is a root or in one.
func (t *tree) inside(name string) bool {
	for _, root := range t.roots {
		if root == "." || name == root || len(name) > len(root) && name[len(root)] == '/' && strings.HasPrefix(name, root) {
			return true
		}
	}
	return false
}

// wanted reports whether the name matters, if the folder it is in does.
func (t *tree) wanted(name string) bool {
	return (t.inside(name) || slices.Contains(t.anchors, name)) && (name == "." || !t.ignore(name))
}

// entry is one file or folder in a folder.
type entry struct {
	name string
	stamp
}

// list returns what matters in a folder. Where nothing but the way to a root does,
// it asks for that alone: the directory itself may be large.
func (t *tree) list(folder string) ([]entry, error) {
	var list []entry
	add := func(name string, info func() (fs.FileInfo, error)) error {
		if !t.wanted(name) {
			return nil
		}
		i, err := info()
		if err != nil {
			return err
		}
		list = append(list, entry{name, t.stampOf(name, i)})
		return nil
	}
	var problem error
	if !t.inside(folder) {
		for _, name := range t.anchors {
			if name != "." && path.Dir(name) == folder {
				problem = first(problem, add(name, func() (fs.FileInfo, error) { return os.Lstat(t.path(name)) }))
			}
		}
		return list, problem
	}
	files, err := os.ReadDir(t.path(folder))
	problem = first(problem, err)
	for _, file := range files {
		problem = first(problem, add(path.Join(folder, file.Name()), file.Info))
	}
	return list, problem
}

// first keeps the first error that is worth telling.
func first(err, next error) error {
	if err != nil || next == nil || skippable(next) {
		return err
	}
	return next
}

// walk visits everything that matters in a folder, folders before what is in them.
// enter, if not nil, is called for each folder, the first one included, before it
// is listed; a folder whose enter fails because it has gone or nobody may read it
// is passed over, and any other error of enter ends the walk. Other errors do not
// end it: the first of them is returned when everything else has been visited.
func (t *tree) walk(folder string, enter func(name string) error, found func(name string, s stamp)) error {
	select {
	case <-t.done:
		return errClosed
	default:
	}
	if enter != nil {
		if err := enter(folder); err != nil {
			return first(nil, err)
		}
	}
	list, problem := t.list(folder)
	for _, e := range list {
		found(e.name, e.stamp)
		if !e.isDir() {
			continue
		}
		err := t.walk(e.name, enter, found)
		if enter != nil && err != nil {
			return err
		}
		problem = first(problem, err)
	}
	return problem
}

// errClosed ends a walk because the watcher is being closed.
var errClosed = errors.New("the watcher is closed")

// skippable reports whether an error means no more than that a file or folder
// cannot be looked into, as whoever builds from it finds out as well: it has just
// gone, or become a file, or nobody may read it, or its name is too long to ask.
func skippable(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR) ||
		errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.ELOOP)
}
