package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/google/uuid"
)

// newToken gives 256 random bits as text.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// newID gives an id that nobody can guess.
func newID() string { return uuid.NewString() }

// hashOf gives what is stored of a token. Tokens are random, so that a plain
// hash tells nothing of them, and looking one up by its hash takes no longer
// when more of it is right.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
