//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kompas/observe/bolt"
)

// When the deletion of a session has been answered, the file holds no name of the
// people who were joining at that moment, whether they were let in or not.
func TestDeletingWhilePeopleJoinLeavesNoName(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	traces := func() int {
		b, err := os.ReadFile(filepath.Join(data, bolt.FileName))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(b, []byte("JOINER"))
	}
	joined, refused := 0, 0
	for round := range 30 {
		id := p.newSession(t)
		var tokens []string
		for _, body := range []map[string]any{{"role": "observer"}, {"role": "viewer"}} {
			body["expires_in_s"] = 600
			status, answer := p.request(t, "POST", "/api/v1/sessions/"+string(id)+"/invitations", body)
			var made struct{ URL string }
			if err := json.Unmarshal(answer, &made); err != nil || status != 201 {
				t.Fatalf("%d %s", status, answer)
			}
			_, token, _ := strings.Cut(made.URL, "#")
			tokens = append(tokens, token)
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		some := make(chan struct{}, 100)
		for n := range 6 {
			all.Go(func() {
				for k := range 3 {
					status, answer := p.join(t, tokens[n%2], fmt.Sprintf("JOINER-%d-%d-%d", round, n, k))
					mu.Lock()
					switch status {
					case 200:
						joined++
					case 404:
						refused++
					default:
						t.Errorf("joining: %d %s", status, answer)
					}
					mu.Unlock()
					some <- struct{}{}
				}
			})
		}
		for range 1 + round%12 {
			<-some
		}
		if status, answer := p.request(t, "DELETE", "/api/v1/sessions/"+string(id), nil); status != 204 {
			t.Fatalf("%d %s", status, answer)
		}
		if n := traces(); n > 0 {
			t.Errorf("round %d: %d names in the file", round, n)
		}
		all.Wait()
	}
	if n := traces(); n > 0 {
		t.Errorf("%d names in the file at the end", n)
	}
	if joined == 0 || refused == 0 {
		t.Errorf("%d joined and %d were refused: nothing came at the same time", joined, refused)
	}
}

// join takes up an invitation without credentials.
func (p *process) join(t testing.TB, token, name string) (status int, answer []byte) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"token": token, "name": name})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(p.url+"/api/v1/join", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, nil
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.StatusCode, answer
}
