package contract

import (
	"encoding/json"
	"slices"
	"sync"
)

// Operation is what the contract says of one operation.
type Operation struct {
	ID        string
	Path      string
	Summary   string
	Command   bool
	Algorithm string
	Request   Schema
}

// Schema is a part of JSON Schema, as much as the contract uses.
type Schema struct {
	Type       string            `json:"type"`
	Properties map[string]Schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *Schema           `json:"items"`
	Dictionary string            `json:"x-dictionary"`
}

// Operations returns the operations in the order of their names.
func Operations() []Operation { return load() }

// Named returns one operation by its name.
func Named(id string) (Operation, bool) {
	i := slices.IndexFunc(load(), func(o Operation) bool { return o.ID == id })
	if i < 0 {
		return Operation{}, false
	}
	return load()[i], true
}

var load = sync.OnceValue(func() []Operation { //nolint:gochecknoglobals // a constant that is read once
	var document struct {
		Paths map[string]struct {
			Post struct {
				ID          string `json:"operationId"`
				Summary     string `json:"summary"`
				Kind        string `json:"x-kind"`
				Algorithm   string `json:"x-algorithm"`
				RequestBody struct {
					Content map[string]struct {
						Schema Schema `json:"schema"`
					} `json:"content"`
				} `json:"requestBody"`
			} `json:"post"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(openAPI, &document); err != nil {
		panic(err) // the file is part of the program
	}
	var list []Operation
	for path, item := range document.Paths {
		post := item.Post
		list = append(list, Operation{
			ID: post.ID, Path: path, Summary: post.Summary, Command: post.Kind == "command", Algorithm: post.Algorithm,
			Request: post.RequestBody.Content["application/json"].Schema,
		})
	}
	slices.SortFunc(list, func(a, b Operation) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
})
