package access

import (
	"testing"

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
