package publish

import "golang.org/x/sys/unix"

const hasExchange = true

// exchange lets two folders change places in one step.
func exchange(a, b string) error {
	return unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
}

func readFolderAttr(name string) (folderAttr, error) {
	var st unix.Statx_t
	mask := unix.STATX_MODE | unix.STATX_UID | unix.STATX_GID | unix.STATX_MNT_ID
	err := unix.Statx(unix.AT_FDCWD, name, unix.AT_SYMLINK_NOFOLLOW, mask, &st)
	if err == unix.ENOSYS || err == unix.EPERM {
		return statFolderAttr(name) // an old kernel, or a sandbox that knows no statx
	}
	a := folderAttr{mode: uint32(st.Mode) & 0o7777, uid: int(st.Uid), gid: int(st.Gid)}
	// The device alone does not tell a bind mount from the folder around it.
	a.mount = uint64(st.Dev_major)<<32 | uint64(st.Dev_minor)
	if st.Mask&unix.STATX_MNT_ID != 0 {
		a.mount = st.Mnt_id
	}
	return a, err
}
