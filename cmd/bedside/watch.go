package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/diag"
	"bedside/internal/preview"
)

// watchSite builds the site, hands it to the preview, and does so again whenever a
// source file has changed, until the context ends.
func watchSite(ctx context.Context, source *os.Root, f serveFlags, server *preview.Server, print *problemPrinter) error {
	dir, err := os.MkdirTemp("", "bedside-preview-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // The system clears its folder of temporary files.
	tick := time.NewTicker(max(f.poll, 100*time.Millisecond))
	defer tick.Stop()
	var seen, was map[string]string
	for {
		now, err := stamps(source.FS())
		if err != nil {
			return err
		}
		if !maps.Equal(seen, now) {
			seen = now
			problems, err := rebuild(ctx, source, f, filepath.Join(dir, "public"))
			if err != nil {
				return err
			}
			files, err := readFiles(filepath.Join(dir, "public"))
			if err != nil {
				return err
			}
			server.Show(version(files, problems), difference(was, files))
			if err := print.print(problems); err != nil {
				return err
			}
			was = files
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func rebuild(ctx context.Context, source *os.Root, f serveFlags, out string) (diag.List, error) {
	result, err := build.Build(ctx, build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Out: out, Drafts: f.drafts})
	return result.Problems, err
}

func version(files map[string]string, problems diag.List) preview.Version {
	return preview.Version{
		File: func(path string) ([]byte, bool, error) {
			data, ok := files[path]
			return []byte(data), ok, nil
		},
		Problems: func() diag.List { return problems },
		Report:   func(string) (preview.Report, bool) { return preview.Report{}, false },
	}
}

func difference(was, is map[string]string) preview.Change {
	var c preview.Change
	for name, data := range is {
		if was[name] == data {
			continue
		}
		c.Paths = append(c.Paths, name)
		if code, ok := strings.CutSuffix(name, "/guide.md"); ok {
			c.Saved = append(c.Saved, preview.Page{Path: code + "/", Name: strings.ToUpper(code)})
		}
	}
	return c
}

func readFiles(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		data, err := os.ReadFile(name)
		files[filepath.ToSlash(strings.TrimPrefix(name, dir+string(filepath.Separator)))] = string(data)
		return err
	})
	if os.IsNotExist(err) {
		return nil, nil // nothing could be built yet
	}
	return files, err
}

// stamps tells one state of the source from another.
func stamps(source fs.FS) (map[string]string, error) {
	all := map[string]string{}
	for _, root := range []string{"content", "layouts", "assets", "static", "bedside.yaml"} {
		err := fs.WalkDir(source, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // it may be gone by now, which is seen at the next look
			}
			if info, err := d.Info(); err == nil {
				all[name] = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
