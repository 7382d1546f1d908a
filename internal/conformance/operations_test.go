package conformance

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

// root is the repository as seen from this package.
const root = "../../"

// everything returns the contract.
func everything(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// operations returns the operations that a call can be made of: those with a
// method, a recorded exchange and a row. TestNothingIsMissing names the others,
// so that no other test has to.
func operations(t testing.TB) (complete []*contract.Operation) {
	t.Helper()
	recorded := fixtures(t)
	all := everything(t).Operations
	for i := range all {
		if len(callable(&all[i], recorded)) == 0 {
			complete = append(complete, &all[i])
		}
	}
	return complete
}

// onlyOnErrors reports whether a successful answer leaves the member out.
func onlyOnErrors(s *contract.Schema, name string) bool {
	return !s.Requires(name) && strings.Contains(s.Properties[name].Description, "only on errors")
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
