package build

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/publish"
	"bedside/internal/render"
)

// frame is what all pages have in common, in one state.
type frame struct {
	*render.Frame
	settings *settings
	layouts  *layouts
	assets   *assets
	// id is another number for each frame.
	id uint64
}

// newFrame returns the last frame if it has the same parts.
func (b *Builder) newFrame(s *settings, l *layouts, a *assets, last ...*frame) *frame {
	for _, f := range last {
		if f != nil && f.settings == s && f.layouts == l && f.assets == a {
			return f
		}
	}
	b.ids++
	return &frame{Frame: render.NewFrame(s.config, l.parsed, a.paths), settings: s, layouts: l, assets: a, id: b.ids}
}

// layouts are all layouts in one state.
type layouts struct {
	files    map[string][]byte
	parsed   *render.Layouts
	problems diag.List
	// failed is set when one of them could not be executed.
	failed atomic.Bool
}

// usable reports whether nothing is known to be wrong with the layouts.
func (l *layouts) usable() bool { return len(l.problems) == 0 && !l.failed.Load() }

// readLayouts reads all layouts. It returns the last ones if nothing changed.
func (b *Builder) readLayouts(last *layouts) (*layouts, error) {
	folders := make([]fs.FS, 0, 2)
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		if _, err := fs.Stat(source, "layouts"); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		folder, err := fs.Sub(ordinary{source}, "layouts")
		if err != nil {
			return nil, fmt.Errorf("reading layouts: %w", err)
		}
		folders = append(folders, folder)
	}
	files, err := render.ReadLayouts(folders...)
	if err != nil {
		return nil, err
	}
	if last != nil && maps.EqualFunc(files, last.files, bytes.Equal) {
		return last, nil
	}
	l := &layouts{files: files}
	l.parsed, l.problems = render.ParseLayouts(files)
	return l, nil
}

// assets are the style sheet, the scripts and the like in one state.
type assets struct {
	list     []asset
	problems diag.List
	// paths maps names such as "main.css" to published paths; byPath is the
	// published file.
	paths  map[string]string
	byPath map[string][]byte
}

// asset is one file of assets/ and what is published of it: nothing if it has a
// mistake.
type asset struct {
	name      string
	sum       uint64
	published render.File
	problem   *diag.Diagnostic
}

// readAssets reads, minifies and names all assets. A file of the source replaces
// the default of the same name. It returns the last ones if nothing changed.
func (b *Builder) readAssets(last *assets) (*assets, error) {
	known := map[string]asset{}
	if last != nil {
		for _, a := range last.list {
			known[a.name] = a
		}
	}
	var list []asset
	seen := map[string]bool{}
	changed := last == nil
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		err := fs.WalkDir(source, "assets", func(name string, d fs.DirEntry, err error) error {
			if name == "assets" && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			if err != nil || d.IsDir() || seen[name] || ignored("assets", name) {
				return err
			}
			seen[name] = true
			data, err := fs.ReadFile(ordinary{source}, name)
			if err != nil {
				return err
			}
			a, ok := known[name]
			if sum := maphash.Bytes(b.seed, data); !ok || a.sum != sum {
				a, changed = b.newAsset(name, sum, data), true
			}
			list = append(list, a)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reading assets: %w", err)
		}
	}
	if !changed && len(list) == len(last.list) {
		return last, nil
	}
	return newAssets(list), nil
}

func (b *Builder) newAsset(name string, sum uint64, data []byte) asset {
	small, err := b.minifier.Bytes(name, data)
	if err != nil {
		return asset{name: name, sum: sum, problem: &diag.Diagnostic{File: name, Severity: diag.Error, Rule: "asset",
			Message: fmt.Sprintf("this file has a mistake: %v", err)}}
	}
	return asset{name: name, sum: sum, published: render.File{Path: publish.Fingerprint(name, small), Data: small}}
}

func newAssets(list []asset) *assets {
	a := &assets{list: list, paths: map[string]string{}, byPath: map[string][]byte{}}
	for _, x := range list {
		if x.problem != nil {
			a.problems = append(a.problems, *x.problem)
			continue
		}
		a.paths[strings.TrimPrefix(x.name, "assets/")] = x.published.Path
		a.byPath[x.published.Path] = x.published.Data
	}
	return a
}

// mended returns the assets with the last good state of those that have a mistake.
func (a *assets) mended(good *assets) *assets {
	if len(a.problems) == 0 || good == nil {
		return a
	}
	list := make([]asset, len(a.list))
	copy(list, a.list)
	for i, x := range list {
		for _, g := range good.list {
			if x.problem != nil && g.name == x.name && g.problem == nil {
				list[i] = g
			}
		}
	}
	return newAssets(list)
}

// differing returns the names of the assets that are not the same in both.
func differing(a, b *assets) []string {
	sums := map[string]uint64{}
	if a != nil {
		for _, x := range a.list {
			sums[x.name] = x.sum
		}
	}
	var out []string
	for _, x := range b.list {
		if sum, ok := sums[x.name]; !ok || sum != x.sum {
			out = append(out, x.name)
		}
		delete(sums, x.name)
	}
	return append(out, slices.Collect(maps.Keys(sums))...)
}
