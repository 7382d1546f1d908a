package freedompaytest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// object is a JSON object of a request or an answer.
type object = map[string]any

// clock is a clock that only a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 3, 14, 12, 0, 0, 0, time.FixedZone("", 5*3600))}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// caller is a partner that signs by golang-jwt and knows nothing of the client.
type caller struct {
	t         testing.TB
	transport http.RoundTripper
	base      string
	authID    string
	key       string
}

func callerOf(t testing.TB, bank *freedompaytest.Bank) *caller {
	return &caller{t, bank.Transport(), "https://bank.test", bank.AuthID(), bank.Key().Reveal()}
}

func callerOfServer(t testing.TB, server *freedompaytest.Server) *caller {
	return &caller{t, server.Transport(), server.URL, server.AuthID(), server.Key().Reveal()}
}

// method returns the algorithm that the contract names for a path.
func method(path string) *jwt.SigningMethodHMAC {
	if strings.HasPrefix(path, "/v5/partner") {
		return jwt.SigningMethodHS256
	}
	return jwt.SigningMethodHS512
}

// header returns a JWS header in the documented order of members.
func header(uri, authID, method, params, alg string) string {
	return fmt.Sprintf(`{"uri":%q,"auth_id":%q,"method":%q,"params":%q,"alg":%q}`, uri, authID, method, params, alg)
}

// sign returns the detached JWS of a body under a header.
func sign(alg *jwt.SigningMethodHMAC, key, header string, body []byte) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(header))
	mac, err := alg.Sign(head+"."+base64.RawURLEncoding.EncodeToString(body), []byte(key))
	if err != nil {
		panic(err) // HMAC takes any key; and this runs on goroutines that cannot end a test
	}
	return head + ".." + base64.RawURLEncoding.EncodeToString(mac)
}

// request returns a signed request.
func (c *caller) request(path string, body []byte) *http.Request {
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		panic(err) // no test asks for such a path
	}
	alg := method(path)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-JWS-Signature", sign(alg, c.key, header(path, c.authID, http.MethodPost, "", alg.Alg()), body))
	return r
}

// send sends a request and reads the JSON that comes back.
func (c *caller) send(r *http.Request) (int, object) {
	c.t.Helper()
	answer, err := c.transport.RoundTrip(r)
	if err != nil {
		c.t.Fatalf("%s: %v", r.URL.Path, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("%s: %v", r.URL.Path, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var members object
	if err := decoder.Decode(&members); err != nil {
		c.t.Fatalf("%s answered no JSON: %v", r.URL.Path, err)
	}
	return answer.StatusCode, members
}

// call sends a body and returns the answer, which must be HTTP 200.
func (c *caller) call(path string, body object) object {
	c.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	status, answer := c.send(c.request(path, text))
	if status != http.StatusOK {
		c.t.Fatalf("%s answered %d: %v", path, status, answer)
	}
	return answer
}

// command sends a command under a fresh request_id, which it returns.
func (c *caller) command(path string, body object) (string, object) {
	c.t.Helper()
	id := uuid.NewString()
	sent := object{"request_id": id}
	maps.Copy(sent, body)
	return id, c.call(path, sent)
}

// do sends a command that must be accepted, and returns its request_id.
func (c *caller) do(path string, body object) string {
	c.t.Helper()
	id, answer := c.command(path, body)
	if answer["status"] != "ok" {
		c.t.Fatalf("%s was refused: %v", path, answer)
	}
	return id
}

// status asks what became of a Card API request.
func (c *caller) status(id string) object {
	c.t.Helper()
	return c.call("/v5/card-api/request/status", object{"request_id": id})
}

// code returns the error_code of a refusal, "" for none.
func code(answer object) string {
	if answer["error_code"] == nil {
		return ""
	}
	return fmt.Sprint(answer["error_code"])
}

// newClient makes a client on a bank that settles at once.
func (c *caller) newClient() string {
	c.t.Helper()
	id := c.do("/v5/card-api/client/add", object{
		"product_id": 2000,
		"client":     object{"phone": 77000000001, "type": 1, "resident": 1, "first_name": "Test", "last_name": "Holder"},
	})
	return c.status(id)["client_id"].(string)
}

// newCard makes an active card of a product on a bank that settles at once.
func (c *caller) newCard(product int) string {
	c.t.Helper()
	id := c.do("/v5/card-api/card/issue", object{"product_id": product, "client_id": c.newClient()})
	card := c.status(id)["cards"].([]any)[0].(object)["card_id"].(string)
	c.do("/v5/card-api/card/activate", object{"card_id": card})
	return card
}

// fund credits a card.
func (c *caller) fund(card string, amount json.Number, currency string) {
	c.t.Helper()
	c.do("/v5/card-api/transaction/create", object{
		"order_id": "fund", "card_id": card, "type": "credit", "amount": amount, "currency": currency,
	})
}

// instant returns a bank that settles commands in their answers.
func instant(opts ...freedompaytest.Option) *freedompaytest.Bank {
	return freedompaytest.New(append([]freedompaytest.Option{freedompaytest.SettleAfter(0)}, opts...)...)
}

func TestClientIsWired(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithCredentials("42", freedompay.NewSecret("k")))
	if bank.AuthID() != "42" || bank.Key().Reveal() != "k" {
		t.Error("the bank forgot its credentials")
	}
	if bank.Client() == nil {
		t.Error("no client")
	}
	if freedompaytest.NewServer(t).Client() == nil {
		t.Error("no client over a socket")
	}
}

func TestClientPanicsOnBadOptions(t *testing.T) {
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, "the options make no client") {
			t.Errorf("panic says %q", text)
		}
	}()
	freedompaytest.New().Client(freedompay.WithBaseURL("::"))
}

func TestSameSeedSameBank(t *testing.T) {
	ids := func(seed uint64) string {
		c := callerOf(t, instant(freedompaytest.WithSeed(seed)))
		card := c.newCard(2000)
		info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
		return fmt.Sprint(card, info["card_mask"])
	}
	first := ids(7)
	if ids(7) != first {
		t.Error("the same seed made other ids")
	}
	if ids(8) == first {
		t.Error("another seed made the same ids")
	}
}

// A bank with other paths and another algorithm serves a client with the same
// options, and no other.
func TestBankFollowsItsClientsOptions(t *testing.T) {
	const documented, yours = "/v5/card-api/card/issue", "/v6/cards"
	bank := freedompaytest.New(freedompaytest.WithPath(documented, yours), freedompaytest.WithPath("/v5/card-api/request/status", documented),
		freedompaytest.WithAlgorithm("/v5/partner", freedompay.HS512))
	issue := freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: bank.NewClient()}
	wired := bank.Client()
	bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.DropAfter, Times: 1})
	issued, err := wired.Cards.Issue(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	bank.Settle()
	if state, err := wired.Requests.Wait(t.Context(), issued.RequestID); err != nil || state.CardID() == "" {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := wired.Wallets.Info(t.Context(), "nobody"); !errors.Is(err, freedompay.ErrNotFound) {
		t.Errorf("an unknown wallet: %v", err)
	}

	once := freedompay.WithRetry(freedompay.Backoff{Attempts: 1})
	unmoved := bank.Client(freedompay.WithPath(documented, "/v5/card-api/card/isue"), freedompay.WithAlgorithm("/v5/partner", freedompay.HS256), once)
	if _, err := unmoved.Cards.Issue(t.Context(), issue); err == nil || !strings.Contains(err.Error(), "Requests.Status at "+documented) {
		t.Errorf("at another path: %v", err)
	}
	if _, err := unmoved.Wallets.Info(t.Context(), "nobody"); err == nil || !strings.Contains(err.Error(), "HS512") {
		t.Errorf("with another algorithm: %v", err)
	}
}

func TestBankRefusesToMoveWhatIsNotThere(t *testing.T) {
	for name, opt := range map[string]freedompaytest.Option{
		"the nearest are Cards.Issue at /v5/card-api/card/issue": freedompaytest.WithPath("/v5/card-api/card/isue", "/v6/cards"),
		"WithAlgorithm: want HS256, HS512 or LegacySHA256":       freedompaytest.WithAlgorithm("/v5", "none"),
	} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, name) {
					t.Errorf("New says %q, want %q", said, name)
				}
			}()
			freedompaytest.New(opt)
		}()
	}
}

// What the bank makes has the form of the real thing, and differs each time.
func TestFormsOfWhatTheBankMakes(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 200})
	seen := map[string]bool{}
	odd := 0
	for _, item := range c.status(id)["cards"].([]any) {
		card := item.(object)["card_id"].(string)
		token, err := uuid.Parse(bank.CardToken(card))
		if err != nil || token.Version() != 4 || token.Variant() != uuid.RFC4122 {
			t.Errorf("token %s", token)
		}
		odd += int(token[8] & 1)
		secret := c.call("/v5/card-api/card/secret_data", object{"card_id": card})
		cvv := secret["cvv"].(string)
		if strings.Trim(card+cvv, "0123456789") != "" || len(cvv) != 3 || seen[card] || seen[token.String()] || seen[secret["card_number"].(string)] {
			t.Errorf("card %s, %v", card, secret)
		}
		seen[card], seen[token.String()], seen[secret["card_number"].(string)] = true, true, true
	}
	if odd < 50 || odd > 150 {
		t.Errorf("a random bit is set %d times of 200", odd)
	}
}

func TestDefaults(t *testing.T) {
	clock := newClock()
	bank := freedompaytest.New(freedompaytest.WithClock(clock.Now), freedompaytest.StatusLag(-time.Second))
	if bank.GiftFunds() != 1_000_000 {
		t.Errorf("gift funds of %d", bank.GiftFunds())
	}
	c := callerOf(t, bank)
	id := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	for _, want := range []string{"process", "success"} {
		if state := c.status(id); state["request_status"] != want {
			t.Errorf("%v, want %s", state, want)
		}
		clock.Advance(100 * time.Millisecond)
	}
	other := instant(freedompaytest.WithCurrency("UZS"))
	c = callerOf(t, other)
	c.fund(c.newCard(2000), "1", "UZS")
}

// Where an operation has moved away from there is none.
func TestMovedOperationIsNotServedTwice(t *testing.T) {
	c := callerOf(t, freedompaytest.New(freedompaytest.WithPath("/v5/card-api/card/issue", "/v6/cards")))
	if o := c.try(c.request("/v5/card-api/card/issue", []byte("{}"))); o.status != 404 {
		t.Errorf("answered %d", o.status)
	}
}

// The older scheme serves a client that was told of it, command and status alike.
func TestBankSpeaksTheOlderScheme(t *testing.T) {
	bank := freedompaytest.New(freedompaytest.WithAlgorithm("/v5/card-api", freedompay.LegacySHA256), freedompaytest.SettleAfter(0))
	issue := freedompay.IssueCardRequest{ProductID: freedompay.CardProductInstantGold, ClientID: bank.NewClient()}
	issued, err := bank.Client().Cards.Issue(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := bank.Client().Requests.Wait(t.Context(), issued.RequestID); err != nil || state.CardID() == "" {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := bank.Client().Wallets.Info(t.Context(), "nobody"); !errors.Is(err, freedompay.ErrNotFound) {
		t.Errorf("the other parts keep their algorithm: %v", err)
	}
	plain := bank.Client(freedompay.WithAlgorithm("/v5/card-api", freedompay.HS512))
	_, err = plain.Cards.Issue(t.Context(), issue)
	if err == nil || !strings.Contains(err.Error(), `WithAlgorithm("/v5/card-api", LegacySHA256)`) {
		t.Errorf("another algorithm is refused with a suggestion: %v", err)
	}
}

// A call to no operation counts once.
func TestCallCountOfAll(t *testing.T) {
	bank := freedompaytest.New()
	if _, err := freedompay.Call[freedompay.Answer](t.Context(), bank.Client(), "/v5/card-api/nothing", struct{}{}); err == nil {
		t.Error("an unknown path is answered")
	}
	if _, err := bank.Client().GiftCards.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := bank.CallCount(""); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
}
