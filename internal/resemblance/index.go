package resemblance

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Alike is the resemblance from which two texts are called nearly equal: of a
// hundred words, some four may be others.
const Alike = 0.75

// reach is how many members of a bucket are looked at on either side of a text.
// Without a bound, ten thousand texts that are half alike would be compared each
// with each. Those nearest in the order of names are the likeliest to be equal.
const reach = 128

// Index holds the sketches of documents, each of which has several texts. It needs
// some 200 bytes a text, sketches included. The zero value is ready. It is not safe for concurrent
// use while it is changed.
type Index struct {
	documents map[string][]int32
	texts     []entry
	free      []int32
	buckets   [bands]bucket
	// touched are the documents that Changed will name; nil before it was asked first.
	touched map[string]bool
}

// entry is one text.
type entry struct {
	name   string
	at     int32 // its number in the document
	sketch *Sketch
}

// bucket says which texts have the same four bytes, in the order of their
// documents' names. Most have one.
type bucket struct {
	one  map[uint32]int32
	many map[uint32][]int32
}

// Text is one text of a document. What has no sketch is left out by the caller;
// Number tells the others apart.
type Text struct {
	Number int
	Sketch *Sketch
}

// Set replaces all texts of a document; with none, the document is gone. Documents
// that come in the order of their names are entered fastest.
func (x *Index) Set(name string, texts []Text) {
	for _, id := range x.documents[name] {
		for i := range x.buckets {
			key := x.texts[id].sketch.band(i)
			x.touch(id, x.buckets[i].many[key])
			x.buckets[i].remove(key, id, x.compare)
		}
		x.texts[id] = entry{}
		x.free = append(x.free, id)
	}
	delete(x.documents, name)
	if len(texts) == 0 {
		return
	}
	if x.documents == nil {
		x.documents = map[string][]int32{}
	}
	ids := make([]int32, len(texts))
	for i, t := range texts {
		ids[i] = x.add(entry{name, int32(t.Number), t.Sketch})
	}
	x.documents[name] = ids
}

func (x *Index) add(e entry) int32 {
	id := int32(len(x.texts))
	if last := len(x.free) - 1; last >= 0 {
		id, x.free = x.free[last], x.free[:last]
		x.texts[id] = e
	} else {
		x.texts = append(x.texts, e)
	}
	for i := range x.buckets {
		x.buckets[i].add(e.sketch.band(i), id, x.compare)
		x.touch(id, x.buckets[i].many[e.sketch.band(i)])
	}
	return id
}

// touch notes the documents of texts that a text of a bucket is near enough to be
// found by.
func (x *Index) touch(id int32, list []int32) {
	if x.touched == nil {
		return
	}
	x.touched[x.texts[id].name] = true
	for other := range x.around(id, list) {
		x.touched[other.name] = true
	}
}

// Changed returns the names of documents of which Near may say something else than
// when Changed was asked last, sorted; all names when it is asked first.
func (x *Index) Changed() []string {
	var names []string
	if x.touched == nil {
		names = slices.Collect(maps.Keys(x.documents))
	} else {
		names = slices.Collect(maps.Keys(x.touched))
	}
	x.touched = map[string]bool{}
	slices.Sort(names)
	return names
}

func (x *Index) compare(a, b int32) int {
	s, t := &x.texts[a], &x.texts[b]
	return cmp.Or(strings.Compare(s.name, t.name), cmp.Compare(s.at, t.at))
}

func (b *bucket) add(key uint32, id int32, compare func(a, b int32) int) {
	if list, ok := b.many[key]; ok {
		at := len(list)
		if compare(list[at-1], id) > 0 {
			at, _ = slices.BinarySearchFunc(list, id, compare)
		}
		b.many[key] = slices.Insert(list, at, id)
		return
	}
	other, ok := b.one[key]
	if !ok {
		if b.one == nil {
			b.one, b.many = map[uint32]int32{}, map[uint32][]int32{}
		}
		b.one[key] = id
		return
	}
	delete(b.one, key)
	if compare(other, id) > 0 {
		other, id = id, other
	}
	b.many[key] = []int32{other, id}
}

func (b *bucket) remove(key uint32, id int32, compare func(a, b int32) int) {
	list, ok := b.many[key]
	if !ok {
		delete(b.one, key)
		return
	}
	at, _ := slices.BinarySearchFunc(list, id, compare)
	list = slices.Delete(list, at, at+1)
	if len(list) > 1 {
		b.many[key] = list
		return
	}
	delete(b.many, key)
	b.one[key] = list[0]
}

// Near returns the names of other documents with a text that is nearly equal to
// the document's text of this number: those nearest in the order of names, at most
// limit of them, sorted. It returns nil if there is no such text.
func (x *Index) Near(name string, number, limit int) []string {
	for _, id := range x.documents[name] {
		if x.texts[id].at == int32(number) {
			return x.near(id, limit)
		}
	}
	return nil
}

func (x *Index) near(id int32, limit int) []string {
	var out []string
	own := &x.texts[id]
	for i := range x.buckets {
		for other := range x.around(id, x.buckets[i].many[own.sketch.band(i)]) {
			if len(out) == limit {
				slices.Sort(out)
				return out
			}
			if other.name != own.name && own.sketch.Resemblance(other.sketch) >= Alike && !slices.Contains(out, other.name) {
				out = append(out, other.name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// around yields the members of a bucket, the nearest first, as far as reach.
func (x *Index) around(id int32, list []int32) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		if list == nil {
			return
		}
		at, _ := slices.BinarySearchFunc(list, id, x.compare)
		for step := 1; step <= reach; step++ {
			before, after := at-step, at+step
			if before < 0 && after >= len(list) {
				return
			}
			if before >= 0 && !yield(&x.texts[list[before]]) || after < len(list) && !yield(&x.texts[list[after]]) {
				return
			}
		}
	}
}
