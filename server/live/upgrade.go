package live

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"kompas/server/api"
	"kompas/server/problem"
)

// hijacked lets the library make the handshake, and remembers the connection.
type hijacked struct {
	http.ResponseWriter
	conn *mutedConn
}

// mutedConn drops what the library writes, once it is muted: the library would
// answer pings and errors of the protocol from the reader, in the middle of what
// the writer sends.
type mutedConn struct {
	net.Conn
	muted bool
}

func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.conn = &mutedConn{Conn: conn}
	return h.conn, rw, err
}

func (c *mutedConn) Write(b []byte) (int, error) {
	if c.muted {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// upgrade makes a live connection of a request; nil when that failed, in which
// case the request is answered.
func (l *Connections) upgrade(w http.ResponseWriter, r *http.Request) *conn {
	up := websocket.Upgrader{
		Subprotocols:    []string{api.Subprotocol},
		WriteBufferSize: 256,                                      // for the handshake only
		CheckOrigin:     func(*http.Request) bool { return true }, // it was checked before
		Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
			p := problem.New(problem.BadRequest, "this address takes WebSocket connections: "+strings.TrimPrefix(reason.Error(), "websocket: "))
			if status >= 500 {
				p.Kind = problem.Internal
			}
			problem.Answer(w, r, p, l.opts.Logger)
		},
	}
	h := &hijacked{ResponseWriter: w}
	ws, err := up.Upgrade(h, r, nil)
	if err != nil {
		return nil
	}
	h.conn.muted = true
	c := &conn{
		live: l, net: h.conn.Conn, ws: ws,
		wake: make(chan struct{}, 1), space: make(chan struct{}, 1),
		stop: make(chan struct{}), left: make(chan struct{}),
	}
	c.ctx, c.cancel = context.WithCancel(context.WithoutCancel(r.Context()))
	if tcp, ok := tcpOf(c.net).(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // when this fails, the kernel keeps more
	}
	ws.SetPingHandler(func(data string) error {
		c.notice(func() { c.pong = []byte(data) })
		return nil
	})
	ws.SetPongHandler(func(string) error { c.pongs.Add(1); return nil })
	ws.SetCloseHandler(func(int, string) error { return nil })
	return c
}

// tcpOf returns the connection below TLS.
func tcpOf(c net.Conn) net.Conn {
	if t, ok := c.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c
}
