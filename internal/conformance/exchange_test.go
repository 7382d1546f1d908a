package conformance

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

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
				b := bank{replies: []reply{{200, string(f.Response)}}}
				answer, err := rowOf(t, f.name())(caller{t, b.client(t), f.requestID()})
				if err != nil {
					t.Fatalf("%s: %v", f.name(), err)
				}
				checkSent(t, op, b.only(t), f)
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

// checkSent holds a request to the contract and to the recorded one.
func checkSent(t *testing.T, op *contract.Operation, s sent, f fixture) {
	t.Helper()
	if s.method != "POST" || s.path != op.Path {
		t.Errorf("sent %s %s, want POST %s", s.method, s.path, op.Path)
	}
	if got := s.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type is %q, want application/json", got)
	}
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
	if string(protected) != want {
		t.Errorf("signed header\n got %s\nwant %s", protected, want)
	}
	input := header + "." + base64.RawURLEncoding.EncodeToString(s.body)
	if err := jwt.GetSigningMethod(algorithm).Verify(input, signature, []byte(key)); err != nil {
		t.Errorf("signature by %s over the sent bytes: %v", algorithm, err)
	}
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
	if !field.IsValid() {
		t.Fatalf("%T: add a field RequestID uuid.UUID `json:\"-\"` with the method identify", answer)
	}
	if got := field.Interface(); got != id {
		t.Errorf("%T: RequestID is %v, want %v", answer, got, id)
	}
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
				t.Errorf("a %s, identified: %v: sent %d times, %v; want %d times, outcome unknown: %v; use %s",
					op.Kind, op.Identified, len(b.sent), err, times, unknown, use)
			}
			for _, again := range b.sent[1:] {
				if string(again.body) != string(b.sent[0].body) {
					t.Error("sent again with another body")
				}
			}
		})
	}
}
