package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	newFilePerm   fs.FileMode = 0o644
	newFolderPerm fs.FileMode = 0o755
)

// openFiles is how many files are open at once, however many goroutines add.
const openFiles = 16

// Options say where a site is published.
type Options struct {
	// Dir is the folder that becomes the site. It is made if it is missing, with
	// those above it. A symbolic link is followed and stays a link.
	Dir string
	// LockTimeout is how long Begin waits for another build; 60 s if it is zero.
	LockTimeout time.Duration
	// Spare is where the emptied folders of the old site wait for the next build,
	// which need not make them anew; on ext4 that takes most of the time where one
	// page of a large site has changed. It must be on the file system of Dir and
	// outside of it, is made if missing, holds no files, and may be removed at any
	// time. If it is "", nothing stays outside Dir after a Commit.
	Spare string
	// Records is a folder outside of Dir for a second copy of the manifest, which says
	// what Bedside wrote if the one in Dir is damaged or gone. It is made if missing, and
	// may be removed at any time. If it is "", there is no second copy.
	Records string

	disk    disk // lets tests stop or fail any step
	inPlace bool // lets tests choose the way without exchange
}

// Changes says what a Commit did. The manifest is not counted.
type Changes struct {
	Written   int // new files and files with other bytes
	Unchanged int
	Removed   int
	// Kept are the slash paths of what no build wrote, in order. A folder in which
	// nothing is ours stands there once, with a slash at its end.
	Kept []string
}

// Publication is one site on its way to disk, from Begin to Commit or Abort.
// Add may be called by many goroutines at once. Commit and Abort wait for the
// calls of Add that have begun; what comes after them is refused.
type Publication struct {
	place
	disk     disk
	manifest manifestState
	dated    time.Time    // when the manifest was written
	adopt    func() error // takeSpare, once
	slots    chan []byte  // scratch space, nil until used; as many as files may be open

	ending sync.RWMutex // read-locked by Add, locked by Commit and Abort
	ended  bool

	mu      sync.Mutex
	files   map[string]file     // all of the site, and all of the manifest
	folders map[string]struct{} // those that hold files of the site
	stale   int                 // files of the manifest that were not added
	written int
	differs bool     // the manifest must be written anew
	foreign []string // added, but somebody else's file with other bytes is there
	failed  error    // of the first Add that failed
}

// file is one path of the site or of the manifest.
type file struct {
	record
	match match
	added bool // belongs to the new site
	ours  bool // was in the manifest
}

// match says what was found at the path of an added file.
type match uint8

const (
	absent      match = iota // nothing
	same                     // a file with the same bytes
	different                // a file with other bytes, a link, or anything else
	folderThere              // a folder; the survey finds out whose
)

// found is what compareFile sees.
type found struct {
	match    match
	perm     fs.FileMode // of a file, on systems that have such bits
	modified time.Time   // of a file
}

var errEnded = errors.New("this publication has ended")

// Begin waits for its turn to publish to opts.Dir, cleans up after a build that
// was killed, and opens a staging folder. It changes nothing in the folder
// itself, except that an interrupted move of files is carried to its end. Commit
// or Abort must follow.
func Begin(opts Options) (*Publication, error) {
	p := &Publication{
		disk:    opts.disk,
		slots:   make(chan []byte, openFiles),
		files:   make(map[string]file),
		folders: make(map[string]struct{}),
	}
	for range openFiles {
		p.slots <- nil
	}
	p.adopt = sync.OnceValue(p.takeSpare)
	err := p.begin(opts)
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *Publication) begin(opts Options) error {
	if err := p.locate(opts); err != nil {
		return err
	}
	timeout := opts.LockTimeout
	if timeout == 0 {
		timeout = time.Minute
	}
	if err := p.acquire(p.disk, timeout); err != nil {
		return err
	}
	if err := p.cleanUp(p.disk); err != nil {
		return err
	}
	if err := p.settle(opts.inPlace); err != nil {
		return err
	}
	state, dated, err := readManifest(filepath.Join(p.dir, ManifestName), func(name string, r record) {
		p.files[name] = file{record: r, ours: true}
	})
	if err != nil {
		return p.fault(ManifestName, err)
	}
	p.manifest, p.dated = state, dated
	if state != soundManifest {
		if err := p.recall(); err != nil {
			return err
		}
	}
	p.stale, p.differs = len(p.files), state != soundManifest
	return p.stage(p.disk)
}

// Add makes data the content of the slash path in the new site. It compares with
// what is published, writes what differs to the staging folder, and keeps no
// reference to data. A path that ValidPath refuses, that was added before, or
// that is both a file and a folder of the site is an error that names it. After
// an error of Add nothing can be published.
func (p *Publication) Add(name string, data []byte) error {
	p.ending.RLock()
	defer p.ending.RUnlock()
	if p.ended {
		return fmt.Errorf("%s: %w", name, errEnded)
	}
	f, err := p.claim(name)
	if err == nil {
		f, err = p.put(name, data, f)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		if p.failed == nil {
			p.failed = err
		}
		return err
	}
	p.files[name] = f
	if f.match != same {
		p.written++
	}
	return nil
}

// claim gives the path to the caller, once.
func (p *Publication) claim(name string) (file, error) {
	if err := ValidPath(name); err != nil {
		return file{}, err
	}
	name = strings.Clone(name) // it may be part of a large text
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.files[name]
	if f.added {
		return f, fmt.Errorf("%s is published twice", name)
	}
	if _, ok := p.folders[name]; ok {
		return f, fmt.Errorf("%s is published as a file, and as a folder with %s in it", name, p.below(name))
	}
	if err := p.claimFolders(name); err != nil {
		return f, err
	}
	if f.ours {
		p.stale--
	}
	f.added = true
	p.files[name] = f
	return f, nil
}

func (p *Publication) claimFolders(name string) error {
	for folder := parent(name); folder != ""; folder = parent(folder) {
		if _, ok := p.folders[folder]; ok {
			return nil
		}
		if p.files[folder].added {
			return fmt.Errorf("%s is published as a file, and as a folder with %s in it", folder, name)
		}
		p.folders[folder] = struct{}{}
	}
	return nil
}

// below returns the first added file below the folder, for a message.
func (p *Publication) below(folder string) string {
	first := ""
	for name, f := range p.files {
		if f.added && strings.HasPrefix(name, folder+"/") && (first == "" || name < first) {
			first = name
		}
	}
	return first
}

// parent returns the folder that a slash path lies in, "" for the top.
func parent(name string) string {
	return name[:max(strings.LastIndexByte(name, '/'), 0)]
}

// put compares data with the published file and stages it if it differs.
func (p *Publication) put(name string, data []byte, f file) (file, error) {
	buf := <-p.slots
	if buf == nil {
		buf = make([]byte, 64<<10)
	}
	defer func() { p.slots <- buf }()
	var there found
	if p.exists {
		var err error
		if there, err = compareFile(filepath.Join(p.dir, name), data, buf); err != nil {
			return f, p.fault(name, err)
		}
	}
	f.match = there.match
	if f.match == same && f.ours && f.size == int64(len(data)) && !there.modified.After(p.dated) {
		return f, nil // the manifest has its sum, which costs more than comparing
	}
	old := f.record
	f.record = record{int64(len(data)), sha256.Sum256(data)}
	p.noteChange(name, f, old != f.record)
	if f.match == same || p.isForeign(f) {
		return f, nil
	}
	if there.perm == p.filePerm {
		there.perm = 0
	}
	return f, p.write(name, data, there.perm)
}

func (p *Publication) write(name string, data []byte, perm fs.FileMode) error {
	if err := p.adopt(); err != nil {
		return err
	}
	staged := filepath.Join(p.tree(), name)
	err := p.disk.create(staged, data, perm)
	if errors.Is(err, fs.ErrExist) && p.spare != "" {
		// A folder of the old site was set aside where the new one has a file.
		if err = p.disk.removeAll(staged); err == nil {
			err = p.disk.create(staged, data, perm)
		}
	}
	if err != nil {
		return p.fault(name, err)
	}
	return nil
}

func (p *Publication) noteChange(name string, f file, differs bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.differs = p.differs || differs
	if p.isForeign(f) {
		p.foreign = append(p.foreign, name)
	}
}

// isForeign reports whether the file would replace something of somebody else's.
func (p *Publication) isForeign(f file) bool {
	return f.match == different && !f.ours && p.manifest != damagedManifest
}

// Commit makes the folder the new site and ends the publication. Before the
// folders change places, a cancelled ctx ends it with ctx's error; after any
// error the folder is what it was, with the exception of an interrupted move of
// files where no exchange is possible (see the package comment). An error beside
// non-zero Changes means that the site is published but something is left over.
func (p *Publication) Commit(ctx context.Context) (c Changes, err error) {
	p.ending.Lock()
	defer p.ending.Unlock()
	if p.ended {
		return Changes{}, errEnded
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if p.failed != nil {
		return Changes{}, fmt.Errorf("nothing was published: %w", p.failed)
	}
	found, err := p.survey(ctx)
	if err != nil {
		return Changes{}, err
	}
	if err := p.refusal(found); err != nil {
		return Changes{}, err
	}
	c = Changes{Written: p.written, Unchanged: len(p.files) - p.stale - p.written,
		Removed: len(found.stale), Kept: found.kept}
	if p.exists && p.written == 0 && p.stale == 0 && !p.differs {
		p.keepRecord(p.manifestText())
		return c, nil
	}
	late, done, err := p.apply(ctx, found)
	if !done {
		return Changes{}, err
	}
	c.Kept = mergeKept(c.Kept, late)
	return c, err
}

// Abort ends the publication and leaves the folder as it was. It does nothing
// after Commit.
func (p *Publication) Abort() error {
	p.ending.Lock()
	defer p.ending.Unlock()
	if p.ended {
		return nil
	}
	return p.close()
}

func (p *Publication) close() error {
	p.ended = true
	return p.leave(p.disk)
}
