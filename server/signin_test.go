package server_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kompas/server"
)

func (c *caller) cookie() *http.Cookie {
	c.Helper()
	u, err := url.Parse(c.web.URL)
	if err != nil {
		c.Fatal(err)
	}
	for _, k := range c.client.Jar.Cookies(u) {
		if strings.HasPrefix(k.Name, "kompas_") {
			return k
		}
	}
	return nil
}

func TestSignInLinkWorksOnceWithinTenMinutes(t *testing.T) {
	r := newRig(t, nil)
	token := r.signinToken()
	if len(token) < 22 {
		t.Errorf("a token of %d characters has no 128 bits", len(token))
	}
	b := r.browser()
	b.want(401, "GET", "/me", nil)
	a := b.want(204, "POST", "/signin", object{"token": token})
	set := a.header.Get("Set-Cookie")
	u, _ := url.Parse(r.web.URL)
	for _, part := range []string{"kompas_" + u.Port() + "=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"} {
		if !strings.Contains(set, part) {
			t.Errorf("the cookie %q has no %s", set, part)
		}
	}
	if strings.Contains(set, "Secure") {
		t.Errorf("over plain HTTP the cookie %q would never come back", set)
	}
	me := b.want(200, "GET", "/me", nil)
	if me.text("role") != "owner" || me.text("observer") != "owner" {
		t.Errorf("me: %s", me.body)
	}
	r.browser().want(404, "POST", "/signin", object{"token": token})
	token = r.signinToken()
	r.clock.pass(10*time.Minute - time.Second)
	late := r.signinToken()
	r.browser().want(204, "POST", "/signin", object{"token": token})
	r.clock.pass(10 * time.Minute)
	r.browser().want(404, "POST", "/signin", object{"token": late})
}

func TestSignInLinkOfTwoAtOnceOneWins(t *testing.T) {
	r := newRig(t, nil)
	token := r.signinToken()
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 8 {
		b := r.browser()
		wg.Go(func() {
			a := b.send("POST", "/signin", object{"token": token})
			mu.Lock()
			defer mu.Unlock()
			statuses[a.status]++
		})
	}
	wg.Wait()
	if statuses[204] != 1 || statuses[404] != 7 {
		t.Errorf("answers: %v", statuses)
	}
}

func TestSignInLinkForAnotherBrowser(t *testing.T) {
	r := newRig(t, nil)
	link := r.signedIn().want(201, "POST", "/signin-links", nil).text("url")
	token, ok := strings.CutPrefix(link, r.web.URL+"/signin#")
	if !ok {
		t.Fatalf("link %q", link)
	}
	r.browser().want(204, "POST", "/signin", object{"token": token})
}

func TestSignInSurvivesARestartAndLastsThirtyDays(t *testing.T) {
	r := newRig(t, nil)
	b := r.signedIn()
	again := newRig(t, func(o *server.Options) { o.Log, o.Docs, o.Now = r.log, r.docs, r.clock.now })
	cookie := b.cookie().Value
	name := func(on *rig) string { u, _ := url.Parse(on.web.URL); return "kompas_" + u.Port() }
	status := func() int {
		return again.with("").send("GET", "/me", nil, "Cookie", name(again)+"="+cookie).status
	}
	if got := status(); got != 200 {
		t.Errorf("after the restart: %d", got)
	}
	r.clock.pass(30*24*time.Hour - time.Second)
	if got := status(); got != 200 {
		t.Errorf("before thirty days: %d", got)
	}
	r.clock.pass(time.Second)
	if got := status(); got != 401 {
		t.Errorf("after thirty days: %d", got)
	}
}

// What is stored of a cookie or token cannot be used as one.
func TestNothingSecretIsStored(t *testing.T) {
	r := newRig(t, nil)
	signin := r.signinToken()
	b := r.signedIn()
	session := r.owner().makeSession(nil)
	invitation := r.owner().invite(session, object{"role": "observer"})
	token := r.with("").want(200, "POST", "/join", object{"token": r.owner().invite(session, object{"role": "viewer"}), "name": "Vic"}).text("token")
	_, secret, _ := strings.Cut(token, ".")
	docs, err := r.docs.List(t.Context(), "", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{signin, b.cookie().Value, invitation, secret, ownerToken} {
		for _, d := range docs {
			if strings.Contains(d.Key, s) || strings.Contains(string(d.Value), s) {
				t.Errorf("%s holds %s: %s", d.Key, s, d.Value)
			}
		}
		if strings.Contains(r.logged.String(), s) {
			t.Errorf("the log holds %s", s)
		}
	}
	if len(docs) < 5 {
		t.Errorf("only %d documents were looked at", len(docs))
	}
}

func TestSignOutEndsTheBrowserOnly(t *testing.T) {
	r := newRig(t, nil)
	one, two := r.signedIn(), r.signedIn()
	cookie := one.cookie()
	one.want(204, "POST", "/signout", nil)
	if one.cookie() != nil {
		t.Error("the cookie is still there")
	}
	r.with("").want(401, "GET", "/me", nil, "Cookie", cookie.Name+"="+cookie.Value)
	two.want(200, "GET", "/me", nil)
}

// A browser keeps its grants when it signs in or joins again, and the right of the
// owner counts before them. Each time its token changes, so that somebody who knew
// the previous one gains nothing.
func TestBrowserHoldsSeveralGrants(t *testing.T) {
	r := newRig(t, nil)
	one, two := r.owner().makeSession(nil), r.owner().makeSession(nil)
	b := r.browser()
	join := func(session, role string) {
		t.Helper()
		b.want(200, "POST", "/join", object{"token": r.owner().invite(session, object{"role": role}), "name": "Guest"})
	}
	join(one, "viewer")
	first := b.cookie()
	join(two, "observer")
	if b.cookie().Value == first.Value {
		t.Error("the cookie has not changed")
	}
	r.with("").want(401, "GET", "/me", nil, "Cookie", first.Name+"="+first.Value)
	me := b.want(200, "GET", "/me", nil)
	if me.text("role") != "observer" || me.text("observer") != me.text("grants", 0, "observer") || me.at("grants", 1) == nil || me.at("grants", 2) != nil {
		t.Errorf("me: %s", me.body)
	}
	b.want(200, "GET", "/sessions/"+one, nil)
	join(one, "observer") // the grant that allows most counts
	b.want(200, "POST", "/sessions/"+one+"/entries", entries(newTurn()))
	b.want(204, "POST", "/signin", object{"token": r.signinToken()})
	me = b.want(200, "GET", "/me", nil)
	if me.text("role") != "owner" || me.at("grants", 2) == nil {
		t.Errorf("me: %s", me.body)
	}
	b.want(200, "PATCH", "/sessions/"+one, object{"locked": true})
}

func TestUnsafeMethodsWithACookieNeedTheOwnOrigin(t *testing.T) {
	r := newRig(t, nil)
	b := r.signedIn()
	u, _ := url.Parse(r.web.URL)
	for origin, want := range map[string]int{
		r.web.URL:                       201,
		"http://localhost:" + u.Port():  201,
		"http://[::1]:" + u.Port():      201,
		"":                              403, // browsers always send it
		"null":                          403,
		"https://127.0.0.1:" + u.Port(): 403,
		"http://127.0.0.1:1":            403,
		"http://localhost":              403,
		"http://evil.example":           403,
		"http://127.0.0.1.evil.example:" + u.Port(): 403,
	} {
		a := b.send("POST", "/sessions", object{"title": "Monday"}, "Origin", origin)
		if a.status != want {
			t.Errorf("origin %q: %d, want %d", origin, a.status, want)
		}
		if want == 403 && a.text("type") != "urn:kompas:problem:foreign-origin" {
			t.Errorf("origin %q: %s", origin, a.body)
		}
	}
	b.want(200, "GET", "/sessions", nil, "Origin", "http://evil.example") // a page there may not read the answer
	// A bearer token is not sent by a foreign page, so the origin does not matter.
	r.owner().want(201, "POST", "/sessions", object{"title": "Monday"}, "Origin", "http://evil.example")
	// Signing in sets a cookie.
	r.with("").want(403, "POST", "/signin", object{"token": r.signinToken()}, "Origin", "http://evil.example")
}

// A bearer token counts before a cookie, even when it is wrong.
func TestBearerBeforeCookie(t *testing.T) {
	r := newRig(t, nil)
	b := r.signedIn()
	for header, want := range map[string]int{
		"Bearer " + ownerToken: 200, "bearer " + ownerToken: 200,
		"Bearer wrong": 401, "Bearer": 401, "Basic " + ownerToken: 401, ownerToken: 401,
	} {
		a := b.send("GET", "/me", nil, "Authorization", header)
		if a.status != want {
			t.Errorf("%q: %d, want %d", header, a.status, want)
		}
		if want == 401 && a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%q: no WWW-Authenticate", header)
		}
	}
}

// A page from elsewhere whose name was made to point here (DNS rebinding) is not a
// page of the server.
func TestHostOnLoopback(t *testing.T) {
	r := newRig(t, func(o *server.Options) { o.PublicURL = "https://kompas.example.org" })
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:7": 200, "127.0.0.1:9": 200, "[::1]:9": 200,
		"kompas.example.org": 200, "kompas.example.org:443": 200,
		"evil.example": 403, "127.0.0.1.evil.example": 403, "kompas.example.org:80": 403,
	} {
		if a := r.owner().send("GET", "/me", nil, "Host", host); a.status != want {
			t.Errorf("host %q: %d, want %d", host, a.status, want)
		}
	}
}

func TestPublicURL(t *testing.T) {
	r := newRig(t, func(o *server.Options) { o.PublicURL = "https://kompas.example.org/" })
	link, err := r.server.SignInLink(r.web.URL)
	if err != nil {
		t.Fatal(err)
	}
	token, ok := strings.CutPrefix(link, "https://kompas.example.org/signin#")
	if !ok {
		t.Fatalf("link %q", link)
	}
	a := r.with("").want(204, "POST", "/signin", object{"token": token}, "Origin", "https://kompas.example.org", "Host", "kompas.example.org")
	if set := a.header.Get("Set-Cookie"); !strings.HasPrefix(set, "kompas_443=") || !strings.Contains(set, "Secure") {
		t.Errorf("cookie %q", set)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

func TestBehindAProxy(t *testing.T) {
	forwarded := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "kompas.example.org", "Origin", "https://kompas.example.org"}
	r := newRig(t, func(o *server.Options) { o.BehindProxy = true })
	a := r.with("").want(204, "POST", "/signin", object{"token": r.signinToken()}, forwarded...)
	cookie := a.header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "kompas_443=") || !strings.Contains(cookie, "Secure") {
		t.Errorf("cookie %q", cookie)
	}
	cookie, _, _ = strings.Cut(cookie, ";")
	link := r.with("").want(201, "POST", "/signin-links", nil, append(forwarded, "Cookie", cookie)...).text("url")
	if !strings.HasPrefix(link, "https://kompas.example.org/signin#") {
		t.Errorf("link %q", link)
	}
	direct := newRig(t, nil) // it was not told to believe these headers
	direct.with("").want(403, "POST", "/signin", object{"token": direct.signinToken()}, forwarded...)
}

func TestAttemptsAreLimited(t *testing.T) {
	r := newRig(t, nil)
	codes := map[int]int{}
	for range 700 {
		codes[r.with("").send("POST", "/join", object{"token": "wrong", "name": "x"}).status]++
	}
	if codes[404] != 600 || codes[429] != 100 {
		t.Errorf("answers: %v", codes)
	}
	a := r.with("").want(429, "POST", "/signin", object{"token": "wrong"})
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	r.clock.pass(-time.Hour) // a clock that was set back locks nobody out for long
	r.with("").want(429, "POST", "/signin", object{"token": "wrong"})
	r.clock.pass(time.Second)
	r.with("").want(404, "POST", "/signin", object{"token": "wrong"})
}

// Each row is tried until an attempt is refused. Then an attempt with other headers
// that counts for the same address is refused too, and one that counts for another
// address is not.
func TestAttemptsBehindAProxy(t *testing.T) {
	type lines []string
	proxy := func(list ...string) func(*server.Options) {
		return func(o *server.Options) {
			for _, p := range list {
				o.Proxies = append(o.Proxies, netip.MustParsePrefix(p))
			}
			o.BehindProxy = true
		}
	}
	for name, row := range map[string]struct {
		change func(*server.Options)
		tries  lines // headers until no attempt is left
		same   lines
		other  lines // of another address
	}{
		"the last address of the last line": {proxy(),
			lines{"10.0.0.1", "10.0.0.2, 203.0.113.7"}, lines{"198.51.100.1, 203.0.113.7"}, lines{"203.0.113.7, 203.0.113.8"}},
		"with a port":           {proxy(), lines{"203.0.113.7:4000"}, lines{"203.0.113.7"}, lines{"[2001:db8::1]:80"}},
		"a network of IPv6":     {proxy(), lines{"2001:db8:1:2::1"}, lines{"[2001:db8:1:2:ffff::9]:80"}, lines{"2001:db8:1:3::1"}},
		"IPv4 written as IPv6":  {proxy(), lines{"::ffff:203.0.113.7"}, lines{"203.0.113.7"}, lines{"::ffff:203.0.113.8"}},
		"no address":            {proxy(), lines{"unknown"}, lines{}, lines{"203.0.113.7"}},
		"a proxy that is named": {proxy("127.0.0.0/8"), lines{"203.0.113.7"}, lines{"9.9.9.9", "203.0.113.7"}, lines{"203.0.113.8"}},
		"two that are named":    {proxy("127.0.0.1/32", "10.0.0.0/8"), lines{"203.0.113.7, 10.1.1.1"}, lines{"9.9.9.9, 203.0.113.7", "10.2.2.2"}, lines{"203.0.113.7, 11.0.0.1"}},
		"another that is named": {proxy("10.0.0.0/8"), lines{"203.0.113.7"}, lines{"203.0.113.8"}, nil},
		"none":                  {nil, lines{"203.0.113.7"}, lines{"203.0.113.8"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, row.change)
			try := func(l lines) int {
				var headers []string
				for _, line := range l {
					headers = append(headers, "X-Forwarded-For", line)
				}
				return r.with("").send("POST", "/join", object{"token": "wrong", "name": "x"}, headers...).status
			}
			for n := range 600 {
				if status := try(row.tries); status != 404 {
					t.Fatalf("attempt %d: %d", n, status)
				}
			}
			if got := try(row.same); got != 429 {
				t.Errorf("%q is another address: %d", row.same, got)
			}
			if row.other != nil && try(row.other) != 404 {
				t.Errorf("%q is the same address", row.other)
			}
		})
	}
}

// The headers of a proxy that was not named are not believed.
func TestForwardedHostAndSchemeOfAnother(t *testing.T) {
	forwarded := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "kompas.example.org", "Origin", "https://kompas.example.org"}
	for network, want := range map[string]int{"127.0.0.1/32": 204, "10.0.0.0/8": 403} {
		r := newRig(t, func(o *server.Options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix(network)} })
		r.with("").want(want, "POST", "/signin", object{"token": r.signinToken()}, forwarded...)
	}
}

func TestNewRefuses(t *testing.T) {
	var good server.Options
	newRig(t, func(o *server.Options) { good = *o })
	if _, err := server.New(good); err != nil {
		t.Fatal(err)
	}
	public := func(url string) func(*server.Options) { return func(o *server.Options) { o.PublicURL = url } }
	for name, spoil := range map[string]func(*server.Options){
		"a short token": func(o *server.Options) { o.Token = "fifteen letters" },
		"no log":        func(o *server.Options) { o.Log = nil },
		"no secret":     func(o *server.Options) { o.Secret = nil },
		"no scheme":     public("kompas.example.org"),
		"no web scheme": public("ftp://x"),
		"no host":       public("https://"),
		"with a path":   public("https://x/path"),
		"no URL":        public("::"),
	} {
		o := good
		spoil(&o)
		if _, err := server.New(o); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
