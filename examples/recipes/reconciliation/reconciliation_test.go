package reconciliation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/examples/recipes/reconciliation"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// credit is an entry of the ledger for a credit.
func credit(order, amount string) reconciliation.Entry {
	return reconciliation.Entry{OrderID: order, Type: "1062", Amount: freedompay.MustAmount(amount), Currency: freedompay.KZT}
}

func TestOfDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		almaty := time.FixedZone("Almaty", 5*60*60)
		start := time.Now().In(almaty).Truncate(24 * time.Hour).Add(24*time.Hour - 5*time.Hour) // midnight there
		require.Zero(t, start.Hour())
		bank := freedompaytest.New()
		client := bank.Client()
		cardID, err := bank.NewCard(bank.NewClient())
		require.NoError(t, err)
		fund := func(at time.Time, amounts ...string) {
			time.Sleep(time.Until(at))
			for _, amount := range amounts {
				require.NoError(t, bank.Fund(cardID, amount, freedompay.KZT))
			}
		}
		fund(start.Add(-time.Second), "1.00")                       // the day before
		fund(start, "100.00", "100.00", "250.00")                   // the first moment of the day
		fund(start.Add(24*time.Hour-time.Second), "70.00", "70.00") // its last second
		fund(start.Add(24*time.Hour), "2.00")                       // the day after

		found, err := reconciliation.OfDay(t.Context(), client, cardID, start, []reconciliation.Entry{
			credit("a", "100"), credit("b", "100.00"), // the bank has both
			credit("c", "70"),                     // the bank has it twice
			credit("d", "33.00"),                  // the bank has it not
			credit("e", "1.00"), credit("f", "2"), // the bank has them on other days
		})
		require.NoError(t, err)
		var only []string
		for _, line := range found.AtBankOnly {
			only = append(only, line.Amount.String())
		}
		assert.Equal(t, []string{"250.00", "70.00"}, only)
		assert.Equal(t, []reconciliation.Entry{credit("d", "33.00"), credit("e", "1.00"), credit("f", "2")}, found.InLedgerOnly)

		bank.Inject(freedompaytest.Fault{On: "Cards.Statement", Do: freedompaytest.DropMidway})
		found, err = reconciliation.OfDay(t.Context(), client, cardID, start, nil)
		require.Error(t, err)
		assert.Empty(t, found, "of half a statement nothing is said")
	})
}
