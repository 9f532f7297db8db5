// Package client is the other end of the HTTP API and of the live connection:
// what a program needs to put a session on a running server and to add to it
// without losing an entry.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"kompas/observe"
)

// Client talks to one server with one token. Its methods may be called at the
// same time.
type Client struct {
	base  *url.URL
	token string
}

// New makes a client for the server at an address such as
// http://127.0.0.1:7420.
func New(address, token string) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("%q is no address of a server; one is http://127.0.0.1:7420", address)
	}
	return &Client{base: base.JoinPath("api", "v1"), token: token}, nil
}

// NewSession is what a session is made from.
type NewSession struct {
	Title        string                 `json:"title"`
	Participants []observe.Person       `json:"participants"`
	Phases       []observe.PlannedPhase `json:"phases"`
	Codebook     observe.Codebook       `json:"codebook"`
	Intention    string                 `json:"intention,omitempty"`
}

// CreateSession makes a session and returns its id.
func (c *Client) CreateSession(ctx context.Context, s NewSession) (observe.SessionID, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	answer, err := c.do(ctx, http.MethodPost, "sessions", body)
	if err != nil {
		return "", err
	}
	defer answer.Close()
	var made struct {
		ID observe.SessionID `json:"id"`
	}
	if err := json.NewDecoder(answer).Decode(&made); err != nil || made.ID == "" {
		return "", errors.Join(fmt.Errorf("%s does not answer as Kompas does", c.base.Host), err)
	}
	return made.ID, nil
}

// Backup writes a consistent copy of the server's data.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	answer, err := c.do(ctx, http.MethodGet, "backup", nil)
	if err != nil {
		return err
	}
	defer answer.Close()
	if _, err := io.Copy(w, answer); err != nil {
		return fmt.Errorf("the copy from %s broke off: %w", c.base.Host, err)
	}
	return nil
}

// do sends a request and returns the body of the answer when the status is below
// 300; the caller must close it. Any other answer is an error with the detail that
// the server gave.
func (c *Client) do(ctx context.Context, method, path string, body []byte) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // without the address, which the user knows
		}
		return nil, fmt.Errorf("%s cannot be reached: %w", c.base.Host, err)
	}
	if resp.StatusCode < 300 {
		return resp.Body, nil
	}
	defer resp.Body.Close()
	return nil, c.refusal(resp)
}

// refusal makes an error of an answer that is a problem.
func (c *Client) refusal(resp *http.Response) error {
	if resp.StatusCode == http.StatusUnauthorized {
		return fmt.Errorf("%s does not accept the token", c.base.Host)
	}
	var problem struct {
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	data, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if json.Unmarshal(data, &problem) != nil || problem.Title == "" && problem.Detail == "" {
		return fmt.Errorf("%s answers %s; is it Kompas?", c.base.Host, resp.Status)
	}
	text := problem.Detail
	if text == "" {
		text = problem.Title
	}
	for _, e := range problem.Errors {
		text += fmt.Sprintf("; %s: %s", e.Field, e.Message)
	}
	return fmt.Errorf("%s refuses (%d): %s", c.base.Host, resp.StatusCode, text)
}
