package durable_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The SQL of OPERATIONS.md runs, and that of the alarms finds a gift card whose answer
// was lost, and nothing else.
func TestOperationsSQL(t *testing.T) {
	s := newShop(t, setup{client: []freedompay.Option{freedompay.WithRetry(freedompay.Backoff{Attempts: 1})}})
	handleAll(s.q, nil)
	s.run(s.q)
	if outcome, _ := s.outcome(s.enqueue(gift())[0]); outcome != "done" {
		t.Fatal(outcome)
	}
	s.bank.Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: freedompaytest.DropAfter, Times: 1})
	lost := s.enqueue(gift())[0]
	if outcome, _ := s.outcome(lost); outcome != "unknown" {
		t.Fatal(outcome)
	}
	text, err := os.ReadFile("OPERATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	alarms := 0
	for _, block := range regexp.MustCompile("(?s)```sql\n(.*?)```").FindAllSubmatch(text, -1) {
		for statement := range strings.SplitSeq(strings.TrimSpace(string(block[1])), ";\n") {
			statement = strings.ReplaceAll(strings.TrimSuffix(statement, ";"), "…", lost.String())
			s.exec(statement)
			if strings.Contains(statement, "ended unknown") {
				alarms++
				if found := s.one(`SELECT string_agg(operation || ' ' || request_id, ',') FROM (` + statement + "\n) AS found"); found != "GiftCards.Issue "+lost.String() {
					t.Errorf("the alarm finds %q", found)
				}
			}
		}
	}
	if alarms != 1 {
		t.Errorf("%d statements of alarms", alarms)
	}
}
