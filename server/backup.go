package server

func backup(c *call) error {
	name := "kompas-" + c.opts.Now().UTC().Format("2006-01-02") + ".db"
	return c.stream(mediaFile, name, func(out *sink) error { return c.opts.Backup(c.r.Context(), out) })
}
