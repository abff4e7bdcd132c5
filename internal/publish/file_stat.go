//go:build unix

package publish

import "golang.org/x/sys/unix"

func statFolderAttr(name string) (folderAttr, error) {
	var st unix.Stat_t
	if err := unix.Lstat(name, &st); err != nil {
		return folderAttr{}, err
	}
	return folderAttr{
		mode: uint32(st.Mode) & 0o7777, uid: int(st.Uid), gid: int(st.Gid),
		mount: uint64(st.Dev),
	}, nil
}
