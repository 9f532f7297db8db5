package server

import (
	"net/http"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/problem"
)

func createSigninLink(c *call) error {
	url, err := c.access.SignInLink(c.r.Context(), c.addresses.Base(c.r))
	if err != nil {
		return err
	}
	return c.reply(http.StatusCreated, api.Link{URL: url})
}

func signin(c *call) error {
	if c.r.Header.Get("Origin") != "" && !c.addresses.Allowed(c.r) {
		return problem.New(problem.Origin, "a browser is signed in from the server's own page only")
	}
	var in api.Token
	if err := c.read(&in); err != nil {
		return err
	}
	if err := c.access.SignIn(c.w, c.r, in.Token); err != nil {
		return err
	}
	return c.noContent()
}

func signout(c *call) error {
	if err := c.access.SignOut(c.exchange); err != nil {
		return err
	}
	return c.noContent()
}

func join(c *call) error {
	var in api.Join
	if err := c.read(&in); err != nil {
		return err
	}
	if err := observe.CheckName("/name", in.Name); err != nil {
		return err
	}
	joined, err := c.access.Join(c.w, c.r, in.Token, in.Name)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, joined)
}

func me(c *call) error {
	if !c.who.Owner && len(c.who.Grants) == 0 {
		return problem.New(problem.Unauthorized, "what you were invited to has been deleted")
	}
	out := api.Me{Role: observe.RoleOwner, Observer: observe.Owner, Grants: []api.Grant{}}
	for i, g := range c.who.Grants {
		if i == 0 && !c.who.Owner {
			out.Role, out.Observer = g.Role, g.Observer
		}
		out.Grants = append(out.Grants, api.Grant{
			Role: g.Role, Scope: g.Scope, Session: g.Session, Team: g.Team, Person: g.Person, Anonymous: g.Anonymous, AfterShown: g.AfterShown,
			Observer: g.Observer, Name: g.Name, ExpiresAt: observe.NewTimestamp(g.Expires),
		})
	}
	return c.reply(http.StatusOK, out)
}
