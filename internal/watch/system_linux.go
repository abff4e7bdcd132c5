package watch

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// The limits of inotify(7), with a value that is enough for large sites.
const (
	watchLimit    = "fs.inotify.max_user_watches=524288"
	instanceLimit = "fs.inotify.max_user_instances=512"
)

// remoteKinds are the file systems that other machines, or other kernels, write
// to as well: inotify announces what goes through this kernel only. The numbers
// are those of statfs(2): named ones come from the kernel's
// include/uapi/linux/magic.h, the others from where the comment says; all can be
// found in src/stat.c of GNU coreutils, whose tail(1) decides by them as well.
//
// Overlay file systems, as in containers, are not among them: what is written
// through one is announced, also for files of its lower layers, and the kernel
// forbids writing to those behind its back.
var remoteKinds = map[uint32]string{
	unix.AFS_FS_MAGIC:       "a network drive (afs)",
	unix.AFS_SUPER_MAGIC:    "a network drive (afs)",
	unix.CEPH_SUPER_MAGIC:   "a network drive (ceph)",
	unix.CIFS_SUPER_MAGIC:   "a network drive (cifs)",
	unix.CODA_SUPER_MAGIC:   "a network drive (coda)",
	unix.NCP_SUPER_MAGIC:    "a network drive (ncp)",
	unix.NFS_SUPER_MAGIC:    "a network drive (nfs)",
	unix.OCFS2_SUPER_MAGIC:  "a cluster file system (ocfs2)",
	unix.SMB_SUPER_MAGIC:    "a network drive (smb)",
	unix.SMB2_SUPER_MAGIC:   "a network drive (smb)",
	unix.V9FS_MAGIC:         "a folder shared with another system (9p)", // /mnt/c of WSL 2
	unix.HOSTFS_SUPER_MAGIC: "a folder shared with the host (hostfs)",
	// virtiofs, sshfs, rclone, Docker Desktop, VMware's current shared folders
	unix.FUSE_SUPER_MAGIC: "a shared or virtual drive (fuse)",
	0x01161970:            "a cluster file system (gfs2)",              // fs/gfs2: GFS2_MAGIC in uapi/linux/gfs2_ondisk.h
	0x0bd00bd0:            "a cluster file system (lustre)",            // lustre_user.h: LL_SUPER_MAGIC
	0x19830326:            "a cluster file system (beegfs)",            // BeeGFS client: BEEGFS_MAGIC
	0x47504653:            "a cluster file system (gpfs)",              // "GPFS"
	0x786f4256:            "a folder shared with the host (vboxsf)",    // fs/vboxsf: VBOXSF_SUPER_MAGIC
	0x7c7c6673:            "a folder shared with the host (Parallels)", // prl_fs
	0xaad7aaea:            "a cluster file system (panfs)",             // PanFS client
	0xbacbacbc:            "a folder shared with the host (vmhgfs)",    // open-vm-tools: HGFS_SUPER_MAGIC
	0xbeefdead:            "a cluster file system (snfs)",              // StorNext client
}

// remoteKind says in words what kind of file system a folder is on, if changes are
// not announced reliably there, and else nothing.
func remoteKind(folder string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return "" // watching it will say what is wrong
	}
	return remoteKinds[uint32(st.Type)]
}

func changeTime(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctim.Nano()
	}
	return 0
}
