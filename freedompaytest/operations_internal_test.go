package freedompaytest

import "testing"

// Each handler belongs to an operation of the contract. That each operation has
// a handler is tested in internal/conformance.
func TestHandlersAreOfTheContract(t *testing.T) {
	for id, handler := range handlers() {
		if _, ok := facts().Operation(id); !ok {
			t.Errorf("%s: the contract has no such operation: remove the handler in operations.go", id)
		}
		if (handler.answer == nil) == (handler.command == nil) {
			t.Errorf("%s: want one of answer and command in operations.go", id)
		}
	}
}
