// Package static holds the web page of Kompas: it is built from web/ into
// dist/ and embedded here.
package static

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// FS gives the built page: index.html, and below assets/ files whose names
// change with their content. Before the page was built it holds no index.html.
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is the constant of the embed above
	}
	return sub
}
