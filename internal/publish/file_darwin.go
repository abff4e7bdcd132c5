package publish

import "golang.org/x/sys/unix"

const hasExchange = true

// exchange lets two folders change places in one step.
func exchange(a, b string) error { return unix.RenamexNp(a, b, unix.RENAME_SWAP) }

func readFolderAttr(name string) (folderAttr, error) { return statFolderAttr(name) }
