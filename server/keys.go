package server

import "kompas/server/problem"

// Kinds of documents: what keys begin with.
const (
	keyBrowser    = "browser/"    // browser sessions, by id
	keySignin     = "signin/"     // sign-in links, by hash of the token
	keyInvitation = "invitation/" // by id
	keyInvited    = "invited/"    // names an invitation, by what it is for and its id
	keyGrant      = "grant/"      // by invitation and hash of the token
	keyTeam       = "team/"
	keyCodebook   = "codebook/"
)

// NeededDocs begin the keys of the small documents that signing in and starting
// store: a store should have room for them where it refuses all else as full.
var NeededDocs = []string{keySignin, keyBrowser, keyInvited}

// NamelessDocs begin the keys of documents that hold only random ids, hashes,
// counts and what an invitation allows: of these a store may overwrite what they
// were a little later. An invitation is removed together with the document that
// notes it, which is not among them.
var NamelessDocs = []string{keySignin, keyBrowser, keyInvitation}

// checkPathID reports why an id could never be the last part of an address.
func checkPathID(id string) error {
	if id == "." || id == ".." {
		return problem.Wrong("/id", `must not be "." or "..": in an address they mean where one is and one step up`)
	}
	return nil
}
