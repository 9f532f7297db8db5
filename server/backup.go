package server

func backup(c *call) error {
	name := "kompas-" + c.day(c.opts.Now()) + ".db"
	return c.stream(mediaFile, name, func(out *sink) error { return c.opts.Backup(c.r.Context(), out) })
}
