package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/server/api"
	"kompas/server/documents"
	"kompas/server/problem"
)

// keyCodebook is what the keys of codebooks begin with.
const keyCodebook = "codebook/"

// codebook returns a codebook by its id: one of Kompas, or one of the owner's.
func (s *Server) codebook(ctx context.Context, id string) (book observe.Codebook, there bool, err error) {
	if book, there = codebooks.Get(id); there {
		return book, true, nil
	}
	book, _, there, err = documents.Get[observe.Codebook](ctx, s.opts.Docs, documents.Key(keyCodebook, id))
	return book, there, err
}

// completeCodebook fills in what may be left out, and turns lists that are nil into
// empty ones.
func completeCodebook(b *observe.Codebook) {
	b.Complete()
	if b.Tags == nil {
		b.Tags = []observe.Tag{}
	}
	for i := range b.Steps {
		if b.Steps[i].Codes == nil {
			b.Steps[i].Codes = []observe.TagID{}
		}
	}
}

func listCodebooks(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page := api.CodebookPage{Items: codebooks.All()}
	if i := slices.IndexFunc(page.Items, func(b observe.Codebook) bool { return b.ID == after }); i >= 0 {
		page.Items, after = page.Items[i+1:], ""
	} else if after != "" {
		page.Items = page.Items[:0]
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		page.Next = page.Items[limit-1].ID
		return c.reply(http.StatusOK, page)
	}
	own, more, err := pageOf[observe.Codebook](c, keyCodebook, after, limit-len(page.Items))
	if err != nil {
		return err
	}
	for _, b := range own {
		page.Items = append(page.Items, b.Value)
	}
	if more {
		page.Next = page.Items[len(page.Items)-1].ID
	}
	return c.reply(http.StatusOK, page)
}

func readCodebook(c *call) error {
	id := c.r.PathValue("id")
	book, there, err := c.codebook(c.r.Context(), id)
	if err != nil {
		return err
	}
	if !there {
		return problem.NoSuch("codebook " + strconv.Quote(id))
	}
	return c.reply(http.StatusOK, book)
}

func createCodebook(c *call) error {
	var in observe.Codebook
	if err := c.read(&in); err != nil {
		return err
	}
	completeCodebook(&in)
	if err := checkPathID(in.ID); err != nil {
		return err
	}
	if err := in.Validate(""); err != nil {
		return err
	}
	taken := problem.New(problem.Conflict, "there is a codebook "+strconv.Quote(in.ID)+" already; use another id")
	if _, ours := codebooks.Get(in.ID); ours {
		return taken
	}
	err := documents.Put(c.r.Context(), c.opts.Docs, documents.Key(keyCodebook, in.ID), in, 0)
	if documents.ChangedMeanwhile(err) {
		return taken
	}
	if err != nil {
		return err
	}
	return c.reply(http.StatusCreated, in)
}

// ownCodebook returns the codebook of the path. One of Kompas is refused.
func (c *call) ownCodebook() (*documents.Stored[observe.Codebook], error) {
	id := c.r.PathValue("id")
	if _, ours := codebooks.Get(id); ours {
		return nil, problem.New(problem.Forbidden, "the codebook "+strconv.Quote(id)+" is part of Kompas and cannot be changed; make one of your own from it, with another id")
	}
	key := documents.Key(keyCodebook, id)
	book, revision, there, err := documents.Get[observe.Codebook](c.r.Context(), c.opts.Docs, key)
	if err == nil && !there {
		err = problem.NoSuch("codebook " + strconv.Quote(id))
	}
	return &documents.Stored[observe.Codebook]{Key: key, Revision: revision, Value: book}, err
}

func putCodebook(c *call) error { return c.changeCodebook(false) }

func patchCodebook(c *call) error { return c.changeCodebook(true) }

// changeCodebook replaces the codebook, or, with partial, only the fields that are
// given. Sessions keep the codebook that they were made with.
func (c *call) changeCodebook(partial bool) error {
	was, err := c.ownCodebook()
	if err != nil {
		return err
	}
	in := observe.Codebook{}
	if partial {
		in = was.Value
	}
	if err := c.readOnto(&in, partial); err != nil {
		return err
	}
	if in.ID != was.Value.ID {
		return problem.Wrong("/id", "cannot change; it is "+strconv.Quote(was.Value.ID))
	}
	completeCodebook(&in)
	if err := in.Validate(""); err != nil {
		return err
	}
	if err := documents.Put(c.r.Context(), c.opts.Docs, was.Key, in, was.Revision); err != nil {
		return err
	}
	return c.reply(http.StatusOK, in)
}

func deleteCodebook(c *call) error {
	was, err := c.ownCodebook()
	if err != nil {
		return err
	}
	if err := c.opts.Docs.Delete(c.r.Context(), was.Key, was.Revision); err != nil {
		return err
	}
	return c.noContent()
}
