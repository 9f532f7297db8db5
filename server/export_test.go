package server

import "time"

// SetPatience has clients cut that do not read on for so long.
func (s *Server) SetPatience(d time.Duration) { s.patience = d }
