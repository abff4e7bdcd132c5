package publish

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
)

// Earlier returns the bytes of a file as an earlier publication wrote it, and false if
// there is none or somebody changed it. So what took long to make, and has a name that
// tells what it was made from, need not be made again.
func (p *Publication) Earlier(name string) ([]byte, bool) {
	p.mu.Lock()
	f := p.files[name]
	p.mu.Unlock()
	if !f.ours {
		return nil, false
	}
	return f.read(filepath.Join(p.dir, filepath.FromSlash(name)))
}

// read returns the file if its bytes are those of the record.
func (r record) read(name string) ([]byte, bool) {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != r.size {
		return nil, false
	}
	data, err := os.ReadFile(name)
	if err != nil || sha256.Sum256(data) != r.sum {
		return nil, false
	}
	return data, true
}

// Listed returns the paths below a folder of a published site that its manifest
// lists, whatever is there now. It is empty if there is no manifest or none that can be
// read.
func Listed(dir, below string) map[string]bool {
	listed := map[string]bool{}
	// Without a manifest nothing is known, for whatever reason that is.
	_, _, _ = readManifest(filepath.Join(dir, ManifestName), func(name string, _ record) {
		if strings.HasPrefix(name, below+"/") {
			listed[strings.Clone(name)] = true
		}
	})
	return listed
}
