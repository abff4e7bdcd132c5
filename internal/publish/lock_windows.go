package publish

import (
	"errors"

	"golang.org/x/sys/windows"
)

// lockFile is held while one build publishes. Windows closes and removes it when
// the process ends, however it ends.
type lockFile struct{ h windows.Handle }

// tryLock returns nil without an error if somebody else holds the lock: a file
// that is opened without sharing cannot be opened again.
func tryLock(name string) (*lockFile, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(path, windows.GENERIC_WRITE|windows.DELETE, 0, nil,
		windows.OPEN_ALWAYS, windows.FILE_ATTRIBUTE_HIDDEN|windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
	// Access is denied for the moment between the closing and the removal.
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &lockFile{h}, nil
}

func (l *lockFile) release(disk) error { return windows.CloseHandle(l.h) }
