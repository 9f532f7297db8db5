package server_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"kompas/server"
)

func TestPages(t *testing.T) {
	r := newRig(t, nil)
	anyone := r.with("")
	var addresses struct{ Has, Lacks []string }
	if err := json.Unmarshal(must(os.ReadFile("testdata/pages.json")), &addresses); err != nil {
		t.Fatal(err)
	}
	status := map[string]int{"/assets": 404, "/assets/none.js": 404, "/.gitkeep": 404, "/assets/../robots.txt%00": 404}
	for _, path := range addresses.Has {
		status[path] = 200
	}
	for _, path := range addresses.Lacks {
		if !strings.HasPrefix(path, "/api") && path != "/healthz" { // these are answered by something else
			status[path] = 404
		}
	}
	for path, want := range status {
		a := anyone.want(want, "GET", "/"+path, nil)
		if !strings.Contains(string(a.body), "the page") || a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", path, a.header)
		}
	}
	for path, want := range map[string][2]string{
		"/assets/app-1.js":  {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/assets/a-1.woff2": {"font/woff2", "public, max-age=31536000, immutable"},
		"/robots.txt":       {"text/plain; charset=utf-8", "no-cache"},
	} {
		a := anyone.want(200, "GET", "/"+path, nil)
		if got := [2]string{a.header.Get("Content-Type"), a.header.Get("Cache-Control")}; got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
	anyone.want(405, "POST", "//settings", nil)
	if a := anyone.want(200, "HEAD", "//", nil); len(a.body) != 0 {
		t.Errorf("HEAD: %s", a.body)
	}
	unbuilt := newRig(t, func(o *server.Options) { o.Static = fstest.MapFS{} })
	if a := unbuilt.with("").want(200, "GET", "//", nil); !strings.Contains(string(a.body), "make build") {
		t.Errorf("without a page: %s", a.body)
	}
}

func TestHeaders(t *testing.T) {
	r := newRig(t, nil)
	for _, path := range []string{"//", "//assets/app-1.js", "/me", "/nothing", "/openapi.json", "//healthz", "//none"} {
		h := r.with("").send("GET", path, nil).header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
				"manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if h.Get("Permissions-Policy") == "" {
			t.Errorf("%s: no Permissions-Policy", path)
		}
		if api := !strings.HasPrefix(path, "//"); api && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, h.Get("Cache-Control"))
		}
	}
}

func TestTextIsCompressed(t *testing.T) {
	r := newRig(t, nil)
	for _, path := range []string{"/", "/api/v1/codebooks/three-k"} {
		req := must(newRequest(r, path))
		req.Header.Set("Accept-Encoding", "gzip")
		res, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %v", path, res.Header)
		}
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || len(b) < 1000 {
			t.Errorf("%s: %d bytes, %v", path, len(b), err)
		}
	}
}

func TestLimitsOfTheHTTPServer(t *testing.T) {
	h := newRig(t, nil).server.HTTPServer()
	if h.ReadHeaderTimeout == 0 || h.ReadTimeout == 0 || h.WriteTimeout == 0 || h.IdleTimeout == 0 || h.MaxHeaderBytes == 0 || h.Handler == nil {
		t.Errorf("%+v", h)
	}
}
