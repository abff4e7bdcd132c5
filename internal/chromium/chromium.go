// Package chromium starts a real browser: for tests of what readers see, for pictures
// of pages, and for measurements of the search.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
)

// Programs are the names that a browser is looked for by: that in $CHROME, if it is
// set, and those that Chromium and Chrome have on different systems.
func Programs() []string {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if own := os.Getenv("CHROME"); own != "" {
		names = append([]string{own}, names...)
	}
	return names
}

// Find returns the path of the browser.
func Find() (string, error) {
	for _, name := range Programs() {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", errors.New("no browser found: install Chromium (apt-get install chromium), or name it in $CHROME; looked for " + strings.Join(Programs(), ", "))
}

// Start starts a browser without a window, with a new profile, that opens no
// connection by itself. The returned context carries it, for chromedp. It ends when ctx
// does or stop is called; stop also removes the profile.
func Start(ctx context.Context) (browser context.Context, stop func(), err error) {
	program, err := Find()
	if err != nil {
		return nil, nil, err
	}
	profile, err := os.MkdirTemp("", "bedside-browser-")
	if err != nil {
		return nil, nil, fmt.Errorf("making a profile: %w", err)
	}
	allocator, end := chromedp.NewExecAllocator(ctx, append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program),
		chromedp.NoSandbox, // which root cannot use
		chromedp.NoFirstRun,
		chromedp.UserDataDir(profile),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)...)
	browser, close := chromedp.NewContext(allocator)
	stop = func() {
		close()
		end()
		_ = os.RemoveAll(profile) // a temporary folder
	}
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return browser, stop, nil
}
