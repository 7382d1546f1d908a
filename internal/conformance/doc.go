// Package conformance holds the client to the wire contract: its tests compare
// every operation, field, code, doc comment and recorded exchange with
// testdata/openapi.json and testdata/dictionaries.json, and write
// docs/coverage.md. Nothing imports it, so what its tests need stays out of the
// builds of those who import the client.
package conformance
