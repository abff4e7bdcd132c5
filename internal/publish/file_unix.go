//go:build unix

package publish

import (
	"bytes"
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// The calls below go to the kernel directly: a build asks them of every file, and
// os.File costs as much again (it is registered with the poller and finalised).

// compareFile compares the file with data. buf is scratch space.
// It follows no link in the last element and opens nothing that could block.
func compareFile(name string, data, buf []byte) (found, error) {
	fd, err := open(name, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	switch err {
	case nil:
	case unix.ENOENT, unix.ENOTDIR:
		return found{}, nil
	case unix.ELOOP, unix.EMLINK, unix.ENXIO, unix.EACCES, unix.EPERM, unix.EOPNOTSUPP:
		// A link, a socket, or a file that we may not read but may replace.
		return found{match: different}, nil
	default:
		return found{}, err
	}
	there, err := compareOpen(fd, data, buf)
	if closeErr := unix.Close(fd); err == nil && closeErr != nil {
		err = closeErr
	}
	return there, err
}

func compareOpen(fd int, data, buf []byte) (found, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return found{}, err
	}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		return found{match: folderThere}, nil
	default:
		return found{match: different}, nil
	}
	there := found{different, fs.FileMode(st.Mode & 0o777), time.Unix(st.Mtim.Unix())}
	if st.Size != int64(len(data)) {
		return there, nil
	}
	for len(data) > 0 {
		n, err := unix.Read(fd, buf[:min(len(buf), len(data))])
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return found{}, err
		}
		if n == 0 || !bytes.Equal(buf[:n], data[:n]) {
			return there, nil
		}
		data = data[n:]
	}
	there.match = same
	return there, nil
}

// createFile writes a file that must not exist yet.
func createFile(name string, data []byte, perm fs.FileMode) error {
	fd, err := open(name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, uint32(newFilePerm))
	if err != nil {
		return err
	}
	for len(data) > 0 && err == nil {
		var n int
		n, err = unix.Write(fd, data)
		if err == unix.EINTR {
			err = nil
		}
		data = data[max(n, 0):]
	}
	if err == nil && perm != 0 {
		err = unix.Fchmod(fd, uint32(perm))
	}
	// A full disk or quota may be reported only here.
	if closeErr := unix.Close(fd); err == nil && closeErr != unix.EINTR {
		err = closeErr
	}
	return err
}

func open(name string, flags int, perm uint32) (int, error) {
	for {
		fd, err := unix.Open(name, flags, perm)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

func removeFile(name string) error { return unix.Unlink(name) }

func removeFolder(name string) error { return unix.Rmdir(name) }

// isNotEmpty reports whether a folder was not removed because something is in it,
// or something is mounted on it.
func isNotEmpty(err error) bool {
	return errors.Is(err, unix.ENOTEMPTY) || errors.Is(err, unix.EEXIST) || errors.Is(err, unix.EBUSY)
}

// isNotFolder reports whether a path failed because a file is in its way.
func isNotFolder(err error) bool { return errors.Is(err, unix.ENOTDIR) }

// cannotLink reports whether a hard link was refused for a reason that does not
// stand against a copy: too many links, no right to link, another file system.
func cannotLink(err error) bool {
	for _, e := range []error{unix.EMLINK, unix.EPERM, unix.EXDEV, unix.ENOTSUP, unix.EOPNOTSUPP, unix.ENOSYS, unix.EACCES} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// cannotExchange reports whether the folders cannot change places, which is no
// fault: then the files are moved one by one.
func cannotExchange(err error) bool {
	for _, e := range []error{unix.EINVAL, unix.ENOSYS, unix.ENOTSUP, unix.EOPNOTSUPP,
		unix.EXDEV, unix.EBUSY, unix.EPERM, unix.EACCES} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// mayWrite returns nil if this process may make and remove files in the folder.
func mayWrite(folder string) error { return unix.Access(folder, unix.W_OK|unix.X_OK) }

// folderAttr is what a folder has besides its files.
type folderAttr struct {
	mode     uint32 // permission, set-id and sticky bits
	uid, gid int
	mount    uint64 // tells the mount that the folder is in from others
}

// writable returns the same with all rights for the owner.
func (a folderAttr) writable() folderAttr {
	a.mode |= 0o700
	return a
}

// setFolderAttr gives a folder the bits and the owner of another.
func setFolderAttr(name string, now, want folderAttr) error {
	if now.uid != want.uid || now.gid != want.gid {
		if err := unix.Lchown(name, want.uid, want.gid); err != nil {
			return err
		}
	}
	// After the owner, since changing that may clear the set-id bits.
	return unix.Chmod(name, want.mode)
}
