package build

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"sync"

	"bedside/internal/site"
)

// written remembers what a publication wrote of texts, for the next one: the key
// that a file was made with, and the sum of its bytes.
type written struct {
	mu    sync.Mutex
	files map[string]writtenFile
}

type writtenFile struct {
	key uint64
	sum [sha256.Size]byte
}

func (w *written) add(name string, f writtenFile) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.files == nil {
		w.files = map[string]writtenFile{}
	}
	w.files[name] = f
}

// keyOf is the key of a text's files, or 0 for a build that is not asked again.
func (p *publication) keyOf(t *text, j *judgement) uint64 {
	if p.b.once {
		return 0
	}
	return p.view.fileKey(t, j)
}

// addKeyed publishes a file of a text and remembers it, if it has a key.
func (p *publication) addKeyed(name string, key uint64, data []byte) error {
	if key != 0 && p.out != nil {
		p.written.add(name, writtenFile{key, sha256.Sum256(data)})
	}
	return p.add(name, data)
}

// textAgain publishes the files of a text as the last publication left them, if
// nothing that they are made from has changed since. What is on disk is trusted
// only if its bytes are those that were written.
func (p *publication) textAgain(i int, t *text) (done bool, err error) {
	if p.out == nil || p.failed.Load() || len(p.b.written) == 0 {
		return false, nil
	}
	j, err := p.view.judge(t, nil)
	if err != nil || j == nil || p.stops(p.view.ruledOf(t, j).all) {
		return false, nil //nolint:nilerr // Reading the text will find the fault again.
	}
	key := p.view.fileKey(t, j)
	names := []string{pageFile(t.origin().Path)}
	if t.guide != nil {
		base := site.GuidePath(t.guide.Code)
		names = append(names, pageFile(site.HandoutPath(t.guide.Code)), base+"guide.json", base+"guide.md")
		if p.entries[i] = p.view.entryOf(t, nil); p.entries[i] == nil {
			return false, nil
		}
	}
	files := make([][]byte, len(names))
	for n, name := range names {
		w := p.b.written[name]
		if w.key != key {
			return false, nil
		}
		files[n], err = os.ReadFile(filepath.Join(p.b.Out, filepath.FromSlash(name)))
		if err != nil || sha256.Sum256(files[n]) != w.sum {
			return false, nil //nolint:nilerr // It is made anew.
		}
	}
	for n, name := range names {
		p.written.add(name, p.b.written[name])
		if err := p.add(name, files[n]); err != nil {
			return false, err
		}
	}
	return true, nil
}
