package server

import (
	"reflect"
	"slices"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/preview"
	"kompas/server/api"
	"kompas/server/describe"
)

// OpenAPI returns the description of the API as an OpenAPI 3.1 document. Version
// is that of the program. The messages of the live connection are among its
// schemas; x-pages are the addresses of the page, and x-limits the limits that
// the page has to know.
func OpenAPI(version string) ([]byte, error) {
	described := describe.API{
		Version:    version,
		Types:      []any{api.ServerMessage{}, api.Append{}},
		Name:       schemaName,
		Values:     valuesOfTexts,
		Extensions: map[string]any{"x-pages": api.Pages, "x-limits": api.Bounds},
	}
	for _, rt := range routes() {
		described.Operations = append(described.Operations, rt.Operation)
	}
	return described.OpenAPI()
}

// analysisPackages are the packages whose types have "Analysis" before their name
// in the document, because "Link" alone would say too little.
var analysisPackages = []string{
	reflect.TypeFor[analysis.Result]().PkgPath(),
	reflect.TypeFor[agreement.Agreement]().PkgPath(),
	reflect.TypeFor[sequence.Link]().PkgPath(),
	reflect.TypeFor[trends.Trends]().PkgPath(),
}

// schemaName returns what a type is called in the document.
func schemaName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[analysis.Result]():
		return "Analysis"
	case t.PkgPath() == reflect.TypeFor[debrief.Debrief]().PkgPath() && t != reflect.TypeFor[debrief.Debrief]():
		return "Debrief" + t.Name()
	case t.PkgPath() == reflect.TypeFor[preview.Own]().PkgPath():
		return "Preview" + t.Name()
	case slices.Contains(analysisPackages, t.PkgPath()):
		return "Analysis" + t.Name()
	}
	return t.Name()
}

// valuesOfTexts has all values of types that are texts.
var valuesOfTexts = map[reflect.Type][]string{
	reflect.TypeFor[observe.LoopSign]():        {"+", "-"},
	reflect.TypeFor[sequence.Sign]():           {string(sequence.Positive), string(sequence.Negative)},
	reflect.TypeFor[sequence.Kind]():           {string(sequence.Reinforcing), string(sequence.Balancing)},
	reflect.TypeFor[sequence.Status]():         {string(sequence.Whole), string(sequence.Side), string(sequence.Pieces)},
	reflect.TypeFor[sequence.Pairing]():        {string(sequence.InOrder), string(sequence.InReply)},
	reflect.TypeFor[sequence.By]():             {string(sequence.ByPersons), string(sequence.ByOwn), string(sequence.ByTime)},
	reflect.TypeFor[sequence.Source]():         {string(sequence.FromCodebook), string(sequence.FromTeam)},
	reflect.TypeFor[sequence.LoopConfidence](): {string(sequence.ClearLoop), string(sequence.PossibleLoop), string(sequence.OneWay)},
	reflect.TypeFor[agreement.Warning]():       {string(agreement.WarnAlignment), string(agreement.WarnChance)},
	reflect.TypeFor[analysis.Level]():          {string(analysis.LevelCore), string(analysis.LevelFamily), string(analysis.LevelFull)},
	reflect.TypeFor[trends.LeftOut]():          {string(trends.SelfTapped), string(trends.CoreOnly), string(trends.Coarser), string(trends.Directing)},
	reflect.TypeFor[trends.Verdict](): {string(trends.Outside), string(trends.Moved), string(trends.NotMoved),
		string(trends.PerhapsMoved), string(trends.TooFewToTell)},
}

func readOpenAPI(c *call) error {
	b, err := OpenAPI(c.opts.Version)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Write(b) // a write error means that the client has gone
	return nil
}
