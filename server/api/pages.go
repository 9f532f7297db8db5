package api

import "strings"

// Page is one of the pages that a browser shows. All are the same file; which
// page it shows is decided by the address.
type Page struct {
	Name    string `json:"name"`
	Address string `json:"address"` // with {id} for one segment that is not empty
}

// Pages are all pages. Where an address is that of several, the first counts.
// People keep addresses, so they do not change.
var Pages = []Page{
	{"home", "/"},
	{"practice", "/practice"},
	{"settings", "/settings"},
	{"signin", "/signin"},
	{"join", "/join"},
	{"new-meeting", "/sessions/new"},
	{"prepare", "/sessions/{id}/prepare"},
	{"pad", "/sessions/{id}/pad"},
	{"mirror", "/sessions/{id}/mirror"},
	{"review", "/sessions/{id}/review"},
	{"debrief", "/sessions/{id}/debrief"},
	{"sheet", "/sessions/{id}/sheet"},
	{"blank-sheet", "/print/sheet"},
	{"preview", "/sessions/{id}/preview"},
	{"new-team", "/teams/new"},
	{"team", "/teams/{id}"},
}

// Has reports whether an address is that of the page. The address is escaped, as
// in a request, because an id may hold a slash.
func (p Page) Has(address string) bool {
	wanted, parts := strings.Split(p.Address, "/"), strings.Split(address, "/")
	if len(parts) != len(wanted) {
		return false
	}
	for i, w := range wanted {
		if parts[i] != w && (w != "{id}" || parts[i] == "") {
			return false
		}
	}
	return true
}
