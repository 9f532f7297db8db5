package server

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/debrief"
	"kompas/observe/preview"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
	"kompas/server/teams"
)

func createSession(c *call) error {
	var in api.NewSession
	if err := c.read(&in); err != nil {
		return err
	}
	posted, err := c.postHash(in)
	if err != nil {
		return err
	}
	if in.ID != "" { // before all else, because what the request names may be gone by now
		if err := c.checkSamePost(in.ID, posted); !problem.IsNotFound(err) {
			return c.replyExisting(in.ID, err)
		}
	}
	h, err := c.newHeader(&in)
	if err != nil {
		return err
	}
	if in.ID != "" {
		h.Posted = posted
	}
	if err := h.Validate(); err != nil {
		return err
	}
	err = c.recorder.Create(c.r.Context(), h, nil)
	if err != nil && observe.CodeOf(err) == observe.Conflict { // another request made a session with this id meanwhile
		return c.replyExisting(h.ID, c.checkSamePost(h.ID, posted))
	}
	if err != nil {
		return err
	}
	return c.replySession(http.StatusCreated, h.ID, observe.OwnerViewer)
}

// replyExisting answers with a session that the same request made before, unless err
// says that it was another request.
func (c *call) replyExisting(id observe.SessionID, err error) error {
	if err != nil {
		return err
	}
	return c.replySession(http.StatusOK, id, observe.OwnerViewer)
}

// newHeader returns the header of the session that is asked for.
func (c *call) newHeader(in *api.NewSession) (h observe.Header, err error) {
	h = observe.Header{
		ID: in.ID, Title: in.Title, Team: in.Team, CreatedAt: observe.NewTimestamp(c.opts.Now()),
		Participants: api.Persons(in.Participants), Phases: api.PlannedPhases(in.Phases),
		Coding: in.Coding, Timing: in.Timing, Intention: in.Intention,
		Observers: []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}},
	}
	if h.ID == "" {
		h.ID = observe.SessionID(uuid.NewString())
	}
	if h.Coding == "" {
		h.Coding = observe.Shared
	}
	if in.Template != "" {
		return h, problem.Wrong("/template", "must be absent: there are no templates yet")
	}
	var taken func(observe.PersonID) bool
	if in.Team != "" {
		t, err := c.teamOf(c.r.Context(), in.Team)
		if err != nil {
			return h, err
		}
		if in.Participants == nil {
			h.Participants = t.People
		}
		t.Recognise(h.Participants)
		taken = t.Has
	}
	observe.FillPersons(h.Participants, taken)
	h.Codebook, err = c.chosenCodebook(in.Codebook)
	return h, err
}

// postHash returns a hash of a request to make a session, so that the same request can
// be told from another one. A default that is left out counts like one that is given.
// It is keyed with the secret of the store, so that it tells nothing about the content.
func (c *call) postHash(in api.NewSession) (string, error) {
	in.Coding = cmp.Or(in.Coding, observe.Shared)
	if in.Timing == observe.ByClock {
		in.Timing = ""
	}
	if in.Codebook == nil {
		in.Codebook = &api.CodebookChoice{ID: codebooks.Default}
	}
	in.Participants = slices.Clone(in.Participants)
	for i := range in.Participants {
		in.Participants[i].Role = cmp.Or(in.Participants[i].Role, observe.Member)
	}
	b, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, c.opts.Secret)
	mac.Write(b)
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// checkSamePost returns nil when the session that is there was made by this request.
func (c *call) checkSamePost(id observe.SessionID, posted string) error {
	h, err := c.recorder.Header(c.r.Context(), id)
	if err == nil && h.Posted != posted {
		err = problem.New(problem.Conflict, "there is a session "+strconv.Quote(string(id))+" already, and it was not made by this request; use another id")
	}
	return err
}

func (c *call) chosenCodebook(choice *api.CodebookChoice) (observe.Codebook, error) {
	if choice == nil {
		choice = &api.CodebookChoice{ID: codebooks.Default}
	}
	if choice.Whole != nil {
		book := *choice.Whole
		completeCodebook(&book)
		return book, nil
	}
	book, there, err := c.codebook(c.r.Context(), choice.ID)
	if err == nil && !there {
		err = problem.Wrong("/codebook", "must be the id of a codebook, or a whole one; there is no codebook "+strconv.Quote(choice.ID))
	}
	return book, err
}

// replySession answers with a session as a viewer sees it.
func (c *call) replySession(status int, id observe.SessionID, v observe.Viewer) error {
	return c.replyLong(status, func() (any, error) {
		info, err := c.recorder.Info(c.r.Context(), id)
		if err != nil {
			return nil, err
		}
		return api.RenderSession(c.recorder.Outline(info, v)), nil
	})
}

func readSession(c *call) error {
	id, a, err := c.session()
	if err != nil {
		return err
	}
	return c.replySession(http.StatusOK, id, a.Viewer)
}

func patchSession(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	var in api.SessionPatch
	if err := c.read(&in); err != nil {
		return err
	}
	var team *teams.Team
	if in.Team != nil && *in.Team != "" {
		if team, err = c.teamOf(c.r.Context(), *in.Team); err != nil {
			return err
		}
	}
	err = c.recorder.Update(c.r.Context(), id, func(s *observe.State, h *observe.Header) error {
		if team != nil && h.Team != team.ID {
			if err := team.CheckParticipants(s.Participants()); err != nil {
				return err
			}
		}
		if in.Coding != nil && *in.Coding != h.Coding && s.Observed() {
			return problem.New(problem.Conflict, "coding cannot change once there is an interaction")
		}
		setIfGiven(&h.Title, in.Title)
		setIfGiven(&h.Team, in.Team)
		setIfGiven(&h.Intention, in.Intention)
		setIfGiven(&h.Locked, in.Locked)
		setIfGiven(&h.Coding, in.Coding)
		setIfGiven(&h.Revealed, in.Revealed)
		setIfGiven(&h.Timing, in.Timing)
		if in.Phases != nil {
			h.Phases = api.PlannedPhases(*in.Phases)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if in.Team != nil {
		c.access.SessionMoved(c.exchange, id, *in.Team)
		if err := c.bringExperiment(id); err != nil {
			return err
		}
	}
	return c.replySession(http.StatusOK, id, observe.OwnerViewer)
}

func setIfGiven[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func deleteSession(c *call) error {
	id, err := c.ownSession()
	if err != nil {
		return err
	}
	// The names in its grants, and what was written for its debrief, go first, because removing the session is what wipes the
	// file, and what tells those who follow the session.
	ctx := context.WithoutCancel(c.r.Context())
	if err := c.access.RevokeSession(ctx, id); err != nil {
		return err
	}
	if err := c.removeWritten(ctx, id); err != nil {
		return err
	}
	if err := c.recorder.Delete(ctx, id); err != nil {
		return err
	}
	c.access.SessionDeleted(c.exchange, id)
	c.results.Forget(id)
	// Somebody may have written it until a moment ago; now nobody can any more.
	if err := c.removeWritten(ctx, id); err != nil {
		return err
	}
	return c.noContent()
}

// removeWritten removes what was written about a session outside of its log.
func (c *call) removeWritten(ctx context.Context, id observe.SessionID) error {
	if err := documents.Remove(ctx, c.opts.Docs, debrief.Key(id)); err != nil {
		return err
	}
	return preview.Remove(ctx, c.opts.Docs, id, documents.Remove)
}
