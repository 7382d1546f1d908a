// Package contract serves the wire contract of the API.
package contract

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPI []byte //nolint:gochecknoglobals // an embedded file

// Serve answers with the contract as OpenAPI.
func Serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "*") // documentation, for any viewer
	_, _ = w.Write(openAPI)
}
