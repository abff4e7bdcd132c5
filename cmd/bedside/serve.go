package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"time"

	"bedside/internal/diag"
	"bedside/internal/preview"

	"github.com/spf13/cobra"
)

type serveFlags struct {
	source, editor       string
	port                 int
	drafts, open, follow bool
	poll                 time.Duration
}

func serveCommand(c console) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Preview the site in your browser while you write",
		Long: `Serve shows the site as it will be published, on this computer only. Save a guide,
and the pages that are open show it at once. If something is wrong, the page says
what and where, and stays as it was until it is mended. Nothing is published.

In every page, "Editor's panel" (Alt+Shift+E) shows what is missing in a guide, how
hard it is to read, and who links to it. Its links open the source file at the line,
in Visual Studio Code or in the editor that --editor names.

Ctrl-C ends the preview.`,
		Example: "  bedside serve --open\n  bedside serve --port 1314 --follow\n  bedside serve --editor \"subl {file}:{line}:{column}\"",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runServe(cmd.Context(), c, f)
		},
	}
	cmd.Flags().StringVar(&f.source, "source", ".", "the folder that holds content/")
	cmd.Flags().IntVar(&f.port, "port", preview.DefaultPort, "the port to listen on; 0 chooses a free one")
	cmd.Flags().BoolVar(&f.drafts, "drafts", true, "show drafts too, marked as such")
	cmd.Flags().BoolVar(&f.open, "open", false, "open the preview in your browser")
	cmd.Flags().BoolVar(&f.follow, "follow", false, "go to the guide that was saved, at the heading that changed")
	cmd.Flags().StringVar(&f.editor, "editor", "", "the command that opens a file, such as \"code -g {file}:{line}\"")
	cmd.Flags().DurationVar(&f.poll, "poll", 0, pollFlag)
	return cmd
}

// check finds what makes no sense before anything is done.
func (f serveFlags) check() (edit func(path string, at diag.Pos) error, err error) {
	switch {
	case f.port < 0 || f.port > 65535:
		return nil, usageError{fmt.Errorf("--port is a number from 0 to 65535, not %d", f.port)}
	case f.poll < 0:
		return nil, usageError{errors.New("--poll must not be negative")}
	case f.editor == "":
		return nil, nil
	}
	edit, err = editor(f.editor)
	if err != nil {
		return nil, usageError{fmt.Errorf("--editor: %w", err)}
	}
	return edit, nil
}

func runServe(ctx context.Context, c console, f serveFlags) error {
	edit, err := f.check()
	if err != nil {
		return err
	}
	source, err := openSource(f.source)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // A directory that was only read from.
	listeners, err := preview.Listen(f.port)
	if taken := (*preview.PortTakenError)(nil); errors.As(err, &taken) {
		return portTaken(taken)
	}
	if err != nil {
		return err
	}
	server := preview.New(preview.Options{
		Locate: locator(source, f.source), Edit: edit, Follow: f.follow, ErrorLog: log.New(c.err, "bedside: ", 0),
	})
	if err := announce(c, f, listeners[0]); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		p := newProblemPrinter(c)
		stop(watchSite(ctx, source, f, server, p))
	}()
	err = server.Serve(ctx, listeners)
	stop(err)
	<-watched
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// announce prints where the preview is, and opens it.
func announce(c console, f serveFlags, l net.Listener) error {
	address := fmt.Sprintf("http://127.0.0.1:%d/", preview.Port(l))
	if _, err := fmt.Fprintf(c.out, "%s shows %s; Ctrl-C ends it\n", address, diag.Printable(f.source)); err != nil {
		return err
	}
	if f.open {
		if err := openBrowser(address); err != nil {
			fmt.Fprintf(c.err, "bedside: the browser did not start, so open the address yourself: %v\n", err)
		}
	}
	return nil
}

// portTaken says what to type instead.
func portTaken(e *preview.PortTakenError) error {
	if e.Free == 0 {
		return fmt.Errorf("%w; let it choose another one: bedside serve --port 0", e)
	}
	return fmt.Errorf("%w, perhaps by another preview; use another one: bedside serve --port %d", e, e.Free)
}

// locator returns where a source file lies on this computer. Only files of the
// source directory that are really there can be opened, however a request spells
// their names.
func locator(source *os.Root, dir string) func(file string) (string, bool) {
	abs, absErr := filepath.Abs(dir)
	return func(file string) (string, bool) {
		local, err := filepath.Localize(file)
		if absErr != nil || err != nil {
			return "", false
		}
		info, err := source.Stat(local)
		if err != nil || !info.Mode().IsRegular() {
			return "", false
		}
		return filepath.Join(abs, local), true
	}
}
