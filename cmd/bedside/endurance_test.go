//go:build linux

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// soak is an author who does everything at random. The guides are those that the
// source has; in broken are the names of those that are broken.
type soak struct {
	*author
	rand    *rand.Rand
	guides  map[int]string // by number, the folder below content/
	broken  map[int]bool
	folders int
	edits   int
}

// pick returns a random guide. The first one, which all others refer to, is none.
func (s *soak) pick() int {
	var all []int
	for n := range s.guides {
		all = append(all, n)
	}
	slices.Sort(all)
	return all[s.rand.IntN(len(all))]
}

func (s *soak) save(n int) {
	s.Helper()
	s.edits++
	delete(s.broken, n)
	s.write("content/"+s.guides[n]+"/"+guideCode(n)+".md", guideText(n, fmt.Sprint("edit", s.edits)))
}

func (s *soak) add() {
	n := len(s.guides) + 100 + s.edits
	s.guides[n] = []string{"a", "b", "new/" + strconv.Itoa(s.edits)}[s.rand.IntN(3)]
	s.save(n)
}

func (s *soak) delete() {
	if len(s.guides) < 10 {
		return
	}
	n := s.pick()
	s.remove("content/" + s.guides[n] + "/" + guideCode(n) + ".md")
	delete(s.guides, n)
	delete(s.broken, n)
}

func (s *soak) renameFolder() {
	from := s.guides[s.pick()]
	s.folders++
	to := fmt.Sprintf("moved/%d", s.folders)
	s.rename("content/"+from, "content/"+to)
	for n, folder := range s.guides {
		if folder == from {
			s.guides[n] = to
		}
	}
}

func (s *soak) spoil() {
	n := s.pick()
	s.broken[n] = true
	s.write("content/"+s.guides[n]+"/"+guideCode(n)+".md", "---\ncode: ["+strconv.Itoa(s.edits))
}

func (s *soak) mend() {
	for n := range s.broken {
		s.save(n)
	}
}

// step does one thing.
func (s *soak) step() {
	switch s.rand.IntN(12) {
	case 0:
		s.add()
	case 1:
		s.delete()
	case 2:
		s.renameFolder()
	case 3:
		s.spoil()
	case 4:
		s.mend()
	case 5:
		for range 20 {
			s.save(s.pick())
		}
	case 6:
		s.edits++
		s.write("static/files/"+strconv.Itoa(s.rand.IntN(3)), strconv.Itoa(s.edits))
	case 7:
		s.edits++
		s.write("bedside.yaml", fmt.Sprintf("name: Site %d\nbase_url: https://guides.example/\n", s.edits))
	default:
		s.save(s.pick())
	}
}

// TestSoak does 200 things at random, some quickly one after another.
func TestSoak(t *testing.T) {
	t.Parallel()
	s := &soak{author: newAuthor(t, 1), rand: rand.New(rand.NewPCG(4, 2)), guides: map[int]string{}, broken: map[int]bool{}}
	for range 30 {
		s.add()
	}
	s.serve()
	for i := range 200 {
		s.step()
		time.Sleep(time.Duration(s.rand.IntN(40)) * time.Millisecond)
		if i%40 == 39 {
			s.mend()
			s.wantFresh()
		}
	}
	if s.folders == 0 {
		t.Error("no folder was renamed")
	}
}

// usage is what a process holds.
type usage struct{ descriptors, threads, kilobytes int }

func (s *serving) usage() usage {
	s.t.Helper()
	proc := fmt.Sprintf("/proc/%d/", s.cmd.Process.Pid)
	open, err := os.ReadDir(proc + "fd")
	if err != nil {
		s.t.Fatal(err)
	}
	status, err := os.ReadFile(proc + "status")
	if err != nil {
		s.t.Fatal(err)
	}
	field := func(name string) int {
		found := regexp.MustCompile(`(?m)^` + name + `:\s+(\d+)`).FindSubmatch(status)
		if found == nil {
			s.t.Fatalf("no %s in\n%s", name, status)
		}
		n, err := strconv.Atoi(string(found[1]))
		if err != nil {
			s.t.Fatal(err)
		}
		return n
	}
	return usage{len(open), field("Threads"), field("VmRSS")}
}

// TestNoGrowth makes 600 edits, waits for each, and wants the preview not to hold
// more at the end than after the first 200. It collects its garbage often, so that what
// is resident is what it holds.
func TestNoGrowth(t *testing.T) {
	t.Parallel()
	a := newAuthor(t, 30)
	a.s = serve(a.T, []string{"GOGC=25"}, "--source", a.dir, "--port", "0")
	a.wantFresh()
	var before usage
	for i := range 600 {
		word := fmt.Sprint("edit", i)
		switch {
		case i%50 == 49: // a folder that comes and goes
			name := fmt.Sprintf("content/new/%d/20900.md", i)
			a.write(name, guideText(900, word))
			a.wantShown(guideAddress(900), word)
			a.remove("content/new")
		case i%5 == 0:
			a.guide(i%30, word)
			a.wantShown(guideAddress(i%30), "It is "+word)
		default:
			a.text(i%30, word)
			a.wantShown(guideAddress(i%30), "It is "+word)
		}
		if i == 199 {
			before = a.s.usage()
		}
	}
	a.wantFresh()
	after := a.s.usage()
	t.Logf("after 200 edits it holds %+v, after 600 %+v", before, after)
	if after.descriptors > before.descriptors+10 || after.threads > before.threads+10 {
		t.Error("it holds ever more descriptors or threads")
	}
	if after.kilobytes > before.kilobytes*6/5 { // by a third if it kept the versions of so small a site
		t.Error("it holds ever more memory")
	}
}

var editNumber = regexp.MustCompile(`It is edit(\d+)\.`)

// TestNoTornPages reads pages all the time while edits come in. Every answer must be
// a whole page, of a state between the one that was shown when it was asked for and
// the one that was being written when it came.
func TestNoTornPages(t *testing.T) {
	a := newAuthor(t, 20)
	a.guide(3, "edit0")
	a.serve()
	a.wantFresh()
	var shown, written atomic.Int64
	stop := make(chan struct{})
	var readers sync.WaitGroup
	read := make([]int, 2)
	for i := range read {
		readers.Go(func() {
			for n := i; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				name := []string{guideAddress(3), "", "codes/", guideAddress(n % 20)}[n%4]
				least := shown.Load()
				status, page, err := a.s.answer(name)
				if problem := torn(status, page, err, name, least, written.Load()); problem != "" {
					t.Errorf("%s: %s", name, problem)
					return
				}
				read[i]++
			}
		})
	}
	for i := int64(1); i <= 60; i++ {
		written.Store(i)
		word := fmt.Sprint("edit", i)
		switch {
		case i%15 == 0:
			a.write("layouts/base.html", layout(t, "base.html", word))
			fallthrough
		case i%3 == 0:
			a.guide(3, word)
		case i%10 == 1: // half a file is broken for a while
			text := guideText(3, word)
			saveSlowly(a, a.path(guideFile(3)), 100*time.Millisecond, text[:30], text[30:])
		default:
			a.text(3, word)
		}
		if i%4 > 0 { // or not before the next edit
			a.wantShown(guideAddress(3), "It is "+word+".")
			shown.Store(i)
		}
	}
	close(stop)
	readers.Wait()
	if min(read[0], read[1]) < 60 {
		t.Errorf("the readers have read %v pages only", read)
	}
	a.wantFresh()
}

// torn returns what is wrong with an answer, or "".
func torn(status int, page []byte, err error, name string, least, most int64) string {
	if err != nil || status != http.StatusOK {
		return fmt.Sprintf("%d, %v", status, err)
	}
	data, whole := publishedPart(page)
	if !whole || !bytes.HasPrefix(data, []byte("<!DOCTYPE html>")) || !bytes.Contains(data, []byte("</footer>")) {
		return fmt.Sprintf("the page is not whole:\n%s", page)
	}
	if name != guideAddress(3) {
		return ""
	}
	found := editNumber.FindSubmatch(data)
	if found == nil {
		return fmt.Sprintf("the page has lost its text:\n%s", data)
	}
	if n, err := strconv.ParseInt(string(found[1]), 10, 64); err != nil || n < least || n > most {
		return fmt.Sprintf("edit %d is shown between edits %d and %d", n, least, most)
	}
	return ""
}

// TestStops ends previews at bad moments, with connections that are open.
func TestStops(t *testing.T) {
	for _, c := range []struct {
		moment string
		signal os.Signal
	}{
		{"in the first build", os.Interrupt},
		{"at rest", os.Interrupt},
		{"in a rebuild", os.Interrupt},
		{"in a rebuild", syscall.SIGTERM},
		{"in a burst", syscall.SIGTERM},
	} {
		t.Run(fmt.Sprint(c.signal, " ", c.moment), func(t *testing.T) {
			a := newAuthor(t, 300)
			a.serve()
			if c.moment != "in the first build" {
				a.wantShown(guideAddress(7), "It is first.")
				holdOpen(t, a.s)
			}
			switch c.moment {
			case "in a rebuild":
				a.write("layouts/base.html", layout(t, "base.html", "marked"))
				a.wantShown(guideAddress(7), "marked") // the other pages are checked from now on
				time.Sleep(pageTime + 20*time.Millisecond)
			case "in a burst":
				for i := range 300 {
					a.guide(i, "edited")
				}
			}
			a.wantEnd(c.signal)
		})
	}
}

// holdOpen leaves connections with an idle one, half a request, a stream of events,
// and an answer that nobody reads.
func holdOpen(t *testing.T, s *serving) {
	t.Helper()
	for _, request := range []string{"", "GET /codes/ HT", "GET /.bedside/events HTTP/1.1\r\nHost: %s\r\n\r\n", strings.Repeat("GET /codes/ HTTP/1.1\r\nHost: %s\r\n\r\n", 50)} {
		host := strings.Trim(strings.TrimPrefix(s.base, "http:"), "/")
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := io.WriteString(c, strings.ReplaceAll(request, "%s", host)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(request, "events") { // the stream is there
			if status, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(status, "200") {
				t.Fatalf("the stream begins with %q, %v", status, err)
			}
		}
	}
}

// wantEnd ends the preview and wants its port back at once.
func (a *author) wantEnd(signal os.Signal) {
	a.Helper()
	if code, took := a.s.end(signal); code != exitDone || took > soon() {
		a.Errorf("it ends with %d after %s", code, took)
	}
	if said := a.s.errors.String(); strings.Contains(said, "panic") || strings.Contains(said, "bedside: ") {
		a.Errorf("it prints %s", said)
	}
	l, err := net.Listen("tcp", strings.Trim(strings.TrimPrefix(a.s.base, "http:"), "/"))
	if err != nil {
		a.Fatalf("the port is still taken: %v", err)
	}
	a.must(l.Close())
}

// wantPublished wants public/ to be what a fresh build publishes.
func (a *author) wantPublished() {
	a.Helper()
	if got, want := a.site(a.path("public")), a.published(); !maps.EqualFunc(got, want, bytes.Equal) {
		a.Errorf("%d files are published, not these %d, or others", len(got), len(want))
	}
}

// page returns what is published of a guide, or "" if there is no such page.
func (a *author) page(n int) string {
	a.Helper()
	data, err := os.ReadFile(a.path("public/" + guideAddress(n) + "index.html"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.Fatal(err)
	}
	return string(data)
}

// TestBuildWatch publishes again whenever something changes.
func TestBuildWatch(t *testing.T) {
	a := newAuthor(t, 12)
	b := launch(t, nil, "build", "--watch", "--source", a.dir)
	b.out.waitFor(t, "12 guides, ")
	a.wantPublished()
	a.guide(3, "edited")
	b.out.waitForCount(t, "12 guides, ", 2)
	a.wantPublished()
	before := a.site(a.path("public"))
	a.write(guideFile(3), strings.Replace(guideText(3, "broken"), "title: ", "title: [", 1))
	b.errors.waitFor(t, "nothing was published\n")
	if said := b.errors.String(); !strings.Contains(said, guideFile(3)+":3:") {
		t.Errorf("it prints %s", said)
	}
	if !maps.EqualFunc(a.site(a.path("public")), before, bytes.Equal) {
		t.Error("a broken guide has changed what is published")
	}
	a.guide(3, "mended")
	a.remove(guideFile(4))
	a.guide(60, "new")
	for deadline := time.Now().Add(soon()); !strings.Contains(a.page(3), "It is mended.") || a.page(4) != "" || a.page(60) == ""; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("what was mended is not published:\n%s\n%s", b.out, b.errors)
		}
	}
	a.wantPublished()
	if code, took := b.end(os.Interrupt); code != exitDone || took > soon() {
		t.Errorf("it ends with %d after %s: %s", code, took, b.errors)
	}
	a.wantPublished()
}
