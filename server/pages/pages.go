// Package pages answers requests for the page: with its files, and at the address of each
// page with the index file.
package pages

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"kompas/server/api"
)

// Handler answers all requests that are not for the API.
type Handler struct {
	files fs.FS
	index []byte
}

// New makes a handler of the files of a page.
func New(files fs.FS) (*Handler, error) {
	index, err := fs.ReadFile(files, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		index, err = []byte("<!doctype html><title>Kompas</title><p>The page was not built: run make build.\n"), nil
	}
	return &Handler{files, index}, err
}

// ServeHTTP implements [http.Handler].
func (p *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if isPage(r.URL.EscapedPath()) {
		p.page(w, http.StatusOK)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	body, err := fs.ReadFile(p.files, name)
	if err != nil || name == "index.html" || strings.HasPrefix(path.Base(name), ".") {
		p.page(w, http.StatusNotFound)
		return
	}
	h := w.Header()
	if t := contentType(name); t != "" {
		h.Set("Content-Type", t)
	}
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable") // another content has another name
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}

func (p *Handler) page(w http.ResponseWriter, status int) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	w.Write(p.index) // a write error means that the client has gone
}

// isPage reports whether a page of Kompas has this address, as it is escaped in a
// request.
func isPage(address string) bool {
	return slices.ContainsFunc(api.Pages, func(p api.Page) bool { return p.Has(address) })
}

// contentType returns the content type of a file; empty when it is not known. The
// tables of the system are not used, because they differ between systems.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	}
	return ""
}
