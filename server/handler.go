package server

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"kompas/observe"
	"kompas/server/pages"
	"kompas/server/problem"
)

// apiBase is what the paths of the API begin with.
const apiBase = "/api/v1"

// contentPolicy lets the page load and reach nothing but this server.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// routesHandler returns the handler of all requests.
func (s *Server) routesHandler() (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false))
	if err != nil {
		return nil, err
	}
	page, err := pages.New(s.opts.Static)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, rt := range routes() {
		if rt.do != nil {
			mux.Handle(rt.Method+" "+rt.Path, noStore(compress(s.serve(rt))))
		}
	}
	mux.HandleFunc("GET /api/v1/sessions/{id}/live", func(w http.ResponseWriter, r *http.Request) {
		s.live.Serve(w, r, observe.SessionID(r.PathValue("id")))
	})
	mux.Handle("/api/", noStore(s.noRoute(mux)))
	mux.Handle("/", compress(page))
	return s.guard(mux), nil
}

// guard adds the security headers to every answer, refuses requests that name
// another host, and answers with an internal error after a panic.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.addresses.Secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		if !s.addresses.HostAllowed(r) {
			s.fail(w, r, problem.New(problem.Origin, "the server does not go by this name here; use localhost, 127.0.0.1 or [::1], or start it with --public-url"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem.Answer(w, r, err, s.opts.Logger)
}

func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// noRoute answers requests below /api/ that no route takes: the path does not
// exist, or takes other methods.
func (s *Server) noRoute(mux *http.ServeMux) http.Handler {
	methods := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		allowed := slices.DeleteFunc(slices.Clone(methods), func(m string) bool {
			other := r.Clone(r.Context())
			other.Method = m
			_, pattern := mux.Handler(other)
			return pattern == "/api/"
		})
		if len(allowed) == 0 {
			s.fail(w, r, problem.NoSuch("address "+r.URL.Path))
			return
		}
		w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.fail(w, r, problem.New(problem.Method, "this address takes "+strings.Join(allowed, ", ")))
	})
}
