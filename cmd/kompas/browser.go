package main

import (
	"io"
	"os"
	"os/exec"
	"runtime"

	"github.com/mattn/go-isatty"
)

// onDesktop reports whether a browser can be opened for the user: the output is a
// terminal, and there is a display.
func (a *app) onDesktop() bool {
	if !isTerminal(a.stdout) {
		return false
	}
	switch runtime.GOOS {
	case "windows", "darwin":
		return a.getenv("SSH_CONNECTION") == ""
	}
	return a.getenv("DISPLAY") != "" || a.getenv("WAYLAND_DISPLAY") != ""
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// openBrowser opens an address in the user's browser and does not wait for it.
// Errors are ignored: the address is also printed.
func openBrowser(url string) {
	var c *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	case "darwin":
		c = exec.Command("open", url)
	default:
		c = exec.Command("xdg-open", url)
	}
	if c.Start() == nil {
		go func() { _ = c.Wait() }()
	}
}
