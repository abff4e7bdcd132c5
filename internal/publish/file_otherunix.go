//go:build unix && !linux && !darwin

package publish

import "errors"

const hasExchange = false

// exchange is refused: this system has no such step.
func exchange(a, b string) error { return errors.ErrUnsupported }

func readFolderAttr(name string) (folderAttr, error) { return statFolderAttr(name) }
