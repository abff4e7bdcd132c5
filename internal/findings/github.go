package findings

import (
	"fmt"
	"io"
	"strings"

	"bedside/internal/diag"
)

// GitHub writes each finding as a workflow command, which GitHub shows beside the line
// (docs.github.com, "Workflow commands for GitHub Actions"). The source is the path of
// the source directory below the repository's root.
func GitHub(w io.Writer, list diag.List, source string) error {
	var b strings.Builder
	for _, d := range list {
		command := d.Severity.String()
		if d.Severity == diag.Info {
			command = "notice"
		}
		fmt.Fprintf(&b, "::%s file=%s", command, property.Replace(below(source, d.File)))
		if d.Line > 0 {
			fmt.Fprintf(&b, ",line=%d,col=%d", d.Line, d.Column)
		}
		text := d.Message
		if d.Hint != "" {
			text += "\n" + d.Hint
		}
		fmt.Fprintf(&b, ",title=%s::%s\n", property.Replace(d.Rule), data.Replace(text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// What would end a property or a command is written as its code.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
