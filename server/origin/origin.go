// Package origin tells under which address a request reached the server, which
// address it comes from, and whether it comes from a page of this server.
package origin

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Options says how browsers reach the server.
type Options struct {
	PublicURL   string         // scheme, host and port, where that is not the server's own address; may be empty
	TLS         bool           // the listener speaks TLS
	BehindProxy bool           // believe X-Forwarded-Proto, -Host and -For, of whoever connects; implied by Proxies
	Proxies     []netip.Prefix // believe them only of these; empty: of whoever connects
}

// Addresses knows the addresses of the server.
type Addresses struct {
	opts      Options
	publicURL *url.URL // nil when there is none
}

// New checks the options.
func New(opts Options) (*Addresses, error) {
	opts.BehindProxy = opts.BehindProxy || len(opts.Proxies) > 0
	a := &Addresses{opts: opts}
	if opts.PublicURL != "" {
		u, err := url.Parse(opts.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			return nil, fmt.Errorf("the public URL must be like https://kompas.example.org, without a path; it is %q", opts.PublicURL)
		}
		a.publicURL = u
	}
	return a, nil
}

// address is where a browser believes the server to be.
type address struct {
	scheme string // http or https
	host   string // as in the header Host
}

// addressOf returns the address under which a request came in.
func (a *Addresses) addressOf(r *http.Request) address {
	own := address{scheme: "http", host: r.Host}
	if a.opts.TLS || r.TLS != nil {
		own.scheme = "https"
	}
	if a.believes(r) {
		if proto := lastOf(r, "X-Forwarded-Proto"); proto == "http" || proto == "https" {
			own.scheme = proto
		}
		if host := lastOf(r, "X-Forwarded-Host"); host != "" {
			own.host = host
		}
	}
	return own
}

// believes reports whether a request comes from a proxy, whose X-Forwarded
// headers count.
func (a *Addresses) believes(r *http.Request) bool {
	return a.opts.BehindProxy && (len(a.opts.Proxies) == 0 || a.isProxy(peerOf(r)))
}

// isProxy reports whether an address is that of a proxy that was named.
func (a *Addresses) isProxy(at netip.Addr) bool {
	return slices.ContainsFunc(a.opts.Proxies, func(p netip.Prefix) bool { return p.Contains(at) })
}

// peerOf returns the address of the other end of the connection; invalid when it
// has none.
func peerOf(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap().WithZone("")
}

// listOf returns the values of a header that is a list, over all its lines. Each
// proxy on the way adds one at the end; those before the last one are only what
// that proxy received.
func listOf(r *http.Request, header string) []string {
	return strings.Split(strings.Join(r.Header.Values(header), ","), ",")
}

func lastOf(r *http.Request, header string) string {
	list := listOf(r, header)
	return strings.TrimSpace(list[len(list)-1])
}

// Base returns the address that links begin with: scheme, host and port.
func (a *Addresses) Base(r *http.Request) string {
	own := a.addressOf(r)
	return a.PublicOr(own.scheme + "://" + own.host)
}

// PublicOr returns the public URL, or the given address when there is no public
// URL.
func (a *Addresses) PublicOr(base string) string {
	if a.publicURL != nil {
		return a.publicURL.Scheme + "://" + a.publicURL.Host
	}
	return base
}

// Port returns the port that browsers reach the server by.
func (a *Addresses) Port(r *http.Request) string {
	if a.publicURL != nil {
		return portOf(a.publicURL.Scheme, a.publicURL.Host)
	}
	own := a.addressOf(r)
	return portOf(own.scheme, own.host)
}

// Secure reports whether browsers reach the server by TLS.
func (a *Addresses) Secure(r *http.Request) bool {
	return a.publicURL != nil && a.publicURL.Scheme == "https" || a.addressOf(r).scheme == "https"
}

// HostAllowed reports whether the name in the request is one of the server. On
// loopback these are localhost, 127.0.0.1, ::1 and that of the public URL:
// otherwise a page from elsewhere, whose name was made to point here, would pass
// for a page of the server (DNS rebinding).
func (a *Addresses) HostAllowed(r *http.Request) bool {
	host := a.addressOf(r).host
	if a.publicURL != nil && sameHost(a.publicURL.Scheme, host, a.publicURL.Host) {
		return true
	}
	if _, loopback := localPort(r); !loopback || a.believes(r) {
		return true
	}
	return loopbackName(hostname(host))
}

// Allowed reports whether the request comes from a page of this server, by its
// header Origin; without that header it does not.
func (a *Addresses) Allowed(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || u.Host == "" || u.Path != "" {
		return false
	}
	own := a.addressOf(r)
	if u.Scheme == own.scheme && sameHost(u.Scheme, u.Host, own.host) {
		return true
	}
	if p := a.publicURL; p != nil && u.Scheme == p.Scheme && sameHost(u.Scheme, u.Host, p.Host) {
		return true
	}
	port, loopback := localPort(r)
	return loopback && u.Scheme == own.scheme && loopbackName(u.Hostname()) && portOf(u.Scheme, u.Host) == port
}

func loopbackName(name string) bool {
	return strings.EqualFold(name, "localhost") || name == "127.0.0.1" || name == "::1"
}

// localPort returns the port that the connection came in on, and whether that was
// on loopback.
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

// portOf returns the port of a host, also when only the scheme implies it.
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

// clientOf returns the address of the client. Behind a proxy that is the last one
// that was forwarded; behind several named proxies, the last one that is not
// theirs.
func (a *Addresses) clientOf(r *http.Request) netip.Addr {
	at := peerOf(r)
	if !a.believes(r) {
		return at
	}
	for _, text := range slices.Backward(listOf(r, "X-Forwarded-For")) {
		forwarded, ok := parseForwarded(strings.TrimSpace(text))
		if !ok {
			break
		}
		at = forwarded
		if !a.isProxy(at) {
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

// Network returns what attempts and connections are counted by: the address of
// the client, or with IPv6, where a client has countless addresses, its network
// of 64 bits.
func (a *Addresses) Network(r *http.Request) string {
	at := a.clientOf(r)
	if at.Is6() {
		return netip.PrefixFrom(at, 64).Masked().String()
	}
	return at.String()
}
