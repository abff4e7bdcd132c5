package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"sync/atomic"

	"bedside/internal/diag"
	"bedside/internal/render"
)

// frame is what all pages have in common, in one state.
type frame struct {
	*render.Frame
	settings *settings
	layouts  *layouts
	assets   *assets
	// pictures are the files that the settings name.
	pictures *pictures
	// files are those of assets/ as they are published, by published path.
	files map[string][]byte
	// id is another number for each frame.
	id uint64
}

// newFrame returns the last frame if it has the same parts.
func (b *Builder) newFrame(s *settings, l *layouts, a *assets, last ...*frame) *frame {
	for _, f := range last {
		if f != nil && f.settings == s && f.layouts == l && f.assets == a && f.pictures.are(s, b.others) {
			return f
		}
	}
	b.ids++
	f := &frame{settings: s, layouts: l, assets: a, pictures: b.newPictures(s), id: b.ids}
	paths, files := a.colored(&s.config)
	f.Frame, f.files = render.NewFrame(s.config, l.parsed, paths, f.pictures.sizes), files
	return f
}

// layouts are all layouts in one state.
type layouts struct {
	files    map[string][]byte
	parsed   *render.Layouts
	problems diag.List
	// notes are what is found in layouts that can be used.
	notes diag.List
	// withoutNotice says that they do not tell whose trademark CPT is.
	withoutNotice bool
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
	l.takeNotices()
	return l, nil
}
