// Package publish makes the published files: it minifies them, names them after
// their content, and puts a whole site on disk, all or nothing. It knows nothing
// of guides.
//
// # What a publication is
//
// Begin locks the folder, Add takes one file after another from any number of
// goroutines, and Commit makes the folder the new site. Add compares at once
// with the file that is there: the same bytes are only remembered, others go
// straight into a staging folder, so no file is kept in memory. A Commit that
// finds nothing to do leaves the folder alone, and costs no more than comparing.
//
// # All or nothing
//
// The staging folder lies beside the published one, on the same file system, and
// is hidden: for "public" it is ".public.bedside-" and a number. Commit completes
// it with hard links to the files that did not change, and then the two folders
// change places in one step of the kernel. Whoever opens a file by its path gets
// the old site or the new one, also when the process is killed at any moment.
//
//   - Linux: renameat2 with RENAME_EXCHANGE.
//   - macOS: renamex_np with RENAME_SWAP.
//   - On every system, a folder that does not exist yet appears with one rename.
//
// Where a folder cannot change places (it is a mount point or holds one, its
// parent is not writable, the file system refuses, or the system is Windows or
// another), the changed files are moved into it one by one. What is to be done is
// written to a journal first, and a build that is killed meanwhile is carried to
// its end by the next Begin. Single files are still old or new, never cut; but
// until the last one is moved a reader can see pages of both.
//
// A program that holds the published folder itself open, as its working
// directory for instance, keeps looking at the folder that was exchanged away
// and finds it empty afterwards. Serve a site by its path.
//
// # Cost
//
// The new tree needs a hard link for every unchanged file and folders of its own,
// whose number is what a build of a large site pays for when one page has
// changed. Options.Spare names a place where the emptied folders of the old site
// wait to become those of the next: see there. Where the files are moved one by
// one, only the changed ones cost anything.
//
// # Durability
//
// The promise covers the death of the process, not of the machine: nothing is
// synchronised to disk. A published site can be made again from its sources at
// any time, and since every build compares the bytes that are there, not their
// dates, the next one mends what a power failure left empty. Synchronising ten
// thousand small files would cost more than making them.
//
// # Whose files
//
// The manifest in the published folder (ManifestName) lists what Bedside wrote.
// What it lists and a build no longer makes is removed. Anything else belongs to
// somebody: it is kept and named in Changes.Kept, except names that begin with a
// dot at the top, which are kept silently. A file of somebody else's is never
// replaced: if the site needs its path with other bytes, nothing is published.
//
// If the manifest is damaged or gone, its second copy (Options.Records) is asked:
// what it lists and what still has the bytes that it tells of is ours. Without it,
// nothing is known of the files in a folder that has no manifest; a folder with a
// damaged one is still ours, but no file can be attributed: paths of the site are
// written, everything else is kept.
//
// Files are never rewritten in place, so hard links that others hold and files
// that are being read stay what they were, and a symbolic link in the place of a
// file is replaced, not followed. A file that replaces another keeps its
// permission bits, a folder its bits and owner; what is new is made with 0644 and
// 0755 under the umask.
package publish
