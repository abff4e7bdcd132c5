package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"bedside"
	"bedside/internal/build"
	"bedside/internal/diag"
	"bedside/internal/site"

	"github.com/spf13/cobra"
)

type buildFlags struct {
	source, out, baseURL string
	drafts, quiet, watch bool
	strict               bool
	poll                 time.Duration
}

func buildCommand(c console) *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site into public/",
		Long: `Build reads content/, checks it, and publishes the site into the folder public/.

If anything is wrong with the content, every problem is printed with its file, line
and column, and the published site stays as it was. Advice on how texts read is left
to bedside check, unless --strict is given.

With --watch it goes on, and publishes again whenever a source file changes, until
Ctrl-C ends it. To look at the site while you write, bedside serve is quicker.`,
		Example: "  bedside build\n  bedside build --base-url https://guides.example.org/\n  bedside build --watch",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("out") && f.out == "" {
				return usageError{errors.New("--out needs the name of a folder")}
			}
			if f.poll < 0 || f.poll > 0 && !f.watch {
				return usageError{errors.New("--poll is a time such as 500ms, and goes with --watch")}
			}
			return runBuild(cmd.Context(), c, f)
		},
	}
	cmd.Flags().StringVar(&f.source, "source", ".", "the folder that holds content/")
	cmd.Flags().StringVar(&f.out, "out", "", "the folder to publish into (default SOURCE/public)")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "the address that the site is published at")
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, "publish drafts too")
	cmd.Flags().BoolVar(&f.quiet, "quiet", false, "print problems only")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "publish nothing if there are warnings")
	cmd.Flags().BoolVar(&f.watch, "watch", false, "publish again whenever a source file changes")
	cmd.Flags().DurationVar(&f.poll, "poll", 0, "with --watch: "+pollFlag)
	return cmd
}

func runBuild(ctx context.Context, c console, f buildFlags) error {
	if f.baseURL != "" {
		clean, problem := site.CleanBaseURL(f.baseURL)
		if problem != "" {
			return usageError{fmt.Errorf("--base-url %s", problem)}
		}
		f.baseURL = clean
	}
	source, err := openSource(f.source)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // A directory that was only read from.
	if f.out == "" {
		f.out = filepath.Join(f.source, "public")
	}
	if err := safeOut(f.source, f.out); err != nil {
		return err
	}
	o := build.Options{
		Source: source.FS(), Defaults: bedside.Defaults(), Out: f.out,
		Spare: keptFor(f.source, f.out, "spare"), Records: keptFor(f.source, f.out, "published"),
		BaseURL: f.baseURL, Drafts: f.drafts, Strict: f.strict, Brief: !f.strict,
	}
	if o.Today, err = today(); err != nil {
		return err
	}
	if f.watch {
		return watchBuild(ctx, c, f, o)
	}
	progress := newProgress(c, f.quiet)
	o.Progress = progress.update
	result, err := build.Build(ctx, o)
	progress.end()
	if err != nil {
		return err
	}
	return printResult(c, f, result)
}

// watchBuild publishes each version of the site, until the context ends. What
// cannot be published now may be after the next change, so that no error ends it.
func watchBuild(ctx context.Context, c console, f buildFlags, o build.Options) error {
	builder := build.New(o)
	note := func(s string) { fmt.Fprintf(c.err, "bedside: %s\n", s) }
	follower := &follower{builder: builder, dir: f.source, poll: f.poll, note: note}
	follower.show = func(v *build.Version, _ build.Change) error {
		start := time.Now()
		result, err := builder.Publish(ctx, v)
		if err == nil {
			result.Stats.Duration = time.Since(start)
			err = printResult(c, f, result)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, errReported) {
			note(err.Error())
		}
		return nil
	}
	return follower.follow(ctx)
}

// printResult prints what a build found and did. The error is errReported if that
// was a fault of the authors' files.
func printResult(c console, f buildFlags, result build.Result) error {
	if err := printProblems(c, result); err != nil {
		return err
	}
	for _, kept := range result.Stats.Kept {
		if !f.quiet {
			fmt.Fprintf(c.err, "%s: kept; it is not in the list of what Bedside wrote\n", diag.Printable(filepath.Join(f.out, kept)))
		}
	}
	if result.Failed {
		return errReported
	}
	if f.quiet {
		return nil
	}
	return printStats(c, result.Stats)
}

func printStats(c console, s build.Stats) error {
	_, err := fmt.Fprintf(c.out, "%s, %s: %s written, %d unchanged, %d removed in %s\n",
		plural(s.Guides, "guide"), plural(s.Pages, "page"), plural(s.Written, "file"), s.Unchanged, s.Removed, s.Duration.Round(time.Millisecond))
	return err
}

// openSource opens the source directory so that no link in it leads outside.
func openSource(dir string) (*os.Root, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, usageError{fmt.Errorf("--source: %w", err)}
	case !info.IsDir():
		return nil, usageError{fmt.Errorf("--source: %s is a file, not a folder", dir)}
	}
	return os.OpenRoot(dir)
}

// safeOut refuses to publish into a place where the site would overwrite or hide
// what it is made from.
func safeOut(source, out string) error {
	s, err := realPath(source)
	if err != nil {
		return err
	}
	o, err := realPath(out)
	if err != nil {
		return err
	}
	if inside(o, s) {
		return usageError{fmt.Errorf("--out: %s holds the source; publish into a folder of its own, such as public", out)}
	}
	for _, dir := range []string{"content", "static", "layouts", "assets", ".git"} {
		if p := filepath.Join(s, dir); inside(p, o) || inside(o, p) {
			return usageError{fmt.Errorf("--out: %s is part of the source; publish into a folder of its own, such as public", out)}
		}
	}
	return nil
}

// keptFor names a folder in which publishing keeps what makes the next build quicker
// or safer. It lies in the source directory; a site that is published elsewhere
// leaves nothing beside itself.
func keptFor(source, out, name string) string {
	s, sourceErr := realPath(source)
	o, outErr := realPath(out)
	if sourceErr != nil || outErr != nil || !inside(s, o) {
		return ""
	}
	return filepath.Join(s, ".bedside", name)
}

// inside reports whether a path is a folder or lies in it.
func inside(folder, p string) bool {
	rel, err := filepath.Rel(folder, p)
	return err == nil && rel != ".." && !filepath.IsAbs(rel) && (len(rel) < 3 || rel[:3] != ".."+string(filepath.Separator))
}

// realPath resolves links as far as the path exists.
func realPath(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	for rest, dir := "", abs; ; {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest), nil
		}
		rest = filepath.Join(filepath.Base(dir), rest)
		parent := filepath.Dir(dir)
		if parent == dir {
			return abs, nil
		}
		dir = parent
	}
}

// maxPerRule is how many warnings of one rule a build prints: a folder of guides
// from elsewhere lacks the same things thousands of times.
const maxPerRule = 10

// printProblems prints what a build found.
func printProblems(c console, r build.Result) error {
	if err := printList(c, r.Problems, r.AddExcerpts); err != nil {
		return err
	}
	switch n := r.Problems.Count(diag.Error); {
	case n > 0:
		fmt.Fprintf(c.err, "%s; nothing was published\n", plural(n, "error"))
	case r.Failed:
		fmt.Fprintf(c.err, "%s, and --strict; nothing was published\n", plural(r.Problems.Count(diag.Warning), "warning"))
	}
	return nil
}

// printList prints every error, and of each kind of warning the first ones. Remarks are
// for bedside check. Source lines are filled in by the function, unless it is nil.
func printList(c console, problems diag.List, addExcerpts func(diag.List)) error {
	shown := make(diag.List, 0, len(problems))
	more := map[string]int{}
	var rules []string
	seen := map[string]int{}
	for _, p := range problems {
		if p.Severity == diag.Info {
			continue
		}
		if p.Severity != diag.Error {
			seen[p.Rule]++
			if seen[p.Rule] > maxPerRule {
				if more[p.Rule] == 0 {
					rules = append(rules, p.Rule)
				}
				more[p.Rule]++
				continue
			}
		}
		shown = append(shown, p)
	}
	if addExcerpts != nil {
		addExcerpts(shown)
	}
	if err := shown.Print(c.err, diag.Style{Color: c.color}); err != nil {
		return err
	}
	for _, rule := range rules {
		fmt.Fprintf(c.err, "and %d more of [%s]\n", more[rule], rule)
	}
	return nil
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// progress shows on a terminal how far a build is, a few times a second.
type progress struct {
	c           console
	done, total atomic.Int64
	what        atomic.Value // string
	stop        chan struct{}
	stopped     chan struct{}
}

func newProgress(c console, quiet bool) *progress {
	p := &progress{c: c, stop: make(chan struct{}), stopped: make(chan struct{})}
	if !c.live || quiet {
		close(p.stopped)
		return p
	}
	go p.show()
	return p
}

func (p *progress) update(what string, done, total int) {
	p.what.Store(what)
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

func (p *progress) show() {
	defer close(p.stopped)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			fmt.Fprint(p.c.err, "\r\x1b[K")
			return
		case <-tick.C:
			if total := p.total.Load(); total > 0 {
				fmt.Fprintf(p.c.err, "\r\x1b[K%d of %d %s", p.done.Load(), total, p.what.Load())
			}
		}
	}
}

func (p *progress) end() {
	close(p.stop)
	<-p.stopped
}
