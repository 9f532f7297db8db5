package observe_test

import "kompas/observe"

func fold(h observe.Header, entries []observe.Entry) *observe.State {
	s := observe.NewState(h)
	for _, e := range entries {
		s.Apply(e)
	}
	return s
}
