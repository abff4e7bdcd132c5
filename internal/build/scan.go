package build

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"bedside/internal/diag"
)

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
	s := &sources{}
	if info, err := fs.Stat(source, "content"); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("there is no folder content here: name the folder that holds it with --source")
		}
		return nil, fmt.Errorf("reading content: %w", err)
	} else if !info.IsDir() {
		return nil, errors.New("content is a file, not a folder")
	}
	for _, top := range []string{"content", "static"} {
		if err := s.walk(source, top); err != nil {
			return nil, err
		}
	}
	slices.Sort(s.content)
	slices.Sort(s.other)
	return s, nil
}

func (s *sources) walk(source fs.FS, top string) error {
	err := fs.WalkDir(source, top, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == top && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			s.errorf(name, "unreadable", "Give yourself the right to read it, or move it out of this folder.", "this cannot be read: %v", reason(err))
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
		return fmt.Errorf("reading %s: %w", top, err)
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
	switch strings.ToLower(path.Ext(base)) {
	case ".swp", ".swo", ".swx", ".bak", ".tmp", ".temp", ".orig", ".rej", ".part", ".crdownload":
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
