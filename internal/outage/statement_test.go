package outage_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
)

// watched is a body that records whether it was read to its end and closed. Its last
// bytes and io.EOF come from different reads, as in a chunked answer.
type watched struct {
	io.Reader
	ended, closed bool
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	w.ended = w.ended || err == io.EOF
	return n, err
}

func (w *watched) Close() error {
	w.closed = true
	return nil
}

// streams are the streaming methods, with the errors that they yield.
var streams = map[string]func(context.Context, *freedompay.Client) iter.Seq[error]{
	"Cards.Operations": func(ctx context.Context, client *freedompay.Client) iter.Seq[error] {
		return errorsOf(client.Cards.Operations(ctx, freedompay.CardStatementRequest{CardID: "1"}))
	},
	"Wallets.Operations": func(ctx context.Context, client *freedompay.Client) iter.Seq[error] {
		return errorsOf(client.Wallets.Operations(ctx, freedompay.WalletStatementRequest{}))
	},
}

func errorsOf[T any](lines iter.Seq2[T, error]) iter.Seq[error] {
	return func(yield func(error) bool) {
		for _, err := range lines {
			if !yield(err) {
				return
			}
		}
	}
}

// net/http keeps a connection only if the answer was read to its end.
func TestAStatementIsReadToItsEnd(t *testing.T) {
	for name, lines := range streams {
		t.Run(name, func(t *testing.T) {
			const count = 100
			some := strings.Repeat("{},", count-1) + "{}"
			for form, text := range map[string]string{
				"as documented":     `{"status":"ok","operations":[` + some + `]}`,
				"with a newline":    `{"status":"ok","operations":[` + some + `]}` + "\n",
				"with members last": `{"operations":[` + some + `],"status":"ok"}`,
			} {
				body := &watched{Reader: strings.NewReader(text)}
				got := 0
				for err := range lines(t.Context(), newClient(t, holding(body), freedompay.WithRules(freedompay.RulesOff))) {
					if err != nil {
						t.Fatal(err)
					}
					got++
				}
				if got != count || !body.ended || !body.closed {
					t.Errorf("%s: %d operations; its end was read: %t, it was closed: %t", form, got, body.ended, body.closed)
				}
			}
		})
	}
}

// slowly answers with a text and then with spaces, each after a pause, until the
// context of the request ends.
func slowly(status int, text string, pause time.Duration) step {
	return func(req *http.Request) (*http.Response, error) {
		rest := readerFunc(func(p []byte) (int, error) {
			select {
			case <-time.After(pause):
				return copy(p, " "), nil
			case <-req.Context().Done():
				return 0, req.Context().Err()
			}
		})
		body := io.NopCloser(io.MultiReader(strings.NewReader(text), rest))
		return &http.Response{StatusCode: status, Header: http.Header{}, ContentLength: -1, Body: body, Request: req}, nil
	}
}

func TestAStatementThatStallsEndsWithTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		transport := slowly(http.StatusOK, `{"status":"ok","operations":[`, time.Hour)
		client := newClient(t, transport, freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: time.Second}))
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

// The time that the caller takes for an operation is not the bank's.
func TestASlowCallerOfAStatementIsNotTimedOut(t *testing.T) {
	for name, lines := range streams {
		synctest.Test(t, func(t *testing.T) {
			transport := step(func(req *http.Request) (*http.Response, error) {
				pieces := []string{`{"status":"ok","operations":[{}`, `,{}`, `,{}`, `]}`}
				body := readerFunc(func(p []byte) (int, error) {
					if err := req.Context().Err(); err != nil || len(pieces) == 0 {
						return 0, cmp.Or(err, io.EOF)
					}
					n := copy(p, pieces[0])
					pieces = pieces[1:]
					return n, nil
				})
				return &http.Response{StatusCode: 200, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(body), Request: req}, nil
			})
			client := newClient(t, transport, freedompay.WithRules(freedompay.RulesOff), freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: time.Second}))
			count := 0
			for err := range lines(t.Context(), client) {
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				count++
				<-time.After(time.Minute)
			}
			if count != 3 {
				t.Errorf("%s: %d operations", name, count)
			}
		})
	}
}

// After the last operation the client waits only shortly for the end of the answer.
// If it does not come, the connection is closed.
func TestAStatementDoesNotWaitLongForItsEnd(t *testing.T) {
	some := `{"status":"ok","operations":[` + strings.Repeat("{},", 99) + `{}]}`
	for name, lines := range streams {
		for _, test := range []struct {
			form, text string
			pause      time.Duration
			operations int
			want       string
		}{
			{"stalls", some, time.Hour, 100, ""},
			{"drips", some, 20 * time.Millisecond, 100, ""},
			{"is short and stalls", `{"status":"ok","operations":[]}`, time.Hour, 0, ""},
			{"refuses and stalls", `{"status":"error","error_code":"12006"}`, time.Hour, 0, "12006"},
			{"has no status and stalls", `{"message":"` + strings.Repeat("x", 100) + `"}`, time.Hour, 0, "no status"},
		} {
			t.Run(name+" "+test.form, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					transport := slowly(http.StatusOK, test.text, test.pause)
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
					defer cancel()
					began, count := time.Now(), 0
					var failed error
					for err := range lines(ctx, newClient(t, transport, freedompay.WithRules(freedompay.RulesOff))) {
						if failed = err; err == nil {
							count++
						}
					}
					if took := time.Since(began); count != test.operations || took > 100*time.Millisecond {
						t.Errorf("%d operations took %v", count, took)
					}
					if test.want == "" && failed != nil || test.want != "" && !strings.Contains(fmt.Sprint(failed), test.want) {
						t.Errorf("it ends with %v, want %q", failed, test.want)
					}
				})
			})
		}
	}
}

// Leaving the loop closes the body at once, without reading the rest.
func TestLeavingAStatementClosesIt(t *testing.T) {
	for name, lines := range streams {
		t.Run(name, func(t *testing.T) {
			endless := readerFunc(func(p []byte) (int, error) { return copy(p, `{},`), nil })
			body := &watched{Reader: io.MultiReader(strings.NewReader(`{"status":"ok","operations":[`), endless)}
			count := 0
			for err := range lines(t.Context(), newClient(t, holding(body), freedompay.WithRules(freedompay.RulesOff))) {
				if err != nil {
					t.Fatal(err)
				}
				if count++; count == 3 {
					break
				}
			}
			if count != 3 || body.ended || !body.closed {
				t.Errorf("%d operations; its end was read: %t, it was closed: %t", count, body.ended, body.closed)
			}
		})
	}
}

// holding is a transport that answers with a body.
func holding(body io.ReadCloser) step {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Body: body, Request: req}, nil
	}
}

// The error of a statement that breaks late describes its beginning.
func TestABrokenStatementIsDescribedByItsBeginning(t *testing.T) {
	text := `{"status":"ok","operations":[` + strings.Repeat("{},", 4000) + "!!!" + strings.Repeat("y", 9000)
	for name, lines := range streams {
		var failed error
		for err := range lines(t.Context(), newClient(t, answering(200, text), freedompay.WithRules(freedompay.RulesOff))) {
			failed = err
		}
		if failed == nil || !strings.Contains(failed.Error(), "broken off or malformed") {
			t.Errorf("%s: %v", name, failed)
		}
	}
}
