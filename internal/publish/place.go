package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// lockPause is how often a waiting build looks whether its turn has come.
const lockPause = 10 * time.Millisecond

// place is where a publication works: the published folder, and the staging
// folder and lock beside it.
type place struct {
	shownDir string // the published folder as the caller named it, for messages
	dir      string // the same, absolute and with links resolved
	exists   bool
	home     string   // holds the staging folder and the lock; dir itself in some cases
	parents  []string // made on the way to dir, the topmost first
	lock     *lockFile
	spare    string   // where emptied folders wait for the next build, or ""
	spares   []string // those that were waiting, each after those in it
	records  string   // holds the second copy of the manifest, or ""
	staging  string   // "" before and after it exists
	pending  bool     // a journal was begun that the next Begin must end
	inPlace  bool     // files are moved one by one instead of exchanging folders
	filePerm fs.FileMode
}

// locate finds the folder and decides where to work for it.
func (p *place) locate(opts Options) error {
	if opts.Dir == "" {
		return errors.New("no folder to publish to was given")
	}
	p.shownDir = filepath.Clean(opts.Dir)
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return p.fault("", err)
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if link, err := os.Lstat(dir); err == nil && link.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s is a link to a folder that does not exist", p.shownDir)
		} else if err == nil {
			return p.locate(opts) // another build has made it just now
		}
	case err != nil:
		return p.fault("", err)
	case !info.IsDir():
		return fmt.Errorf("%s is a file, not a folder: choose another folder or move the file away", p.shownDir)
	default:
		p.exists = true
		if dir, err = filepath.EvalSymlinks(dir); err != nil {
			return p.fault("", err)
		}
	}
	p.dir, p.home = dir, filepath.Dir(dir)
	if err := p.locateSpare(opts.Spare); err != nil {
		return err
	}
	if err := p.locateRecords(opts.Records); err != nil {
		return err
	}
	if p.home == p.dir {
		return fmt.Errorf("%s is the root of a file system: choose a folder in it", p.shownDir)
	}
	if !p.exists {
		return p.makeParents(opts.disk)
	}
	return p.chooseHome()
}

func (p *place) locateSpare(spare string) error {
	if spare == "" {
		return nil
	}
	full, err := filepath.Abs(spare)
	if err != nil {
		return fmt.Errorf("%s: %w", spare, cause(err))
	}
	if rel, err := filepath.Rel(p.dir, full); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("the spare folders cannot wait in %s: it lies in the published folder", spare)
	}
	p.spare = full
	return nil
}

// chooseHome moves the work into the published folder where that cannot change
// places with another: it is a mount point, or its parent is not ours to change.
func (p *place) chooseHome() error {
	if err := mayWrite(p.dir); err != nil {
		return p.fault("", err)
	}
	own, err := readFolderAttr(p.dir)
	if err != nil {
		return p.fault("", err)
	}
	above, err := readFolderAttr(p.home)
	if err != nil {
		return p.fault("", err)
	}
	if own.mount != above.mount || mayWrite(p.home) != nil {
		p.home = p.dir
	}
	return nil
}

func (p *place) makeParents(d disk) error {
	var missing []string
	for name := p.home; ; name = filepath.Dir(name) {
		_, err := os.Stat(name)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || name == filepath.Dir(name) {
			return p.fault("", err)
		}
		missing = append(missing, name)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		err := d.mkdir(missing[i], newFolderPerm)
		if errors.Is(err, fs.ErrExist) {
			continue // another build was faster, and removes it if it fails
		}
		if err != nil {
			return p.fault("", err)
		}
		p.parents = append(p.parents, missing[i])
	}
	return nil
}

// prefix begins the names of what a publication leaves beside its folder while
// it lasts.
func (p *place) prefix() string {
	name := filepath.Base(p.dir)
	if len(name) > maxName-64 {
		sum := sha256.Sum256([]byte(name))
		name = hex.EncodeToString(sum[:8])
	}
	return "." + name + ".bedside-"
}

// isOwn reports whether a name is that of a staging folder or lock of this place.
// What is behind the prefix tells "public" from a folder "public.bedside-x".
func (p *place) isOwn(name string) bool {
	rest, ok := strings.CutPrefix(name, p.prefix())
	return ok && rest != "" && (rest == "lock" || strings.Trim(rest, "0123456789") == "")
}

func (p *place) acquire(d disk, timeout time.Duration) error {
	name := filepath.Join(p.home, p.prefix()+"lock")
	for end := time.Now().Add(timeout); ; time.Sleep(lockPause) {
		err := d.announce("lock", name)
		if err == nil {
			p.lock, err = tryLock(name)
		}
		switch {
		case p.lock != nil:
			return nil
		case errors.Is(err, fs.ErrNotExist) && !p.exists:
			// A build that failed took the parents away that it had made.
			err = p.makeParents(d)
		}
		if err != nil {
			return p.fault("", err)
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: another build is publishing to this folder; waited %v for it", p.shownDir, timeout)
		}
	}
}

// cleanUp ends what a killed build began. It looks at both places where its
// staging folder can be; the lock says that no living build uses it.
func (p *place) cleanUp(d disk) error {
	for _, home := range []string{filepath.Dir(p.dir), p.dir} {
		entries, err := os.ReadDir(home)
		if err != nil {
			if home != p.home && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)) {
				continue
			}
			return p.fault("", err)
		}
		for _, e := range entries {
			if !e.IsDir() || !p.isOwn(e.Name()) {
				continue
			}
			staging := filepath.Join(home, e.Name())
			if err := p.finishJournal(d, staging); err != nil {
				return err
			}
			if err := d.removeAll(staging); err != nil {
				return fmt.Errorf("removing what an interrupted build left: %w", err)
			}
		}
	}
	return nil
}

// settle looks again at what may have changed before the lock was ours.
func (p *place) settle(inPlace bool) error {
	info, err := os.Lstat(p.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return p.fault("", err)
	}
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s was replaced by a file meanwhile", p.shownDir)
	}
	p.exists = err == nil
	p.inPlace = inPlace || !hasExchange || p.home == p.dir
	return nil
}

// stage makes the staging folder, and in it the folder that becomes the site.
func (p *place) stage(d disk) error {
	err := d.announce("mkdir", p.home)
	if err == nil {
		p.staging, err = os.MkdirTemp(p.home, p.prefix()+"*")
	}
	if err == nil {
		err = d.mkdir(p.tree(), newFolderPerm)
	}
	if err != nil {
		return p.fault("", err)
	}
	info, err := os.Lstat(p.tree())
	if err != nil {
		return p.fault("", err)
	}
	p.filePerm = info.Mode().Perm() & newFilePerm
	if p.exists && !p.inPlace {
		return p.prepareTree()
	}
	return nil
}

// prepareTree gives the staged tree the owner and the bits of the published
// folder, so that new files in it get the group they would get there.
func (p *place) prepareTree() error {
	want, err := readFolderAttr(p.dir)
	if err != nil {
		return p.fault("", err)
	}
	now, err := readFolderAttr(p.tree())
	if err != nil {
		return p.fault("", err)
	}
	want = want.writable()
	want.mount = now.mount
	if now == want {
		return nil
	}
	err = setFolderAttr(p.tree(), now, want)
	if errors.Is(err, fs.ErrPermission) {
		p.inPlace = true // the folder is somebody else's and stays where it is
		return nil
	}
	if err != nil {
		return p.fault("", err)
	}
	return nil
}

func (p *place) tree() string { return filepath.Join(p.staging, "tree") }

// leave removes everything that is not the site. It may be called at any stage.
func (p *place) leave(d disk) error {
	var errs []error
	if p.staging != "" && !p.pending {
		if err := d.removeAll(p.staging); err != nil {
			errs = append(errs, fmt.Errorf("removing the staging folder: %w", err))
		}
	}
	p.staging = ""
	if p.lock != nil {
		if err := p.lock.release(d); err != nil {
			errs = append(errs, fmt.Errorf("unlocking: %w", err))
		}
		p.lock = nil
	}
	if p.exists {
		return errors.Join(errs...)
	}
	for i := len(p.parents) - 1; i >= 0; i-- {
		// Not empty: somebody else uses it by now.
		if err := d.rmdir(p.parents[i]); err != nil && !isNotEmpty(err) {
			errs = append(errs, fmt.Errorf("removing a folder that was made: %w", err))
		}
	}
	p.parents = nil
	return errors.Join(errs...)
}

func (p *place) shown(name string) string {
	return filepath.Join(p.shownDir, filepath.FromSlash(name))
}

// fault says where an error of the system happened, with the path as the reader
// knows it.
func (p *place) fault(name string, err error) error {
	return fmt.Errorf("%s: %w", p.shown(name), cause(err))
}
