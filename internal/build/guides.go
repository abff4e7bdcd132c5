package build

import (
	"context"
	"fmt"
	"io/fs"
	"runtime"
	"sync"

	"bedside/internal/diag"
	"bedside/internal/guide"
)

// Guides reads the front matter of all guides of a source directory, in the order of
// their files, drafts included. Guides that cannot be read are left out; their problems
// are returned.
func Guides(ctx context.Context, source fs.FS) ([]*guide.Guide, diag.List, error) {
	found, err := scan(source)
	if err != nil {
		return nil, nil, err
	}
	read := make([]*guide.Guide, len(found.content))
	problems := make([]diag.List, len(found.content))
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				name := found.content[i]
				raw, err := fs.ReadFile(ordinary{source}, name)
				if err != nil {
					problems[i] = diag.List{{File: name, Severity: diag.Error, Rule: "unreadable", Message: fmt.Sprintf("this cannot be read: %v", reason(err))}}
					continue
				}
				content, list := guide.Parse(name, raw)
				if list.HasErrors() {
					problems[i] = list
				}
				if g := content.Guide; g != nil && g.Code != "" {
					read[i] = g
				}
			}
		})
	}
	for i := range found.content {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	out := make([]*guide.Guide, 0, len(read))
	list := found.problems
	for i, g := range read {
		if g != nil {
			out = append(out, g)
		}
		list = append(list, problems[i]...)
	}
	return out, list.Sort(), ctx.Err()
}
