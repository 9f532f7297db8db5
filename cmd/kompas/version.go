package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"kompas/server"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program",
		Args:  takes(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(a.stdout, "kompas %s (%s %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func (a *app) openAPI() *cobra.Command {
	return &cobra.Command{
		Use:   "openapi",
		Short: "Print the description of the HTTP API, as OpenAPI",
		Args:  takes(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			document, err := server.OpenAPI(version)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s\n", document)
			return err
		},
	}
}
