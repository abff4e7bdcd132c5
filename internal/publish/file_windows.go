package publish

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

const hasExchange = false

// exchange is refused: Windows has no such step.
func exchange(a, b string) error { return errors.ErrUnsupported }

// compareFile compares the file with data. buf is scratch space.
func compareFile(name string, data, buf []byte) (found, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, windows.ERROR_PATH_NOT_FOUND):
		return found{}, nil
	case err != nil:
		return found{}, err
	case info.IsDir():
		return found{match: folderThere}, nil
	case !info.Mode().IsRegular(), info.Size() != int64(len(data)):
		return found{match: different}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return found{}, err
	}
	defer f.Close() // nothing was written
	for len(data) > 0 {
		n, err := io.ReadFull(f, buf[:min(len(buf), len(data))])
		if err == io.EOF || err == io.ErrUnexpectedEOF || err == nil && !bytes.Equal(buf[:n], data[:n]) {
			return found{match: different}, nil
		}
		if err != nil {
			return found{}, err
		}
		data = data[n:]
	}
	return found{match: same, modified: info.ModTime()}, nil
}

// createFile writes a file that must not exist yet. Windows has no bits to keep.
func createFile(name string, data []byte, _ fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newFilePerm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func removeFile(name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return windows.ERROR_DIRECTORY
	}
	return os.Remove(name)
}

func removeFolder(name string) error { return os.Remove(name) }

func isNotEmpty(err error) bool { return errors.Is(err, windows.ERROR_DIR_NOT_EMPTY) }

func isNotFolder(err error) bool {
	return errors.Is(err, windows.ERROR_PATH_NOT_FOUND) || errors.Is(err, windows.ERROR_DIRECTORY)
}

func cannotLink(err error) bool { return true }

func cannotExchange(err error) bool { return errors.Is(err, errors.ErrUnsupported) }

// mayWrite returns nil: access lists say more than can be asked beforehand, and
// the first write tells.
func mayWrite(folder string) error { return nil }

// folderAttr is empty: a folder takes its rights from the one above.
type folderAttr struct{ mount uint64 }

func (a folderAttr) writable() folderAttr { return a }

func readFolderAttr(name string) (folderAttr, error) { return folderAttr{}, nil }

func setFolderAttr(name string, now, want folderAttr) error { return nil }
