// Package contract is the wire contract of the Freedom Pay Card API as data:
// every operation with its path, members and provenance, every dialect with its
// words, every code of the dictionaries. openapi.json and dictionaries.json are
// its source; CONTRIBUTING.md says how a fact in them changes.
//
// It is for tests, tools and freedompaytest. The client does not import it.
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

// Contract is everything that is known of the API.
type Contract struct {
	Operations   []Operation // by id
	Dialects     []Dialect   // by name
	Dictionaries []Dictionary
}

// Load returns the contract. It is read once and shared: do not change it.
func Load() (*Contract, error) { return load() }

var load = sync.OnceValues(func() (*Contract, error) { return Parse(openAPI, dictionaries) })

// Parse reads a contract from the texts of its two files, for a tool that has
// changed them. The error says what is wrong, and of which operation.
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

// Operation returns the operation with an id, such as Cards.Info.
func (c *Contract) Operation(id string) (op *Operation, ok bool) {
	at := slices.IndexFunc(c.Operations, func(op Operation) bool { return op.ID == id })
	if at < 0 {
		return nil, false
	}
	return &c.Operations[at], true
}

// DialectOf returns the dialect that is spoken on a path: that with the longest
// prefix of it.
func (c *Contract) DialectOf(path string) (found *Dialect, ok bool) {
	for i := range c.Dialects {
		d := &c.Dialects[i]
		if strings.HasPrefix(path, d.Prefix+"/") && (found == nil || len(d.Prefix) > len(found.Prefix)) {
			found = d
		}
	}
	return found, found != nil
}
