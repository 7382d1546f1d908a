package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func holder() freedompay.Cardholder {
	return freedompay.Cardholder{FirstName: "TEST", LastName: "CARDHOLDER", Phone: 77001234567, Country: "KAZ", PersonID: "000000000001"}
}

// A card is issued to a client or to a cardholder, and never to both or to none.
func TestIssueTakesAClientOrACardholder(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.SettleAfter(0))
	client, clientID := bank.Client(), bank.NewClient()
	for _, test := range []struct {
		clientID string
		holder   freedompay.Cardholder
		want     string // what is wrong
	}{
		{clientID, freedompay.Cardholder{}, ""},
		{"", holder(), ""},
		{clientID, holder(), "$.client_id: want either a client_id or a cardholder, not both and not none"},
		{"", freedompay.Cardholder{}, "$.client_id: want either a client_id or a cardholder, not both and not none"},
		{"", freedompay.Cardholder{FirstName: "TEST"}, "$.cardholder.person_id: want a value: it is required"},
	} {
		before := bank.CallCount("Cards.Issue")
		issued, err := client.Cards.Issue(t.Context(), freedompay.IssueCardRequest{
			ProductID: freedompay.CardProductInstantGold, ClientID: test.clientID, Cardholder: test.holder,
		})
		if test.want != "" {
			if !errors.Is(err, freedompay.ErrInvalidRequest) || !strings.Contains(err.Error(), test.want) || bank.CallCount("Cards.Issue") != before {
				t.Errorf("client %q, cardholder %+v: %v, want %q and nothing sent", test.clientID, test.holder, err, test.want)
			}
			continue
		}
		if err != nil {
			t.Fatalf("client %q, cardholder %+v: %v", test.clientID, test.holder, err)
		}
		state, err := client.Requests.Status(t.Context(), issued.RequestID)
		if err != nil || state.CardID() == "" {
			t.Errorf("client %q, cardholder %+v: %+v, %v", test.clientID, test.holder, state, err)
		}
	}
}

// Info sends a card_id alone; InfoAs sends a request_id with it, a fresh one for
// each attempt unless the caller chose it.
func TestInfoAsSendsARequestID(t *testing.T) {
	bank := freedompaytest.New()
	cardID, err := bank.NewCard(bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	client := bank.Client()
	bank.Inject(freedompaytest.Fault{On: "Cards.Info", Do: freedompaytest.BadGateway, Times: 1})
	if _, err := client.Cards.InfoAs(t.Context(), freedompay.CardInfoRequest{CardID: cardID}); err != nil {
		t.Fatal(err)
	}
	chosen := uuid.New()
	if _, err := client.Cards.InfoAs(t.Context(), freedompay.CardInfoRequest{CardID: cardID, RequestID: chosen}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Cards.Info(t.Context(), cardID); err != nil {
		t.Fatal(err)
	}
	calls := bank.Calls()
	if len(calls) != 4 {
		t.Fatalf("%d calls, want 4: one was answered with 502", len(calls))
	}
	again, named, plain := calls[1].RequestID, calls[2].RequestID, calls[3].RequestID
	if uuid.Validate(again) != nil || again == uuid.Nil.String() || named != chosen.String() || plain != "" {
		t.Errorf("request_id %q and then %q, want a made one and %v; Info sent %q, want none", again, named, chosen, plain)
	}
}
