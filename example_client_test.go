package freedompay_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A client of the test host that asks more patiently than the default.
func ExampleNew() {
	client, err := freedompay.New("123456", freedompay.NewSecret("a key"),
		freedompay.WithBaseURL(freedompay.TestKZ),
		freedompay.WithRetry(freedompay.Backoff{Attempts: 6, Max: 20 * time.Second}),
		freedompay.WithPoll(freedompay.Backoff{Min: time.Second, Max: 30 * time.Second}),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client)
	// Output:
	// freedompay.Client of 123456 at https://test-api.freedompay.kz
}

// An operation whose path is provisional turns out to live elsewhere.
func ExampleWithPath() {
	moved := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println("called:", r.URL.Path)
		_, _ = fmt.Fprint(w, `{"status": "ok", "request_status": "success", "card": {"status": "00"}}`)
	}))
	defer moved.Close()
	client, err := freedompay.New("123456", freedompay.NewSecret("a key"),
		freedompay.WithBaseURL(moved.URL),
		freedompay.WithPath("/v5/card-api/card/info", "/v6/cards/details"),
	)
	if err != nil {
		log.Fatal(err)
	}

	info, err := client.Cards.Info(context.Background(), "1000000001")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("active:", info.Card.Status.IsActive())
	// Output:
	// called: /v6/cards/details
	// active: true
}

// Every attempt and every call is a record with attributes. Here those that
// change from run to run are left out.
func ExampleWithLogger() {
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			switch attr.Key {
			case "msg", "path", "attempt", "attempts", "status", "code", "outcome":
				return attr
			}
			return slog.Attr{}
		},
	})
	client := freedompaytest.New().Client(freedompay.WithLogger(slog.New(handler)))

	_, _ = client.Cards.Info(context.Background(), "0000000000")
	// Output:
	// msg="freedompay attempt" path=/v5/card-api/card/info attempt=1 status=200 code=12006
	// msg="freedompay call" path=/v5/card-api/card/info attempts=1 outcome=refused status=200 code=12006
}

// Sign a call that something else sends, such as curl or a load generator.
func ExampleNewSigner() {
	signer := freedompay.NewSigner("123456", freedompay.NewSecret("a key"))
	body := []byte(`{"card_id":"1000000001"}`)

	signature := signer.Sign(freedompay.HS512, "POST", "/v5/card-api/card/info", body)

	header, mac, _ := strings.Cut(signature, "..") // detached: the body is not in between
	text, _ := base64.RawURLEncoding.DecodeString(header)
	fmt.Println(string(text))
	fmt.Println(len(mac), "characters of HMAC")
	// Output:
	// {"uri":"/v5/card-api/card/info","auth_id":"123456","method":"POST","params":"","alg":"HS512"}
	// 86 characters of HMAC
}

// The bank says that a signature is wrong, and no more. Verify says why.
func ExampleVerify() {
	key := freedompay.NewSecret("a key")
	const path = "/v5/card-api/card/info"
	body := []byte(`{"card_id":"1000000001"}`)
	signature := freedompay.NewSigner("123456", key).Sign(freedompay.HS512, "POST", path, body)

	fmt.Println(freedompay.Verify(key, signature, "POST", path, body))
	fmt.Println(freedompay.Verify(key, signature, "POST", path, append(body, '\n')))
	fmt.Println(freedompay.Verify(key, signature, "POST", "/v5/card-api/card/balance", body))
	fmt.Println(freedompay.Verify(freedompay.NewSecret("another key"), signature, "POST", path, body))
	// Output:
	// <nil>
	// freedompay: signature does not match: a newline was added to the body after it was signed (signed: 24 bytes, SHA-256 c658c570bdf6142c29d215b8d5192d33529e771f3443f6bad230ea064e8bfe7f; received: 25 bytes, SHA-256 1798fe01669775e57c130e552d474a9804ea157ddf37a1fbe8330692140221a5)
	// freedompay: signature header member "uri" is "/v5/card-api/card/info", the request has "/v5/card-api/card/balance"
	// freedompay: signature does not match: the body was changed after it was signed, or the key is another one (received: 24 bytes, SHA-256 c658c570bdf6142c29d215b8d5192d33529e771f3443f6bad230ea064e8bfe7f; compare it with what was signed)
}

// Money is exact text. To count, take the integer of minor units.
func ExampleAmount() {
	price := freedompay.MustAmount("1500.50")
	minor, err := price.Minor(2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(freedompay.NewAmount(3*minor, 2))

	fmt.Println(freedompay.MustAmount("1.5") == freedompay.MustAmount("1.50"))        // the texts differ
	fmt.Println(freedompay.MustAmount("1.5").Cmp(freedompay.MustAmount("1.50")) == 0) // the values do not
	// Output:
	// 4501.50
	// false
	// true
}

// Amounts of users are parsed, and refused when they are none.
func ExampleParseAmount() {
	for _, text := range []string{"1500.50", "-3", "1,500", "1e3"} {
		amount, err := freedompay.ParseAmount(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(amount)
	}
	// Output:
	// 1500.50
	// -3
	// freedompay: "1,500" is not a decimal amount: want digits such as 1500.50
	// freedompay: "1e3" is not a decimal amount: want digits such as 1500.50
}

// Gift cards and rates write the time without a zone: say in which place it is
// meant.
func ExampleTimestamp_In() {
	written := freedompay.NewZonelessTimestamp(time.Date(2026, time.November, 20, 10, 15, 0, 0, time.UTC))
	almaty := time.FixedZone("Almaty", 5*60*60)

	fmt.Println(written)
	fmt.Println(written.Time())
	fmt.Println(written.In(almaty))
	// Output:
	// 2026-11-20 10:15:00
	// 2026-11-20 10:15:00 +0000 UTC
	// 2026-11-20 10:15:00 +0500 Almaty
}

// Ask what a code of a statement stands for.
func ExampleTransactionCode() {
	code := freedompay.TransactionCode("1060")

	fmt.Println(code.Description())
	fmt.Println(code.Kind(), "cancels", code.Cancels(), code.IsClearing())
	// Output:
	// Cancellation/Refund of Purchase. Clearing.
	// purchase cancels 1058 true
}

// A Secret shows itself to nobody who prints it, by accident or not.
func ExampleSecret() {
	key := freedompay.NewSecret("do not print")

	fmt.Println(key)
	fmt.Printf("%s %v %+v %#v %q %x\n", key, key, key, key, key, key)
	_, err := json.Marshal(map[string]any{"key": key})
	fmt.Println(err != nil) // a placeholder would be stored in its place
	slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			if attr.Key == "time" {
				return slog.Attr{}
			}
			return attr
		},
	})).Info("starting", "key", key)

	fmt.Println(len(key.Reveal()), "characters") // the one way out
	// Output:
	// [redacted]
	// [redacted] [redacted] [redacted] [redacted] [redacted] [redacted]
	// true
	// level=INFO msg=starting key=[redacted]
	// 12 characters
}

// Send a scan from a file. It is read while it is sent and never held whole.
func ExampleDocumentFromFile() {
	ctx := context.Background()
	_, client := fakeBank()
	path, remove := someScan()
	defer remove()

	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = file.Close() }() // after the call
	scan, err := freedompay.DocumentFromFile(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(scan)

	created, err := client.Clients.Create(ctx, freedompay.CreateClientRequest{
		ProductID: freedompay.ClientProductWallet,
		Client: freedompay.NewClient{
			Phone:     77001234567,
			FirstName: "TEST",
			LastName:  "CARDHOLDER",
			Document:  scan,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Status)
	// Output:
	// [document of 1048576 bytes]
	// ok
}

// someScan writes a PDF of a megabyte.
func someScan() (path string, remove func()) {
	dir, err := os.MkdirTemp("", "scan")
	if err != nil {
		log.Fatal(err)
	}
	pdf := append([]byte("%PDF-1.7\n"), make([]byte, 1<<20-9)...)
	path = filepath.Join(dir, "passport.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		log.Fatal(err)
	}
	return path, func() { _ = os.RemoveAll(dir) }
}

// steady is the smallest of limiters: one call for each tick.
type steady struct{ tick <-chan time.Time }

func (s steady) Wait(ctx context.Context) error {
	select {
	case <-s.tick:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A limiter holds back every attempt, also one that is made again. The Limiter
// of golang.org/x/time/rate fits as it is: see examples/rate-limit.
func ExampleWithLimiter() {
	began := time.Now()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	client := freedompaytest.New().Client(freedompay.WithLimiter(steady{ticker.C}))

	for range 5 {
		if _, err := client.GiftCards.List(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("five calls took at least 50 ms:", time.Since(began) >= 50*time.Millisecond)
	// Output:
	// five calls took at least 50 ms: true
}
