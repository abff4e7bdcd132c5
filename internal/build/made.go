package build

import (
	"container/list"
	"sync"
)

// maxMade bounds the bytes of made files that are kept: some thousand pages, more
// than anybody looks at before the next edit.
const maxMade = 64 << 20

// made keeps the files that were asked for last, one state of each path. It is
// safe for concurrent use.
type made struct {
	mu    sync.Mutex
	files map[string]*list.Element // of *madeFile
	order list.List                // used last at the front
	size  int
	limit int
}

type madeFile struct {
	path string
	key  uint64
	data []byte
}

func newMade(limit int) *made { return &made{files: map[string]*list.Element{}, limit: limit} }

// get returns the file if it was made with this key.
func (m *made) get(path string, key uint64) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.files[path]
	if e == nil || e.Value.(*madeFile).key != key {
		return nil, false
	}
	m.order.MoveToFront(e)
	return e.Value.(*madeFile).data, true
}

// last returns the file as it was last kept, with whatever key.
func (m *made) last(path string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.files[path]
	if e == nil {
		return nil, false
	}
	m.order.MoveToFront(e)
	return e.Value.(*madeFile).data, true
}

// keep remembers a file, and forgets those that were not used for longest.
func (m *made) keep(path string, key uint64, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.files[path]; e != nil {
		m.forget(e)
	}
	m.files[path] = m.order.PushFront(&madeFile{path, key, data})
	m.size += len(data)
	for m.size > m.limit {
		m.forget(m.order.Back())
	}
}

func (m *made) forget(e *list.Element) {
	f := e.Value.(*madeFile)
	m.order.Remove(e)
	delete(m.files, f.path)
	m.size -= len(f.data)
}
