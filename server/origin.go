package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// address is where a browser thinks the server is.
type address struct {
	scheme string // http or https
	host   string // as in the header Host
}

// addressOf gives the address under which a request came in.
func (s *Server) addressOf(r *http.Request) address {
	a := address{scheme: "http", host: r.Host}
	if s.opts.TLS || r.TLS != nil {
		a.scheme = "https"
	}
	if s.believes(r) {
		if proto := lastOf(r, "X-Forwarded-Proto"); proto == "http" || proto == "https" {
			a.scheme = proto
		}
		if host := lastOf(r, "X-Forwarded-Host"); host != "" {
			a.host = host
		}
	}
	return a
}

// believes reports whether a request comes from a proxy, whose X-Forwarded
// headers count.
func (s *Server) believes(r *http.Request) bool {
	return s.opts.BehindProxy && (len(s.opts.Proxies) == 0 || s.isProxy(peerOf(r)))
}

// isProxy reports whether an address is that of a proxy that was named.
func (s *Server) isProxy(a netip.Addr) bool {
	return slices.ContainsFunc(s.opts.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// peerOf gives the other end of the connection; invalid when it has no address.
func peerOf(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone("")
}

// listOf gives the values of a header that is a list, over all its lines: each
// proxy on the way adds one at the end, and what comes before the last one is
// only what that proxy was told.
func listOf(r *http.Request, header string) []string {
	return strings.Split(strings.Join(r.Header.Values(header), ","), ",")
}

func lastOf(r *http.Request, header string) string {
	list := listOf(r, header)
	return strings.TrimSpace(list[len(list)-1])
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
	if _, loopback := localPort(r); !loopback || s.believes(r) {
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

// clientOf gives the address of who asks. Behind a proxy it is the last that
// was forwarded; behind several that were named, the last that is none of them.
func (s *Server) clientOf(r *http.Request) netip.Addr {
	at := peerOf(r)
	if !s.believes(r) {
		return at
	}
	for _, text := range slices.Backward(listOf(r, "X-Forwarded-For")) {
		a, ok := parseForwarded(strings.TrimSpace(text))
		if !ok {
			break
		}
		at = a
		if !s.isProxy(a) {
			break
		}
	}
	return at
}

// parseForwarded reads an address, with or without a port.
func parseForwarded(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		var at netip.AddrPort
		at, err = netip.ParseAddrPort(text)
		a = at.Addr()
	}
	return a.Unmap().WithZone(""), err == nil
}

// networkOf gives what attempts and connections are counted by: the address, or
// with IPv6, where each has countless ones, the network of 64 bits.
func (s *Server) networkOf(r *http.Request) string {
	a := s.clientOf(r)
	if a.Is6() {
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}
