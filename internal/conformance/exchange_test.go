package conformance

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// caller makes the calls of the table: the client, and the recorded request_id.
type caller struct {
	*testing.T
	*freedompay.Client
	id uuid.UUID
}

// row calls one operation with typed values, those of its recorded request.
type row func(c caller) (any, error)

// rows returns the rows of all exchanges.
func rows() map[string]row {
	all := maps.Clone(cardRows)
	maps.Copy(all, otherRows)
	return all
}

// rowOf returns the row of an exchange.
func rowOf(t *testing.T, name string) row {
	t.Helper()
	call := rows()[name]
	if call == nil {
		t.Fatalf("%s: add a row to the tables of rows", name)
	}
	return call
}

// Every operation, through the real client: what is sent is what is recorded,
// and so is what is read.
func TestExchanges(t *testing.T) {
	recorded, extra := fixtures(t), rows()
	for _, op := range operations(t) {
		for _, f := range variants(recorded, op.ID) {
			delete(extra, f.name())
			t.Run(f.name(), func(t *testing.T) {
				client, arrived := mocked(t, f)
				answer, err := rowOf(t, f.name())(caller{t, client, f.requestID()})
				require.NoError(t, err, "%s: the recorded answer is not read", f.name())
				require.Len(t, *arrived, 1, "%s: requests that were sent", f.name())
				checkSent(t, op, (*arrived)[0], f)
				checkAnswer(t, answer, value(t, f.Response).(map[string]any))
				if op.Identified {
					checkRequestID(t, answer, f.requestID())
				}
			})
		}
	}
	for name := range extra {
		if _, ok := recorded[name]; !ok {
			t.Errorf("%s: no exchange of this name is recorded: remove its row, or record %s", name, fixtureFile(name))
		}
	}
}

// mocked returns a client in front of httpmock, as a partner's own test would
// make it, with the recorded answer at the recorded path, and what arrives there.
func mocked(t *testing.T, f fixture) (*freedompay.Client, *[]sent) {
	t.Helper()
	var arrived []sent
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodPost, freedompay.TestKZ+f.Path, func(req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		arrived = append(arrived, sent{req.Method, req.URL.EscapedPath(), req.Header, body})
		return httpmock.NewStringResponse(http.StatusOK, string(f.Response)), err
	})
	client, err := freedompay.New(authID, freedompay.NewSecret(key),
		freedompay.WithBaseURL(freedompay.TestKZ),
		freedompay.WithHTTPClient(&http.Client{Transport: mock}))
	require.NoError(t, err)
	return client, &arrived
}

// checkSent holds a request to the contract and to the recorded one.
func checkSent(t *testing.T, op *contract.Operation, s sent, f fixture) {
	t.Helper()
	assert.Equal(t, "POST "+op.Path, s.method+" "+s.path, op.ID)
	assert.Equal(t, "application/json", s.header.Get("Content-Type"), "%s: Content-Type", op.ID)
	checkSignature(t, s, op.Algorithm, op.Path)
	for _, difference := range differences("$", value(t, s.body), value(t, f.Request)) {
		t.Errorf("%s: sent body: %s (%s)", op.ID, difference, fixtureFile(f.name()))
	}
}

// checkSignature has golang-jwt verify the signature over the exact bytes, and
// compares the header with the documented one, members in their order.
func checkSignature(t *testing.T, s sent, algorithm, path string) {
	t.Helper()
	header, mac, detached := strings.Cut(s.header.Get("X-JWS-Signature"), "..")
	if !detached {
		t.Fatalf("X-JWS-Signature is %q, want header..signature", s.header.Get("X-JWS-Signature"))
	}
	decode := base64.RawURLEncoding.DecodeString
	protected, err := decode(header)
	signature, err2 := decode(mac)
	if err = errors.Join(err, err2); err != nil {
		t.Fatalf("X-JWS-Signature: %v", err)
	}
	want := fmt.Sprintf(`{"uri":%q,"auth_id":%q,"method":"POST","params":"","alg":%q}`, path, authID, algorithm)
	assert.Equal(t, want, string(protected), "%s: the signed header, members in their order", path)
	input := header + "." + base64.RawURLEncoding.EncodeToString(s.body)
	assert.NoError(t, jwt.GetSigningMethod(algorithm).Verify(input, signature, []byte(key)), "%s: signature by %s over the sent bytes", path, algorithm)
}

// checkAnswer encodes an answer again: nothing of what arrived may be lost.
func checkAnswer(t *testing.T, answer any, arrived map[string]any) {
	t.Helper()
	redact(t, answer, arrived)
	for _, difference := range differences("$", encoded(t, answer), arrived) {
		t.Errorf("%T: %s", answer, difference)
	}
}

// checkRequestID wants the answer to a command to carry the id of the command.
func checkRequestID(t *testing.T, answer any, id uuid.UUID) {
	t.Helper()
	field := reflect.ValueOf(answer).Elem().FieldByName("RequestID")
	require.True(t, field.IsValid(), "%T: add a field RequestID uuid.UUID `json:\"-\"` with the method identify", answer)
	assert.Equal(t, id, field.Interface(), "%T: RequestID", answer)
}

// What may be repeated when the network breaks follows from the contract: a
// query, and a command that a request_id protects.
func TestRepeats(t *testing.T) {
	recorded := fixtures(t)
	for _, op := range operations(t) {
		t.Run(op.ID, func(t *testing.T) {
			b := bank{replies: []reply{{503, ""}}}
			_, err := rowOf(t, op.ID)(caller{t, b.client(t), recorded[op.ID].requestID()})
			times, unknown, use := 2, op.Kind == "command", "read, or readAs with a request_id"
			switch {
			case op.Identified:
				use = "write with &req.RequestID"
			case unknown:
				times, use = 1, "write with noRequestID"
			}
			if len(b.sent) != times || errors.Is(err, freedompay.ErrOutcomeUnknown) != unknown {
				t.Errorf("%s: a %s, identified: %v: sent %d times, %v; want %d times, outcome unknown: %v; use %s",
					op.ID, op.Kind, op.Identified, len(b.sent), err, times, unknown, use)
			}
			for _, again := range b.sent[1:] {
				assert.Equal(t, string(b.sent[0].body), string(again.body), "%s: sent again with another body", op.ID)
			}
		})
	}
}
