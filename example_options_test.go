package freedompay_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
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
