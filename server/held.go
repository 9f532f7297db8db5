package server

// Bytes of what is counted for whoever asks, see [allowance.Memory].
const (
	perAnswer  = 256 << 10 // that sending an answer takes besides, compressed as it may be
	perEntry   = 1 << 10   // that an entry takes from being read until it is answered
	notCounted = 1 << 10   // an answer up to here: it is not compressed, and leaves at once
)

// hold counts n bytes for whoever asks, until the request is answered.
func (c *call) hold(n int) error {
	err := c.memory.Take(c.holder(), n)
	if err == nil {
		c.holding += n
	}
	return err
}

// letGo gives back all that hold has counted.
func (c *call) letGo() {
	if c.holding > 0 {
		c.memory.Give(c.holder(), c.holding)
		c.holding = 0
	}
}

// holder names for whom is counted what the call takes.
func (c *call) holder() string {
	if c.who == nil || !c.who.Owner && len(c.who.Grants) == 0 {
		return "address " + c.addresses.Network(c.r)
	}
	return c.who.Holder()
}
