// Package contract is the wire contract of the Freedom Pay Card API as data: the
// operations with their paths, members and provenance, the words of each part of the
// API, and the codes of the dictionaries.
//
//	api, err := contract.Load()
//	op, ok := api.Operation("Cards.Issue")
//	fmt.Println(op.Path, op.Provenance.Path) // /v5/card-api/card/issue partial
//
// Its source is openapi.json and dictionaries.json; CONTRIBUTING.md says how they
// change. The contract is for tests, tools and the fake bank. The client does not
// import it.
package contract

import (
	_ "embed" // the two files
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed openapi.json
var openAPI []byte

//go:embed dictionaries.json
var dictionaries []byte

// OpenAPI returns the text of openapi.json.
func OpenAPI() []byte { return slices.Clone(openAPI) }

// Contract is the API: its operations, dialects and dictionaries.
type Contract struct {
	Operations   []Operation // by id
	Dialects     []Dialect   // by name
	Dictionaries []Dictionary
}

// Load returns the contract. All calls return the same value: do not change it.
func Load() (*Contract, error) { return load() }

var load = sync.OnceValues(func() (*Contract, error) { return Parse(openAPI, dictionaries) })

// Parse reads a contract from the texts of openapi.json and dictionaries.json, for a
// tool that changes them. The error names the operation and says what is wrong.
func Parse(openAPI, dictionaries []byte) (*Contract, error) {
	c := &Contract{}
	var file struct {
		Paths      map[string]map[string]*document `json:"paths"`
		Dialects   map[string]*Dialect             `json:"x-dialects"`
		Components struct {
			Schemas map[string]*Schema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(openAPI, &file); err != nil {
		return nil, fmt.Errorf("contract: openapi.json: %w", err)
	}
	for name, dialect := range file.Dialects {
		dialect.Name = name
		c.Dialects = append(c.Dialects, *dialect)
	}
	slices.SortFunc(c.Dialects, func(a, b Dialect) int { return strings.Compare(a.Name, b.Name) })
	for path, methods := range file.Paths {
		op := methods["post"]
		if op == nil || len(methods) != 1 {
			return nil, fmt.Errorf("contract: openapi.json: %s: want one member, post", path)
		}
		op.Path = path
		if err := op.complete(c, file.Components.Schemas); err != nil {
			return nil, fmt.Errorf("contract: openapi.json: %s %s: %w", path, op.ID, err)
		}
		c.Operations = append(c.Operations, op.Operation)
	}
	slices.SortFunc(c.Operations, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	var err error
	if c.Dictionaries, err = parseDictionaries(dictionaries); err != nil {
		return nil, fmt.Errorf("contract: dictionaries.json: %w", err)
	}
	return c, nil
}

// Operation returns the operation with the id, such as Cards.Info.
func (c *Contract) Operation(id string) (op *Operation, ok bool) {
	at := slices.IndexFunc(c.Operations, func(op Operation) bool { return op.ID == id })
	if at < 0 {
		return nil, false
	}
	return &c.Operations[at], true
}

// DialectOf returns the dialect of a path: the one with the longest matching prefix.
func (c *Contract) DialectOf(path string) (found *Dialect, ok bool) {
	for i := range c.Dialects {
		d := &c.Dialects[i]
		if strings.HasPrefix(path, d.Prefix+"/") && (found == nil || len(d.Prefix) > len(found.Prefix)) {
			found = d
		}
	}
	return found, found != nil
}
