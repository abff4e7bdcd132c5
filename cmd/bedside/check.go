package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/check"
	"bedside/internal/diag"
	"bedside/internal/findings"
	"bedside/internal/history"

	"github.com/spf13/cobra"
)

type checkFlags struct {
	source, format, due, explain string
	strict, drafts, external     bool
}

// checkFormats are what --format can be.
var checkFormats = []string{"text", "json", "sarif", "github", "csv"}

func checkCommand(c console) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [PATH ...]",
		Short: "Check the guides as a build does, and more, without publishing",
		Long: `Check looks at every guide and prints what is wrong, each finding with its place, and
at the end how often each rule found something. It publishes nothing. Remarks, which a
build does not show, are among the findings, and so is what git says of dates of review.

With paths it looks at these files or folders only, drafts included, and finds there
what it finds when it looks at all: that is for editors.

--due lists the guides whose review falls due within a time, such as 60d, 8w, 3m or 1y:
those that were never reviewed first, then those that have waited longest.

--external asks the web, too: every link and reference that leads to another site, one
request a second to a host, and no more of a page than its status. What it learns is
kept in .bedside/links.json: a week what answers, a day what does not. Nothing else in
Bedside opens a connection to another machine.

--format json prints one object, which docs/check.schema.json describes; sarif is for
code hosts, github for GitHub Actions; csv goes with --due.

Exit codes: 0 no errors (with --strict, no warnings either), 1 errors, 2 wrong usage.`,
		Example: "  bedside check\n  bedside check content/surgery/11982.md\n  bedside check --due 60d --format csv > reviews.csv\n  bedside check --explain review-due",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.valid(cmd.Flags().Changed("explain"), cmd.Flags().Changed("due"), args); err != nil {
				return usageError{err}
			}
			return runCheck(cmd.Context(), c, f, args)
		},
	}
	cmd.Flags().StringVar(&f.source, "source", ".", "the folder that holds content/")
	cmd.Flags().StringVar(&f.format, "format", "text", strings.Join(checkFormats, ", "))
	cmd.Flags().StringVar(&f.due, "due", "", "list the reviews that fall due within this time, such as 60d")
	cmd.Flags().StringVar(&f.explain, "explain", "", "print what a rule is about, and nothing else")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "take warnings for errors")
	cmd.Flags().BoolVar(&f.external, "external", false, "ask the web whether links and references still answer")
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, "check drafts too")
	return cmd
}

// valid finds what makes no sense before anything is done.
func (f checkFlags) valid(explains, lists bool, args []string) error {
	switch {
	case !slices.Contains(checkFormats, f.format):
		return fmt.Errorf("--format is %s, not %q", strings.Join(checkFormats, ", "), f.format)
	case explains && (lists || f.external || len(args) > 0):
		return errors.New("--explain stands alone")
	case explains:
		return nil
	case lists && len(args) > 0:
		return errors.New("--due looks at all guides: give no path")
	case lists && (f.format == "sarif" || f.format == "github"):
		return errors.New("--due prints text, json or csv")
	case lists && f.external:
		return errors.New("--due and --external do not go together")
	case f.format == "csv" && !lists:
		return errors.New("--format csv goes with --due")
	}
	return nil
}

func runCheck(ctx context.Context, c console, f checkFlags, args []string) error {
	if f.explain != "" {
		return explain(c, f.explain)
	}
	source, err := openSource(f.source)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // A directory that was only read from.
	day, err := today()
	if err != nil {
		return err
	}
	o := build.Options{Source: source.FS(), Defaults: bedside.Defaults(), Today: day, Drafts: f.drafts, Strict: f.strict}
	if f.due != "" {
		return runDue(ctx, c, f, o)
	}
	names, err := sourceNames(source, f.source, args)
	if err != nil {
		return usageError{err}
	}
	if o.Renewals, err = renewals(ctx, f.source); err != nil {
		return err
	}
	progress := newProgress(c, false)
	if f.external {
		o.AskWeb = askWeb(f.source, day, progress.update)
	}
	var result build.Result
	if len(names) == 0 {
		o.Progress = progress.update
		result, err = build.Build(ctx, o)
	} else {
		o.Drafts = true
		result, err = build.CheckFiles(ctx, o, names)
	}
	progress.end()
	if err != nil {
		return err
	}
	if err := writeFindings(c, f, result); err != nil {
		return err
	}
	if result.Failed {
		return errReported
	}
	return nil
}

func writeFindings(c console, f checkFlags, r build.Result) error {
	list := r.Problems
	below := repositoryPath(f.source)
	switch f.format {
	case "json":
		return findings.JSON(c.out, list)
	case "sarif":
		return findings.SARIF(c.out, list, below)
	case "github":
		return findings.GitHub(c.out, list, below)
	default:
		r.AddExcerpts(list)
		return findings.Text(c.out, list, diag.Style{Color: c.outColor})
	}
}

// repositoryPath is where the source directory lies below the folder that the command
// was started in, which is the root of a repository where code hosts run it.
func repositoryPath(source string) string {
	if !filepath.IsLocal(source) {
		return "."
	}
	return filepath.ToSlash(filepath.Clean(source))
}

// explain prints the text of a rule.
func explain(c console, name string) error {
	r, ok := check.Find(name)
	if !ok {
		err := fmt.Errorf("--explain: there is no rule %q", name)
		if near := check.Near(name); near != "" {
			err = fmt.Errorf("%w; did you mean %s?", err, near)
		}
		return usageError{err}
	}
	_, err := fmt.Fprintf(c.out, "%s (%s)\n\n%s", r.Name, r.Severity, r.Explain())
	return err
}

// sourceNames turns paths as they are typed, below the current folder or below the
// source directory, into slash paths below the source directory.
func sourceNames(source *os.Root, dir string, args []string) ([]string, error) {
	base, err := realPath(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, arg := range args {
		full, err := realPath(arg)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(base, full)
		if err != nil || !filepath.IsLocal(name) || !exists(source, name) {
			name = filepath.Clean(arg)
		}
		if !filepath.IsLocal(name) || !exists(source, name) {
			return nil, fmt.Errorf("there is no file or folder %s in %s", arg, dir)
		}
		names = append(names, filepath.ToSlash(name))
	}
	return names, nil
}

func exists(source *os.Root, name string) bool {
	_, err := source.Stat(name)
	return err == nil
}

// renewals asks the history of the source directory for dates of review.
func renewals(ctx context.Context, dir string) (map[string]check.Renewal, error) {
	found, err := history.Renewals(ctx, dir)
	if found == nil {
		return nil, err
	}
	out := make(map[string]check.Renewal, len(found))
	for file, r := range found {
		out[file] = check.Renewal(r)
	}
	return out, err
}

// today is the day that dates are compared with. SOURCE_DATE_EPOCH, in seconds since
// 1970, replaces it where results must not depend on when they are made
// (reproducible-builds.org).
func today() (time.Time, error) {
	now := time.Now()
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, usageError{fmt.Errorf("SOURCE_DATE_EPOCH is a number of seconds, not %q", epoch)}
		}
		now = time.Unix(seconds, 0).UTC()
	}
	year, month, day := now.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}
