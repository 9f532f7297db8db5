package server

import (
	"context"
	"errors"
	"time"

	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/server/allowance"
	"kompas/server/results"
)

// MostLogs is how many logs and exports may be on their way to one person.
const MostLogs = allowance.MostExportsOfOne

// SetPatience has clients cut off who do not read on for so long.
func (s *Server) SetPatience(d time.Duration) { s.patience = d }

// SetLimit lets a computation take so long. Nothing may be under way.
func (s *Server) SetLimit(d time.Duration) { s.results = results.New(d) }

// UnderWay returns how many people get logs or exports, plus how many get answers that
// are counted.
func (s *Server) UnderWay() int {
	holders, _ := s.memory.InUse()
	return len(holders) + s.exports.Holders()
}

// HoldTurns takes all turns to compute that are not the owner's alone, until they are
// released.
func (s *Server) HoldTurns() (release func()) {
	_, _, n := s.results.UnderWay()
	var all []func()
	for range n {
		give, err := s.results.Turn(context.Background(), "somebody else")
		if err != nil {
			panic(err)
		}
		all = append(all, give)
	}
	return func() {
		for _, give := range all {
			give()
		}
	}
}

// Waiting returns how many computations wait for their turn.
func (s *Server) Waiting() int {
	_, waiting, _ := s.results.UnderWay()
	return waiting
}

// Held returns how many bytes are in memory for all but the owner.
func (s *Server) Held() int {
	_, others := s.memory.InUse()
	return others
}

// MemoryOfOne is how many bytes may be in memory for one person.
const MemoryOfOne = allowance.MemoryOfOne

// KeepsLoops reports whether the loops of a session, as it is and as the owner sees it,
// are kept.
func (s *Server) KeepsLoops(ctx context.Context, id observe.SessionID) (kept bool, err error) {
	info, err := s.recorder.Info(ctx, id)
	if err != nil {
		return false, err
	}
	kept = true
	s.keptLoops(ctx, &teamMeeting{info, observe.OwnerViewer}, trends.DefaultOptions(), func() (trends.Dated, error) {
		kept = false
		return trends.Dated{}, errors.New("only asked")
	})
	return kept, nil
}
