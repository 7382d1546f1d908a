package conformance

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// bytesBank answers every request with the same bytes.
type bytesBank struct {
	status int
	body   []byte
}

func (b bytesBank) RoundTrip(req *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, req.Body)
	return &http.Response{StatusCode: b.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(b.body)), Request: req}, nil
}

// Whatever comes back, under whatever HTTP status: no operation panics, answers
// nothing without an error, or fails without an *Error that names it.
func FuzzAnswers(f *testing.F) {
	operations := operations(f)
	recorded := fixtures(f)
	for i, op := range operations {
		f.Add(uint8(i), uint16(200), []byte(recorded[op.ID].Response))
	}
	for _, body := range []string{
		"", "null", "[]", "{}", `"x"`, "0", "<html>502</html>", "\xef\xbb\xbf{}", `{"status":null}`, `{"status":{}}`,
		`{"status":"ok"}`, `{"status":"ok","request_status":"error"}`, `{"status":"error"}`, `{"status":"error","error_code":9999}`,
		`{"status":-7,"datetime":"x"}`, `{"status":0}`, `{"message":null}`, `{"status":"ok","status":"error"}`,
		`{"status":"ok","operations":[{"amount":1e999999999}]}`, `{"status":"ok","operations":{}}`, `{"operations":null,"status":"error"}`,
		`{"status":"ok","cards":[null,[],{"card_id":7}]}`, "{\"status\":\"\xff\xfe\"}", `{"status":"ok","dt":99999999999999999999999999}`,
	} {
		f.Add(uint8(14), uint16(200), []byte(body))
		f.Add(uint8(22), uint16(502), []byte(body))
	}
	f.Add(uint8(10), uint16(200), bytes.Repeat([]byte(`{"card":`), 20000))
	f.Add(uint8(14), uint16(200), append([]byte(`{"operations":`), bytes.Repeat([]byte("["), 20000)...))

	f.Fuzz(func(t *testing.T, index uint8, status uint16, body []byte) {
		op := operations[int(index)%len(operations)]
		client, err := freedompay.New(authID, freedompay.NewSecret(key),
			freedompay.WithHTTPClient(&http.Client{Transport: bytesBank{100 + int(status)%500, body}}),
			freedompay.WithRetry(freedompay.Backoff{Attempts: 1}))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := rowOf(t, op.ID)(caller{t, client, uuid.UUID{15: 1}})
		if failed := new(freedompay.Error); err != nil && !errors.As(err, &failed) {
			t.Errorf("%s: the error is a %T: %v", op.ID, err, err)
		} else if err != nil && failed.Op != op.Path {
			t.Errorf("%s: the error is of %s", op.ID, failed.Op)
		}
		if reflect.ValueOf(answer).IsNil() != (err != nil) {
			t.Errorf("%s: answer %v with error %v", op.ID, answer, err)
		}
		for _, err := range client.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: cardID}) {
			if failed := new(freedompay.Error); err != nil && !errors.As(err, &failed) {
				t.Errorf("the iterator's error is a %T: %v", err, err)
			}
		}
	})
}
