package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// survey is what is in the published folder, seen from the new site. All lists
// are in order.
type survey struct {
	began   time.Time
	stale   []string // files that Bedside wrote and the site has no more
	folders []string // folders with files of Bedside, of the old site or the new
	foreign []string // others' files, and folders in which nothing is Bedside's
	kept    []string // the same as Changes.Kept wants them
	clashes []string // why the site cannot be put there, in sentences
}

// surveyor walks a part of the folder. It reads the publication's maps, which
// nobody changes any more.
type surveyor struct {
	p *Publication
	survey
	// staleFolders are those that hold files of the manifest that the site has no
	// more.
	staleFolders map[string]struct{}
}

// survey walks the published folder, on all processors. Folders of others are
// not entered.
func (p *Publication) survey(ctx context.Context) (survey, error) {
	if err := ctx.Err(); err != nil || !p.exists {
		return survey{}, err
	}
	began := time.Now()
	top, err := os.ReadDir(p.dir)
	if err != nil {
		return survey{}, p.fault("", err)
	}
	staleFolders := p.staleFolders()
	parts := make([]surveyor, workers())
	err = p.inParallel(ctx, len(top), func(worker, i int) error {
		s := &parts[worker]
		s.p, s.staleFolders = p, staleFolders
		name := top[i].Name()
		if name == ManifestName && top[i].IsDir() {
			return s.folderAsManifest()
		}
		if name == ManifestName || p.isOwn(name) && p.home == p.dir {
			return nil
		}
		return s.entry(name, top[i])
	})
	if err != nil {
		return survey{}, err
	}
	all := survey{began: began}
	for i := range parts {
		all.add(parts[i].survey)
	}
	all.order()
	return all, nil
}

func (s *survey) add(part survey) {
	s.stale = append(s.stale, part.stale...)
	s.folders = append(s.folders, part.folders...)
	s.foreign = append(s.foreign, part.foreign...)
	s.kept = append(s.kept, part.kept...)
	s.clashes = append(s.clashes, part.clashes...)
}

func (s *survey) order() {
	slices.Sort(s.stale)
	slices.Sort(s.folders)
	slices.Sort(s.foreign)
	slices.Sort(s.clashes)
	s.kept = mergeKept(s.kept, nil)
}

func mergeKept(kept, more []string) []string {
	kept = append(kept, more...)
	slices.Sort(kept)
	return slices.Compact(kept)
}

func (p *Publication) staleFolders() map[string]struct{} {
	folders := make(map[string]struct{})
	if p.stale == 0 {
		return folders
	}
	for name, f := range p.files {
		if f.added {
			continue
		}
		for folder := parent(name); folder != ""; folder = parent(folder) {
			folders[folder] = struct{}{}
		}
	}
	return folders
}

func (s *surveyor) folder(name string) error {
	s.folders = append(s.folders, name)
	entries, err := readFolder(filepath.Join(s.p.dir, filepath.FromSlash(name)))
	if err != nil {
		return s.p.fault(name, err)
	}
	for _, e := range entries {
		if err := s.entry(name+"/"+e.Name(), e); err != nil {
			return err
		}
	}
	return nil
}

// readFolder is os.ReadDir without the sorting: the survey is sorted as a whole.
func readFolder(name string) ([]fs.DirEntry, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	entries, err := f.ReadDir(-1)
	return entries, errors.Join(err, f.Close())
}

// entry decides whose something in the published folder is.
func (s *surveyor) entry(name string, e fs.DirEntry) error {
	f, listed := s.p.files[name]
	_, wanted := s.p.folders[name]
	_, stale := s.staleFolders[name]
	switch {
	case e.IsDir() && f.added:
		return s.folderInTheWay(name)
	case e.IsDir() && (wanted || stale):
		return s.folder(name)
	case f.added:
		// Add has compared it.
	case listed && e.Type().IsRegular():
		s.stale = append(s.stale, name)
	case wanted:
		s.clashes = append(s.clashes, fmt.Sprintf("%s is not a folder, and the site needs a folder there for %s",
			s.p.shown(name), s.p.below(name)))
	default:
		s.keep(name, e)
	}
	return nil
}

// folderInTheWay is called for a folder where the site has a file. It may go if
// nothing of others is in it.
func (s *surveyor) folderInTheWay(name string) error {
	before := len(s.foreign)
	if err := s.folder(name); err != nil {
		return err
	}
	if len(s.foreign) > before {
		s.clashes = append(s.clashes, fmt.Sprintf("%s is a folder with something in it that is not in the list of what Bedside wrote (%s), and the site needs a file there",
			s.p.shown(name), s.p.shown(s.foreign[before])))
	}
	return nil
}

// folderAsManifest is called for a folder where the manifest belongs. An empty one may go.
func (s *surveyor) folderAsManifest() error {
	entries, err := readFolder(filepath.Join(s.p.dir, ManifestName))
	if err != nil {
		return s.p.fault(ManifestName, err)
	}
	if len(entries) > 0 {
		s.clashes = append(s.clashes, fmt.Sprintf("%s is a folder with something in it (%s), and the list of what Bedside wrote belongs there",
			s.p.shown(ManifestName), s.p.shown(ManifestName+"/"+entries[0].Name())))
	}
	return nil
}

func (s *surveyor) keep(name string, e fs.DirEntry) {
	s.foreign = append(s.foreign, name)
	if name[0] != '.' {
		s.kept = append(s.kept, s.p.keptName(name, e.IsDir()))
	}
}

// keptName is the topmost folder above name in which the new site has nothing,
// with a slash at its end, or else name itself.
func (p *Publication) keptName(name string, isDir bool) string {
	for i := range len(name) {
		if name[i] == '/' {
			if _, ok := p.folders[name[:i]]; !ok {
				return name[:i+1]
			}
		}
	}
	if isDir {
		return name + "/"
	}
	return name
}

// namedClashes is how many of the paths that stand in the way are named.
const namedClashes = 3

// refusal says why the site cannot be put into the folder without harm to what
// somebody else has there, or returns nil.
func (p *Publication) refusal(found survey) error {
	slices.Sort(p.foreign)
	if len(p.foreign) > 0 {
		shown := make([]string, len(p.foreign))
		for i, name := range p.foreign {
			shown[i] = p.shown(name)
		}
		return fmt.Errorf("%s: would be replaced, but what is there is not in the list of what Bedside wrote: choose another folder or move these files away", some(shown, ", "))
	}
	if len(found.clashes) > 0 {
		return fmt.Errorf("%s: move it away or choose another folder", some(found.clashes, "; "))
	}
	return nil
}

// some joins the first few of a list and counts the others.
func some(list []string, separator string) string {
	if len(list) <= namedClashes {
		return strings.Join(list, separator)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:namedClashes], separator), len(list)-namedClashes)
}

// workers is how many goroutines work on files: more than four only wait for
// each other in the file system.
func workers() int { return min(runtime.GOMAXPROCS(0), 4) }

// inParallel calls do for 0 to n-1 from workers() goroutines until one call fails
// or ctx is cancelled. Neighbours are mostly done by one worker, one after the
// other.
func (p *Publication) inParallel(ctx context.Context, n int, do func(worker, i int) error) error {
	const batch = 64
	var next atomic.Int64
	var stopped atomic.Bool
	var wg sync.WaitGroup
	errs := make([]error, workers())
	for worker := range errs {
		wg.Go(func() {
			for !stopped.Load() {
				end := int(next.Add(batch))
				if end-batch >= n {
					return
				}
				err := ctx.Err()
				for i := end - batch; i < min(end, n) && err == nil; i++ {
					err = do(worker, i)
				}
				if err != nil {
					errs[worker] = err
					stopped.Store(true)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
