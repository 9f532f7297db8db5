package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"kompas/server"
)

const (
	tokenVariable = "KOMPAS_TOKEN"
	tokenName     = "token" // name of the file in the data folder
)

// tokenFlag adds the flag --token-file.
func tokenFlag(c *cobra.Command) *string {
	return c.Flags().String("token-file", "", "`file` with the owner's token (default: the variable "+tokenVariable+")")
}

// givenToken returns the owner's token from the file that the command line names, or
// from the environment. It is empty if neither is given.
func (a *app) givenToken(c *cobra.Command, file string) (string, error) {
	token, where := a.getenv(tokenVariable), tokenVariable
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("--token-file: %w", err)
		}
		token, where = string(data), "the token in "+file
	} else if token == "" {
		return "", nil
	}
	token = strings.TrimSpace(token)
	if n := utf8.RuneCountInString(token); n < server.MinToken {
		return "", wrongUse(c, "%s must have at least %d characters; it has %d", where, server.MinToken, n)
	}
	if strings.ContainsFunc(token, unicode.IsControl) || !utf8.ValidString(token) {
		return "", wrongUse(c, "%s must be one line of text without control characters", where)
	}
	return token, nil
}

// neededToken is like givenToken, but returns an error if no token is given.
func (a *app) neededToken(c *cobra.Command, file string) (string, error) {
	token, err := a.givenToken(c, file)
	if err == nil && token == "" {
		return "", wrongUse(c, "the owner's token is needed: --token-file FILE or the variable %s; a server that was given none keeps its own in the file %q of its data folder", tokenVariable, tokenName)
	}
	return token, err
}

// keptToken returns the token that is stored in the data folder. If there is none, it
// makes and stores one.
func (a *app) keptToken(c *cobra.Command, data string) (string, error) {
	dir, err := a.dataDir(data)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, tokenName)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return a.givenToken(c, path)
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	err = writeFile(path, func(f *os.File) error {
		_, err := f.WriteString(token + "\n")
		return err
	})
	return token, err
}
