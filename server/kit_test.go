package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/server"
)

const ownerToken = "a-token-of-the-owner"

// rig is a server over a store in memory, reached by HTTP.
type rig struct {
	testing.TB
	server *server.Server
	web    *httptest.Server
	clock  *clock
	logged *lockedBuffer
	log    observe.Log
	docs   observe.Docs
	// Names that tests use for observers, whose ids are random. They are replaced in
	// paths and in answers.
	called map[string]string
}

// clock is a clock that stands still until pass is called.
type clock struct {
	mu     sync.Mutex
	at     time.Time
	alarms map[*alarm]bool
}

// alarm is a function that a clock calls at some time.
type alarm struct {
	at time.Time
	do func()
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass moves the clock on, and calls the alarms that are due.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	c.at = c.at.Add(d)
	c.mu.Unlock()
	for {
		var due *alarm
		c.mu.Lock()
		for a := range c.alarms {
			if !c.at.Before(a.at) {
				due = a
			}
		}
		delete(c.alarms, due)
		c.mu.Unlock()
		if due == nil {
			return
		}
		due.do()
	}
}

// after is like time.AfterFunc.
func (c *clock) after(d time.Duration, do func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.alarms == nil {
		c.alarms = map[*alarm]bool{}
	}
	a := &alarm{c.at.Add(d), do}
	c.alarms[a] = true
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		was := c.alarms[a]
		delete(c.alarms, a)
		return was
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newRig starts a server. Change may change its options, and may be nil.
func newRig(t testing.TB, change func(*server.Options)) *rig {
	t.Helper()
	store := observetest.NewMemory()
	r := &rig{TB: t, clock: &clock{at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}, logged: &lockedBuffer{}}
	opts := server.Options{
		Log: store.Log("default"), Docs: store.Docs("default"), Incarnation: "first", Secret: []byte("0123456789abcdef0123456789abcdef"),
		Backup: func(_ context.Context, w io.Writer) error { _, err := w.Write([]byte("a copy of all")); return err },
		Static: fstest.MapFS{
			"index.html":       {Data: []byte("<!doctype html><title>Kompas</title>" + strings.Repeat("<p>the page", 300))},
			"assets/app-1.js":  {Data: []byte("console.log(1)")},
			"assets/a-1.woff2": {Data: []byte("font")},
			"robots.txt":       {Data: []byte("User-agent: *\nDisallow: /\n")},
			".gitkeep":         {},
			"report.js":        {Data: []byte("draw()")},
			"report.css":       {Data: []byte("p{color:red}")},
		},
		Token: ownerToken, Now: r.clock.now, After: r.clock.after, Logger: slog.New(slog.NewTextHandler(r.logged, nil)), Version: "test",
	}
	if change != nil {
		change(&opts)
	}
	r.log, r.docs = opts.Log, opts.Docs
	var err error
	if r.server, err = server.New(opts); err != nil {
		t.Fatal(err)
	}
	r.server.SetLimit(time.Hour) // so that no test fails because the machine is busy
	r.web = httptest.NewServer(r.server)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := r.server.Close(ctx); err != nil {
			t.Error(err)
		}
		r.web.Close()
	})
	return r
}

// caller sends requests: with a bearer token, or as a browser with its cookies. Every
// answer is checked against the OpenAPI document.
type caller struct {
	*rig
	token  string
	client *http.Client
	origin string // sent with each request; empty: none
}

func (r *rig) with(token string) *caller {
	return &caller{rig: r, token: token, client: &http.Client{Transport: checked{r}}}
}

func (r *rig) owner() *caller { return r.with(ownerToken) }

// browser returns a browser that has the server's page open.
func (r *rig) browser() *caller {
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.Fatal(err)
	}
	return &caller{rig: r, client: &http.Client{Transport: checked{r}, Jar: jar}, origin: r.web.URL}
}

// signedIn returns a browser of the owner.
func (r *rig) signedIn() *caller {
	r.Helper()
	b := r.browser()
	b.want(204, "POST", "/signin", map[string]any{"token": r.signinToken()})
	return b
}

func (r *rig) signinToken() string {
	r.Helper()
	link, err := r.server.SignInLink(r.web.URL)
	if err != nil {
		r.Fatal(err)
	}
	base, token, ok := strings.Cut(link, "/signin#")
	if !ok || base != r.web.URL {
		r.Fatalf("link %q", link)
	}
	return token
}

// answer is the answer to a request.
type answer struct {
	testing.TB
	status int
	header http.Header
	body   []byte
}

// into decodes a JSON body.
func (a answer) into(v any) {
	a.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.Fatalf("%s: %v", a.body, err)
	}
}

// at returns a member of a JSON body by its path; nil when there is none.
func (a answer) at(path ...any) any {
	a.Helper()
	var v any
	a.into(&v)
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func (a answer) text(path ...any) string {
	a.Helper()
	s, ok := a.at(path...).(string)
	if !ok {
		a.Fatalf("no text at %v of %s", path, a.body)
	}
	return s
}

// send sends a request. The path is below /api/v1 unless it begins with "//".
// A body that is a string or bytes is sent as it is; any other is sent as JSON.
func (c *caller) send(method, path string, body any, headers ...string) answer {
	c.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			c.Fatal(err)
		}
		reader = bytes.NewReader(j)
	}
	for name, id := range c.called {
		path = strings.ReplaceAll(path, "="+name, "="+id)
	}
	address := c.web.URL + "/api/v1" + path
	if strings.HasPrefix(path, "//") {
		address = c.web.URL + path[1:]
	}
	req, err := http.NewRequest(method, address, reader)
	if err != nil {
		c.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.origin != "" {
		req.Header.Set("Origin", c.origin)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		} else if headers[i] == "X-Forwarded-For" { // it may have several lines
			req.Header.Add(headers[i], headers[i+1])
		} else if headers[i+1] == "" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	res, err := c.client.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	for name, id := range c.called {
		b = bytes.ReplaceAll(b, []byte(id), []byte(name))
	}
	return answer{c.TB, res.StatusCode, res.Header, b}
}

// want sends a request and fails unless the answer has this status.
func (c *caller) want(status int, method, path string, body any, headers ...string) answer {
	c.Helper()
	a := c.send(method, path, body, headers...)
	if a.status != status {
		c.Fatalf("%s %s: %d %s; want %d", method, path, a.status, a.body, status)
	}
	return a
}

// wrong fails unless the answer is a 422 that names exactly these fields, in order.
func (c *caller) wrong(method, path string, body any, fields ...string) answer {
	c.Helper()
	a := c.want(422, method, path, body)
	var p struct {
		Type, Detail string
		Errors       []struct{ Field, Message string }
	}
	a.into(&p)
	var got []string
	for _, e := range p.Errors {
		got = append(got, e.Field)
		if e.Message == "" || strings.ContainsAny(e.Message, "\n\r") {
			c.Errorf("message %q", e.Message)
		}
	}
	if strings.Join(got, " ") != strings.Join(fields, " ") || p.Detail == "" || p.Type != "urn:kompas:problem:invalid" {
		c.Fatalf("%s %s: %s; want the fields %q", method, path, a.body, fields)
	}
	return a
}

// checked checks an answer against the OpenAPI document: its status, its content type,
// and its body.
type checked struct{ *rig }

func (c checked) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(body))
	if err == nil {
		d, derr := document()
		if derr != nil {
			c.Fatal(derr)
		}
		if problem := d.check(req, res, body); problem != "" {
			c.Errorf("%s %s answered %d, which the OpenAPI document does not say: %s\n%s", req.Method, req.URL.Path, res.StatusCode, problem, body)
		}
	}
	return res, err
}

// openAPI is the document in a form that answers can be checked against.
type openAPI struct {
	raw     map[string]any
	routes  []docRoute
	compile func(pointer string) (*jsonschema.Schema, error)
}

type docRoute struct {
	method, path string
	pattern      *regexp.Regexp
	responses    map[string]any
}

var document = sync.OnceValues(func() (*openAPI, error) {
	b, err := server.OpenAPI("test")
	if err != nil {
		return nil, err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("kompas:api", v); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	d := &openAPI{raw: v.(map[string]any)}
	d.compile = func(pointer string) (*jsonschema.Schema, error) {
		mu.Lock()
		defer mu.Unlock()
		return compiler.Compile("kompas:api#" + pointer)
	}
	for path, methods := range d.raw["paths"].(map[string]any) {
		var parts []string
		for _, p := range strings.Split(path, "/") {
			if strings.HasPrefix(p, "{") {
				p = `[^/]+`
			} else {
				p = regexp.QuoteMeta(p)
			}
			parts = append(parts, p)
		}
		pattern := regexp.MustCompile("^" + strings.Join(parts, "/") + "$")
		for method, op := range methods.(map[string]any) {
			d.routes = append(d.routes, docRoute{strings.ToUpper(method), path, pattern, op.(map[string]any)["responses"].(map[string]any)})
		}
	}
	return d, nil
})

// route returns the operation of a request; nil when there is none. A path without
// parameters is preferred to one with parameters.
func (d *openAPI) route(req *http.Request) *docRoute {
	method := req.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var best *docRoute
	for i := range d.routes {
		r := &d.routes[i]
		if r.method == method && r.pattern.MatchString(req.URL.EscapedPath()) && (best == nil || !strings.Contains(r.path, "{")) {
			best = r
		}
	}
	return best
}

func (d *openAPI) check(req *http.Request, res *http.Response, body []byte) string {
	r := d.route(req)
	media, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	if r == nil {
		if !strings.HasPrefix(req.URL.Path, "/api/") || req.Method == http.MethodOptions {
			return ""
		}
		if res.StatusCode < 400 || media != "application/problem+json" {
			return "there is no such operation, and the answer is no problem"
		}
		return d.validate("/components/schemas/Problem", body)
	}
	status := fmt.Sprint(res.StatusCode)
	response, ok := r.responses[status].(map[string]any)
	if !ok {
		return "status"
	}
	content, ok := response["content"].(map[string]any)
	if !ok {
		if len(body) > 0 {
			return "there is no body"
		}
		return ""
	}
	described, ok := content[media].(map[string]any)
	if !ok {
		return "content type " + media
	}
	if _, ok := described["schema"]; !ok || req.Method == http.MethodHead {
		return ""
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	pointer := "/paths/" + escape.Replace(r.path) + "/" + strings.ToLower(r.method) + "/responses/" + status + "/content/" + escape.Replace(media) + "/schema"
	if media != "application/x-ndjson" {
		return d.validate(pointer, body)
	}
	for line := range bytes.Lines(body) {
		if problem := d.validate(pointer, line); problem != "" {
			return problem
		}
	}
	return ""
}

func (d *openAPI) validate(pointer string, body []byte) string {
	s, err := d.compile(pointer)
	if err != nil {
		return err.Error()
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	if err := s.Validate(v); err != nil {
		return err.Error()
	}
	return ""
}

// What tests are about: sessions, and people with some role in them.

// object is a JSON object.
type object = map[string]any

// makeSession makes a session with An and Bo, and returns its id.
func (c *caller) makeSession(more object) string {
	c.Helper()
	body := object{"title": "Monday", "participants": []object{{"name": "An"}, {"name": "Bo"}}}
	for k, v := range more {
		body[k] = v
	}
	return c.want(201, "POST", "/sessions", body).text("id")
}

// invite makes an invitation and returns its token.
func (c *caller) invite(session string, body object) string {
	c.Helper()
	full := object{"expires_in_s": 3600}
	for k, v := range body {
		full[k] = v
	}
	link := c.want(201, "POST", "/sessions/"+session+"/invitations", full).text("url")
	u, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(link, c.web.URL+"/join#") || len(u.Fragment) < 22 {
		c.Fatalf("link %q", link)
	}
	return u.Fragment
}

// joined returns somebody who has joined a session with a role, and sends the bearer
// token.
func (r *rig) joined(session string, role string, more object) *caller {
	r.Helper()
	body := object{"role": role}
	if role == "leader" || role == "participant" {
		body["person"] = "p1"
	}
	for k, v := range more {
		body[k] = v
	}
	token := r.owner().invite(session, body)
	return r.with(r.with("").want(200, "POST", "/join", object{"token": token, "name": "Guest"}).text("token"))
}

func newTurn() object {
	return object{"id": uuid.NewString(), "type": "interaction", "at": 1000, "from": "p1", "to": "p2", "tags": []string{"curiosity"}}
}

func entries(list ...object) object { return object{"entries": list} }
