package freedompayotel_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// inBubble runs a test on the fake clock, with a bank, one card of it, and a client
// that is observed.
func inBubble(t *testing.T, test func(t *testing.T, r *recorded, bank *freedompaytest.Bank, client *freedompay.Client, cardID string)) {
	synctest.Test(t, func(t *testing.T) {
		bank := freedompaytest.New()
		cardID, err := bank.NewCard(bank.NewClient())
		if err != nil {
			t.Fatal(err)
		}
		r := recording(t)
		test(t, r, bank, bank.Client(freedompay.WithObserver(r.observer)), cardID)
	})
}

func credit(cardID, amount string) freedompay.CreateTransactionRequest {
	return freedompay.CreateTransactionRequest{
		OrderID: "1", CardID: cardID, Type: freedompay.Credit, Amount: freedompay.MustAmount(amount), Currency: freedompay.KZT,
	}
}

func TestALostAnswerIsAdopted(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, bank *freedompaytest.Bank, client *freedompay.Client, cardID string) {
		bank.Inject(freedompaytest.Fault{On: "Transactions.Create", Do: freedompaytest.DropAfter, Times: 1})
		if _, err := client.Transactions.Create(t.Context(), credit(cardID, "10.00")); err != nil {
			t.Fatal(err)
		}
		r.mustHaveSpans(`
			Transactions.Create Unset outcome=adopted attempts=2
			  POST /v5/card-api/transaction/create Error attempt=1 type=no_answer
			  POST /v5/card-api/transaction/create Error attempt=2 code=12002 type=12002 status_code=200 resend_count=1
			  Requests.Status Unset outcome=done attempts=1
			    POST /v5/card-api/request/status Unset attempt=1 status_code=200
			`, "freedompay.outcome", "freedompay.attempts", "freedompay.attempt", "freedompay.code", "error.type",
			"http.response.status_code", "http.request.resend_count")
		r.mustHaveSeries(map[string]float64{
			"calls{kind=command operation=Transactions.Create outcome=adopted}":                              1,
			"calls{kind=poll operation=Requests.Status outcome=done}":                                        1,
			"call.duration{kind=command operation=Transactions.Create outcome=adopted}":                      1,
			"call.duration{kind=poll operation=Requests.Status outcome=done}":                                1,
			"call.active{kind=command operation=Transactions.Create}":                                        0,
			"call.active{kind=poll operation=Requests.Status}":                                               0,
			"attempt.duration{error.type=no_answer operation=Transactions.Create}":                           1,
			"attempt.duration{error.type=12002 operation=Transactions.Create http.response.status_code=200}": 1,
			"attempt.duration{operation=Requests.Status http.response.status_code=200}":                      1,
			"unknown_outcomes{operation=Transactions.Create}":                                                0,
		})
	})
}

func TestAnUnknownOutcome(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, bank *freedompaytest.Bank, client *freedompay.Client, cardID string) {
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.BadGateway})
		_, err := client.Transactions.Create(t.Context(), credit(cardID, "10.00"))
		if !errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Fatal(err)
		}
		r.mustHaveSpans(`
			Transactions.Create Error outcome=unknown type=502
			  POST /v5/card-api/transaction/create Error type=502 status_code=502
			  POST /v5/card-api/transaction/create Error type=502 status_code=502
			  POST /v5/card-api/transaction/create Error type=502 status_code=502
			  POST /v5/card-api/transaction/create Error type=502 status_code=502
			`, "freedompay.outcome", "error.type", "http.response.status_code")
		span := r.spans.Ended()[len(r.spans.Ended())-1]
		if text := span.Status().Description; text != err.Error() {
			t.Errorf("the status says %q, the error %q", text, err)
		}
		got := r.series()
		for name, want := range map[string]float64{
			"unknown_outcomes{operation=Transactions.Create}":                                              1,
			"calls{kind=command operation=Transactions.Create outcome=unknown}":                            1,
			"attempt.duration{error.type=502 operation=Transactions.Create http.response.status_code=502}": 4,
		} {
			if got[name] != want {
				t.Errorf("%s: got %v, want %v", name, got[name], want)
			}
		}
	})
}

func TestARefusalAndAnInvalidRequest(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, _ *freedompaytest.Bank, client *freedompay.Client, _ string) {
		if _, err := client.Cards.Info(t.Context(), "no such card"); !errors.Is(err, freedompay.CodeCardNotFound) {
			t.Fatal(err)
		}
		if _, err := client.Cards.Info(t.Context(), ""); !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Fatal(err)
		}
		r.mustHaveSpans(`
			Cards.Info Error outcome=refused code=12006 type=12006
			  POST /v5/card-api/card/info Error code=12006 type=12006
			Cards.Info Error outcome=invalid type=invalid
			`, "freedompay.outcome", "freedompay.code", "error.type")
		r.mustHaveSeries(map[string]float64{
			"calls{code=12006 kind=query operation=Cards.Info outcome=refused}":                     1,
			"calls{kind=query operation=Cards.Info outcome=invalid}":                                1,
			"call.duration{kind=query operation=Cards.Info outcome=refused}":                        1,
			"call.duration{kind=query operation=Cards.Info outcome=invalid}":                        1,
			"call.active{kind=query operation=Cards.Info}":                                          0,
			"attempt.duration{error.type=12006 operation=Cards.Info http.response.status_code=200}": 1,
		})
	})
}

func TestAWaitThatFails(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, _ *freedompaytest.Bank, client *freedompay.Client, cardID string) {
		debit := credit(cardID, "10.00")
		debit.Type = freedompay.Debit // there is nothing on the card
		result, err := client.Transactions.Create(t.Context(), debit)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Requests.Wait(t.Context(), result.RequestID); !errors.Is(err, freedompay.ErrRequestFailed) {
			t.Fatal(err)
		}
		if got := r.tree("freedompay.outcome", "freedompay.request_status", "error.type"); !strings.Contains(got,
			"\nwait Requests.Status Error outcome=failed request_status=error type=failed\n  Requests.Status Unset outcome=done\n    POST /v5/card-api/request/status Unset\n") {
			t.Errorf("spans:\n%s", got)
		}
		got := r.series()
		for name, want := range map[string]float64{
			"waits{operation=Requests.Status outcome=failed}":         1,
			"wait.duration{operation=Requests.Status outcome=failed}": 1,
			"wait.active{operation=Requests.Status}":                  0,
		} {
			if value, ok := got[name]; !ok || value != want {
				t.Errorf("%s: got %v, want %v", name, value, want)
			}
		}
	})
}

// The status does not know a request that never came. That is an answer, and no
// trouble of the poll; it is of the wait.
func TestAWaitForWhatTheBankDoesNotKnow(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, _ *freedompaytest.Bank, client *freedompay.Client, _ string) {
		if _, err := client.Requests.Wait(t.Context(), uuid.New()); !errors.Is(err, freedompay.ErrRequestUnknown) {
			t.Fatal(err)
		}
		const poll = `
			  Requests.Status Unset outcome=refused code=12004
			    POST /v5/card-api/request/status Unset code=12004`
		r.mustHaveSpans("wait Requests.Status Error outcome=unknown code=12004 type=12004"+poll+poll+poll+"\n",
			"freedompay.outcome", "freedompay.code", "error.type")
	})
}

func TestAWatchThatIsLeft(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, _ *freedompaytest.Bank, client *freedompay.Client, cardID string) {
		result, err := client.Transactions.Create(t.Context(), credit(cardID, "10.00"))
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range client.Requests.Watch(t.Context(), result.RequestID) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		got := r.series()
		if got["wait.active{operation=Requests.Status}"] != 0 || got["waits{operation=Requests.Status outcome=canceled}"] != 1 {
			t.Errorf("%v", got)
		}
		_ = r.tree() // all spans have ended
	})
}

func TestInFlightAndCanceled(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, bank *freedompaytest.Bank, client *freedompay.Client, cardID string) {
		bank.Inject(freedompaytest.Fault{On: "Cards.Info", Do: freedompaytest.DelayBefore, Delay: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			_, err := client.Cards.Info(ctx, cardID)
			failed <- err
		}()
		synctest.Wait()
		const active = "call.active{kind=query operation=Cards.Info}"
		if n := r.series()[active]; n != 1 {
			t.Errorf("%v in flight", n)
		}
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		got := r.series()
		if got[active] != 0 || got["calls{kind=query operation=Cards.Info outcome=canceled}"] != 1 {
			t.Errorf("%v", got)
		}
		r.mustHaveSpans(`
			Cards.Info Error outcome=canceled type=canceled
			  POST /v5/card-api/card/info Error type=canceled
			`, "freedompay.outcome", "error.type")
	})
}

// A caller who asks for a status gets an error when the bank does not know it; only
// polls reckon with that.
func TestAStatusThatTheCallerAsksFor(t *testing.T) {
	inBubble(t, func(t *testing.T, r *recorded, _ *freedompaytest.Bank, client *freedompay.Client, _ string) {
		if _, err := client.Requests.Status(t.Context(), uuid.New()); !errors.Is(err, freedompay.ErrRequestUnknown) {
			t.Fatal(err)
		}
		r.mustHaveSpans(`
			Requests.Status Error kind=query type=12004
			  POST /v5/card-api/request/status Error type=12004
			`, "freedompay.kind", "error.type")
	})
}

// The spans of attempts follow the conventions for HTTP clients, with what was really
// called; a call without a method names its path in attributes only.
func TestTheConventionsOfHTTP(t *testing.T) {
	r := recording(t)
	client := freedompaytest.New().Client(freedompay.WithObserver(r.observer), answering(200, `{"status":"ok"}`),
		freedompay.WithBaseURL("https://gateway.example:8443/bank"))
	id := uuid.New()
	req := struct {
		freedompay.CloseCardRequest
	}{freedompay.CloseCardRequest{RequestID: id, CardID: "1", Description: "x"}}
	if _, err := freedompay.Call[freedompay.Answer](t.Context(), client, "/v6/card/close", req); err != nil {
		t.Fatal(err)
	}
	r.mustHaveSpans("Call Unset operation=/v6/card/close kind=command request_id="+id.String()+"\n"+
		"  POST Unset operation=/v6/card/close method=POST full=https://gateway.example:8443/bank/v6/card/close path=/bank/v6/card/close "+
		"address=gateway.example port=8443 request_id="+id.String()+"\n",
		"freedompay.operation", "freedompay.kind", "http.request.method", "url.full", "url.path", "server.address", "server.port", "freedompay.request_id")
	for _, s := range r.spans.Ended() {
		if s.SpanKind() != trace.SpanKindClient {
			t.Errorf("%s is of kind %s", s.Name(), s.SpanKind())
		}
	}
}
