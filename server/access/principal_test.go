package access

import (
	"testing"
	"time"

	"kompas/server/allowance"
)

// Somebody who holds nothing that still counts is not counted as the owner.
func TestNobodyIsNotTheOwner(t *testing.T) {
	p := &Principal{}
	p.add(&Grant{Deleted: true})
	if p.Holder() == allowance.Owner || p.Holder() == holder("", "") {
		t.Errorf("they go by %q", p.Holder())
	}
	if p.Owner = true; p.Holder() != allowance.Owner {
		t.Errorf("the owner goes by %q", p.Holder())
	}
}

// The owner stays signed in when an invitation that the browser also holds expires.
func TestGrantsDoNotEndTheOwner(t *testing.T) {
	soon, later := time.Unix(1, 0), time.Unix(2, 0)
	p := &Principal{until: later, Grants: []Grant{{Expires: soon}}}
	if got := p.expires(); !got.Equal(soon) {
		t.Errorf("an invited person is signed in until %v", got)
	}
	if p.Owner = true; !p.expires().Equal(later) {
		t.Errorf("the owner is signed in until %v", p.expires())
	}
}
