package outage_test

import (
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
