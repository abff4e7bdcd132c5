package watch

import (
	"io/fs"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// The limits have no name that is worth telling: see sysctl kern.maxfilesperproc.
const (
	watchLimit    = ""
	instanceLimit = ""
)

// remoteKind says in words what kind of file system a folder is on, if changes are
// not announced reliably there, and else nothing. kqueue tells of what this kernel
// writes; statfs(2) says by MNT_LOCAL whether others can.
func remoteKind(folder string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return "" // watching it will say what is wrong
	}
	kind := unix.ByteSliceToString(st.Fstypename[:])
	switch {
	case strings.Contains(kind, "fuse"), strings.HasPrefix(kind, "virtiofs"), strings.HasPrefix(kind, "prl_fs"):
		return "a shared or virtual drive (" + kind + ")"
	case st.Flags&unix.MNT_LOCAL == 0:
		return "a network drive (" + kind + ")"
	}
	return ""
}

func changeTime(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctimespec.Nano()
	}
	return 0
}
