package search

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"
)

// Reader answers queries from a published index. It may be used by several
// goroutines at once; it keeps the shards it has read.
type Reader struct {
	fsys   fs.FS
	root   *root
	mu     sync.Mutex
	shards map[string]any // by name: *nameShardData, []term, []reference, map[uint32]record
}

// Open reads the root of the index in a published folder.
func Open(fsys fs.FS) (*Reader, error) {
	data, err := fs.ReadFile(fsys, folder+rootName)
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	rt, err := decodeRoot(string(data))
	if err != nil {
		return nil, fmt.Errorf("%s%s: %w", folder, rootName, err)
	}
	return &Reader{fsys: fsys, root: rt, shards: map[string]any{}}, nil
}

// shard gives the decoded file of this name, reading it the first time.
func shard[T any](r *Reader, name string, decode func(string) (T, error)) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s, ok := r.shards[name]; ok {
		return s.(T), nil
	}
	var none T
	data, err := fs.ReadFile(r.fsys, folder+name)
	if err != nil {
		return none, fmt.Errorf("reading the search index: %w", err)
	}
	body, ok := strings.CutPrefix(string(data), name[:1]+"\n")
	if !ok {
		return none, fmt.Errorf("%s%s: %w", folder, name, errFormat)
	}
	s, err := decode(body)
	if err != nil {
		return none, fmt.Errorf("%s%s: %w", folder, name, err)
	}
	r.shards[name] = s
	return s, nil
}

func (r *Reader) nameShard(key string) (*nameShardData, error) {
	ref := find(r.root.names, key)
	return shard(r, shardName("n", ref.key, ref.mark), decodeNameShard)
}

func (r *Reader) textShard(key string) ([]term, error) {
	refs := r.root.texts
	if refs == nil {
		var err error
		if refs, err = shard(r, shardName("d", "", r.root.more), decodeDirectory); err != nil {
			return nil, err
		}
	}
	ref := find(refs, key)
	return shard(r, shardName("t", ref.key, ref.mark), decodeTermLines)
}

func (r *Reader) endShard(reversed string) ([]term, error) {
	ref := find(r.root.ends, reversed)
	return shard(r, shardName("e", ref.key, ref.mark), decodeTermLines)
}

func decodeTermLines(data string) ([]term, error) { return decodeTerms(strings.Split(data, "\n")) }

// titlesOf reads the block that holds a number, if there is one, and says where
// the next begins.
func (r *Reader) titlesOf(number uint32) (records map[uint32]record, next uint32, err error) {
	blocks := r.root.titles
	i := sort.Search(len(blocks), func(i int) bool { return blocks[i].hundred > number/100 })
	if i == len(blocks) {
		return nil, codeNumbers, nil
	}
	next = blocks[i].hundred * 100
	if i == 0 {
		return nil, next, nil
	}
	i--
	records, err = shard(r, shardName("c", numberCodeKey(blocks[i].hundred), blocks[i].mark), func(data string) (map[uint32]record, error) {
		return decodeRecords(strings.Split(strings.TrimSuffix(data, "\n"), "\n"))
	})
	return records, next, err
}
