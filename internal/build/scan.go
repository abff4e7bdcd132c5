package build

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"bedside/internal/diag"
	"bedside/internal/site"
)

// Roots returns the names below a source directory that a site is made from: folders
// with everything in them, and one file.
func Roots() []string { return append(slices.Clone(tops), "layouts", "assets", site.ConfigFile) }

// Ignored reports whether a file of the source directory, or a folder with all that
// is in it, makes no difference to the site.
func Ignored(name string) bool {
	top, _, below := strings.Cut(name, "/")
	return below && name != site.SynonymsFile && ignored(top, name)
}

// tops are the folders whose files are published.
var tops = []string{"content", "static"}

// sources are the files of a source directory, as slash paths below it.
type sources struct {
	// content holds the Markdown files, other all further files below content/
	// and static/ that may be published. Both are sorted.
	content, other []string
	problems       diag.List
}

// scan lists the files of content/ and static/. It follows no link out of the
// source directory, opens nothing, and skips what editors and systems leave behind.
func scan(source fs.FS) (*sources, error) {
	if err := hasContent(source); err != nil {
		return nil, err
	}
	s := &sources{}
	for _, top := range tops {
		if err := s.walk(source, top, top); err != nil {
			return nil, err
		}
	}
	s.sort()
	return s, nil
}

// scanAt lists what scan would find at a path or, if it is a folder, below it:
// nothing if it is not there, is no part of content/ or static/, or is ignored.
func scanAt(source fs.FS, name string) (*sources, error) {
	s := &sources{}
	top, _, _ := strings.Cut(name, "/")
	if !slices.Contains(tops, top) || !fs.ValidPath(name) || !reachable(source, top, name) {
		return s, nil
	}
	info, err := fs.Lstat(source, name)
	if name != top && (err != nil || !info.IsDir()) {
		s.single(source, top, name, info, err)
		return s, nil
	}
	if err := s.walk(source, top, name); err != nil {
		return nil, err
	}
	s.sort()
	return s, nil
}

// single adds a path that is no folder, as walk does where it meets one.
func (s *sources) single(source fs.FS, top, name string, info fs.FileInfo, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		s.unreadable(name, err)
	default:
		s.entry(source, top, name, fs.FileInfoToDirEntry(info))
	}
}

func (s *sources) unreadable(name string, err error) {
	s.errorf(name, "unreadable", "Give yourself the right to read it, or move it out of this folder.", "this cannot be read: %v", reason(err))
}

// reachable reports whether a walk from the top comes past the path: no folder
// above it is ignored or a link.
func reachable(source fs.FS, top, name string) bool {
	for at := name; at != top; at = path.Dir(at) {
		if ignored(top, at) {
			return false
		}
		if at == name {
			continue
		}
		if info, err := fs.Lstat(source, at); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// hasContent reports in plain words if there is no folder content.
func hasContent(source fs.FS) error {
	switch info, err := fs.Stat(source, "content"); {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no folder content here: name the folder that holds it with --source")
	case err != nil:
		return fmt.Errorf("reading content: %w", err)
	case !info.IsDir():
		return errors.New("content is a file, not a folder")
	}
	return nil
}

func (s *sources) sort() {
	slices.Sort(s.content)
	slices.Sort(s.other)
}

// walk adds what lies at a path below one of the tops.
func (s *sources) walk(source fs.FS, top, start string) error {
	err := fs.WalkDir(source, start, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == start && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			s.unreadable(name, err)
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case name != top && ignored(top, name):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		s.entry(source, top, name, d)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading %s: %w", start, err)
	}
	return nil
}

func (s *sources) entry(source fs.FS, top, name string, d fs.DirEntry) {
	markdown := top == "content" && isMarkdown(name)
	switch mode := d.Type(); {
	case mode.IsDir():
		if markdown {
			s.warnf(name, "not-a-file", "Rename the folder: a guide with images is a folder named after the code, with index.md in it.", "this is a folder, not a guide")
		}
		return
	case mode&fs.ModeSymlink != 0:
		info, err := fs.Stat(source, name)
		if err != nil {
			s.errorf(name, "link-outside", "Replace the link by the file itself.", "this link leads to no file inside the source folder")
			return
		}
		if !info.Mode().IsRegular() {
			s.errorf(name, "not-a-file", "Links to folders are not followed: move the folder here.", "this link leads to no file")
			return
		}
	case !mode.IsRegular():
		s.errorf(name, "not-a-file", "Remove it from this folder.", "this is no ordinary file")
		return
	}
	if markdown {
		s.content = append(s.content, name)
	} else {
		s.other = append(s.other, name)
	}
}

// ordinary gives out ordinary files and folders only: to open a pipe would wait
// for ever for somebody to write into it.
type ordinary struct{ fs.FS }

// Open implements fs.FS.
func (o ordinary) Open(name string) (fs.File, error) {
	info, err := fs.Stat(o.FS, name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: reason(err)}
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not an ordinary file")}
	}
	return o.FS.Open(name)
}

// reason is the system's word without the path, which the message has already.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func isMarkdown(name string) bool { return strings.EqualFold(path.Ext(name), ".md") }

// ignored reports whether a name is not meant to be published: hidden files,
// notes (_name), and what editors and systems leave behind.
func ignored(top, name string) bool {
	base := path.Base(name)
	if top == "static" && name == "static/.well-known" {
		return false
	}
	if base[0] == '.' || base[0] == '_' && top == "content" || base[0] == '#' || base[0] == '~' || strings.HasSuffix(base, "~") {
		return true
	}
	if strings.HasSuffix(base, "___jb_tmp___") || strings.HasSuffix(base, "___jb_old___") || strings.Contains(base, ".sb-") {
		return true // JetBrains' and macOS's ways to save
	}
	switch strings.ToLower(path.Ext(base)) {
	case ".swp", ".swo", ".swx", ".kate-swp", ".bak", ".tmp", ".temp", ".orig", ".rej", ".part", ".crdownload":
		return true
	}
	switch strings.ToLower(base) {
	case "4913", "thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r":
		return true
	}
	return false
}

func (s *sources) errorf(file, rule, hint, format string, args ...any) {
	s.add(diag.Error, file, rule, hint, fmt.Sprintf(format, args...))
}

func (s *sources) warnf(file, rule, hint, format string, args ...any) {
	s.add(diag.Warning, file, rule, hint, fmt.Sprintf(format, args...))
}

func (s *sources) add(severity diag.Severity, file, rule, hint, message string) {
	s.problems = append(s.problems, diag.Diagnostic{File: file, Severity: severity, Rule: rule, Message: message, Hint: hint})
}
