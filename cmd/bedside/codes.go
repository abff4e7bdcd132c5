package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bedside/internal/build"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/revision"

	"github.com/spf13/cobra"
)

type codesFlags struct{ source, format string }

func codesCommand(c console) *cobra.Command {
	var f codesFlags
	cmd := &cobra.Command{
		Use:   "codes OLD NEW",
		Short: "Say what a new fee schedule changes for this site's guides",
		Long: `Codes compares two editions of the Medicare fee schedule, as CMS publishes them
(PPRRVU….csv, or the zip it comes in), for the codes that have a guide here: codes that
were deleted, and which codes could take their place; changes of the Medicare status, of
the global days, and of the modifiers that go with a code; and new codes beside those
that have a guide. It changes nothing.

Exit codes: 0 no guide has lost its code, 1 a guide's code was deleted, or a file cannot
be used, 2 wrong usage.`,
		Example: "  bedside codes PPRRVU2025_Oct.csv PPRRVU2026_Jan_nonQPP.csv\n  bedside codes --format json rvu25d.zip rvu26a.zip",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.format != "text" && f.format != "json" {
				return usageError{fmt.Errorf("--format is text or json, not %q", f.format)}
			}
			return runCodes(cmd.Context(), c, f, args[0], args[1])
		},
	}
	cmd.Flags().StringVar(&f.source, "source", ".", "the folder that holds content/")
	cmd.Flags().StringVar(&f.format, "format", "text", "text or json")
	return cmd
}

func runCodes(ctx context.Context, c console, f codesFlags, before, after string) error {
	source, err := openSource(f.source)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // A directory that was only read from.
	var schedules [2]*fees.Schedule
	var problems diag.List
	for i, name := range []string{before, after} {
		s, found, err := openSchedule(name)
		if err != nil {
			return err
		}
		schedules[i] = s
		problems = append(problems, found...)
	}
	if err := printList(c, problems, nil); err != nil {
		return err
	}
	if problems.HasErrors() {
		return errReported
	}
	guides, unread, err := build.Guides(ctx, source.FS())
	if err != nil {
		return err
	}
	read := func(file string) ([]byte, error) { return fs.ReadFile(source.FS(), file) }
	unread.AddExcerpts(read)
	if err := printList(c, unread, nil); err != nil {
		return err
	}
	found := revision.Compare(schedules[0], schedules[1], guides)
	if f.format == "json" {
		err = writeCodesJSON(c, found)
	} else {
		err = writeCodesText(c, found, len(guides), read)
	}
	if err != nil {
		return err
	}
	if unread.HasErrors() || count(found, revision.Deleted) > 0 {
		return errReported
	}
	return nil
}

// openSchedule reads a fee schedule that the command line names.
func openSchedule(name string) (*fees.Schedule, diag.List, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, nil, usageError{err}
	case !info.Mode().IsRegular():
		return nil, nil, usageError{fmt.Errorf("%s is no file", name)}
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	s, problems := fees.Read(filepath.ToSlash(name), raw)
	return s, problems, nil
}

func count(found []revision.Finding, kind revision.Kind) int {
	n := 0
	for _, f := range found {
		if f.Rule == string(kind) {
			n++
		}
	}
	return n
}

func writeCodesText(c console, found []revision.Finding, guides int, read func(string) ([]byte, error)) error {
	list := make(diag.List, len(found))
	for i, f := range found {
		list[i] = f.Diagnostic
	}
	list.AddExcerpts(read)
	if err := list.Print(c.out, diag.Style{}); err != nil {
		return err
	}
	changed := map[string]bool{}
	for _, f := range found {
		changed[f.File] = true
	}
	_, err := fmt.Fprintf(c.out, "%s of %d: %d deleted, %s of status, %d of global days, %d of modifiers; new codes beside %s\n",
		plural(len(changed), "guide"), guides, count(found, revision.Deleted), plural(count(found, revision.Status), "change"),
		count(found, revision.GlobalDays), count(found, revision.Modifier), plural(count(found, revision.New), "guide"))
	return err
}

func writeCodesJSON(c console, found []revision.Finding) error {
	if found == nil {
		found = []revision.Finding{}
	}
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(found)
}
