package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bedside/internal/codes"
	"bedside/internal/guide"

	"github.com/spf13/cobra"
)

func newCommand(c console) *cobra.Command {
	var source, title string
	cmd := &cobra.Command{
		Use:   "new CODE",
		Short: "Begin a guide: write content/SECTION/CODE.md with every usual section",
		Long: `New writes the beginnings of a guide for a code, with every usual section and a
word on what belongs there. It is marked as a draft. A guide that exists is never
overwritten.`,
		Example: "  bedside new 11982\n  bedside new J7307 --title \"Etonogestrel implant\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			code, err := codes.Parse(strings.TrimSuffix(args[0], ".md"))
			if err != nil {
				return usageError{err}
			}
			return runNew(c, source, code, title)
		},
	}
	cmd.Flags().StringVar(&source, "source", ".", "the folder that holds content/")
	cmd.Flags().StringVar(&title, "title", "", "the procedure's name")
	return cmd
}

func runNew(c console, source string, code codes.Code, title string) error {
	if info, err := os.Stat(source); err != nil || !info.IsDir() {
		return usageError{fmt.Errorf("--source: %s is no folder", source)}
	}
	content := filepath.Join(source, "content")
	existing, err := findGuide(content, code)
	if err != nil {
		return err
	}
	if existing != "" {
		return fmt.Errorf("%s exists already: nothing was written", existing)
	}
	file := filepath.Join(content, codes.PlaceOf(code).Section.Slug, string(code)+".md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(guide.Scaffold(code, title))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	_, err = fmt.Fprintln(c.out, file)
	return err
}

// findGuide returns the file that is a code's guide, wherever it lies, or "".
func findGuide(content string, code codes.Code) (string, error) {
	found := ""
	err := filepath.WalkDir(content, func(file string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || !strings.EqualFold(path.Ext(file), ".md") {
			return err
		}
		if strings.EqualFold(guide.NameOf(filepath.ToSlash(file)), string(code)) {
			found = file
			return filepath.SkipAll
		}
		return nil
	})
	return found, err
}
