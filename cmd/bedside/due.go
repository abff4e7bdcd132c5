package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"text/tabwriter"
	"time"

	"bedside/internal/build"
	"bedside/internal/diag"
)

// dueReview is a line of bedside check --due.
type dueReview struct {
	Code       string `json:"code"`
	Title      string `json:"title"`
	File       string `json:"file"`
	Reviewed   string `json:"reviewed,omitempty"`
	ReviewedBy string `json:"reviewed_by,omitempty"`
	// Due is empty, and Days 0, for a guide that was never reviewed.
	Due string `json:"due,omitempty"`
	// Days are those that are left, negative if the day has passed.
	Days int `json:"days"`
}

// runDue lists the reviews that fall due. That there are some is no error.
func runDue(ctx context.Context, c console, f checkFlags, o build.Options) error {
	until, err := within(o.Today, f.due)
	if err != nil {
		return usageError{err}
	}
	v, err := build.New(o).Update(ctx, nil, true)
	if err != nil {
		return err
	}
	list := []dueReview{}
	for _, r := range v.Reviews(until) {
		d := dueReview{Code: string(r.Guide.Code), Title: r.Guide.Title, File: r.Guide.File, ReviewedBy: r.Guide.ReviewedBy}
		if !r.Due.IsZero() {
			d.Reviewed, d.Due = r.Guide.Reviewed.Format(time.DateOnly), r.Due.Format(time.DateOnly)
			d.Days = int(r.Due.Sub(o.Today).Hours() / 24)
		}
		list = append(list, d)
	}
	switch f.format {
	case "csv":
		return dueCSV(c.out, list)
	case "json":
		enc := json.NewEncoder(c.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	default:
		return dueText(c.out, list, f.due)
	}
}

var spanForm = regexp.MustCompile(`^([0-9]{1,4})([dwmy])$`)

// within returns the day that lies a time such as 60d, 8w, 3m or 1y behind another.
func within(day time.Time, span string) (time.Time, error) {
	m := spanForm.FindStringSubmatch(span)
	if m == nil {
		return time.Time{}, fmt.Errorf("--due is a time such as 60d, 8w, 3m or 1y, not %q", span)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return time.Time{}, err
	}
	switch m[2] {
	case "d":
		return day.AddDate(0, 0, n), nil
	case "w":
		return day.AddDate(0, 0, 7*n), nil
	case "m":
		return day.AddDate(0, n, 0), nil
	default:
		return day.AddDate(n, 0, 0), nil
	}
}

func dueText(w io.Writer, list []dueReview, span string) error {
	if len(list) == 0 {
		_, err := fmt.Fprintf(w, "no review falls due within %s\n", span)
		return err
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(out, "DUE\tDAYS\tREVIEWED\tCODE\tTITLE\tREVIEWED BY\tFILE\n")
	for _, d := range list {
		due, days := d.Due, strconv.Itoa(d.Days)
		if due == "" {
			due, days = "never reviewed", ""
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", due, days, d.Reviewed, d.Code, diag.Printable(d.Title), diag.Printable(d.ReviewedBy), diag.Printable(d.File))
	}
	return out.Flush()
}

// dueCSV writes RFC 4180, with a line of names. It begins with the mark by which
// spreadsheets know UTF-8: without it names with accents are garbled. A text that a spreadsheet would take
// for a formula gets a sign before it that keeps it a text.
func dueCSV(w io.Writer, list []dueReview) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	err := out.Write([]string{"code", "title", "file", "reviewed", "reviewed_by", "due", "days"})
	for _, d := range list {
		days := ""
		if d.Due != "" {
			days = strconv.Itoa(d.Days)
		}
		err = errors.Join(err, out.Write([]string{d.Code, plainCell(d.Title), plainCell(d.File), d.Reviewed, plainCell(d.ReviewedBy), d.Due, days}))
	}
	out.Flush()
	return errors.Join(err, out.Error())
}

// plainCell follows OWASP, "CSV Injection".
func plainCell(s string) string {
	if s != "" {
		switch s[0] {
		case '=', '+', '-', '@', '\t', '\r':
			return "'" + s
		}
	}
	return s
}
