package watch

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestBurstDue adds at the given milliseconds and asks when the burst is due.
func TestBurstDue(t *testing.T) {
	begin := time.Now()
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	files := func(b *burst, times ...int) {
		for _, ms := range times {
			b.add("file", at(ms))
		}
	}
	tests := []struct {
		name string
		add  func(b *burst)
		due  int // milliseconds
	}{
		{"one", func(b *burst) { files(b, 0) }, 10},
		{"several", func(b *burst) { files(b, 0, 3, 12, 15) }, 25},
		{"until the latest moment", func(b *burst) { files(b, 0, 50, 95) }, 100},
		{"after the latest moment", func(b *burst) { files(b, 0, 50, 300) }, 100},
		{"everything", func(b *burst) { b.addAll(at(0)); b.addAll(at(95)) }, 100},
		{"a flood lasts longer", func(b *burst) { b.addFlood(at(0)); files(b, 300) }, 310},
		{"but not for ever", func(b *burst) { b.addFlood(at(0)); files(b, 495) }, 500},
	}
	for _, tt := range tests {
		var b burst
		tt.add(&b)
		if due := b.due(10*time.Millisecond, 100*time.Millisecond).Sub(begin); due != time.Duration(tt.due)*time.Millisecond {
			t.Errorf("%s: due after %v, want %d ms", tt.name, due, tt.due)
		}
	}
}

func TestBurstChange(t *testing.T) {
	var b burst
	if !b.empty() {
		t.Error("the zero burst is not empty")
	}
	now := time.Now()
	for _, name := range []string{"c", "a", "c", "b", "a"} {
		b.add(name, now)
	}
	first := b.change()
	if !slices.Equal(first.Names, []string{"a", "b", "c"}) || first.Rescan || b.empty() {
		t.Errorf("%+v", first)
	}
	b.add("aa", now)
	if c := b.change(); !slices.Equal(c.Names, []string{"a", "aa", "b", "c"}) {
		t.Errorf("%+v", c)
	}
	for i := range maxNames - 4 {
		b.add(fmt.Sprint(i), now)
	}
	if c := b.change(); len(c.Names) != maxNames || c.Rescan {
		t.Errorf("%d names, rescan %v", len(c.Names), c.Rescan)
	}
	b.add("one too many", now)
	b.add("and one more", now)
	if c := b.change(); len(c.Names) != 0 || !c.Rescan || len(b.names) != 0 {
		t.Errorf("%d names, rescan %v, %d kept", len(c.Names), c.Rescan, len(b.names))
	}
}
