package build

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"bedside/internal/card"
	"bedside/internal/diag"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/site"
)

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
	if isPicture(name) && !isSVG(name) {
		if clean, err := b.maker.Clean(data); err == nil {
			data = clean
		}
	}
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

// mainStyle is the style sheet that gets a site's colors.
const mainStyle = "main.css"

// colored returns the assets as a site with these settings publishes them: paths by
// name, and files by path. If the settings name an accent, the colors that follow
// from it stand at the end of main.css, the default one or the site's own, where
// they replace those of the same names. Icons that assets/ lacks are drawn.
func (a *assets) colored(c *site.Config) (paths map[string]string, files map[string][]byte) {
	paths, files = maps.Clone(a.paths), maps.Clone(a.byPath)
	add := func(name string, data []byte) {
		paths[name] = publish.Fingerprint("assets/"+name, data)
		files[paths[name]] = data
	}
	colors := c.Palette()
	if path, ok := a.paths[mainStyle]; ok && c.Accent != nil {
		delete(files, path)
		add(mainStyle, append(slices.Clip(a.byPath[path]), colors.CSS()...))
	}
	if paths["icon.svg"] == "" {
		add("icon.svg", card.IconSVG(colors.Light))
	}
	for _, size := range render.IconSizes {
		if name := fmt.Sprintf("icon-%d.png", size); paths[name] == "" {
			add(name, card.IconPNG(colors.Light, size))
		}
	}
	return paths, files
}
