package outage_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// preparable are commands of each kind: plain ones, with a secret, a document, and
// members that are not sent.
func preparable() []freedompay.Command {
	return []freedompay.Command{
		freedompay.CloseCardRequest{CardID: "1", Description: "x"},
		&freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"},
		freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: "1"},
		freedompay.CreateTransactionRequest{OrderID: "o", CardID: "1", Type: freedompay.Debit, Amount: freedompay.MustAmount("1500.50"), Currency: "KZT"},
		freedompay.RefundTransactionRequest{OrderID: "o", TransactionID: "1", All: true},
		freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret("c1pher/ab==")},
		freedompay.SetPINRequest{CardID: "1", Generate: true},
		freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("482913"), CardID: 1},
		freedompay.BlockWalletRequest{Identifier: "w", Description: "x"},
		freedompay.CreateClientRequest{ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{
			Phone: 77001234567, Document: freedompay.NewDocument(outage.Scan(3000)),
		}},
		freedompay.AddPartnerClientRequest{Company: freedompay.Company{CompanyID: "1", Name: "x", BIN: "1", Address: freedompay.Address{City: "Almaty"}}},
		freedompay.AddRateRequest{Rate: freedompay.Rate{From: "USD", To: "KZT", Rate: freedompay.MustAmount("478.5")}},
	}
}

func prepare(t *testing.T, cmd freedompay.Command) freedompay.Prepared {
	t.Helper()
	stored, err := newClient(t, playing(t)).Prepare(cmd)
	if err != nil {
		t.Fatalf("%T: %v", cmd, err)
	}
	return stored
}

// What is prepared survives every way of storing it, and is sent byte for byte, as the
// operation's own method would.
func TestPreparedIsStoredAndSent(t *testing.T) {
	for _, cmd := range preparable() {
		t.Run(fmt.Sprintf("%T", cmd), func(t *testing.T) {
			stored := prepare(t, cmd)
			text, err := json.Marshal(stored)
			if err != nil {
				t.Fatal(err)
			}
			value, err := stored.Value()
			if err != nil {
				t.Fatal(err)
			}
			var parsed, scanned, bytewise freedompay.Prepared
			if err := errors.Join(json.Unmarshal(text, &parsed), scanned.Scan(value), bytewise.Scan([]byte(value.(string)))); err != nil {
				t.Fatal(err)
			}
			for _, loaded := range []freedompay.Prepared{parsed, scanned, bytewise} {
				if !reflect.DeepEqual(loaded, stored) {
					t.Errorf("stored %v, loaded %v", stored, loaded)
				}
			}
			bank := playing(t, done)
			sent, err := retrying(t, bank).Send(t.Context(), parsed)
			if err != nil || sent.Outcome != freedompay.OutcomeDone || sent.Answer == nil {
				t.Fatalf("%+v, %v", sent, err)
			}
			if got := bank.sent[0]; got.body != string(stored.Body) || got.header.Get("Request-Id") != stored.RequestID.String() {
				t.Errorf("sent %.200s under %s, prepared was %.200s", got.body, got.header.Get("Request-Id"), stored.Body)
			}
			var logged bytes.Buffer
			slog.New(slog.NewJSONHandler(&logged, nil)).Info("logged", "prepared", stored, "pointer", &stored)
			if strings.Contains(logged.String(), base64.StdEncoding.EncodeToString(stored.Body)) || !strings.Contains(logged.String(), stored.Operation) {
				t.Errorf("it is logged as %s", &logged)
			}
			for _, printed := range []string{fmt.Sprint(stored), fmt.Sprintf("%+v %#v %s %q %x", stored, stored, stored, stored, stored)} {
				if strings.Contains(printed, "c1pher") || strings.Contains(printed, "482913") || strings.Contains(printed, "PDF") || strings.Contains(printed, "77001234567") {
					t.Errorf("it prints as %s", printed)
				}
			}
			read, err := stored.Command()
			if err != nil || read.Operation() != cmd.Operation() {
				t.Fatalf("%v, %v", read, err)
			}
			again := prepare(t, read)
			if read.Operation() != "Clients.Create" && (!bytes.Equal(again.Body, stored.Body) || again.RequestID != stored.RequestID && stored.Protection() != freedompay.Unprotected) {
				t.Errorf("read back and prepared again it is\n%s, was\n%s", again.Body, stored.Body)
			}
		})
	}
}

func TestDecodePrepared(t *testing.T) {
	stored := prepare(t, freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
	cmd, err := freedompay.DecodePrepared[freedompay.CloseCardRequest](stored)
	if err != nil || cmd != (freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"}) {
		t.Errorf("%+v, %v", cmd, err)
	}
	if _, err := freedompay.DecodePrepared[freedompay.BlockCardRequest](stored); err == nil || !strings.Contains(err.Error(), "Cards.Close") {
		t.Errorf("as another: %v", err)
	}
	stored.Operation = "Cards.Fly"
	if _, err := freedompay.DecodePrepared[freedompay.CloseCardRequest](stored); err == nil || !strings.Contains(err.Error(), "prepared by a newer release, or changed") {
		t.Errorf("of a newer release: %v", err)
	}
}

func TestProtectionInWords(t *testing.T) {
	for protection, want := range map[freedompay.Protection]string{
		freedompay.Unprotected: "none", freedompay.ProtectedByID: "by id", freedompay.ProtectedByIDWithStatus: "by id, with a status",
	} {
		if got := protection.String(); got != want {
			t.Errorf("%d is %q, want %q", protection, got, want)
		}
	}
}

func TestPreparedIsProtectedAsItsOperation(t *testing.T) {
	for operation, want := range map[string]freedompay.Protection{
		"Cards.Close": freedompay.ProtectedByIDWithStatus, "Wallets.Block": freedompay.ProtectedByIDWithStatus, "Partners.AddClient": freedompay.ProtectedByIDWithStatus,
		"Cards.SetPIN": freedompay.Unprotected, "GiftCards.Issue": freedompay.Unprotected, "Rates.Add": freedompay.Unprotected, "Cards.Info": freedompay.Unprotected, "Cards.Fly": freedompay.Unprotected,
	} {
		if got := (freedompay.Prepared{Operation: operation}).Protection(); got != want {
			t.Errorf("%s is protected %v, want %v", operation, got, want)
		}
	}
}

type embedding struct {
	freedompay.CloseCardRequest
	Extra int `json:"extra"`
}

type embeddingPointer struct{ *freedompay.CloseCardRequest }

// renamed says of itself that it is another operation.
type renamed struct{ freedompay.CloseCardRequest }

func (renamed) Operation() string { return "Cards.Fly" }

// Prepare refuses what the operation's method would, and sends nothing.
func TestPrepareRefuses(t *testing.T) {
	var none *freedompay.CloseCardRequest
	client := newClient(t, playing(t))
	for name, cmd := range map[string]freedompay.Command{
		"nil": nil, "a nil pointer": none, "an embedded nil pointer": embeddingPointer{}, "a missing member": freedompay.CloseCardRequest{CardID: "1"},
		"no operation": renamed{freedompay.CloseCardRequest{CardID: "1", Description: "x"}},
	} {
		stored, err := client.Prepare(cmd)
		if !errors.Is(err, freedompay.ErrInvalidRequest) || freedompay.OutcomeOf(err) != freedompay.OutcomeInvalid || stored.Body != nil {
			t.Errorf("%s: %v, %v", name, stored, err)
		}
	}
	stored := prepare(t, embedding{freedompay.CloseCardRequest{CardID: "1", Description: "x"}, 7})
	if stored.Operation != "Cards.Close" || !bytes.Contains(stored.Body, []byte(`"extra":7`)) || !bytes.Contains(stored.Body, []byte(stored.RequestID.String())) {
		t.Errorf("embedded: %v %s", stored, stored.Body)
	}
}

// What was changed since it was prepared is not sent.
func TestPreparedThatWasChanged(t *testing.T) {
	good := prepare(t, freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
	for name, change := range map[string]func(*freedompay.Prepared){
		"another operation": func(p *freedompay.Prepared) { p.Operation = "Cards.Fly" },
		"a query":           func(p *freedompay.Prepared) { p.Operation = "Cards.Info" },
		"another id":        func(p *freedompay.Prepared) { p.RequestID = uuid.UUID{1} },
		"no id":             func(p *freedompay.Prepared) { p.RequestID = uuid.Nil },
		"no body":           func(p *freedompay.Prepared) { p.Body = nil },
		"half a body":       func(p *freedompay.Prepared) { p.Body = p.Body[:len(p.Body)/2] },
		"an array":          func(p *freedompay.Prepared) { p.Body = []byte(`["` + p.RequestID.String() + `"]`) },
		"two ids": func(p *freedompay.Prepared) {
			p.Body = fmt.Appendf(p.Body[:len(p.Body)-1], `,"request_id":%q}`, uuid.UUID{1})
		},
		"two ids of one text": func(p *freedompay.Prepared) {
			p.Body = fmt.Appendf(p.Body[:len(p.Body)-1], `,"request_id":%q}`, p.RequestID)
		},
		"a second id in capitals": func(p *freedompay.Prepared) {
			p.Body = fmt.Appendf(p.Body[:len(p.Body)-1], `,"REQUEST_ID":%q}`, uuid.UUID{1})
		},
		"an id in capitals": func(p *freedompay.Prepared) {
			p.Body = bytes.Replace(p.Body, []byte("request_id"), []byte("Request_ID"), 1)
		},
		"a member of another kind": func(p *freedompay.Prepared) {
			p.Body = []byte(`{"request_id":"` + p.RequestID.String() + `","card_id":{}}`)
		},
	} {
		changed := good
		changed.Body = slices.Clone(good.Body)
		change(&changed)
		client := newClient(t, playing(t))
		_, err := client.Send(t.Context(), changed)
		_, resumed := client.Resume(t.Context(), changed, time.Time{})
		_, awaited := client.Await(t.Context(), changed)
		for way, err := range map[string]error{"Send": err, "Resume": resumed, "Await": awaited} {
			if !errors.Is(err, freedompay.ErrInvalidRequest) {
				t.Errorf("%s of %s: %v", way, name, err)
			}
		}
	}
	changed := good
	changed.Body = []byte(`{"request_id":"` + good.RequestID.String() + `","card_id":{"a":"secret"}}`)
	if _, err := changed.Command(); err == nil || !strings.HasSuffix(err.Error(), "$.card_id: want a string") {
		t.Errorf("where it is of another kind is said as %v", err)
	}
	// Nothing identifies the body of a command without a request_id.
	gift := prepare(t, freedompay.IssueGiftCardRequest{CardholderName: "ANNA IVANOVA", Phone: 77770000000, ProductCode: 101})
	for _, body := range []string{"", "null", "[]", `"x"`, string(gift.Body[1:])} {
		gift.Body = []byte(body)
		if _, err := newClient(t, playing(t)).Send(t.Context(), gift); !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for name, text := range map[string]string{
		"a newer release": `{"version":2,"operation":"Cards.Close"}`, "no version": `{"operation":"Cards.Close"}`, "no object": `"x"`, "no JSON": `{`, "another value": `{"version":"1"}`,
		"no base64": `{"version":1,"operation":"Cards.Close","request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca","body":"{}"}`,
	} {
		p := good
		if err := p.UnmarshalJSON([]byte(text)); err == nil || p.RequestID != good.RequestID {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	if err := new(freedompay.Prepared).Scan(7); err == nil {
		t.Error("an integer is scanned")
	}
	if err := new(freedompay.Prepared).UnmarshalJSON([]byte(`{"version":2}`)); err == nil || !strings.Contains(err.Error(), "newer release") {
		t.Errorf("a newer release: %v", err)
	}
}

// What this release has stored, later ones can send. The file is never written anew:
// a later version of the stored form gets a file of its own.
func TestPreparedOfVersion1CanBeSent(t *testing.T) {
	text, err := os.ReadFile("testdata/prepared_v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []freedompay.Prepared
	if err := json.Unmarshal(text, &all); err != nil || len(all) < 3 {
		t.Fatalf("%d are stored, %v", len(all), err)
	}
	for _, stored := range all {
		bank := playing(t, done)
		if _, err := retrying(t, bank).Send(t.Context(), stored); err != nil || bank.sent[0].body != string(stored.Body) {
			t.Errorf("%v: %v", stored, err)
		}
	}
}

// A document costs its encoded size once.
func TestPrepareOfALargeDocument(t *testing.T) {
	client := newClient(t, playing(t))
	cmd := freedompay.CreateClientRequest{ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{
		Phone: 77001234567, Document: freedompay.NewDocument(outage.Scan(2 << 20)),
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	stored, err := client.Prepare(cmd)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if cost, size := after.TotalAlloc-before.TotalAlloc, uint64(len(stored.Body)); cost > size*5/4 {
		t.Errorf("%d bytes of body cost %d", size, cost)
	}
}

// A document that says that it is larger than any is read as far as it goes.
func TestPrepareOfADocumentThatLiesAboutItsSize(t *testing.T) {
	client := newClient(t, playing(t), freedompay.WithRules(freedompay.RulesOff))
	for _, size := range []int64{math.MaxInt64, math.MaxInt64 / 4 * 3, 1 << 45} {
		_, err := client.Prepare(freedompay.CreateClientRequest{ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{
			Phone: 77001234567, Document: freedompay.DocumentFrom(strings.NewReader("%PDF-1.7"), size),
		}})
		if !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// A command that was sent before is never told not to be done, unless the bank says
// so: with an earlier attempt that may still arrive, not even then.
func TestResume(t *testing.T) {
	stored := prepare(t, freedompay.CloseCardRequest{RequestID: someID, CardID: "1", Description: "x"})
	closed, unknown := refusal(freedompay.CodeCardClosed), times(3, notKnown)
	type outcomes map[bool]freedompay.Outcome // late enough
	both := func(o freedompay.Outcome) outcomes { return outcomes{false: o, true: o} }
	for _, test := range []struct {
		name  string
		steps []step
		want  outcomes
	}{
		{"accepted", []step{done}, both(freedompay.OutcomeResent)},
		{"a duplicate", []step{refusal(freedompay.CodeDuplicateRequest), done}, both(freedompay.OutcomeAdopted)},
		{"refused and known", []step{closed, done}, both(freedompay.OutcomeAdopted)},
		{"refused and failed", []step{closed, failed}, both(freedompay.OutcomeFailed)},
		{"refused and not known", append([]step{closed}, unknown...), outcomes{false: freedompay.OutcomeUnknown, true: freedompay.OutcomeRefused}},
		{"refused for its input, and not known", append([]step{incorrect}, unknown...), outcomes{false: freedompay.OutcomeUnknown, true: freedompay.OutcomeRefused}},
		{"refused, and the status is down", append([]step{closed}, times(4, drops)...), both(freedompay.OutcomeUnknown)},
		{"refused, and there is no status", []step{closed, says(404, "")}, both(freedompay.OutcomeUnknown)},
		{"404 of a router, and the status too", []step{says(404, ""), says(404, "")}, both(freedompay.OutcomeUnknown)},
		{"refused after a lost attempt, and not known", append([]step{drops, closed}, unknown...), both(freedompay.OutcomeUnknown)},
		{"401", []step{says(401, "")}, both(freedompay.OutcomeUnknown)},
		{"no connection", times(4, refuses), both(freedompay.OutcomeUnknown)},
		{"no answer", times(4, drops), both(freedompay.OutcomeUnknown)},
	} {
		for late, want := range test.want {
			synctest.Test(t, func(t *testing.T) {
				bank := playing(t, test.steps...)
				lastSent := time.Now()
				if late {
					<-time.After(3 * time.Minute)
				}
				sent, err := retrying(t, bank).Resume(t.Context(), stored, lastSent)
				got := freedompay.OutcomeOf(err)
				if err == nil {
					got = sent.Outcome
				}
				if got != want {
					t.Errorf("%s, late enough %t: %s, want %s: %v", test.name, late, got, want, err)
				}
				bank.mustHavePlayed()
			})
		}
	}
	// A time that nobody knows is no time at all.
	bank := playing(t, append([]step{closed}, unknown...)...)
	synctest.Test(t, func(t *testing.T) {
		if _, err := retrying(t, bank).Resume(t.Context(), stored, time.Time{}); !errors.Is(err, freedompay.ErrOutcomeUnknown) {
			t.Errorf("never sent: %v", err)
		}
	})
	// Nothing protects a repeat of an unprotected one.
	once := prepare(t, freedompay.SetPINRequest{CardID: "1", Generate: true})
	_, err := newClient(t, playing(t)).Resume(t.Context(), once, time.Time{})
	mustBe(t, err, once.RequestID, true)
}
