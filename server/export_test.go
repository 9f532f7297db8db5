package server

import "time"

// SetPatience has clients cut that do not read on for so long.
func (s *Server) SetPatience(d time.Duration) { s.patience = d }

// SetLimit lets a computation take so long.
func (s *Server) SetLimit(d time.Duration) { s.analyses.limit = d }

// UnderWay counts the logs and exports that are being sent, and those to whom
// computed answers are.
func (s *Server) UnderWay() int {
	s.sending.mu.Lock()
	defer s.sending.mu.Unlock()
	s.exports.mu.Lock()
	defer s.exports.mu.Unlock()
	return len(s.sending.shares) + len(s.exports.under)
}
