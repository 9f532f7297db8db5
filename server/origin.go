package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// address is where a browser thinks the server is.
type address struct {
	scheme string // http or https
	host   string // as in the header Host
}

// addressOf gives the address under which a request came in. What a proxy says
// is believed only when the server is told to stand behind one.
func (s *Server) addressOf(r *http.Request) address {
	a := address{scheme: "http", host: r.Host}
	if s.opts.TLS || r.TLS != nil {
		a.scheme = "https"
	}
	if s.opts.BehindProxy {
		if proto := firstOf(r.Header.Get("X-Forwarded-Proto")); proto == "http" || proto == "https" {
			a.scheme = proto
		}
		if host := firstOf(r.Header.Get("X-Forwarded-Host")); host != "" {
			a.host = host
		}
	}
	return a
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// base is the address that links begin with.
func (s *Server) base(r *http.Request) string {
	if s.publicURL != nil {
		return s.publicURL.Scheme + "://" + s.publicURL.Host
	}
	a := s.addressOf(r)
	return a.scheme + "://" + a.host
}

// secure reports whether browsers reach the server by TLS.
func (s *Server) secure(r *http.Request) bool {
	return s.publicURL != nil && s.publicURL.Scheme == "https" || s.addressOf(r).scheme == "https"
}

// hostAllowed reports whether the server goes by this name. On loopback it has
// three, and that of the public URL: else a page from elsewhere, whose name was
// made to point here, would be the server's own.
func (s *Server) hostAllowed(r *http.Request) bool {
	host := s.addressOf(r).host
	if s.publicURL != nil && sameHost(s.publicURL.Scheme, host, s.publicURL.Host) {
		return true
	}
	if _, loopback := localPort(r); !loopback || s.opts.BehindProxy {
		return true
	}
	return loopbackName(hostname(host))
}

// originAllowed reports whether the request comes from a page of this server.
// There must be a header Origin.
func (s *Server) originAllowed(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || u.Host == "" || u.Path != "" {
		return false
	}
	own := s.addressOf(r)
	if u.Scheme == own.scheme && sameHost(u.Scheme, u.Host, own.host) {
		return true
	}
	if p := s.publicURL; p != nil && u.Scheme == p.Scheme && sameHost(u.Scheme, u.Host, p.Host) {
		return true
	}
	port, loopback := localPort(r)
	return loopback && u.Scheme == own.scheme && loopbackName(u.Hostname()) && portOf(u.Scheme, u.Host) == port
}

func loopbackName(name string) bool {
	return strings.EqualFold(name, "localhost") || name == "127.0.0.1" || name == "::1"
}

// localPort gives the port that the connection came in on, and whether that
// was on loopback.
func localPort(r *http.Request) (port string, loopback bool) {
	a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return "", false
	}
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return "", false
	}
	_, port, _ = net.SplitHostPort(a.String())
	return port, at.Addr().Unmap().IsLoopback()
}

func hostname(host string) string { return (&url.URL{Host: host}).Hostname() }

// portOf gives the port of a host, also where the scheme implies it.
func portOf(scheme, host string) string {
	if p := (&url.URL{Host: host}).Port(); p != "" {
		return p
	}
	if scheme == "https" {
		return "443"
	}
	return "80"
}

func sameHost(scheme, a, b string) bool {
	return strings.EqualFold(hostname(a), hostname(b)) && portOf(scheme, a) == portOf(scheme, b)
}

// clientIP gives who asks, to count attempts by.
func (s *Server) clientIP(r *http.Request) string {
	if s.opts.BehindProxy {
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if ip := strings.TrimSpace(list[len(list)-1]); ip != "" {
			return ip // what the proxy itself saw
		}
	}
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return ip
}
