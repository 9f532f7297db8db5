package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kompas/observe"
	"kompas/observe/bolt"
	"kompas/server"
	"kompas/server/access"
	"kompas/static"
)

// serveFlags are the flags of `kompas serve` as given.
type serveFlags struct {
	addr, data, tokenFile, publicURL string
	tlsCert, tlsKey                  string
	logFormat                        string
	behindProxy, plainHTTP           bool
	proxies                          []string
	proxyNets                        []netip.Prefix // proxies, parsed by check
	rate, perGrant, perAddress       int
	quotas                           observe.Quotas
	backupDir                        string
	keep                             duration
}

func (a *app) serve() *cobra.Command {
	f := serveFlags{quotas: observe.DefaultQuotas}
	c := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Serve the page and the API; print where, and a link to sign in",
		Long: `Serve the page and the API. Where it listens goes to standard output, a link to
sign in to standard error; on a desktop the link opens by itself.

Without flags it listens on this machine only. To be reached from elsewhere it
needs --tls-cert and --tls-key, or --behind-proxy, or --plain-http.`,
		Args: takes(0, 0, "no arguments"),
	}
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:7420", "`address` to listen on; port 0 takes a free one")
	data, token := dataFlag(c), tokenFlag(c)
	flags.Lookup("token-file").Usage = "`file` with the owner's token, of at least 16 characters (default: the variable " +
		tokenVariable + "; else one is made and kept in the data folder)"
	flags.StringVar(&f.publicURL, "public-url", "", "`address` under which browsers reach it, such as https://kompas.example.org")
	flags.BoolVar(&f.behindProxy, "behind-proxy", false, "a proxy in front of it does TLS; the X-Forwarded headers of whoever connects are believed, so that nobody but the proxy may reach the address; see --proxy")
	flags.StringArrayVar(&f.proxies, "proxy", nil, "`address` of a proxy, or a network of proxies only, whose X-Forwarded headers alone are believed; never one that holds clients, who could claim any address; may be given several times; implies --behind-proxy")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "`file` with the certificate (PEM)")
	flags.StringVar(&f.tlsKey, "tls-key", "", "`file` with its key (PEM)")
	flags.BoolVar(&f.plainHTTP, "plain-http", false, "be reached from elsewhere without encryption; pages carry a warning")
	flags.IntVar(&f.rate, "rate", 200, "entries a second that one live connection may send, or one person over HTTP, on average; 0: no limit")
	flags.IntVar(&f.perGrant, "live-per-grant", 2500, "live connections at a time by what one joining gave, and of the owner; 0: no limit")
	flags.IntVar(&f.perAddress, "live-per-address", 4000, "live connections at a time from one address, or with IPv6 one network of 64 bits, the owner's apart; those who only look on may take three quarters of them; 0: no limit")
	for _, q := range f.quotaFlags() {
		flags.IntVar(q.value, q.name, *q.value, q.usage+"; 0: no limit")
	}
	flags.StringVar(&f.backupDir, "backup-dir", "", "`folder` for a backup a day; each holds everything, also private entries, as kompas backup --help says")
	f.keep = duration(backupKeep)
	flags.Var(&f.keep, "keep", "how long those backups are kept, such as 30d or 36h; the newest always is")
	flags.StringVar(&f.logFormat, "log-format", "text", "text or json")
	c.RunE = func(c *cobra.Command, _ []string) error {
		f.data, f.tokenFile = *data, *token
		return a.runServer(c, &f)
	}
	return c
}

// quotaFlags returns the flags for how much one session may hold. Their values point
// into f.quotas.
func (f *serveFlags) quotaFlags() []quotaFlag {
	q := &f.quotas
	return []quotaFlag{
		{"max-entries", "entries that one session may hold", &q.Entries, math.MaxInt},
		{"max-text-bytes", "bytes of notes, names and other texts in the entries of one session", &q.TextBytes, math.MaxInt},
		{"max-phases", "entries of type phase in one session", &q.Phases, math.MaxInt},
		{"max-participants", "participants of one session, at most " + strconv.Itoa(observe.MaxParticipants), &q.Participants, observe.MaxParticipants},
		{"max-observers", "observers of one session, whoever joins to add something", &q.Observers, math.MaxInt},
		{"max-tags", "tags and families in the codebook of one session, at most " + strconv.Itoa(observe.MaxTags), &q.Tags, observe.MaxTags},
	}
}

type quotaFlag struct {
	name, usage string
	value       *int
	most        int
}

// closeTime is how long shutting down may take; connections that are still open then
// are cut.
const closeTime = 4 * time.Second

// runServer serves until the context of the command ends.
func (a *app) runServer(c *cobra.Command, f *serveFlags) (err error) {
	ctx := c.Context()
	if err := f.check(c); err != nil {
		return err
	}
	certificates, err := f.tlsConfig()
	if err != nil {
		return err
	}
	token, err := a.givenToken(c, f.tokenFile)
	if err != nil {
		return err
	}
	logger := f.logger(a)

	db, err := a.open(f.data, bolt.Options{Logger: logger, NoSync: a.noSync, Needed: access.NeededDocs, Nameless: access.NamelessDocs})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if token == "" {
		if token, err = a.keptToken(c, f.data); err != nil {
			return err
		}
	}
	listener, err := listen(ctx, f.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if f.backupDir != "" {
		b := &backups{dir: f.backupDir, keep: time.Duration(f.keep), now: a.now, logger: logger}
		if err := b.prepare(); err != nil {
			return err
		}
		running, stop := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() { defer close(ended); b.run(running, db) }()
		defer func() { stop(); <-ended }() // before the store is closed
	}
	steady, err := newSteadyClock(a.now)
	if err != nil {
		return fmt.Errorf("the clock of the machine cannot be read: %w", err)
	}
	handler, err := server.New(server.Options{
		Log:         db.Log(workspace),
		Docs:        db.Docs(workspace),
		Incarnation: db.Incarnation(),
		Secret:      db.Secret(),
		Backup:      db.Backup,
		Ready:       db.Ready,
		Static:      static.FS(),
		Token:       token,
		PublicURL:   f.publicURL,
		BehindProxy: f.behindProxy,
		Proxies:     f.proxyNets,
		TLS:         f.tlsCert != "",
		Rate:        f.rate,
		Quotas:      f.quotas,

		LivePerGrant:   f.perGrant,
		LivePerAddress: f.perAddress,

		Now:       a.now,
		Steady:    steady.Now,
		SetSteady: steady.Set,
		Logger:    logger,
		Version:   version,
	})
	if err != nil {
		return err
	}
	web := handler.HTTPServer()
	web.TLSConfig = certificates
	failed := make(chan error, 1)
	go func() {
		if certificates == nil {
			failed <- web.Serve(listener)
		} else {
			failed <- web.ServeTLS(listener, "", "")
		}
	}()
	if err := a.announce(handler, f, listener.Addr()); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return a.shutDown(web, handler)
}

// shutDown ends the server in good order, within closeTime:
//
//  1. No more connections are accepted, and requests under way are finished.
//  2. At the same time each live connection gets a `bye`, after everything that it
//     has sent is written and answered.
//  3. The caller closes the store, which finishes writes under way.
func (a *app) shutDown(web *http.Server, live *server.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	requests := make(chan error, 1)
	go func() { requests <- web.Shutdown(ctx) }()
	err := errors.Join(live.Close(ctx), <-requests)
	if errors.Is(err, context.DeadlineExceeded) {
		a.say("some connections did not end in time and were cut")
		err = nil
	}
	return errors.Join(err, web.Close())
}

// announce prints where the server listens, and a link to sign in. If the link cannot
// be stored, for example on a full disk, it prints how to sign in without one.
func (a *app) announce(s *server.Server, f *serveFlags, addr net.Addr) error {
	scheme := "http"
	if f.tlsCert != "" {
		scheme = "https"
	}
	if _, err := fmt.Fprintf(a.stdout, "listening on %s://%s\n", scheme, addr); err != nil {
		return err
	}
	base := f.publicURL
	if base == "" {
		base = scheme + "://" + reachable(addr)
	}
	link, err := s.SignInLink(base)
	if err != nil { // not fatal: to make room over the API, the server must run
		a.say("no sign-in link could be stored: %v. The owner's token still works, from --token-file, %s or the file %q of the data folder. "+
			"Make room, on the disk or by deleting a session over the API with that token, and start again for a link", err, tokenVariable, tokenName)
		return nil
	}
	a.say("to sign in, open this link within 10 minutes: %s", link)
	if a.onDesktop() {
		openBrowser(link)
	}
	return nil
}

// reachable returns an address that a browser on this machine can open. The
// unspecified address (0.0.0.0 or ::) is replaced by 127.0.0.1.
func reachable(addr net.Addr) string {
	if ap, err := netip.ParseAddrPort(addr.String()); err == nil && ap.Addr().IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(int(ap.Port())))
	}
	return addr.String()
}

// check reports mistakes in the flags that can be seen without opening anything. It
// also fills in values that follow from them.
func (f *serveFlags) check(c *cobra.Command) error {
	host, port, err := net.SplitHostPort(f.addr)
	if n, err2 := strconv.Atoi(port); err != nil || err2 != nil || n < 0 || n > 65535 {
		return wrongUse(c, "--addr must be HOST:PORT with a port from 0 to 65535; it is %q", f.addr)
	}
	if f.logFormat != "text" && f.logFormat != "json" {
		return wrongUse(c, "--log-format must be text or json; it is %q", f.logFormat)
	}
	if f.backupDir == "" && c.Flags().Changed("keep") {
		return wrongUse(c, "--keep is for the backups of --backup-dir, which is missing")
	}
	if f.rate < 0 {
		return wrongUse(c, "--rate must be 0 or more; it is %d", f.rate)
	}
	if f.perGrant < 0 {
		return wrongUse(c, "--live-per-grant must be 0 or more; it is %d", f.perGrant)
	}
	if f.perAddress < 0 {
		return wrongUse(c, "--live-per-address must be 0 or more; it is %d", f.perAddress)
	}
	for _, text := range f.proxies {
		p, err := parseProxy(text)
		if err != nil {
			return wrongUse(c, "--proxy must be an address, such as 10.0.0.2, or a network, such as 10.0.0.0/8; it is %q", text)
		}
		f.proxyNets = append(f.proxyNets, p)
	}
	f.behindProxy = f.behindProxy || len(f.proxyNets) > 0
	for _, q := range f.quotaFlags() {
		if *q.value < 0 {
			return wrongUse(c, "--%s must be 0 or more; it is %d", q.name, *q.value)
		}
		if *q.value > q.most {
			return wrongUse(c, "--%s must be at most %d; it is %d", q.name, q.most, *q.value)
		}
	}
	if (f.tlsCert == "") != (f.tlsKey == "") {
		return wrongUse(c, "--tls-cert and --tls-key go together; one is missing")
	}
	if f.plainHTTP && f.tlsCert != "" {
		return wrongUse(c, "--plain-http and --tls-cert exclude each other")
	}
	if f.publicURL != "" {
		u, err := url.Parse(f.publicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
			return wrongUse(c, "--public-url must be http:// or https:// and a host, without a path; it is %q", f.publicURL)
		}
		f.publicURL = u.Scheme + "://" + u.Host
	}
	if !loopback(host) && f.tlsCert == "" && !f.behindProxy && !f.plainHTTP {
		return wrongUse(c, "--addr %s can be reached from other machines; add --tls-cert and --tls-key, or --behind-proxy, or --plain-http", f.addr)
	}
	return nil
}

// parseProxy reads an address or a network, in the form in which the addresses of
// requests are compared with it.
func parseProxy(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err == nil && p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%s must be written as IPv4", text)
	}
	return p.Masked(), err
}

// loopback reports whether an address can be reached from this machine only.
// Of host names only localhost counts: any other could lead anywhere.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// tlsConfig reads the certificate. It returns nil if TLS is not asked for.
func (f *serveFlags) tlsConfig() (*tls.Config, error) {
	if f.tlsCert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.tlsCert, f.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %s with --tls-key %s: %w", f.tlsCert, f.tlsKey, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

func (f *serveFlags) logger(a *app) *slog.Logger {
	if f.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(a.stderr, nil))
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken by another program; stop that, or take a free port with --addr 127.0.0.1:0", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("no permission to listen on %s; take a port above 1023 with --addr", addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	return l, nil
}
