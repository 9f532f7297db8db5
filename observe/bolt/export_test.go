package bolt

// CutMigration makes the last migration fail right before its end, until the
// returned function is called.
func CutMigration(cut error) (mend func()) {
	last := &migrations[len(migrations)-1]
	whole := *last
	*last = func(db *DB) error {
		if err := whole(db); err != nil {
			return err
		}
		return cut
	}
	return func() { *last = whole }
}
