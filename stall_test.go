package freedompay_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
)

// stalling answers with a status and the beginning of a body, whose rest never
// comes; only the end of the request's context ends the reading.
func stalling(status int) roundTrip {
	return func(req *http.Request) (*http.Response, error) {
		rest := readerFunc(func([]byte) (int, error) {
			<-req.Context().Done()
			return 0, req.Context().Err()
		})
		body := io.MultiReader(strings.NewReader(`{"status":"ok","operations":[`), rest)
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body), Request: req}, nil
	}
}

func TestAStatementThatStallsEndsWithTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, stalling(200), freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: time.Second}))
		began := time.Now()
		for _, err := range client.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: "1"}) {
			if err == nil {
				t.Error("an operation came out of nothing")
			}
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v, want the Timeout of a second", took)
		}
	})
}

// The body of a switched connection would outlive the context.
func TestASwitchOfProtocolsIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, stalling(http.StatusSwitchingProtocols), freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: time.Second}))
		began := time.Now()
		if _, err := client.Cards.Info(t.Context(), "1"); err == nil || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
