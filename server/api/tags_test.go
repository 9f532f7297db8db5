package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/server/api"
)

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// values are those that a member of a type may have.
var values = map[string][]string{
	"Role":       texts(observe.Roles),
	"PersonRole": texts(observe.PersonRoles),
	"Purpose":    texts(observe.Purposes),
	"Coding":     texts(observe.Codings),
	"Effect":     texts(observe.Effects),
	"Code":       texts(observe.RejectCodes),
}

// limits are those of members, by their names in JSON.
var limits = map[string]int{
	"name": observe.MaxName, "title": observe.MaxName,
	"text": observe.MaxText, "intention": observe.MaxText,
	"participants": observe.MaxParticipants, "people": observe.MaxParticipants,
	"phases": observe.MaxPhases, "entries": observe.MaxBatch,
	"id": observe.MaxID, "team": observe.MaxID, "person": observe.MaxID, "family": observe.MaxID,
}

// Tags cannot refer to constants, so this test compares their values with the domain.
func TestTagsAgreeWithTheDomain(t *testing.T) {
	seen := map[string]bool{}
	for _, pattern := range []string{"*.go", "../../observe/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				field, ok := n.(*ast.Field)
				if !ok || field.Tag == nil {
					return true
				}
				text, _ := strconv.Unquote(field.Tag.Value)
				tag := reflect.StructTag(text)
				member, _, _ := strings.Cut(tag.Get("json"), ",")
				kind := nameOf(field.Type)
				if enum := tag.Get("enum"); enum != "" && values[kind] != nil {
					seen[kind] = true
					got, want := strings.Split(enum, ","), values[kind]
					if kind == "Role" && got[0] != "owner" {
						want = want[1:] // an invitation gives no ownership
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s: %s may be %q, want %q", name, member, got, want)
					}
				}
				for _, key := range []string{"maxLength", "maxItems"} {
					if most, want := tag.Get(key), limits[member]; most != "" && want != 0 {
						seen[member] = true
						if most != strconv.Itoa(want) {
							t.Errorf("%s: %s of %s is %s, want %d", name, key, member, most, want)
						}
					}
				}
				return true
			})
		}
	}
	for _, list := range []any{values, limits} {
		for _, k := range reflect.ValueOf(list).MapKeys() {
			if !seen[k.String()] {
				t.Errorf("nothing is tagged as a %s", k)
			}
		}
	}
	if api.MaxMessage != observe.MaxEntryBytes {
		t.Error("the longest entry does not fit a message")
	}
}

// nameOf returns the name of a type without its package, pointer or list.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return nameOf(e.X)
	case *ast.ArrayType:
		return nameOf(e.Elt)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}
