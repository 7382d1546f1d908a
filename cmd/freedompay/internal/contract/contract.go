// Package contract makes the wire contract handy for the workbench: it serves
// it, finds operations by name, and writes example requests.
package contract

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/freedompay-go/freedompay"
	wire "github.com/freedompay-go/freedompay/contract"
)

// Serve answers with the contract as OpenAPI.
func Serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "*") // documentation, for any viewer
	_, _ = w.Write(wire.OpenAPI())
}

// Operation is an operation of the contract.
type Operation struct{ *wire.Operation }

// Command reports whether the operation changes something.
func (o Operation) Command() bool { return o.Kind != wire.Query }

// Asks returns the operation that tells what became of a command, "" where there is none.
func Asks(operation string) string {
	if (freedompay.Prepared{Operation: operation}).Protection() != freedompay.ProtectedByIDWithStatus {
		return ""
	}
	if service, _, _ := strings.Cut(operation, "."); service == "Wallets" || service == "Partners" {
		return service + ".RequestStatus"
	}
	return "Requests.Status"
}

// Operations returns the operations in the order of their names.
func Operations() []Operation { return load() }

// Named returns one operation by its name.
func Named(id string) (Operation, bool) {
	i, found := slices.BinarySearchFunc(load(), id, func(o Operation, id string) int { return strings.Compare(o.ID, id) })
	if !found {
		return Operation{}, false
	}
	return load()[i], true
}

var load = sync.OnceValue(func() []Operation {
	c, err := wire.Load()
	if err != nil {
		panic(err) // the contract is part of the program
	}
	var list []Operation
	for i := range c.Operations {
		list = append(list, Operation{&c.Operations[i]})
	}
	slices.SortFunc(list, func(a, b Operation) int { return strings.Compare(a.ID, b.ID) })
	return list
})
