package api

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"kompas/observe"
	"kompas/observe/strictjson"
)

// EntryHead has the members of all entries.
type EntryHead struct {
	Seq observe.Seq     `json:"seq,omitempty" minimum:"1" doc:"Set by the server"`
	ID  observe.EntryID `json:"id" format:"uuid" doc:"Made by the client; the same one again is stored once"`
}

// Recorded says who added an entry, and when. The server sets both.
type Recorded struct {
	Observer   observe.ObserverID `json:"observer,omitempty" doc:"Set by the server"`
	RecordedAt observe.Timestamp  `json:"recorded_at,omitempty" doc:"Set by the server; absent in an anonymous log"`
}

// Entry is one record of a session's log, as it is sent or stored. It is only
// described here; package observe reads and writes entries.
type Entry struct{}

// StoredEntry is an entry of a log: it has a seq.
type StoredEntry struct{}

// Set is what an amend changes; null clears an optional field. Which fields it
// may have depends on the target. It is only described here.
type Set struct{}

// Shape describes an object by its members, if there is no Go type for it.
type Shape struct {
	Name   string
	Fields []strictjson.Field
}

// Union returns the kinds of entries, told apart by their type.
func (Entry) Union() []any {
	var kinds []any
	for _, s := range observe.EntryShapes {
		fields := head(s.Type, EntryHead{}, Recorded{})
		for _, f := range s.Fields {
			fields = append(fields, member(f))
		}
		kinds = append(kinds, Shape{shapeName(s.Type), fields})
	}
	return append(kinds, Shape{shapeName(observe.TypeRedacted), head(observe.TypeRedacted, EntryHead{})})
}

// Shape describes the fields that an amend may set.
func (Set) Shape() Shape {
	set := Shape{Name: "Set"}
	for _, f := range observe.SetShape.Fields {
		m := member(f)
		m.Required = false
		if !f.Required {
			m.Tag += ` null:"clears"`
		}
		set.Fields = append(set.Fields, m)
	}
	return set
}

// shapeName is what a type of entry is called in the description of the API.
// Four names are longer than the type, since they would mean something else.
func shapeName(t observe.EntryType) string {
	name := strings.ToUpper(string(t[:1])) + string(t[1:])
	switch t {
	case observe.TypePhase, observe.TypeParticipant, observe.TypeState, observe.TypeExperiment:
		name += "Entry"
	}
	return name
}

// head returns the members of the structs, and the type of the entry.
func head(t observe.EntryType, structs ...any) []strictjson.Field {
	fields := []strictjson.Field{{Name: "type", Required: true, Type: reflect.TypeFor[string](), Tag: tag("const", t)}}
	for _, s := range structs {
		fields = append(fields, strictjson.Fields(reflect.TypeOf(s))...)
	}
	return fields
}

// member describes a field of an entry as if it were a member of a struct.
func member(f observe.Field) strictjson.Field {
	m := strictjson.Field{Name: f.Name, Required: f.Required, Type: reflect.TypeFor[string]()}
	text := func(most int) {
		if f.Required {
			m.Tag += tag("minLength", 1)
		}
		m.Tag += tag("maxLength", most)
	}
	switch f.Kind {
	case observe.KindMillis:
		m.Type, m.Tag = reflect.TypeFor[observe.Millis](), tag("minimum", 0)+tag("maximum", int64(observe.MaxMillis))
	case observe.KindWho, observe.KindID, observe.KindReference:
		text(observe.MaxID)
	case observe.KindName:
		text(observe.MaxName)
	case observe.KindText:
		m.Tag = tag("maxLength", observe.MaxText)
	case observe.KindChoice:
		m.Tag = tag("enum", strings.Join(f.Values, ","))
	case observe.KindTime:
		m.Type = reflect.TypeFor[observe.Timestamp]()
	case observe.KindFlag:
		m.Type = reflect.TypeFor[bool]()
	case observe.KindTags:
		m.Type, m.Tag = reflect.TypeFor[[]observe.TagID](), tag("maxItems", observe.MaxEntryTags)
	case observe.KindIDs:
		m.Type = reflect.TypeFor[[]string]()
	case observe.KindReferences:
		m.Type = reflect.TypeFor[[]observe.EntryID]()
	case observe.KindPerson:
		m.Type = reflect.TypeFor[observe.Person]()
	case observe.KindSet:
		m.Type = reflect.TypeFor[Set]()
	default:
		panic("api: no description of the field " + f.Name)
	}
	if f.Doc != "" {
		m.Tag += tag("doc", f.Doc)
	}
	return m
}

func tag(name string, value any) reflect.StructTag {
	return reflect.StructTag(name + ":" + strconv.Quote(fmt.Sprint(value)) + " ")
}
