package build

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/publish"
	"bedside/internal/render"
	"bedside/internal/site"
)

// readConfig reads the settings and the editors' list of synonyms.
func (b *run) readConfig() site.Config {
	config := b.readSettings()
	raw, err := fs.ReadFile(ordinary{b.Source}, site.SynonymsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return config
	}
	if err != nil {
		b.report(diag.List{unreadable(site.SynonymsFile, err)})
		return config
	}
	groups, problems := site.ParseSynonyms(raw)
	b.report(problems)
	config.Synonyms = slices.Concat(config.Synonyms, groups)
	return config
}

func (b *run) readSettings() site.Config {
	raw, err := fs.ReadFile(ordinary{b.Source}, site.ConfigFile)
	if errors.Is(err, fs.ErrNotExist) {
		return site.DefaultConfig()
	}
	if err != nil {
		b.report(diag.List{unreadable(site.ConfigFile, err)})
		return site.DefaultConfig()
	}
	config, problems := site.ParseConfig(raw)
	b.report(problems)
	return config
}

// prepare reads what all pages share: layouts and assets.
func (b *run) prepare() error {
	folders := make([]fs.FS, 0, 2)
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		if _, err := fs.Stat(source, "layouts"); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		folder, err := fs.Sub(ordinary{source}, "layouts")
		if err != nil {
			return fmt.Errorf("reading layouts: %w", err)
		}
		folders = append(folders, folder)
	}
	files, err := render.ReadLayouts(folders...)
	if err != nil {
		return err
	}
	layouts, problems := render.ParseLayouts(files)
	b.report(problems)
	if err := b.readAssets(); err != nil {
		return err
	}
	b.shared = render.NewShared(b.site, layouts, b.assetPaths())
	return nil
}

// readAssets minifies and names the style sheet, the scripts and the like. A file
// of the source replaces the default of the same name.
func (b *run) readAssets() error {
	seen := map[string]bool{}
	for _, source := range []fs.FS{b.Source, b.Defaults} {
		err := fs.WalkDir(source, "assets", func(name string, d fs.DirEntry, err error) error {
			if name == "assets" && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			if err != nil || d.IsDir() || seen[name] || ignored("assets", name) {
				return err
			}
			seen[name] = true
			return b.readAsset(source, name)
		})
		if err != nil {
			return fmt.Errorf("reading assets: %w", err)
		}
	}
	return nil
}

func (b *run) readAsset(source fs.FS, name string) error {
	data, err := fs.ReadFile(ordinary{source}, name)
	if err != nil {
		return err
	}
	small, err := b.minifier.Bytes(name, data)
	if err != nil {
		b.report(diag.List{{File: name, Severity: diag.Error, Rule: "asset", Message: fmt.Sprintf("this file has a mistake: %v", err)}})
		return nil
	}
	b.assets = append(b.assets, render.File{Path: publish.Fingerprint(name, small), Data: small})
	b.assetNames = append(b.assetNames, name)
	return nil
}

// assetPaths maps names such as "main.css" to published paths.
func (b *run) assetPaths() map[string]string {
	paths := make(map[string]string, len(b.assets))
	for i, name := range b.assetNames {
		paths[strings.TrimPrefix(name, "assets/")] = b.assets[i].Path
	}
	return paths
}
