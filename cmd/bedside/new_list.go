package main

import (
	"fmt"
	"os"
	"path/filepath"

	"bedside/internal/codelist"
	"bedside/internal/codes"
	"bedside/internal/diag"
	"bedside/internal/fees"
	"bedside/internal/guide"
)

// maxList bounds a list of codes in bytes.
const maxList = 16 << 20

// runNewList begins a guide for each row of a list.
func runNewList(c console, f newFlags) error {
	if err := isFolder(f.source); err != nil {
		return err
	}
	info, err := os.Stat(f.from)
	switch {
	case err != nil:
		return usageError{fmt.Errorf("--from: %w", err)}
	case !info.Mode().IsRegular() || info.Size() > maxList:
		return usageError{fmt.Errorf("--from: %s is no list of codes", f.from)}
	}
	raw, err := os.ReadFile(f.from)
	if err != nil {
		return err
	}
	list, problems := codelist.Read(filepath.ToSlash(f.from), raw)
	content := filepath.Join(f.source, "content")
	existing, err := findGuides(content)
	if err != nil {
		return err
	}
	list, skipped := leaveOut(list, existing, f.skipExisting)
	problems = append(problems, taken(list, existing, f.from)...)
	if problems.HasErrors() {
		problems.Sort().AddExcerpts(func(string) ([]byte, error) { return raw, nil })
		if err := printList(c, problems, nil); err != nil {
			return err
		}
		fmt.Fprintf(c.err, "%s; no guide was written\n", plural(problems.Count(diag.Error), "error"))
		return errReported
	}
	schedule, err := readSchedule(c, f.source)
	if err != nil {
		return err
	}
	files := make([]newFile, len(list))
	for i, e := range list {
		d := guide.Draft{Code: e.Code, Title: e.Title, Summary: e.Summary, Synonyms: e.Synonyms, Specialties: e.Specialties}
		files[i] = newFile{scaffoldFile(content, e.Code), guide.Scaffold(known(schedule, d))}
		tellFees(c, schedule, e.Code)
	}
	if err := writeNew(files); err != nil {
		return fmt.Errorf("%w; no guide was written", err)
	}
	return summarize(c, list, skipped, schedule)
}

// leaveOut takes the entries that have a guide out of a list, if that is wanted.
func leaveOut(list []codelist.Entry, existing map[codes.Code]string, wanted bool) (rest []codelist.Entry, skipped int) {
	if !wanted {
		return list, 0
	}
	for _, e := range list {
		if existing[e.Code] == "" {
			rest = append(rest, e)
		}
	}
	return rest, len(list) - len(rest)
}

// taken returns a problem for each entry that has a guide.
func taken(list []codelist.Entry, existing map[codes.Code]string, from string) diag.List {
	var problems diag.List
	for _, e := range list {
		if file := existing[e.Code]; file != "" {
			problems = append(problems, diag.Diagnostic{File: filepath.ToSlash(from), Pos: e.Pos, Severity: diag.Error, Rule: "guide-exists",
				Message: fmt.Sprintf("%s has a guide already: %s", e.Code, filepath.ToSlash(file)),
				Hint:    "Remove the row, or leave out all such rows with --skip-existing."})
		}
	}
	return problems
}

// summarize prints how many guides were begun, and how much is known of them.
func summarize(c console, list []codelist.Entry, skipped int, s *fees.Schedule) error {
	filled, untitled := 0, 0
	for _, e := range list {
		if e.Title == "" {
			untitled++
		}
		if s != nil {
			if _, ok := s.Find(e.Code); ok {
				filled++
			}
		}
	}
	line := plural(len(list), "draft") + " written"
	if s != nil {
		line += fmt.Sprintf(", %d filled in from the fee schedule", filled)
	}
	if untitled > 0 {
		line += fmt.Sprintf(", %d without a title", untitled)
	}
	if skipped > 0 {
		line += fmt.Sprintf(", %s had a guide", plural(skipped, "code"))
	}
	_, err := fmt.Fprintln(c.out, line)
	return err
}
