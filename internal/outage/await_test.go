package outage_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// One question tells of a command what Await would wait for.
func TestStateAsksOnce(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.SettleAfter(time.Hour))
	client := bank.Client()
	p, err := client.Prepare(freedompay.CloseWalletRequest{Identifier: "77770000000", Description: "a reason"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.State(t.Context(), p); !errors.Is(err, freedompay.ErrRequestUnknown) || bank.CallCount("") != 1 {
		t.Errorf("of what was never sent: %v, after %d calls", err, bank.CallCount(""))
	}
	issue, err := client.Prepare(freedompay.IssueCardRequest{ClientID: bank.NewClient(), ProductID: freedompay.CardProductInstantGold})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Send(t.Context(), issue); err != nil {
		t.Fatal(err)
	}
	before := bank.CallCount("")
	state, err := client.State(t.Context(), issue)
	if err != nil || state.Status() != freedompay.RequestProcessing || bank.CallCount("") != before+1 {
		t.Errorf("of what is under way: %q, %v, after %d calls", state.Status(), err, bank.CallCount("")-before)
	}
	bank.Settle()
	if state, err = client.State(t.Context(), issue); err != nil || !state.Status().Settled() || state.Card.CardID() == "" {
		t.Errorf("of what has settled: %+v, %v", state, err)
	}
}

// Each part of the API has a status operation of its own, and a state of its own.
func TestAwaitOfEveryPartOfTheAPI(t *testing.T) {
	commands := map[string]freedompay.Command{
		"cards":    freedompay.CloseCardRequest{CardID: "1", Description: "x"},
		"wallets":  freedompay.BlockWalletRequest{Identifier: "w", Description: "x"},
		"partners": freedompay.AddPartnerClientRequest{Company: freedompay.Company{CompanyID: "1", Name: "x", BIN: "1", Address: freedompay.Address{City: "Almaty"}}},
	}
	forEachWaiter(t, func(t *testing.T, w waiter) {
		p := prepare(t, commands[w.name])
		mustBe := func(what string, state freedompay.CommandState, status freedompay.RequestStatus) {
			t.Helper()
			told := map[string]bool{"cards": state.Card != nil, "wallets": state.Wallet != nil, "partners": state.Partner != nil}
			for part, is := range told {
				if is != (part == w.name && status != "") {
					t.Errorf("%s: a state of %s: %t", what, part, is)
				}
			}
			if state.Status() != status {
				t.Errorf("%s: %q, want %q", what, state.Status(), status)
			}
		}
		client := newClient(t, playing(t, w.is(w.process), w.is(w.process), w.is(w.success), w.is(w.failed), w.is(w.failed), refusal("E-17")))
		state, err := client.State(t.Context(), p)
		if err != nil {
			t.Error(err)
		}
		mustBe("under way", state, w.process)
		if state, err = client.Await(t.Context(), p); err != nil {
			t.Error(err)
		}
		mustBe("done", state, w.success)
		for what, ask := range map[string]func(context.Context, freedompay.Prepared) (freedompay.CommandState, error){"State": client.State, "Await": client.Await} {
			if state, err = ask(t.Context(), p); !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, w.reason) {
				t.Errorf("%s: %v", what, err)
			}
			mustBe("failed", state, w.failed)
		}
		if state, err = client.Await(t.Context(), p); !errors.Is(err, freedompay.ErrorCode("E-17")) {
			t.Error(err)
		}
		mustBe("never told", state, "")
	})
}

// Of a command without a status operation nothing can be asked, and nothing is.
func TestAwaitOfWhatNothingTellsOf(t *testing.T) {
	client := newClient(t, playing(t))
	for _, cmd := range []freedompay.Command{freedompay.SetPINRequest{CardID: "1", Generate: true}, freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77770000000, ProductCode: 101}} {
		p := prepare(t, cmd)
		for what, ask := range map[string]func(context.Context, freedompay.Prepared) (freedompay.CommandState, error){"State": client.State, "Await": client.Await} {
			if state, err := ask(t.Context(), p); !errors.Is(err, freedompay.ErrInvalidRequest) || state.Status() != "" {
				t.Errorf("%s of %v: %v, %v", what, p, state, err)
			}
		}
	}
}

// A stored answer is read as what Send returned.
func TestReadAnswer(t *testing.T) {
	bank := freedompaytest.New()
	client := bank.Client()
	p, err := client.Prepare(freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77770000000, ProductCode: 101})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := client.Send(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(sent.Answer)
	if err != nil {
		t.Fatal(err)
	}
	read, err := p.ReadAnswer(stored)
	if err != nil {
		t.Fatal(err)
	}
	got, want := read.(*freedompay.GiftCardIssue), sent.Answer.(*freedompay.GiftCardIssue)
	if got.CardID != want.CardID || got.RequestID != p.RequestID || got.Status != want.Status {
		t.Errorf("%+v, want %+v", got, want)
	}
	if _, err := p.ReadAnswer([]byte(`{"status":"ok","error_code":"12001","error_description":"card 4400430000000000"}`)); err != nil {
		t.Error(err)
	}
	card, err := client.Prepare(freedompay.CloseCardRequest{CardID: "1", Description: "a reason"})
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := card.ReadAnswer([]byte(`{"status":"ok","error_code":"12001","error_description":"a word"}`)); err != nil || answer.(*freedompay.Result).RequestID != card.RequestID {
		t.Errorf("%+v, %v", answer, err)
	}
	if _, err := p.ReadAnswer([]byte(`[]`)); err == nil {
		t.Error("an array is read as the answer")
	}
}

// Prepare refuses what the command's own method refuses.
func TestPrepareChecks(t *testing.T) {
	bank := freedompaytest.New()
	p, err := bank.Client().Prepare(freedompay.CloseCardRequest{})
	if !errors.Is(err, freedompay.ErrInvalidRequest) || p.Body != nil {
		t.Errorf("%v, %v", p, err)
	}
	zero := func() uuid.UUID { return uuid.Nil }
	if _, err := bank.Client(freedompay.WithRequestID(zero)).Prepare(freedompay.CloseCardRequest{CardID: "1", Description: "a reason"}); !errors.Is(err, freedompay.ErrInvalidRequest) {
		t.Errorf("without an id: %v", err)
	}
}
