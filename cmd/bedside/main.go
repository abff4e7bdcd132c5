// Command bedside builds a static site of medical procedure guides, one Markdown
// file per CPT or HCPCS code. Run "bedside help" for what it can do.
//
// The command only connects arguments and streams to the packages below
// internal/. Results go to standard output, everything else to standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes, the same for every command.
const (
	exitDone   = 0 // done; there may be warnings
	exitErrors = 1 // errors in the content, or the work could not be done
	exitUsage  = 2 // wrong usage: nothing was tried
)

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{out: os.Stdout, err: os.Stderr, color: colorful(os.Stderr), outColor: colorful(os.Stdout), live: lively(os.Stderr)})
	stop()
	os.Exit(code)
}

// console is where a command writes, and how.
type console struct {
	out, err io.Writer
	// color and live say whether err shows colours and a line that is written over.
	color, live bool
	// outColor says whether out shows colours.
	outColor bool
}

// errReported ends a command whose errors have been printed already.
var errReported = errors.New("errors were found")

// usageError is a command line that makes no sense.
type usageError struct{ error }

func run(ctx context.Context, args []string, c console) int {
	root := rootCommand(c)
	root.SetArgs(args)
	root.SetOut(c.out)
	root.SetErr(c.err)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errReported):
		return exitErrors
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(c.err, "bedside: stopped; nothing was published")
		return exitErrors
	case errors.As(err, &usage):
		fmt.Fprintf(c.err, "bedside: %v\nRun \"bedside help\" for the commands and their options.\n", err)
		return exitUsage
	default:
		fmt.Fprintf(c.err, "bedside: %v\n", err)
		return exitErrors
	}
}

func rootCommand(c console) *cobra.Command {
	root := &cobra.Command{
		Use:   "bedside",
		Short: "A site of medical procedure guides from one Markdown file per code",
		Long: `Bedside turns a folder of procedure guides, one Markdown file per CPT or HCPCS
code, into a static site with search.

Exit codes: 0 done (there may be warnings), 1 errors in the content or the work
could not be done, 2 wrong usage.`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError{errors.New("which command? build, serve, check, new, codes, schema, search, version")}
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	commands := []*cobra.Command{buildCommand(c), serveCommand(c), checkCommand(c), newCommand(c), codesCommand(c), schemaCommand(c), searchCommand(c), versionCommand(c)}
	for _, cmd := range commands {
		check := cmd.Args
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usageError{err}
			}
			return nil
		}
		root.AddCommand(cmd)
	}
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usageError{fmt.Errorf("there is no command %q", args[0])}
		}
		return nil
	}
	return root
}
