package outage_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A wait whose question is refused has not seen the command refused: its outcome is
// unknown, whatever the class of the error.
func TestWaitTakesARefusedQuestionForNoEnd(t *testing.T) {
	for name, test := range map[string]struct {
		fault freedompaytest.Fault
		class error
	}{
		"a status that lags":   {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.Refuse, Code: "12004"}, freedompay.ErrRequestUnknown},
		"another refusal":      {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.Refuse, Code: "12001"}, freedompay.CodeInvalidParameters},
		"a proxy's page":       {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.BlockRequest}, nil},
		"a bank that is down":  {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.ServiceUnavailable}, freedompay.ErrOutcomeUnknown},
		"answers that are cut": {freedompaytest.Fault{On: "Requests.Status", Do: freedompaytest.TruncatedJSON}, freedompay.ErrOutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New()
				client := bank.Client()
				card, err := bank.NewCard(bank.NewClient())
				if err != nil {
					t.Fatal(err)
				}
				p, err := client.Prepare(freedompay.CloseCardRequest{CardID: card, Description: "lost"})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := client.Resume(t.Context(), p, time.Time{}); err != nil {
					t.Fatal(err)
				}
				bank.Inject(test.fault)
				_, err = client.Await(t.Context(), p)
				if got := freedompay.OutcomeOf(err); got != freedompay.OutcomeUnknown || test.class != nil && !errors.Is(err, test.class) {
					t.Errorf("the outcome is %s: %v", got, err)
				}
			})
		})
	}
}
