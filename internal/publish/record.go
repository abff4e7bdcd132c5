package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// The manifest lies among files that are copied, merged and cleaned up by others. If it
// is lost, what Bedside wrote cannot be told from what a person put there, and a page
// that was deleted would stay published for good. So there is a second copy of it
// elsewhere, the record. It is believed less than the manifest, since the folder may have
// changed in any way since: a file is Bedside's only if it has the very bytes that
// Bedside wrote there.

func (p *place) locateRecords(records string) error {
	if records == "" {
		return nil
	}
	full, err := filepath.Abs(records)
	if err != nil {
		return fmt.Errorf("%s: %w", records, cause(err))
	}
	if rel, err := filepath.Rel(p.dir, full); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("the record cannot be kept in %s: it lies in the published folder", records)
	}
	p.records = full
	return nil
}

// record names the record of the published folder. Each folder has its own, so that a
// copy that a person made of a site is never taken for the site.
func (p *place) record() string {
	dir := p.dir
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real // it did not exist when it was located
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(p.records, hex.EncodeToString(sum[:8]))
}

// recall finds out by the record which files are Bedside's. A record that is damaged or
// missing says nothing.
func (p *Publication) recall() error {
	if p.records == "" || !p.exists {
		return nil
	}
	records := make(map[string]record)
	state, _, err := readManifest(p.record(), func(name string, r record) { records[name] = r })
	if err != nil || state != soundManifest {
		return nil
	}
	names := make([]string, 0, len(records))
	for name := range records {
		names = append(names, name)
	}
	slices.Sort(names)
	return p.inParallel(context.Background(), len(names), func(_, i int) error {
		name := names[i]
		if _, ok := p.published(name, records[name]); ok {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.files[name] = file{record: records[name], ours: true}
		}
		return nil
	})
}

// keepRecord writes the record unless it says the same. It is a help for later: that it
// cannot be written, to sources that nobody may change for instance, is no fault.
func (p *Publication) keepRecord(text []byte) {
	if p.records == "" {
		return
	}
	name := p.record()
	if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(text)) {
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
			return
		}
	}
	unfinished := name + ".new"
	if p.disk.unlink(unfinished) == nil && p.disk.create(unfinished, text, 0) == nil {
		_ = p.disk.rename(unfinished, name)
	}
}
