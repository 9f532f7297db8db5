package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"kompas/analysis/report"
	"kompas/observe"
	"kompas/observe/record"
	"kompas/server/access"
	"kompas/server/allowance"
	"kompas/server/live"
	"kompas/server/origin"
	"kompas/server/results"
)

// Options is what a server needs. Fields without a note on nil or 0 must be set.
type Options struct {
	Log         observe.Log
	Docs        observe.Docs
	Incarnation string                                 // of the store, see [record.Options]
	Secret      []byte                                 // of the store, at least MinToken bytes
	Backup      func(context.Context, io.Writer) error // writes a consistent copy of the store
	Ready       func(context.Context) error            // returns why the store cannot be written; nil: only reading is checked
	Static      fs.FS                                  // the built page

	Token       string         // the owner's, at least MinToken characters
	PublicURL   string         // scheme, host and port at which browsers reach the server; empty: those of its own address
	BehindProxy bool           // believe X-Forwarded-Proto, -Host and -For, whoever connects; implied by Proxies
	Proxies     []netip.Prefix // believe them only when one of these connects; empty: whoever connects
	TLS         bool           // the listener speaks TLS
	Rate        int            // entries a second that one live connection, or one person by requests, may send for long; 0: no limit

	LivePerGrant   int // live connections at a time by one grant, or by the owner; 0: no limit
	LivePerAddress int // live connections at a time from one IPv4 address or IPv6 network; 0: no limit

	Quotas observe.Quotas // of each session

	Now       func() time.Time
	Steady    func() time.Time                               // the time that live connections are told, which jumps only when SetSteady is called; nil: Now
	SetSteady func()                                         // sets Steady to the time of day; called when nobody was connected for an hour; nil: it cannot be set
	After     func(time.Duration, func()) (stop func() bool) // like time.AfterFunc, which is used when it is nil
	Logger    *slog.Logger
	Version   string // of the program
}

// mostComputed is how long one computation may compute.
const mostComputed = 20 * time.Second

// mostMade is how many long answers are made at a time, see replyLong.
const mostMade = 8

// MinToken is how many characters the owner's token must have at least.
const MinToken = 16

// Server answers requests. All methods may be called at the same time.
type Server struct {
	opts      Options
	addresses *origin.Addresses
	recorder  *record.Recorder
	metrics   *metrics
	live      *live.Connections
	access    *access.Control
	results   *results.Cache
	parts     func() (*report.Parts, error) // of reports, from the files of the page
	memory    *allowance.Memory
	senders   *allowance.Senders // of entries
	making    chan struct{}      // holds an element for each long answer that is being made
	exports   *allowance.Exports
	patience  time.Duration       // how long a client may take to read a part of an answer
	attempts  *allowance.Attempts // to join or sign in
	handler   http.Handler
}

// New makes a server over stores, which the caller closes after the server. It
// removes what has expired from the store.
func New(opts Options) (*Server, error) {
	switch {
	case opts.Log == nil, opts.Docs == nil, opts.Backup == nil, opts.Static == nil, opts.Now == nil, opts.Logger == nil:
		return nil, errors.New("server: Log, Docs, Backup, Static, Now and Logger must be given")
	case len(opts.Token) < MinToken:
		return nil, fmt.Errorf("the owner's token must have at least %d characters; it has %d", MinToken, len(opts.Token))
	case len(opts.Secret) < MinToken:
		return nil, fmt.Errorf("server: Secret must have at least %d bytes; it has %d", MinToken, len(opts.Secret))
	}
	if opts.Steady == nil {
		opts.Steady = opts.Now
	}
	addresses, err := origin.New(origin.Options{PublicURL: opts.PublicURL, TLS: opts.TLS, BehindProxy: opts.BehindProxy, Proxies: opts.Proxies})
	if err != nil {
		return nil, err
	}
	s := &Server{
		opts:      opts,
		addresses: addresses,
		metrics:   newMetrics(),
		attempts:  allowance.NewAttempts(opts.Now),
		results:   results.New(mostComputed),
		parts:     sync.OnceValues(func() (*report.Parts, error) { return report.PartsOf(opts.Static) }),
		memory:    allowance.NewMemory(),
		senders:   allowance.NewSenders(opts.Rate),
		making:    make(chan struct{}, mostMade),
		exports:   allowance.NewExports(),
		patience:  defaultPatience,
	}
	s.recorder = record.New(opts.Log, record.Options{
		Now: opts.Now, Incarnation: opts.Incarnation, Secret: opts.Secret, Render: live.Renderer{}, Quotas: opts.Quotas,
	})
	s.access, err = access.New(context.Background(), access.Options{
		Docs: opts.Docs, Recorder: s.recorder, Addresses: addresses, Quotas: opts.Quotas, Token: opts.Token,
		People: s.peopleOf, Now: opts.Now, After: opts.After, Logger: opts.Logger,
	})
	if err != nil {
		return nil, err
	}
	s.live, err = live.New(live.Options{
		Recorder: s.recorder, Docs: opts.Docs, Addresses: addresses, Memory: s.memory, Senders: s.senders, Begin: s.access.BeginLive,
		PerGrant: opts.LivePerGrant, PerAddress: opts.LivePerAddress, Steady: opts.Steady, SetSteady: opts.SetSteady,
		Metrics: s.metrics, Logger: opts.Logger,
	})
	if err != nil {
		return nil, err
	}
	handler, err := s.routesHandler()
	if err != nil {
		return nil, err
	}
	s.handler = handler
	return s, nil
}

// SignInLink makes a link that signs one browser in as the owner, once, within
// ten minutes. Base is scheme, host and port of the server as the browser
// reaches it; the public URL counts before it.
func (s *Server) SignInLink(base string) (string, error) {
	return s.access.SignInLink(context.Background(), s.addresses.PublicOr(base))
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// HTTPServer returns a server of net/http that answers with s and limits the time
// and size of requests. These limits do not bind a live connection once it is
// open.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // enough for 64 MiB over a slow line
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.opts.Logger.Handler(), slog.LevelDebug),
	}
}

// Close ends the live connections, each with a message, and then what is being
// computed. It waits for both to end, or until ctx is done.
func (s *Server) Close(ctx context.Context) error {
	s.live.Close(ctx)
	return s.results.Close(ctx)
}
