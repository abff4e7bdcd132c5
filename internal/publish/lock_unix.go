//go:build unix

package publish

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile is held while one build publishes. The kernel lets go of it when the
// process ends, however it ends.
type lockFile struct{ f *os.File }

// tryLock returns nil without an error if somebody else holds the lock.
func tryLock(name string) (*lockFile, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, newFilePerm)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for err == unix.EINTR {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err == unix.EWOULDBLOCK {
		return nil, f.Close()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	// The one before us removes the file before it lets go: then this is a lock
	// on a file that nobody else can find, and the next try makes a new one.
	if current, err := isCurrent(f, name); !current || err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lockFile{f}, nil
}

func isCurrent(f *os.File, name string) (bool, error) {
	mine, err := f.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(mine, there), err
}

// release removes the file and lets go of the lock, in this order.
func (l *lockFile) release(d disk) error {
	return errors.Join(d.unlink(l.f.Name()), l.f.Close())
}
