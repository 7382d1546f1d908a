package conformance

import (
	"flag"
	"testing"

	"github.com/freedompay-go/freedompay"
)

var mockURL = flag.String("mock", "", "the address of a mock that was made from contract/openapi.json: see tools/prism")

// A mock that somebody else's program makes from the contract accepts every
// request of the client, and the client reads every default answer of the mock.
func TestMock(t *testing.T) {
	if *mockURL == "" {
		t.Skip("tools/prism starts a mock and runs this test")
	}
	client, err := freedompay.New(authID, freedompay.NewSecret(key), freedompay.WithBaseURL(*mockURL))
	if err != nil {
		t.Fatal(err)
	}
	recorded := fixtures(t)
	all := operations(t)
	read := 0
	for _, op := range all {
		failed := false
		for _, f := range variants(recorded, op.ID) {
			if _, err := rowOf(t, f.name())(caller{t, client, f.requestID()}); err != nil {
				failed = true
				t.Errorf("%s: %v", f.name(), err)
			}
		}
		if !failed {
			read++
		}
	}
	t.Logf("%d of %d operations: the mock accepts the requests, and the client reads the default answers", read, len(all))
}
