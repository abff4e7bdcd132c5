package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"bedside/internal/build"
	"bedside/internal/codelist"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/guide"
	"bedside/internal/site"

	"github.com/spf13/cobra"
)

type newFlags struct {
	source, title, from string
	skipExisting        bool
}

func newCommand(c console) *cobra.Command {
	var f newFlags
	cmd := &cobra.Command{
		Use:   "new CODE | --from LIST.csv",
		Short: "Begin a guide: write content/SECTION/CODE.md with every usual section",
		Long: `New writes the beginnings of a guide for a code, with every usual section and a
word on what belongs there. It is marked as a draft. A guide that exists is never
overwritten. If bedside.yaml names a fee schedule, the modifiers that go with the code,
its Medicare status and its global days are filled in.

With --from it begins a guide for each row of a CSV file. The first row holds the
headings: ` + strings.Join(codelist.Columns(), ", ") + `; all but
code may be missing. Several synonyms or specialties are separated by semicolons. Either
all guides are written or, if anything is wrong with the list, none.`,
		Example: "  bedside new 11982\n  bedside new J7307 --title \"Etonogestrel implant\"\n  bedside new --from codes.csv",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.from == "" && f.skipExisting {
				return usageError{errors.New("--skip-existing goes with --from")}
			}
			if f.from != "" {
				if len(args) > 0 || f.title != "" {
					return usageError{errors.New("with --from, codes and titles come from the list: name neither")}
				}
				return runNewList(c, f)
			}
			if len(args) == 0 {
				return usageError{errors.New("name 1 code, or a list of codes with --from")}
			}
			code, err := codes.Parse(strings.TrimSuffix(args[0], ".md"))
			if err != nil {
				return usageError{err}
			}
			return runNew(c, f, code)
		},
	}
	cmd.Flags().StringVar(&f.source, "source", ".", "the folder that holds content/")
	cmd.Flags().StringVar(&f.title, "title", "", "the procedure's name")
	cmd.Flags().StringVar(&f.from, "from", "", "a CSV file with a code in each row")
	cmd.Flags().BoolVar(&f.skipExisting, "skip-existing", false, "with --from: leave out the codes that have a guide")
	return cmd
}

func runNew(c console, f newFlags, code codes.Code) error {
	if err := isFolder(f.source); err != nil {
		return err
	}
	content := filepath.Join(f.source, "content")
	existing, err := findGuides(content)
	if err != nil {
		return err
	}
	if file := existing[code]; file != "" {
		return fmt.Errorf("%s exists already: nothing was written", file)
	}
	schedule, err := readSchedule(c, f.source)
	if err != nil {
		return err
	}
	tellFees(c, schedule, code)
	file := scaffoldFile(content, code)
	if err := writeNew([]newFile{{file, guide.Scaffold(known(schedule, guide.Draft{Code: code, Title: f.title}))}}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, file)
	return err
}

func isFolder(source string) error {
	if info, err := os.Stat(source); err != nil || !info.IsDir() {
		return usageError{fmt.Errorf("--source: %s is no folder", source)}
	}
	return nil
}

func scaffoldFile(content string, code codes.Code) string {
	return filepath.Join(content, codes.PlaceOf(code).Section.Slug, string(code)+".md")
}

// readSchedule reads the fee schedule that the settings name, nil without one. What is
// wrong with it is printed and stops nobody: a guide can be begun without it.
func readSchedule(c console, dir string) (*fees.Schedule, error) {
	source, err := openSource(dir)
	if err != nil {
		return nil, err
	}
	defer source.Close() //nolint:errcheck // A directory that was only read from.
	raw, err := fs.ReadFile(source.FS(), site.ConfigFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	config, _ := site.ParseConfig(raw) // Its other problems are told by build and serve.
	schedule, problems := build.FeeSchedule(source.FS(), config)
	problems.AddExcerpts(func(file string) ([]byte, error) { return fs.ReadFile(source.FS(), file) })
	return schedule, printList(c, problems, nil)
}

// tellFees says what an author should know of a code before writing about it.
func tellFees(c console, s *fees.Schedule, code codes.Code) {
	if s == nil || !s.Covers(code) {
		return
	}
	v, ok := s.Find(code)
	if !ok {
		fmt.Fprintf(c.err, "bedside: %s is not in %s\n", code, diag.Printable(s.File))
		return
	}
	if st, _ := fees.StatusOf(v.Status); st.Deleted {
		fmt.Fprintf(c.err, "bedside: %s is deleted (status %c in %s)\n", code, v.Status, diag.Printable(s.File))
	}
}

// known adds what the fee schedule says of a code.
func known(s *fees.Schedule, d guide.Draft) guide.Draft {
	if s != nil {
		if v, ok := s.Find(d.Code); ok {
			d.Modifiers, d.Billing = v.Modifiers(), v.Billing()
		}
	}
	return d
}

// newFile is a file that must not exist yet.
type newFile struct {
	name string
	text []byte
}

// writeNew writes all files or, if one cannot be written, none.
func writeNew(files []newFile) (err error) {
	var done []string
	defer func() {
		if err == nil {
			return
		}
		for _, name := range done {
			err = errors.Join(err, os.Remove(name))
		}
	}()
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.name), 0o755); err != nil {
			return err
		}
		file, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		done = append(done, f.name)
		_, err = file.Write(f.text)
		if err := errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
	}
	return nil
}

// findGuides returns the files that are guides, wherever they lie, by code.
func findGuides(content string) (map[codes.Code]string, error) {
	found := map[codes.Code]string{}
	err := filepath.WalkDir(content, func(file string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || !strings.EqualFold(path.Ext(file), ".md") {
			return err
		}
		if code, err := codes.Parse(guide.NameOf(filepath.ToSlash(file))); err == nil && found[code] == "" {
			found[code] = file
		}
		return nil
	})
	return found, err
}
