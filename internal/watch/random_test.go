package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// mirror is a receiver that keeps a copy of the files that matter. It looks where
// it is told to and nowhere else, so whatever is not told stays wrong in it.
type mirror struct {
	*source
	files map[string]string
}

func (m *mirror) take(c Change) {
	if c.Rescan {
		clear(m.files)
		for _, root := range roots {
			m.look(root)
		}
	}
	for _, name := range c.Names {
		maps.DeleteFunc(m.files, func(known, _ string) bool { return known == name || strings.HasPrefix(known, name+"/") })
		m.look(name)
	}
}

// look reads a file, or everything in a folder. Any of it may go meanwhile: then
// that is told.
func (m *mirror) look(name string) {
	info, err := os.Lstat(m.path(name))
	switch {
	case err != nil || ignored(name):
	case info.Mode().IsRegular():
		if text, err := os.ReadFile(m.path(name)); err == nil {
			m.files[name] = string(text)
		}
	case info.IsDir():
		list, _ := os.ReadDir(m.path(name))
		for _, entry := range list {
			m.look(path.Join(name, entry.Name()))
		}
	}
}

// TestNothingIsLost changes a directory at random while a receiver keeps up with
// it as well as it can, and compares in the end.
func TestNothingIsLost(t *testing.T) {
	for _, mode := range modes {
		for seed := range uint64(6) {
			t.Run(fmt.Sprintf("%s/%d", mode.name, seed), func(t *testing.T) {
				t.Parallel()
				m := &mirror{newSource(t, Options{Poll: mode.poll}), map[string]string{}}
				m.take(Change{Rescan: true})
				ended := make(chan error, 1)
				go func() { ended <- changeAtRandom(m.source, rand.New(rand.NewPCG(seed, 1))) }()
				for running := true; running; {
					select {
					case c := <-m.w.Changes():
						m.take(c)
					case err := <-ended:
						m.must(err)
						running = false
					}
				}
				for range 2 { // as told does
					m.end()
				}
				got := maps.Clone(m.files)
				m.take(Change{Rescan: true})
				for name, want := range m.files {
					if text, there := got[name]; text != want || !there {
						t.Errorf("%s: it is %q, and was told last when it was %q (%v)", name, want, text, there)
					}
				}
				for name := range got {
					if _, there := m.files[name]; !there {
						t.Errorf("%s: it is gone, and that was not told", name)
					}
				}
			})
		}
	}
}

// end takes changes until a file that is written last is told.
func (m *mirror) end() {
	for {
		m.ends++
		end := fmt.Sprintf("%s%d", endPrefix, m.ends)
		m.write(end, "")
		for {
			c := m.next()
			m.take(c)
			if slices.Contains(c.Names, end) {
				return
			}
			if c.Rescan {
				break
			}
		}
	}
}

// changeAtRandom makes, changes, moves and removes files and folders.
func changeAtRandom(s *source, r *rand.Rand) error {
	folders := []string{"content", "content/a", "content/a/b", "content/c", "content/c/d/e", "content/0", "content/1/a", "layouts", "static/x", "theme/parts"}
	folder := func() string { return folders[r.IntN(len(folders))] }
	file := func() string { return fmt.Sprintf("%s/%d.md", folder(), r.IntN(4)) }
	for i := range 400 {
		var err error
		switch r.IntN(12) {
		case 0, 1, 2, 3, 4:
			name := file()
			if err = os.MkdirAll(s.path(path.Dir(name)), 0o755); err == nil {
				err = os.WriteFile(s.path(name), []byte(strings.Repeat("x", i)), 0o644)
			}
		case 5: // the same size
			name := file()
			if text, e := os.ReadFile(s.path(name)); e == nil {
				err = os.WriteFile(s.path(name), []byte(strings.Repeat(string(rune('a'+i%26)), len(text))), 0o644)
			}
		case 6:
			err = os.Remove(s.path(file()))
		case 7:
			err = os.Rename(s.path(file()), s.path(file()))
		case 8:
			err = os.RemoveAll(s.path(folder()))
		case 9:
			err = os.Rename(s.path(folder()), s.path(folder()))
		case 10:
			err = os.Rename(s.path(folder()), s.path(fmt.Sprintf("content/%d", r.IntN(3))))
		case 11:
			time.Sleep(time.Duration(r.IntN(8)) * time.Millisecond) // lets bursts end here and there
		}
		var link *os.LinkError
		var at *fs.PathError
		if err != nil && !errors.As(err, &link) && !errors.As(err, &at) {
			return err // what cannot be done as things are is simply not done
		}
	}
	return nil
}
