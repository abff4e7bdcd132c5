package watch

import (
	"io/fs"

	"golang.org/x/sys/windows"
)

// Windows has no limits of this kind.
const (
	watchLimit    = ""
	instanceLimit = ""
)

// remoteKind says in words what kind of drive a folder is on, if changes are not
// announced reliably there, and else nothing. ReadDirectoryChangesW works over SMB
// only as far as the server takes part, and many storage boxes do not.
func remoteKind(folder string) string {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return "" // watching it will say what is wrong
	}
	volume := make([]uint16, len(folder)+windows.MAX_PATH)
	if err := windows.GetVolumePathName(name, &volume[0], uint32(len(volume))); err != nil {
		return ""
	}
	if windows.GetDriveType(&volume[0]) == windows.DRIVE_REMOTE {
		return "a network drive"
	}
	return ""
}

// changeTime is not in what a listing of a folder shows.
func changeTime(fs.FileInfo) int64 { return 0 }
