package api

import (
	"cmp"
	"reflect"

	"kompas/observe"
)

// SessionPart is the part of a session that has changed. Absent members did not
// change; a text that was cleared is empty. The codebook never changes.
type SessionPart struct {
	ID           observe.SessionID  `json:"id" format:"uuid"`
	Title        *string            `json:"title,omitempty"`
	StartedAt    *observe.Timestamp `json:"started_at,omitempty"`
	State        *string            `json:"state,omitempty" enum:"planned,live,paused,ended"`
	Locked       *bool              `json:"locked,omitempty"`
	Coding       *observe.Coding    `json:"coding,omitempty" enum:"shared,independent"`
	Revealed     *bool              `json:"revealed,omitempty"`
	Timing       *observe.Timing    `json:"timing,omitempty" enum:"clock,paper"`
	Team         *observe.TeamID    `json:"team,omitempty"`
	Participants []Participant      `json:"participants,omitempty" doc:"Those that came or changed; nobody goes"`
	Observers    []Observer         `json:"observers,omitempty" doc:"Those that came or changed; nobody goes"`
	Phases       *[]SessionPhase    `json:"phases,omitempty" doc:"All of them"`
	Intention    *string            `json:"intention,omitempty"`
	Head         *observe.Seq       `json:"head,omitempty"`
}

// ChangesOf returns what has changed of a session since it was shown as was; nil for
// all of it. Both must be for the same viewers. Changed is false if nothing but the
// head has changed, which viewers know from the entries.
func ChangesOf(was, now *SessionFacts) (part SessionPart, changed bool) {
	old := was
	if was == nil {
		old = &SessionFacts{}
	}
	all := was == nil
	part = SessionPart{
		ID:        now.ID,
		Title:     other(all, old.Title, now.Title),
		State:     other(all, old.State, now.State),
		Locked:    other(all, old.Locked, now.Locked),
		Coding:    other(all, old.Coding, now.Coding),
		Revealed:  other(all, old.Revealed, now.Revealed),
		Timing:    other(false, cmp.Or(old.Timing, observe.ByClock), cmp.Or(now.Timing, observe.ByClock)),
		Team:      other(all, old.Team, now.Team),
		Intention: other(all, old.Intention, now.Intention),
		Phases:    others(all, old.Phases, now.Phases),

		Participants: came(old.Participants, now.Participants, func(p Participant) observe.PersonID { return p.ID }),
		Observers:    came(old.Observers, now.Observers, func(o Observer) observe.ObserverID { return o.ID }),
	}
	if !reflect.DeepEqual(old.StartedAt, now.StartedAt) {
		part.StartedAt = now.StartedAt
	}
	changed = !reflect.DeepEqual(part, SessionPart{ID: now.ID})
	part.Head = other(all, old.Head, now.Head)
	return part, changed
}

func other[T comparable](all bool, was, now T) *T {
	if !all && was == now {
		return nil
	}
	return &now
}

func others[T any](all bool, was, now []T) *[]T {
	if !all && reflect.DeepEqual(was, now) {
		return nil
	}
	return &now
}

// came returns the elements of a list that the one before does not have, or has with
// other values.
func came[T any, K comparable](was, now []T, id func(T) K) []T {
	before := make(map[K]T, len(was))
	for _, e := range was {
		before[id(e)] = e
	}
	var out []T
	for _, e := range now {
		if old, there := before[id(e)]; !there || !reflect.DeepEqual(old, e) {
			out = append(out, e)
		}
	}
	return out
}
