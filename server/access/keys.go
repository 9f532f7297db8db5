package access

// Kinds of documents: what their keys begin with.
const (
	keyBrowser    = "browser/"    // browser sessions, by id
	keySignin     = "signin/"     // sign-in links, by hash of the token
	keyInvitation = "invitation/" // by id
	keyInvited    = "invited/"    // names an invitation, by what it is for and its id
	keyGrant      = "grant/"      // by invitation and hash of the token
)

// NeededDocs are what the keys of the small documents begin with that signing in
// and starting store: a store should have room for them when it refuses all else
// as full.
var NeededDocs = []string{keySignin, keyBrowser, keyInvited}

// NamelessDocs are what the keys of documents begin with that hold only random
// ids, hashes, counts and what an invitation allows. A store may overwrite the
// removed contents of these a little later than others. An invitation is removed
// together with the document that notes it, which is not among them.
var NamelessDocs = []string{keySignin, keyBrowser, keyInvitation}
