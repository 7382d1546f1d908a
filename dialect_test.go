package freedompay

import (
	"errors"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

func wireContract(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The client's own table of operations says what the contract says. What it lacks
// is listed by TestNothingIsMissing of internal/conformance.
func TestOperationsAreTheContract(t *testing.T) {
	c := wireContract(t)
	for _, op := range allOperations {
		known, ok := c.Operation(op.name)
		if !ok {
			t.Errorf("%s: the contract has no such operation: remove it from operations.go", op.name)
			continue
		}
		if op.path != known.Path {
			t.Errorf("%s: the path in operations.go is %s, the contract has %s", op.name, op.path, known.Path)
		}
		want := query
		switch {
		case known.Identified:
			want = command
		case known.Kind == contract.Command:
			want = unprotected
		}
		req, answer, kind := commandNamed(op.name)
		if kind != want || (req == nil) != (want == query) || (answer == nil) != (want == query) {
			t.Errorf("%s: commandNamed in operations.go answers %T, %T and kind %v, want kind %v", op.name, req, answer, kind, want)
		}
		if req != nil && req.Operation() != op.name {
			t.Errorf("%s: commandNamed in operations.go answers the request of %s", op.name, req.Operation())
		}
	}
}

// The client's dialects have the words of the contract.
func TestDialectsAreTheContract(t *testing.T) {
	c := wireContract(t)
	if len(dialects) != len(c.Dialects) {
		t.Errorf("%d dialects in dialect.go, the contract has %d", len(dialects), len(c.Dialects))
	}
	for _, known := range c.Dialects {
		d := dialectOf(known.Prefix + "/x")
		type words struct{ prefix, algorithm, repeated, unknown, status string }
		got := words{d.prefix, string(d.algorithm), string(d.repeated), string(d.unknown), d.status}
		want := words{known.Prefix, known.Algorithm, known.Duplicate, known.UnknownRequest, known.StatusOperation}
		if got != want {
			t.Errorf("dialect %s: dialect.go has %+v, the contract %+v", known.Name, got, want)
		}
		// A gift card's code for incorrect input is also that of any other error.
		if d.invalid != ErrorCode(known.Invalid) && ErrorCode(known.Invalid) != CodeGiftError {
			t.Errorf("dialect %s: incorrect input is %q in dialect.go and %q in the contract", known.Name, string(d.invalid), known.Invalid)
		}
		for _, code := range known.TryLater {
			if !errors.Is(ErrorCode(code), ErrUnavailable) {
				t.Errorf("dialect %s: the contract says of %s to try later, and it is not ErrUnavailable", known.Name, code)
			}
		}
		for word, settled := range map[string]bool{known.Progress.Done: true, known.Progress.Running: false, known.Progress.Failed: true} {
			if state := RequestStatus(word); word != "" && (state.Settled() != settled || state.Failed() != (word == known.Progress.Failed)) {
				t.Errorf("dialect %s: %q is settled: %v, failed: %v", known.Name, word, state.Settled(), state.Failed())
			}
		}
	}
}
