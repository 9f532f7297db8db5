package strictjson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kompas/observe/strictjson"
)

// Check finds what encoding/json would repair, and nothing else.
func TestCheckText(t *testing.T) {
	for text, right := range map[string]bool{
		`"\ud83e\udded"`:       true,
		`"\uD83E\uDDED"`:       true,
		`"\\ud800"`:            true,
		`"\\\\ud800 \\"`:       true,
		`"\u00e9\ue000\ud7ff"`: true,
		`"\ud800"`:             false,
		`"\uDBFF"`:             false,
		`"\udc00"`:             false,
		`"\uDFFFx"`:            false,
		`"\\\ud800"`:           false,
		`"\ud800\ud800\udc00"`: false,
		`"\ud83e\udded\udded"`: false,
		`"\ud83e \udded"`:      false,
		`"\ud83e\u0041"`:       false,
		`"\ud83e\\udded"`:      false,
		`"\ud83e`:              false,
		`{"\ud800":1}`:         false,
		"\"\xff\"":             false,
		"\"\xed\xa0\x80\"":     false,
		"\"\xf4\x90\x80\x80\"": false,
	} {
		if err := strictjson.Check([]byte(text), strictjson.Limits{}); (err == nil) != right {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// problem returns what an error says, or "" for none.
func problem(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCheck(t *testing.T) {
	long := strings.Repeat("é", 100)
	for text, want := range map[string]string{
		`{"a":1,"b":[{"c":null}]}`:              "",
		` [2.5e3, "x", true] `:                  "",
		`{"a":1,"a":1}`:                         "/a: is there twice",
		`{"a":1,"\u0061":1}`:                    "/a: is there twice",
		`{"a":1,"A":1}`:                         "",
		`{"b":[{"x":1,"y":2,"x":3}]}`:           "/b/0/x: is there twice",
		`{"a~/b":1,"a~/b":1}`:                   "/a~0~1b: is there twice",
		`{"` + long + `":1,"` + long + `":1}`:   "/" + strings.Repeat("é", 64) + ": is there twice",
		`{"a":["x","\uD800"]}`:                  `/a/1: must not contain a lone surrogate such as \ud800`,
		`{"a":"hi \ud83d there"}`:               `/a: must not contain a lone surrogate such as \ud83d`,
		`{"a": "\uD800", "b": 1}`:               `/a: must not contain a lone surrogate such as \ud800`,
		`{"a":"\ud83d` + "`\u2028\u00e9" + `"}`: `/a: must not contain a lone surrogate such as \ud83d`,
		`{"a":"\ud83d\n\t\\"}`:                  `/a: must not contain a lone surrogate such as \ud83d`,
		`{"a":"\ud83d\ud83d\udc00"}`:            `/a: must not contain a lone surrogate such as \ud83d`,
		"{\"a\":{\"b\":\"\xff\"}}":              "/a/b: must be valid UTF-8",
		"{\"a\":{\"\xff\":1}}":                  "/a: must be valid UTF-8",
		`[[1]]`:                                 "",
		`[[[1]]]`:                               "",
		`[[[[1]]]]`:                             "/0/0/0: must not be within more than 3 others",
		`[0,{"a":[{}]}]`:                        "/1/a/0: must not be within more than 3 others",
		`[[1,2,3],[1,2,3,4]]`:                   "/1: must have at most 3 members",
		`{"a":{"b":1,"c":2,"d":3,"e":4}}`:       "/a: must have at most 3 members",
	} {
		if got := problem(strictjson.Check([]byte(text), strictjson.Limits{Depth: 3, Members: 3})); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{``, ` `, `{`, `[1,]`, `{"a":01}`, `{} {}`, "\ufeff{}", `{'a':1}`, `nul`, "\"\n\"", `"\x"`} {
		if err, ok := strictjson.Check([]byte(text), strictjson.Limits{}).(*strictjson.Error); !ok || !err.Syntax {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Check takes what encoding/json takes, but for what it is there to refuse.
func TestCheckAgreesWithEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, `"b"`, `1`, `-0.5e3`, `01`, `null`, `true`, `"\n"`, ` `, `tru`})).Draw(t, "parts")
		text := []byte(strings.Join(parts, ""))
		err, _ := strictjson.Check(text, strictjson.Limits{}).(*strictjson.Error)
		if syntax := err != nil && err.Syntax; json.Valid(text) == syntax && (err == nil || syntax) {
			t.Fatalf("%s: %v, encoding/json says %t", text, err, json.Valid(text))
		}
	})
}

func TestEnvelope(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":{"b":1,"b":2},"c":"\ud800"}`: "",
		`{"a":1,"a":2}`:                    "/a: is there twice",
		`[]`:                               "must be an object",
		`{"a~/b":1,"a~/b":1}`:              "/a~0~1b: is there twice",
		"{\"\xff\":1}":                     "must be valid UTF-8",
	} {
		if _, err := strictjson.Envelope([]byte(text)); problem(err) != want {
			t.Errorf("%s: %q, want %q", text, problem(err), want)
		}
	}
}

type inner struct {
	N int `json:"n" minimum:"1" maximum:"9"`
}

type sample struct {
	Text  string             `json:"text" minLength:"1" maxLength:"3"`
	List  []inner            `json:"list,omitempty" maxItems:"2"`
	Map   map[string]float64 `json:"map,omitempty"`
	Clear *string            `json:"clear,omitempty" null:"clears"`
	Kind  string             `json:"kind,omitempty" enum:"a,b"`
	Own   string             `json:"own,omitempty" file:"-"`
}

func TestDecode(t *testing.T) {
	loose := strictjson.Options{Loose: true, Without: "file"}
	for _, tt := range []struct {
		text string
		o    strictjson.Options
		want []string
	}{
		{`{"text":"x","list":[{"n":1}],"map":{"a":0.5},"clear":null,"kind":"a","own":"o"}`, strictjson.Options{}, nil},
		{`{}`, strictjson.Options{}, []string{"/text: must be there"}},
		{`{}`, strictjson.Options{Partial: true}, nil},
		{`{"list":[{}]}`, strictjson.Options{Partial: true}, []string{"/list/0/n: must be there"}},
		{`{"list":[{}],"text":null}`, loose, nil},
		{`{"text":"","list":[{"n":99}],"kind":"z"}`, loose, nil},
		{`{"own":"o"}`, loose, []string{"/own: is no field here; known are text, list, map, clear, kind"}},
		{`{"list":[null]}`, loose, []string{"/list/0: must not be null"}},
		{`{"text":"long","list":[{"n":0},{"n":1.5}],"map":[],"kind":"z","mood":1}`, strictjson.Options{}, []string{
			"/kind: must be one of a, b; it is \"z\"", "/list/0/n: must be 1 to 9; it is 0", "/list/1/n: must be a whole number",
			"/map: must be an object", "/mood: is no field here", "/text: must be 1 to 3 characters long; it has 4"}},
		{`{"text":"x","text":"y"}`, strictjson.Options{}, []string{"/text: is there twice"}},
		{`{"text":"x","list":[{"n":1,"n":1}]}`, strictjson.Options{}, []string{"/list/0/n: is there twice"}},
		{`{"text":"x","map":{"a":1,"a":1}}`, loose, []string{"/map/a: is there twice"}},
		{`{"text":"\ud800"}`, strictjson.Options{}, []string{`/text: must not contain a lone surrogate such as \ud800`}},
	} {
		var got []string
		for _, e := range strictjson.Decode([]byte(tt.text), &sample{}, tt.o) {
			got = append(got, e.Error())
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
