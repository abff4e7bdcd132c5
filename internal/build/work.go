package build

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Work counts what a Builder has done since it was made.
type Work struct {
	// Reads counts content files read, Parses front matters parsed, Bodies texts
	// parsed, Renders layouts executed, Entries guides entered into a search index,
	// Indexes search indexes made, Lists how often the lists were made, and Joins
	// how often the guides were joined. Cards counts cards drawn, Pictures
	// files of pictures made.
	Reads, Parses, Bodies, Renders, Entries, Indexes, Lists, Joins, Cards, Pictures int64
}

type work struct {
	reads, parses, bodies, renders, entries, indexes, lists, joins, cards, pictures atomic.Int64
}

// Work returns what has been done so far. It is safe for concurrent use.
func (b *Builder) Work() Work {
	w := &b.work
	return Work{Reads: w.reads.Load(), Parses: w.parses.Load(), Bodies: w.bodies.Load(), Renders: w.renders.Load(),
		Entries: w.entries.Load(), Indexes: w.indexes.Load(), Lists: w.lists.Load(), Joins: w.joins.Load(), Cards: w.cards.Load(), Pictures: w.pictures.Load()}
}

func everyCore() int { return runtime.GOMAXPROCS(0) }

// each calls f for 0 to n-1 on as many goroutines as there are workers, until one
// call fails or ctx ends. Calls are begun in order.
func each(ctx context.Context, n, workers int, f func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// precedence lets work that nobody waits for stand back while somebody waits for a
// file.
type precedence struct {
	mu      sync.Mutex
	waiting int
	idle    chan struct{} // closed when nobody waits any more; nil if nobody does
}

// begin says that somebody waits for a file, until the returned function is called.
func (p *precedence) begin() (end func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting++; p.idle == nil {
		p.idle = make(chan struct{})
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.waiting--; p.waiting == 0 {
			close(p.idle)
			p.idle = nil
		}
	}
}

// standBack returns when nobody waits for a file, or with the error of ctx.
func (p *precedence) standBack(ctx context.Context) error {
	for {
		p.mu.Lock()
		idle := p.idle
		p.mu.Unlock()
		if idle == nil {
			return ctx.Err()
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
