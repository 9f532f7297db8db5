package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"kompas/observe/observetest"
	"kompas/server"
)

// pipes listens on connections within the program, which a fake clock can wait
// for.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7420} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours, nil
}

// TestServeEndsWhateverHangs: while a request runs that never ends, the
// server says goodbye to its clients, and cuts the request so early that the
// process ends within five seconds. The clock is a fake one.
func TestServeEndsWhateverHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := observetest.NewMemory()
		begun, goOn := make(chan struct{}), make(chan struct{})
		handler, err := server.New(server.Options{
			Log: store.Log("default"), Docs: store.Docs("default"), Incarnation: "first", Secret: []byte("0123456789abcdef"), Token: ownerToken,
			Backup: func(context.Context, io.Writer) error { close(begun); <-goOn; return nil }, Static: fstest.MapFS{"index.html": {}},
			Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		web, listener := handler.HTTPServer(), &pipes{make(chan net.Conn), make(chan struct{})}
		go web.Serve(listener)
		client := &http.Client{Transport: &http.Transport{DialContext: listener.dial}}
		defer client.CloseIdleConnections()
		ask := func(method, path, body string) error {
			req, _ := http.NewRequest(method, "http://127.0.0.1:7420/api/v1"+path, strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer "+ownerToken)
			req.Header.Set("Content-Type", "application/json")
			res, err := client.Do(req)
			if err == nil {
				res.Body.Close()
			}
			return err
		}
		const id = "5f9f64f2-5d51-4f2e-8a3e-0d2e1d0e8a11"
		if err := ask(http.MethodPost, "/sessions", `{"id":"`+id+`","title":"t","participants":[{"id":"p1","name":"A"},{"id":"p2","name":"B"}]}`); err != nil {
			t.Fatal(err)
		}
		dialer := websocket.Dialer{Subprotocols: []string{"kompas.v1"}, NetDialContext: listener.dial}
		conn, _, err := dialer.Dial("ws://127.0.0.1:7420/api/v1/sessions/"+id+"/live", http.Header{"Authorization": {"Bearer " + ownerToken}})
		if err != nil {
			t.Fatal(err)
		}
		l := &live{conn: conn}
		heard := make(chan string, 1)
		go func() {
			for last := ""; ; {
				m, err := l.next()
				if err != nil {
					heard <- last
					return
				}
				last = m.Type
			}
		}()
		answered := make(chan error, 1)
		go func() { answered <- ask(http.MethodGet, "/backup", "") }()
		<-begun

		var said strings.Builder
		began := time.Now()
		if err := (&app{stderr: &said}).shutDown(web, handler); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took >= 5*time.Second {
			t.Errorf("it takes %v", took)
		}
		if !strings.Contains(said.String(), "were cut") {
			t.Errorf("it says %q", said.String())
		}
		if last := <-heard; last != "bye" {
			t.Errorf("the last on the live connection is %q", last)
		}
		if err := <-answered; err == nil {
			t.Error("what did not end is answered")
		}
		close(goOn)
	})
}
