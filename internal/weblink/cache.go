package weblink

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// How long a result is good for: a page that answers is asked again after a week, any
// other after a day, since somebody may have mended it.
const (
	goodFor = 7 * 24 * time.Hour
	badFor  = 24 * time.Hour
)

// Cache keeps results between runs. It is safe for concurrent use; a nil Cache keeps
// nothing.
type Cache struct {
	file string
	now  time.Time
	mu   sync.Mutex
	// Entries are by address.
	entries map[string]cached
}

type cached struct {
	Result
	Asked time.Time `json:"asked"`
}

// OpenCache reads a cache from a file. One that is not there is empty, and so is one
// that cannot be understood: it holds nothing that could not be asked again.
func OpenCache(file string, now time.Time) (*Cache, error) {
	c := &Cache{file: file, now: now, entries: map[string]cached{}}
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading what is known of links: %w", err)
	}
	if err == nil && json.Unmarshal(data, &c.entries) != nil {
		c.entries = map[string]cached{}
	}
	return c, nil
}

func (c *Cache) get(address string) (Result, bool) {
	if c == nil {
		return Result{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[address]
	return e.Result, ok && e.fresh(c.now)
}

func (e cached) fresh(now time.Time) bool {
	age := now.Sub(e.Asked)
	if e.Verdict == Good || e.Verdict == Moved {
		return age >= 0 && age < goodFor
	}
	return age >= 0 && age < badFor
}

func (c *Cache) put(address string, r Result) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[address] = cached{r, c.now}
}

// Save writes the cache, without what is too old to be of use.
func (c *Cache) Save() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for address, e := range c.entries {
		if !e.fresh(c.now) {
			delete(c.entries, address)
		}
	}
	data, err := json.Marshal(c.entries)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.file), 0o755); err != nil {
		return err
	}
	temporary := c.file + "~"
	if err := os.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, c.file)
}
