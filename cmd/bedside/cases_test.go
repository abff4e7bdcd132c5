//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bedside"
)

// These tests do to the source of a site what people and programs do, while bedside
// serve shows it, and want it to be served as a fresh build would publish it.

func TestRapidEdits(t *testing.T) {
	t.Parallel()
	a := served(t, 30)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 300 {
		if i%3 == 0 {
			a.guide(r.IntN(30), fmt.Sprint("edit", i))
		} else {
			a.text(r.IntN(30), fmt.Sprint("edit", i))
		}
		time.Sleep(time.Duration(r.IntN(12)) * time.Millisecond) // as a quick hand, or a program
	}
	a.guide(7, "last")
	a.wantFresh()
	a.wantShown(guideAddress(7), "It is last.")
}

// TestCheckout goes back and forth between two branches in which every guide
// differs, 20 are gone and 20 are new.
func TestCheckout(t *testing.T) {
	a := newAuthor(t, 60)
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", a.dir, "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main",
			"-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "One")
	git("checkout", "-qb", "other")
	for i := range 40 {
		a.guide(i, "other")
	}
	for i := 40; i < 60; i++ {
		a.remove(guideFile(i))
		a.guide(i+20, "other")
	}
	git("add", ".")
	git("commit", "-qm", "Other")
	git("checkout", "-q", "main")
	a.serve()
	a.wantFresh()
	for range 2 {
		git("checkout", "-q", "other")
		a.wantFresh()
		a.wantShown(guideAddress(1), "It is other.")
		git("checkout", "-q", "main")
		a.wantFresh()
	}
}

func TestRenameFolder(t *testing.T) {
	a := newAuthor(t, 3)
	moved := func(folder string, i int) string { return fmt.Sprintf("content/%s/%s.md", folder, guideCode(i)) }
	for i := 100; i < 150; i++ {
		a.write(moved("folder", i), guideText(i, "first"))
	}
	a.serve()
	a.wantFresh()
	a.rename("content/folder", "content/renamed")
	a.write(moved("renamed", 120), guideText(120, "edited"))
	a.wantFresh()
	a.wantShown(guideAddress(120), "It is edited.")
	a.rename("content/renamed", "content/deep/er/folder")
	a.wantFresh()
	a.write(moved("deep/er/folder", 121), guideText(121, "again"))
	a.wantFresh()
}

func TestDeleteAndRecreate(t *testing.T) {
	a := served(t, 20)
	for i := range 10 {
		a.remove(guideFile(i))
		a.guide(i, "anew")
	}
	a.wantFresh()
	for i := 10; i < 15; i++ {
		a.remove(guideFile(i))
	}
	a.wantFresh()
	for i := 10; i < 15; i++ {
		a.guide(i, "anew")
	}
	a.wantFresh()
}

// saves are the ways in which programs save a file.
var saves = map[string]func(a *author, file, text string){
	"vim": func(a *author, file, text string) {
		a.must(os.WriteFile(filepath.Join(filepath.Dir(file), "4913"), nil, 0o644))
		a.must(os.Remove(filepath.Join(filepath.Dir(file), "4913")))
		a.must(os.Rename(file, file+"~"))
		a.must(os.WriteFile(file, []byte(text), 0o644))
		a.must(os.Remove(file + "~"))
	},
	"emacs": func(a *author, file, text string) {
		dir, base := filepath.Split(file)
		a.must(os.Symlink("a@machine.1:2", dir+".#"+base))
		a.must(os.WriteFile(dir+"#"+base+"#", []byte(text), 0o644))
		a.must(os.Rename(file, file+"~"))
		a.must(os.WriteFile(file, []byte(text), 0o644))
		a.must(os.Remove(dir + "#" + base + "#"))
		a.must(os.Remove(dir + ".#" + base))
	},
	"jetbrains": func(a *author, file, text string) {
		a.must(os.WriteFile(file+"___jb_tmp___", []byte(text), 0o644))
		a.must(os.Rename(file, file+"___jb_old___"))
		a.must(os.Rename(file+"___jb_tmp___", file))
		a.must(os.Remove(file + "___jb_old___"))
	},
	"truncate, write later": func(a *author, file, text string) { saveSlowly(a, file, 300*time.Millisecond, "", text) },
	"slow chunks": func(a *author, file, text string) {
		third := len(text) / 3
		saveSlowly(a, file, 60*time.Millisecond, text[:9], text[9:third], text[third:2*third], text[2*third:])
	},
	"rename": func(a *author, file, text string) {
		other := filepath.Join(filepath.Dir(file), ".tmp123")
		a.must(os.WriteFile(other, []byte(text), 0o644))
		a.must(os.Rename(other, file))
	},
	"copy over": func(a *author, file, text string) {
		other := filepath.Join(a.TempDir(), "new")
		a.must(os.WriteFile(other, []byte(text), 0o644))
		a.must(exec.Command("cp", other, file).Run())
	},
	"append": func(a *author, file, text string) {
		f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
		a.must(err)
		_, word, _ := strings.Cut(text, "\nIt is ")
		_, err = f.WriteString("\nIt is " + word)
		a.must(err)
		a.must(f.Close())
	},
	"sync": func(a *author, file, text string) { // keeps the time, and here the size
		info, err := os.Stat(file)
		a.must(err)
		other := filepath.Join(filepath.Dir(file), ".sync-1")
		a.must(os.WriteFile(other, []byte(text), 0o644))
		a.must(os.Chtimes(other, info.ModTime(), info.ModTime()))
		a.must(os.Rename(other, file))
	},
}

// saveSlowly writes a file in parts, with a pause between them that is longer than
// any program waits for the end of a save.
func saveSlowly(a *author, file string, pause time.Duration, parts ...string) {
	f, err := os.Create(file)
	a.must(err)
	for i, part := range parts {
		if i > 0 {
			time.Sleep(pause)
		}
		_, err := f.WriteString(part)
		a.must(err)
	}
	a.must(f.Close())
}

func TestEditorSaves(t *testing.T) {
	t.Parallel()
	a := served(t, 6)
	n := 0
	for name, save := range saves {
		n++
		word := fmt.Sprintf("edi%02d", n) // as long as the first word
		t.Run(name, func(t *testing.T) {
			a := a.in(t)
			a.guide(2, "first")
			a.wantFresh()
			save(a, a.path(guideFile(2)), guideText(2, word))
			a.wantFresh()
			a.wantShown(guideAddress(2), "It is "+word+".")
		})
	}
}

// breaks are edits of a guide that may not be published, and where they are wrong.
var breaks = map[string]struct{ old, new, place string }{
	"syntax of the front matter": {"title: Guide", "title: [Guide", ":3:"},
	"a key is missing":           {"summary: About first.\n", "", ":1:"},
	"a key is unknown":           {"aliases:", "alliases:", ":5:"},
	"markup in the text":         {"It is first.", "It is <b>first</b>.", ":8:"},
}

func TestBadEdit(t *testing.T) {
	a := served(t, 10)
	for name, b := range breaks {
		t.Run(name, func(t *testing.T) {
			a := a.in(t)
			a.guide(4, "first")
			a.wantFresh()
			a.write(guideFile(4), strings.Replace(guideText(4, "first"), b.old, b.new, 1))
			a.wantShown(guideAddress(4), guideFile(4)+b.place)
			a.wantShown("", guideFile(4)+b.place)
			a.wantShown(guideAddress(4), "It is first.")
			a.guide(5, name)
			a.wantShown(guideAddress(5), "It is "+name)
			a.guide(4, "mended")
			a.wantFresh()
		})
	}
}

func TestBadFileDeleted(t *testing.T) {
	a := served(t, 5)
	a.write(guideFile(90), "---\ncode: \"20090\"\ntitle: [\n---\n")
	a.wantShown(guideAddress(90), guideFile(90)+":3:")
	a.wantShown(guideAddress(1), guideFile(90)+":3:")
	a.remove(guideFile(90))
	a.wantFresh()
}

func TestBadAtStart(t *testing.T) {
	a := newAuthor(t, 5)
	a.write(guideFile(3), "---\ncode: \"20003\"\nsummary: S\n---\n")
	a.serve()
	a.wantShown(guideAddress(3), guideFile(3)+":1:")
	a.wantShown(guideAddress(1), guideFile(3)+":1:")
	a.guide(3, "mended")
	a.wantFresh()
}

func TestNewRemovedMoved(t *testing.T) {
	a := served(t, 8)
	a.guide(50, "new")
	a.wantFresh()
	a.remove(guideFile(5))
	a.wantFresh()
	a.rename(guideFile(6), "content/elsewhere/"+guideCode(6)+".md")
	a.wantFresh()
	a.rename(guideFile(7), guideFile(70))
	a.write(guideFile(70), guideText(70, "other"))
	a.wantFresh()
	a.write("content/about/us.md", "---\ntitle: About us\n---\nText.\n")
	a.wantFresh()
	a.remove("content/index.md")
	a.wantFresh()
}

// layout returns a default layout with a mark of its own.
func layout(t *testing.T, name, mark string) string {
	t.Helper()
	text, err := fs.ReadFile(bedside.Defaults(), "layouts/"+name)
	if err != nil {
		t.Fatal(err)
	}
	marked := strings.Replace(string(text), "</h1>", " "+mark+"</h1>", 1)
	if marked == string(text) {
		marked = strings.Replace(marked, "</body>", "<p>"+mark+"</p></body>", 1)
	}
	if marked == string(text) {
		t.Fatalf("there is no place for a mark in %s", name)
	}
	return marked
}

// TestLayout edits a layout that all pages have.
func TestLayout(t *testing.T) {
	a := served(t, 200)
	a.write("layouts/base.html", layout(t, "base.html", "marked"))
	a.wantFresh()
	a.wantShown(guideAddress(150), "marked")
	a.write("layouts/base.html", layout(t, "base.html", "broken{{if}}"))
	a.wantShown(guideAddress(150), "layouts/base.html:")
	a.wantShown("codes/", "marked") // as it was
	a.write("layouts/base.html", layout(t, "base.html", "{{.Nothing}}"))
	a.wantShown(guideAddress(151), "layouts/base.html:")
	a.write("layouts/base.html", layout(t, "base.html", "mended"))
	a.wantFresh()
	a.wantShown(guideAddress(150), "mended")
	a.remove("layouts")
	a.wantFresh()
}

func TestSettings(t *testing.T) {
	a := served(t, 60)
	a.write("bedside.yaml", "name: Another site\nbase_url: https://guides.example/\n")
	a.wantFresh()
	a.wantShown(guideAddress(50), "Another site")
	a.write("bedside.yaml", "name: Another site\nbase_url: [\n")
	a.wantShown(guideAddress(50), "bedside.yaml:")
	a.wantShown(guideAddress(50), "Another site")
	a.guide(51, "meanwhile")
	a.wantShown(guideAddress(51), "It is meanwhile.")
	a.write("bedside.yaml", "name: A third site\nbase_url: https://guides.example/sub/\n")
	a.wantFresh()
	a.write("content/_synonyms.yaml", "- guide, booklet\n")
	a.wantFresh()
}

func TestNewFolders(t *testing.T) {
	a := served(t, 3)
	a.write("content/one/two/three/20080.md", guideText(80, "nested"))
	a.wantFresh()
	outside := t.TempDir()
	for i := 100; i < 150; i++ {
		write(t, filepath.Join(outside, "copied", guideCode(i)+".md"), guideText(i, "first"))
		write(t, filepath.Join(outside, "moved", "in", guideCode(i+100)+".md"), guideText(i+100, "first"))
	}
	a.must(exec.Command("cp", "-r", filepath.Join(outside, "copied"), a.path("content")).Run())
	a.wantFresh()
	a.must(os.Rename(filepath.Join(outside, "moved"), a.path("content/moved")))
	a.wantFresh()
	a.write("content/one/two/three/20080.md", guideText(80, "edited"))
	a.write("content/copied/20120.md", guideText(120, "edited"))
	a.write("content/moved/in/20220.md", guideText(220, "edited"))
	a.wantFresh()
}

func TestContentAwayAndBack(t *testing.T) {
	a := served(t, 30)
	away := filepath.Join(t.TempDir(), "away")
	a.must(os.Rename(a.path("content"), away))
	a.s.errors.waitFor(t, "content: error: ")
	a.wantShown(guideAddress(3), "It is first.")
	a.must(os.Rename(away, a.path("content")))
	a.wantFresh()
	a.must(exec.Command("cp", "-r", a.path("content"), away).Run())
	a.remove("content")
	a.must(exec.Command("cp", "-r", away, a.path("content")).Run())
	a.guide(3, "edited")
	a.wantFresh()
	a.wantShown(guideAddress(3), "It is edited.")
}

func TestStaticFiles(t *testing.T) {
	a := served(t, 3)
	a.write("static/new.txt", "new")
	a.write("static/folder/deep/er.bin", "\x00\xff")
	a.wantFresh()
	a.write("static/new.txt", "changed")
	a.rename("static/folder", "static/other")
	a.wantFresh()
	a.remove("static/new.txt")
	a.wantFresh()
	a.remove("static")
	a.wantFresh()
	a.write("static/again.txt", "again")
	a.wantFresh()
}

// TestFewWatches limits how many folders the preview may watch, in a namespace of
// its own, to fewer than there are.
func TestFewWatches(t *testing.T) {
	a := newAuthor(t, 10)
	self, err := os.Executable()
	a.must(err)
	program := filepath.Join(t.TempDir(), "bedside")
	a.must(os.Symlink(self, program))
	a.s = launchAs(t, &exec.Cmd{
		Path: "/bin/sh",
		Args: []string{"sh", "-c", `echo 3 >/proc/sys/user/max_inotify_watches && exec "$@"`, "sh", program, "serve", "--source", a.dir, "--port", "0"},
		SysProcAttr: &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}},
	})
	a.s.awaitAddress()
	a.s.errors.waitFor(t, "fs.inotify.max_user_watches")
	a.wantFresh()
	a.guide(4, "edited")
	a.write("content/new/folder/20080.md", guideText(80, "new"))
	a.wantFresh()
}
