package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand(c console) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, goVersion := versions()
			_, err := fmt.Fprintf(c.out, "bedside %s %s\n", version, goVersion)
			return err
		},
	}
}

// versions are those of this program and of the Go that it was built with.
func versions() (version, goVersion string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)", ""
	}
	return info.Main.Version, info.GoVersion
}
