package server

import (
	"net/http"

	"kompas/server/api"
)

func createInvitation(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	var in api.NewInvitation
	if err := c.read(&in); err != nil {
		return err
	}
	link, err := c.access.Invite(c.r, id, &in)
	if err != nil {
		return err
	}
	return c.reply(http.StatusCreated, link)
}

func listInvitations(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page, err := c.access.Invitations(c.r.Context(), id, after, limit)
	if err != nil {
		return err
	}
	return c.reply(http.StatusOK, page)
}

func revokeInvitation(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	if err := c.access.Revoke(c.exchange, id, c.r.PathValue("iid")); err != nil {
		return err
	}
	return c.noContent()
}
