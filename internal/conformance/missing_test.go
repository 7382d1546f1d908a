package conformance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/internal/scene"
)

// Everything that an operation of the contract needs is there. Whatever an
// operation lacks is listed here, at once and in the order in which to add it;
// the other tests leave an operation out until it can be called.
func TestNothingIsMissing(t *testing.T) {
	recorded := fixtures(t)
	bank := freedompaytest.New()
	covered := readText(t, "docs/coverage.md")
	source := readText(t, "operations.go")
	for _, op := range everything(t).Operations {
		lacks := callable(&op, recorded)
		if !strings.Contains(source, `{"`+op.ID+`", `) {
			lacks = append(lacks, "a path: add "+op.ID+" to allOperations in operations.go")
		}
		if op.Kind == contract.Command && !strings.Contains(source, `case "`+op.ID+`":`) {
			lacks = append(lacks, "a type: add "+op.ID+" to commandNamed in operations.go")
		}
		if missing := lacksHandler(t, bank, &op); missing != "" {
			lacks = append(lacks, missing)
		}
		if !strings.Contains(covered, "`client."+op.ID+"(") {
			lacks = append(lacks, "docs/coverage.md: run go test ./internal/conformance -run TestCoverage -update")
		}
		if lacks != nil {
			t.Errorf("%s (POST %s, a %s) lacks:\n\t%s", op.ID, op.Path, op.Kind, strings.Join(lacks, "\n\t"))
		}
	}
}

// callable says what keeps the tests from calling an operation.
func callable(op *contract.Operation, recorded map[string]fixture) (lacks []string) {
	service, method := op.Names()
	if _, ok := methodOf(op); !ok {
		lacks = append(lacks, "a method: add "+method+" to the type of freedompay.Client."+service+", with the verb of a "+string(op.Kind))
	}
	if _, ok := recorded[op.ID]; !ok {
		lacks = append(lacks, "an exchange: record one in "+strings.TrimPrefix(fixtureFile(op.ID), root))
	}
	if rows()[op.ID] == nil {
		table := "otherRows in internal/conformance/rows_test.go"
		if service == "Cards" {
			table = "cardRows in internal/conformance/rows_cards_test.go"
		}
		lacks = append(lacks, "a row: add "+op.ID+" to "+table+", the call that sends the recorded request")
	}
	return lacks
}

// lacksHandler asks the fake bank for an operation without a signature: one that
// it has is refused with 401, one that it does not have with 404.
func lacksHandler(t *testing.T, bank *freedompaytest.Bank, op *contract.Operation) string {
	t.Helper()
	status, _ := scene.Post(t, bank, op.Path, "application/json", "", nil)
	if status == http.StatusUnauthorized {
		return ""
	}
	return "a bank handler: add " + op.ID + " to handlers in freedompaytest/operations.go"
}
