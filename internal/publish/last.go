package publish

import (
	"crypto/sha256"
	"os"
	"path/filepath"
)

// Last returns the file that the last build published at a slash path, and false if
// there was none or it has other bytes by now. It adds nothing. It is for files whose
// path says what is in them, so that they need not be made again; it may be called
// by many goroutines at once, before Commit or Abort.
func (p *Publication) Last(name string) ([]byte, bool) {
	p.mu.Lock()
	f := p.files[name]
	p.mu.Unlock()
	if !f.ours {
		return nil, false
	}
	// If it has other bytes it is made anew, and Add finds what is wrong.
	return p.published(name, f.record)
}

// published returns the file at a slash path if it has the bytes that a record tells of.
func (p *Publication) published(name string, r record) ([]byte, bool) {
	place := filepath.Join(p.dir, filepath.FromSlash(name))
	// Not everything that stands there can be read to its end.
	info, err := os.Lstat(place)
	if err != nil || !info.Mode().IsRegular() || info.Size() != r.size {
		return nil, false
	}
	data, err := os.ReadFile(place)
	if err != nil || sha256.Sum256(data) != r.sum {
		return nil, false
	}
	return data, true
}
