package describe_test

import (
	"net/http/httptest"
	"testing"

	"kompas/server/describe"
)

func TestQuery(t *testing.T) {
	for _, tt := range []struct {
		query string
		lag   int64
		lang  string
		flag  bool
		wrong string
	}{
		{"", 7, "en", false, ""},
		{"lag=&lang=", 7, "en", false, ""},
		{"lag=-2&lang=nl&flag=true", -2, "nl", true, ""},
		{"flag=false", 7, "en", false, ""},
		{"lag=x", 7, "en", false, `invalid: /lag: must be a whole number; it is "x"`},
		{"lang=de", 7, "en", false, `invalid: /lang: must be "en" or "nl"; it is "de"`},
		{"flag=1", 7, "en", false, `invalid: /flag: must be true or false; it is "1"`},
	} {
		q := describe.QueryOf(httptest.NewRequest("GET", "/?"+tt.query, nil))
		lag := int64(7)
		describe.Parse(q, "lag", "a whole number", &lag, describe.ParseWhole)
		if lang, flag := q.OneOf("lang", "en", "nl"), q.Flag("flag"); lag != tt.lag || lang != tt.lang || flag != tt.flag || told(q.Err()) != tt.wrong {
			t.Errorf("%q: %d %s %v %v", tt.query, lag, lang, flag, q.Err())
		}
	}
}

func TestQueryNotesWhatFailed(t *testing.T) {
	q := describe.QueryOf(httptest.NewRequest("GET", "/?a=&b=1", nil))
	if !q.Has("a") || q.Has("c") || q.Text("b") != "1" || q.Failed("b") || q.Err() != nil {
		t.Errorf("%+v", q)
	}
	q.Fail("b", "must be %d", 2)
	if !q.Failed("b") || q.Failed("a") || told(q.Err()) != "invalid: /b: must be 2" {
		t.Errorf("%v", q.Err())
	}
}
