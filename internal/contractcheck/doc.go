// Package contractcheck has somebody else's validator read contract/openapi.json,
// and hold the fake bank's answers to it.
//
// It is a module of its own, so that the validator is in nobody's go.sum. It is
// never released: run it with
//
//	go test -C internal/contractcheck ./...
package contractcheck
