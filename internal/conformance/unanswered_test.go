package conformance

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// unanswered are the replies that are no success, with the code of those in
// which the bank itself refuses, in each of its dialects.
var unanswered = []struct {
	name string
	reply
	code freedompay.ErrorCode
	says string // what is wrong, where the code does not say it
}{
	{"refused by the Card API", reply{200, `{"status":"error","request_status":"error","dt":"2026-11-20T10:15:00+05:00","error_code":"12001"}`}, freedompay.CodeInvalidParameters, ""},
	{"refused by gift cards", reply{200, `{"status":-1,"datetime":"2026-11-20 10:15:00"}`}, freedompay.CodeGiftError, ""},
	{"refused by e-money", reply{200, `{"status":"error","request_status":2,"error_code":"1001"}`}, freedompay.CodeWalletInvalidParameters, ""},
	{"refused by partners", reply{200, `{"status":"error","error_code":1001,"error_description":"no"}`}, freedompay.CodeWalletInvalidParameters, ""},
	{"refused under another status", reply{400, `{"status":"error","error_code":12002}`}, freedompay.CodeDuplicateRequest, ""},
	{"HTML as a success", reply{200, "<html>"}, "", "it looks like HTML"},
	{"HTML, forbidden", reply{403, "<html>"}, "", "it looks like HTML"},
	{"HTML, bad gateway", reply{502, "<html>"}, "", "unavailable"},
	{"no status", reply{200, `{"message":null}`}, "", "it has no status"},
	{"empty", reply{200, ""}, "", "it is empty"},
	{"no content", reply{204, ""}, "", "it is empty"},
	{"null", reply{200, "null"}, "", "answer is not the bank's"},
	{"an array", reply{200, "[]"}, "", "it is JSON but not an object"},
	{"broken off", reply{200, `{"status":"ok","dt":"2026`}, "", "answer"},
}

// Whatever is no answer: every operation says so with an error that names the
// operation, the HTTP status, the request_id that was sent, and the code.
func TestEveryOperationFailsWithStatusAndRequestID(t *testing.T) {
	for _, op := range operations(t) {
		want := uuid.Nil
		if op.Request.Requires("request_id") {
			want = chosen
		}
		for _, test := range unanswered {
			t.Run(op.ID+" "+test.name, func(t *testing.T) {
				want := want
				b := &bank{replies: []reply{test.reply}}
				answer, err := rowOf(t, op.ID)(caller{t, b.client(t), chosen})
				if op.Kind == "command" && want == uuid.Nil { // it travels in the header alone
					want, _ = uuid.Parse(b.sent[0].header.Get("Request-Id"))
				}
				if !reflect.ValueOf(answer).IsNil() {
					t.Errorf("answers %v", answer)
				}
				checkFailure(t, err, op.Path, test.status, want, test.code, test.says)
			})
		}
	}
}

// The iterators over statements fail as the statements do.
func TestIteratorsFailWithStatus(t *testing.T) {
	for _, test := range unanswered {
		c := (&bank{replies: []reply{test.reply}}).client(t)
		t.Run("cards "+test.name, func(t *testing.T) {
			err := onlyError(t, c.Cards.Operations(t.Context(), freedompay.CardStatementRequest{CardID: cardID}))
			checkFailure(t, err, "/v5/card-api/card/statement", test.status, uuid.Nil, test.code, test.says)
		})
		t.Run("wallets "+test.name, func(t *testing.T) {
			err := onlyError(t, c.Wallets.Operations(t.Context(), freedompay.WalletStatementRequest{Identifier: identifier}))
			checkFailure(t, err, "/v5/partner/wallet/statement", test.status, uuid.Nil, test.code, test.says)
		})
	}
}

// onlyError returns the error that an iterator yields, and nothing beside it.
func onlyError[T any](t *testing.T, all iter.Seq2[T, error]) (failure error) {
	t.Helper()
	yields := 0
	for line, err := range all {
		failure = err
		if yields++; yields > 1 || err == nil || !reflect.ValueOf(line).IsZero() {
			t.Errorf("yields %v, %v", line, err)
		}
	}
	return failure
}

func checkFailure(t *testing.T, err error, path string, status int, id uuid.UUID, code freedompay.ErrorCode, says string) {
	t.Helper()
	failed, ok := errors.AsType[*freedompay.Error](err)
	if !ok {
		t.Fatalf("the error is %T %v", err, err)
	}
	if failed.Op != path || failed.HTTPStatus != status || failed.RequestID != id || failed.Code != code {
		t.Errorf("the error is %+v; want the path %s, status %d, id %v and code %q", *failed, path, status, id, code)
	}
	if code != "" && !errors.Is(err, code) {
		t.Errorf("%v is not %v", err, code)
	}
	if says == "" {
		says = code.Error()
	}
	if !strings.Contains(err.Error(), says) {
		t.Errorf("%q does not say %q", err, says)
	}
}

// A request that the bank took and then gave up on is no success, wherever the
// contract has a request_status. Who asks what became of another gets it told.
func TestFailedRequestIsAnError(t *testing.T) {
	asks := []string{"Requests.Status", "Wallets.RequestStatus", "Partners.RequestStatus"}
	for _, op := range operations(t) {
		s := op.Answer.Properties["request_status"]
		if s == nil {
			continue
		}
		word := `"error"`
		if s.Dictionary == "wallet_request_status" {
			word = `"2"`
		}
		b := bank{replies: []reply{{200, fmt.Sprintf(`{"status":"ok","request_status":%s,"error_code":12011}`, word)}}}
		_, err := rowOf(t, op.ID)(caller{t, b.client(t), chosen})
		if failed := errors.Is(err, freedompay.ErrRequestFailed); failed == slices.Contains(asks, op.ID) {
			t.Errorf("%s: the request has failed, and the error is %v", op.ID, err)
		}
	}
}
