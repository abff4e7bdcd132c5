// Package bedside holds the default layouts and assets inside the binary. Only the
// command imports it; everything else gets them handed down as file systems.
package bedside

import (
	"embed"
	"io/fs"
)

//go:embed layouts assets
var defaults embed.FS

// Defaults returns the default layouts and assets, as a folder that holds
// layouts/ and assets/.
func Defaults() fs.FS { return defaults }
