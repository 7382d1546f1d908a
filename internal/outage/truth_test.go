package outage_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// The tests in this file are each a way in which a command was once lost, done twice
// or reported wrongly.

// cardAt opens a card with money on it, and returns a debit of it too.
func cardAt(t *testing.T, bank *freedompaytest.Bank) (card, debit string) {
	t.Helper()
	client := bank.Client(freedompay.WithPoll(freedompay.Backoff{Min: 5 * time.Minute, Max: 5 * time.Minute})) // its status may lag
	settle := func(result *freedompay.Result, err error) *freedompay.RequestState {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		state, err := client.Requests.Wait(t.Context(), result.RequestID)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	holder := newCardholder(t, client)
	card = settle(client.Cards.Issue(t.Context(), issueOne(uuid.Nil, holder))).CardID()
	settle(client.Cards.Activate(t.Context(), freedompay.ActivateCardRequest{CardID: card}))
	move := freedompay.CreateTransactionRequest{OrderID: "1", CardID: card, Type: freedompay.Credit, Amount: freedompay.MustAmount("1000"), Currency: "KZT"}
	settle(client.Transactions.Create(t.Context(), move))
	move.OrderID, move.Type, move.Amount = "2", freedompay.Debit, freedompay.MustAmount("100")
	debit = settle(client.Transactions.Create(t.Context(), move)).TransactionID
	settle(client.Transactions.Clear(t.Context(), freedompay.ClearTransactionRequest{OrderID: "2", TransactionID: debit, All: true}))
	return card, debit
}

// mustBeDone fails the test unless the bank says that the command was carried out.
func mustBeDone(t *testing.T, bank *freedompaytest.Bank, id uuid.UUID) {
	t.Helper()
	state, err := bank.Client().Requests.Wait(t.Context(), id)
	if err != nil || state.RequestStatus != freedompay.RequestSucceeded {
		t.Errorf("the bank says %+v, %v", state, err)
	}
}

// A process sends a stored command and dies; another resumes it. The bank checks the
// state before the id, so it says that the card is closed, or that there is nothing
// left to give back, because the first process did just that.
func TestAfterARestart(t *testing.T) {
	for _, name := range []string{"close", "refund"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bank := freedompaytest.New(freedompaytest.StateBeforeID())
				card, debit := cardAt(t, bank)
				closing := freedompay.CloseCardRequest{CardID: card, Description: "x"}
				refund := freedompay.RefundTransactionRequest{OrderID: "2", TransactionID: debit, All: true}
				var cmd freedompay.Command = closing
				again := func(id uuid.UUID) error {
					closing.RequestID = id
					return second(bank.Client().Cards.Close(t.Context(), closing))
				}
				if name == "refund" {
					cmd = refund
					again = func(id uuid.UUID) error {
						refund.RequestID = id
						return second(bank.Client().Transactions.Refund(t.Context(), refund))
					}
				}
				stored, err := bank.Client().Prepare(cmd)
				if err != nil {
					t.Fatal(err)
				}
				bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter, Times: 1})
				_, err = bank.Client(freedompay.WithRetry(freedompay.Backoff{Attempts: 1})).Send(t.Context(), stored)
				mustBe(t, err, stored.RequestID, true)
				sentAt := time.Now()
				<-time.After(time.Minute) // it settles

				sent, err := bank.Client().Resume(t.Context(), stored, sentAt)
				if err != nil || sent.Outcome != freedompay.OutcomeAdopted || sent.RequestStatus != freedompay.RequestSucceeded {
					t.Errorf("resumed: %+v, %v", sent, err)
				}
				err = again(stored.RequestID) // the bank has no code for a refund of nothing: that is adopted
				if name == "close" && !errors.Is(err, freedompay.ErrDuplicate) || err != nil && freedompay.OutcomeOf(err) != freedompay.OutcomeUnknown {
					t.Errorf("sent plainly under the same id: %v", err)
				}
				<-time.After(time.Hour)
				if sent, err := bank.Client().Resume(t.Context(), stored, sentAt); err != nil || sent.Outcome != freedompay.OutcomeAdopted {
					t.Errorf("resumed after Lateness: %+v, %v", sent, err)
				}
				mustBeDone(t, bank, stored.RequestID)
				if err := bank.Audit(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// The answer is lost, the resend is refused because of what was done, and the status
// does not know the command yet.
func TestALaggingStatus(t *testing.T) {
	for lag, known := range map[time.Duration]bool{300 * time.Millisecond: true, time.Minute: false} {
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New(freedompaytest.StateBeforeID(), freedompaytest.StatusLag(lag), freedompaytest.SettleAfter(0))
			card, _ := cardAt(t, bank)
			bank.Inject(freedompaytest.Fault{Do: freedompaytest.DropAfter, On: "Cards.Close", Times: 1})
			result, err := bank.Client().Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: someID, CardID: card, Description: "x"})
			switch {
			case known && (err != nil || result.RequestStatus != freedompay.RequestSucceeded):
				t.Errorf("a lag of %v: %+v, %v", lag, result, err)
			case !known && (!errors.Is(err, freedompay.ErrOutcomeUnknown) || !errors.Is(err, freedompay.CodeCardClosed)):
				t.Errorf("a lag of %v: %v", lag, err)
			}
			<-time.After(time.Hour)
			mustBeDone(t, bank, someID)
		})
	}
}

// A proxy answers 504 and delivers the request later; meanwhile the resend is refused.
func TestALateFirstAttempt(t *testing.T) {
	for delay, known := range map[time.Duration]bool{400 * time.Millisecond: true, time.Minute: false} {
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New()
			card, _ := cardAt(t, bank)
			bank.Inject(
				freedompaytest.Fault{Do: freedompaytest.DeliverLate, Status: 504, Delay: delay, On: "Cards.Close", Times: 1},
				freedompaytest.Fault{Do: freedompaytest.Refuse, Code: "12006", On: "Cards.Close", Times: 1},
			)
			client := bank.Client(freedompay.WithRetry(freedompay.Backoff{Min: 1, Max: 1}))
			_, err := client.Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: someID, CardID: card, Description: "x"})
			switch {
			case known && err != nil:
				t.Errorf("after %v: %v", delay, err)
			case !known && (!errors.Is(err, freedompay.ErrOutcomeUnknown) || !errors.Is(err, freedompay.CodeCardNotFound) || errors.Is(err, freedompay.ErrNotFound)):
				t.Errorf("after %v: %v", delay, err)
			}
			<-time.After(time.Hour)
			mustBeDone(t, bank, someID)
		})
	}
}

// A proxy inspects answers, and says 403 in place of one.
func TestAProxyThatInspectsAnswers(t *testing.T) {
	for _, fault := range []freedompaytest.Fault{
		{}, {JSON: `{"message":"blocked"}`}, {JSON: `{"status":"error"}`}, {JSON: `{"status":"error","error_code":"WAF-7"}`}, {Status: 400}, {Status: 422, JSON: `{}`},
	} {
		fault.Do, fault.Times = freedompaytest.BlockAnswer, 1
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New()
			card, _ := cardAt(t, bank)
			fault.On = "Cards.Close"
			bank.Inject(fault)
			if result, err := bank.Client().Cards.Close(t.Context(), freedompay.CloseCardRequest{CardID: card, Description: "x"}); err != nil {
				t.Errorf("%+v: %v, %v", fault, result, err)
			}
			fault.On = "GiftCards.Issue"
			bank.Inject(fault)
			_, err := bank.Client().GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77001234567, ProductCode: 101})
			if !errors.Is(err, freedompay.ErrOutcomeUnknown) || bank.CallCount("GiftCards.Issue") != 1 {
				t.Errorf("%+v: %v after %d calls", fault, err, bank.CallCount("GiftCards.Issue"))
			}
		})
	}
}

// A proxy sends a request twice by itself: the second is refused as a repeat, or
// because of what the first has done. Nobody has used the id before.
func TestAProxyThatRepeats(t *testing.T) {
	for _, options := range [][]freedompaytest.Option{nil, {freedompaytest.StateBeforeID()}} {
		synctest.Test(t, func(t *testing.T) {
			bank := freedompaytest.New(options...)
			for _, id := range []uuid.UUID{uuid.Nil, someID} {
				card, _ := cardAt(t, bank)
				bank.Inject(freedompaytest.Fault{Do: freedompaytest.Repeat, On: "Cards.Close", Times: 1})
				result, err := bank.Client().Cards.Close(t.Context(), freedompay.CloseCardRequest{RequestID: id, CardID: card, Description: "x"})
				if id == uuid.Nil {
					if err != nil {
						t.Errorf("with an id of the client's: %v", err)
						continue
					}
					mustBeDone(t, bank, result.RequestID)
					continue
				}
				if !errors.Is(err, freedompay.ErrDuplicate) {
					t.Errorf("with an id of the caller's: %v", err)
				}
				if options == nil && !strings.Contains(err.Error(), "something between here and the bank has repeated the call") {
					t.Errorf("the error does not tell of proxies: %v", err)
				}
				mustBeDone(t, bank, id)
			}
		})
	}
}

// A failover transport leaves its first leg to itself, and its second cannot connect:
// an error of dialing proves nothing of a transport that is not net/http's.
func TestAFailoverTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		failover := step(func(req *http.Request) (*http.Response, error) {
			sent, err := readRequest(req)
			if err != nil {
				return nil, err
			}
			first := req.Clone(context.WithoutCancel(req.Context()))
			first.Body = io.NopCloser(strings.NewReader(sent.body))
			go func() { _, _ = bank.Transport().RoundTrip(first) }()
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		})
		client := bank.Client(freedompay.WithHTTPClient(&http.Client{Transport: failover}))
		_, err := client.GiftCards.Issue(t.Context(), freedompay.IssueGiftCardRequest{CardholderName: "A B", Phone: 77001234567, ProductCode: 101})
		synctest.Wait()
		if !errors.Is(err, freedompay.ErrOutcomeUnknown) || bank.CallCount("GiftCards.Issue") != 1 {
			t.Errorf("%d gift cards were asked for, and the error is %v", bank.CallCount("GiftCards.Issue"), err)
		}
	})
}

// net/http repeats a request after some resets of HTTP/2. Under the same request_id
// the bank would refuse the repeat of a query as a duplicate.
func TestHTTP2ResetOfAQueryAsksUnderAFreshID(t *testing.T) {
	bank := newResettingBank(t, func(n int) string {
		if n < 3 {
			return ""
		}
		return `{"status":"ok","limits":[]}`
	})
	if _, err := bank.freedompay(t, 4).Limits.List(t.Context(), freedompay.ListLimitsRequest{
		Object: freedompay.LimitObject{Type: freedompay.LimitOnCard, Value: "1"},
	}); err != nil {
		t.Error(err)
	}
	seen := map[uuid.UUID]bool{}
	for _, body := range bank.bodies {
		id := requestIDOf(t, sentRequest{body: body})
		if seen[id] {
			t.Errorf("%v is asked under twice", id)
		}
		seen[id] = true
	}
	if len(seen) != 3 {
		t.Errorf("asked under %v", seen)
	}
}

// A status that cannot be had says nothing of the command, and why a command failed
// says nothing of the request_id.
func TestAStatusThatIsDown(t *testing.T) {
	forEachWaiter(t, func(t *testing.T, w waiter) {
		_, err := w.wait(t.Context(), retrying(t, answering(503, "")), someID)
		if !errors.Is(err, freedompay.ErrOutcomeUnknown) || errors.Is(err, freedompay.ErrUnavailable) || freedompay.OutcomeOf(err) != freedompay.OutcomeUnknown {
			t.Errorf("down: %v", err)
		}
		for _, code := range []string{"12006", "1004", "12004", "1006"} {
			failed := `{"status":"ok","request_status":"` + string(w.failed) + `","error_code":"` + code + `"}`
			_, err = w.wait(t.Context(), retrying(t, answering(200, failed)), someID)
			if !errors.Is(err, freedompay.ErrRequestFailed) || errors.Is(err, freedompay.ErrNotFound) || errors.Is(err, freedompay.ErrRequestUnknown) {
				t.Errorf("failed with %s: %v", code, err)
			}
		}
		_, err = w.wait(t.Context(), retrying(t, answering(200, `{"status":"error","error_code":"`+string(w.unknown)+`"}`)), someID)
		if !errors.Is(err, freedompay.ErrRequestUnknown) || !errors.Is(err, freedompay.ErrNotFound) || !strings.Contains(err.Error(), "known to") {
			t.Errorf("not known: %v", err)
		}
	})
}
