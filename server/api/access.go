package api

import "kompas/observe"

// Token is what a sign-in link carries.
type Token struct {
	Token string `json:"token"`
}

// Link is an address to open.
type Link struct {
	URL string `json:"url"`
}

// Me says who sends the requests.
type Me struct {
	Role     observe.Role       `json:"role" enum:"owner,observer,leader,viewer,participant" doc:"The most that any grant gives"`
	Observer observe.ObserverID `json:"observer"`
	Grants   []Grant            `json:"grants"`
}

// Grant is the right that somebody got from an invitation.
type Grant struct {
	Role       observe.Role       `json:"role" enum:"observer,leader,viewer,participant"`
	Scope      Scope              `json:"scope" enum:"session,team"`
	Session    observe.SessionID  `json:"session,omitempty"`
	Team       observe.TeamID     `json:"team,omitempty"`
	Person     observe.PersonID   `json:"person,omitempty"`
	Anonymous  bool               `json:"anonymous,omitempty"`
	AfterShown bool               `json:"after_shown,omitempty"`
	Observer   observe.ObserverID `json:"observer"`
	Name       string             `json:"name"`
	ExpiresAt  observe.Timestamp  `json:"expires_at"`
}

// Scope says whether a grant is for one session, or for all sessions of a team.
type Scope string

// Scopes.
const (
	ScopeSession Scope = "session"
	ScopeTeam    Scope = "team"
)

// NewInvitation is a request to make an invitation.
type NewInvitation struct {
	Role       observe.Role     `json:"role" enum:"observer,leader,viewer,participant"`
	ExpiresIn  int64            `json:"expires_in_s" minimum:"1" maximum:"31536000" doc:"How long one can join with it, in seconds"`
	MaxUses    int              `json:"max_uses,omitempty" minimum:"1" maximum:"10000" doc:"Absent: no limit"`
	Person     observe.PersonID `json:"person,omitempty" maxLength:"64" doc:"Who a leader or participant is; for an observer, who observes themself"`
	Scope      Scope            `json:"scope,omitempty" enum:"session,team" doc:"Absent: session"`
	Anonymous  bool             `json:"anonymous,omitempty" doc:"Of a viewer: persons are P1 to Pn"`
	AfterShown bool             `json:"after_shown,omitempty" doc:"Nothing is told of others before the debrief of the session was shown: results are 403 not-shown, and entries of others redacted"`
}

// Invitation is an invitation without its token.
type Invitation struct {
	ID         string            `json:"id"`
	Role       observe.Role      `json:"role" enum:"observer,leader,viewer,participant"`
	Scope      Scope             `json:"scope" enum:"session,team"`
	Person     observe.PersonID  `json:"person,omitempty"`
	Anonymous  bool              `json:"anonymous,omitempty"`
	AfterShown bool              `json:"after_shown,omitempty"`
	CreatedAt  observe.Timestamp `json:"created_at"`
	ExpiresAt  observe.Timestamp `json:"expires_at"`
	MaxUses    int               `json:"max_uses,omitempty"`
	Uses       int               `json:"uses"`
}

// NewLink is an invitation that was just made. Only this answer has the address with
// its token.
type NewLink struct {
	ID        string            `json:"id"`
	URL       string            `json:"url"`
	Role      observe.Role      `json:"role" enum:"observer,leader,viewer,participant"`
	ExpiresAt observe.Timestamp `json:"expires_at"`
}

// InvitationPage is one page of the list of invitations.
type InvitationPage struct {
	Items []Invitation `json:"items"`
	Next  string       `json:"next,omitempty" doc:"The value of after for the next part; absent at the end"`
}

// Join is a request to accept an invitation.
type Join struct {
	Token string `json:"token"`
	Name  string `json:"name" minLength:"1" maxLength:"120" doc:"What others see"`
}

// Joined is what somebody may do who accepted an invitation.
type Joined struct {
	Token    string             `json:"token" doc:"A bearer token; empty in an owner's browser, which needs none"`
	Role     observe.Role       `json:"role" enum:"owner,observer,leader,viewer,participant"`
	Session  *observe.SessionID `json:"session" doc:"With scope team the newest session of the team, or null"`
	Observer observe.ObserverID `json:"observer"`
}

// Status says that the server is well.
type Status struct {
	Status string `json:"status" const:"ok"`
}
