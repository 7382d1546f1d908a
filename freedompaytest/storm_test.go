package freedompaytest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// Many callers at once, every tenth answer lost: each caller sends a request
// again until it is answered, and nothing is done twice.
func TestStorm(t *testing.T) {
	const callers, each = 64, 60
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	bank := freedompaytest.New(freedompaytest.WithSeed(seed), freedompaytest.SettleAfter(0))
	setup := callerOf(t, bank)
	card := setup.newCard(2000)
	bank.Inject(
		freedompaytest.Fault{Do: freedompaytest.DropAfter, On: "Transactions.Create", Probability: 0.1},
		freedompaytest.Fault{Do: freedompaytest.DropBefore, On: "Transactions.Create", Probability: 0.1},
	)
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() {
			c := callerOf(t, bank)
			for j := range each {
				if err := c.createUntilAnswered(card, fmt.Sprintf("%d-%d", i, j)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	setup.wantBalance(card, fmt.Sprintf("%d.00", callers*each), "0.00")
	if err := bank.Audit(); err != nil {
		t.Error(err)
	}
	if calls := bank.Calls(); len(calls) != bank.CallCount("") || bank.CallCount("Transactions.Create") <= callers*each {
		t.Errorf("%d calls", len(calls))
	}
}

// createUntilAnswered credits 1.00 to a card, sending the same bytes until there is an answer.
func (c *caller) createUntilAnswered(card, order string) error {
	body, err := json.Marshal(object{
		"request_id": uuid.NewString(), "order_id": order, "card_id": card, "type": "credit", "amount": 1, "currency": "KZT",
	})
	if err != nil {
		return err
	}
	for {
		o := c.try(c.request(create, body))
		if o.err != nil {
			continue
		}
		var answer object
		if err := json.Unmarshal([]byte(o.body), &answer); err != nil {
			return err
		}
		if answer["status"] != "ok" && code(answer) != "12002" {
			return fmt.Errorf("order %s: %s", order, o.body)
		}
		return nil
	}
}
