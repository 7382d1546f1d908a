package outage_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// dialect is the codes and the status operation of a family of commands.
type dialect struct {
	name               string
	command            act
	statusPath         string
	duplicate, unknown freedompay.ErrorCode
	failed             string // the answer of the status operation for a failed request
	code               freedompay.ErrorCode
}

func dialects() []dialect {
	return []dialect{
		{"Card API", commands()[0], "/v5/card-api/request/status", freedompay.CodeDuplicateRequest, freedompay.CodeRequestNotFound,
			`{"status":"ok","request_status":"error","error_code":"12008","error_description":"no plastic"}`, freedompay.CodePlasticFailed},
		{"e-money", commands()[2], "/v5/partner/wallet/request/status", freedompay.CodeWalletDuplicateRequest, freedompay.CodeWalletRequestNotFound,
			`{"status":"ok","request_status":2,"error_code":1008}`, freedompay.CodeWalletBlockFailed},
		{"e-money with a document", commands()[3], "/v5/partner/wallet/request/status", freedompay.CodeWalletDuplicateRequest, freedompay.CodeWalletRequestNotFound,
			`{"status":"ok","request_status":"2","error_code":"1007"}`, freedompay.CodeWalletClosed},
		{"partners", partnerCommands()[0], "/v5/partner/request/status", freedompay.CodeWalletDuplicateRequest, freedompay.CodeWalletRequestNotFound,
			`{"status":"ok","request_status":2,"error_code":1008}`, freedompay.CodeWalletBlockFailed},
		{"Call", commands()[4], "/v5/card-api/request/status", freedompay.CodeDuplicateRequest, freedompay.CodeRequestNotFound,
			`{"status":"ok","request_status":"error","error_code":12010}`, freedompay.CodeCloseFailed},
	}
}

// forEachDialect runs a test on a fake clock for each dialect.
func forEachDialect(t *testing.T, test func(*testing.T, dialect)) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, d) })
		})
	}
}

// mustHaveAsked fails the test unless the last n requests ask for the status of
// the command.
func (s *script) mustHaveAsked(n int, d dialect, id uuid.UUID) {
	s.t.Helper()
	s.mustHavePlayed()
	for _, sent := range s.sent[max(0, len(s.sent)-n):] {
		if !strings.HasSuffix(sent.url, d.statusPath) || !sent.refused && sent.body != `{"request_id":"`+id.String()+`"}` {
			s.t.Errorf("asked %s %s, want %s of %v", sent.url, sent.body, d.statusPath, id)
		}
		if !sent.refused {
			checkOwnSignature(s.t, sent)
		}
	}
}

func TestDuplicateOnAFirstSendIsTheCallers(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, before := range [][]step{nil, {refuses}, {refuses, refuses}} { // a refused connection is no send
			bank := playing(t, append(before, refusal(d.duplicate))...)
			_, err := d.command.do(t.Context(), retrying(t, bank), someID)
			if !errors.Is(err, freedompay.ErrDuplicate) {
				t.Errorf("the error is %v", err)
			}
			mustBe(t, err, someID, false)
			bank.mustHavePlayed()
		}
	})
}

func TestDuplicateOnAResendIsAdopted(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, trouble := range append(troubles(), tooLarge) {
			bank := playing(t, trouble.meet, refusal(d.duplicate), done)
			id, err := d.command.do(t.Context(), retrying(t, bank, withSmallAnswers), someID)
			if err != nil || id != someID {
				t.Errorf("%s: %v, %v", trouble.name, id, err)
			}
			bank.mustHaveResent(2, someID)
			bank.mustHaveAsked(1, d, someID)
		}
	})
}

// The result of an adopted command is the answer of the status operation.
func TestAdoptedAnswerIsThatOfTheCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, drops, refusal(freedompay.CodeDuplicateRequest),
			says(200, `{"status":"ok","request_status":"process","dt":"2024-03-09T10:00:00+05:00","cards":[{"card_id":"5"}]}`))
		result, err := retrying(t, bank).Cards.Unblock(t.Context(), freedompay.UnblockCardRequest{CardID: "1", Description: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if result.RequestStatus != "process" || result.Status != "ok" || result.Time.String() != "2024-03-09T10:00:00+05:00" || result.RequestID != requestIDOf(t, bank.sent[2]) {
			t.Errorf("the answer is %+v", result)
		}
	})
}

func TestAdoptionOfARequestThatFailed(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, drops, refusal(d.duplicate), says(200, d.failed))
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		failed, _ := errors.AsType[*freedompay.Error](err)
		if !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, d.code) || errors.Is(err, freedompay.ErrDuplicate) {
			t.Fatalf("the error is %v, want %v", err, d.code)
		}
		if !strings.HasSuffix(bank.sent[0].url, failed.Op) {
			t.Errorf("the error is one of %s, the command was sent to %s", failed.Op, bank.sent[0].url)
		}
		mustBe(t, err, someID, false)
		bank.mustHaveAsked(1, d, someID)
	})
}

func TestAdoptionAsksAgainInTrouble(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, trouble := range append(troubles(), connectionRefused) {
			bank := playing(t, drops, refusal(d.duplicate), trouble.meet, trouble.meet, done)
			if id, err := d.command.do(t.Context(), retrying(t, bank), someID); err != nil || id != someID {
				t.Errorf("%s: %v, %v", trouble.name, id, err)
			}
			bank.mustHaveAsked(3, d, someID)
		}
	})
}

// The command says that the id is a duplicate, the status operation does not know
// it three times: the outcome is unknown.
func TestAdoptionWhenTheStatusDoesNotKnowTheID(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, append([]step{drops, refusal(d.duplicate)}, times(3, refusal(d.unknown))...)...)
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		mustBe(t, err, someID, true)
		bank.mustHaveAsked(3, d, someID)
	})
}

func TestAdoptionWhenTheStatusCannotBeAsked(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, trouble := range append(troubles(), connectionRefused) {
			bank := playing(t, append([]step{drops, refusal(d.duplicate)}, times(4, trouble.meet)...)...)
			_, err := d.command.do(t.Context(), retrying(t, bank), someID)
			mustBe(t, err, someID, true)
			bank.mustHaveAsked(4, d, someID)
		}
		bank := playing(t, drops, refusal(d.duplicate), says(403, "<html>"))
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		mustBe(t, err, someID, true)
		for _, why := range []string{d.statusPath, "HTTP 403", string(d.duplicate)} { // both, for whoever looks into it
			if !strings.Contains(err.Error(), why) {
				t.Errorf("%v does not name %s", err, why)
			}
		}
		var code freedompay.ErrorCode
		var refused *url.Error
		if !errors.As(err, &code) || code != d.duplicate || errors.As(err, &refused) {
			t.Errorf("%v holds the code %s, and %v", err, code, refused)
		}
	})
}

// A resend may be refused with another code, such as "card is already closed",
// because the first attempt was carried out. The status operation decides.
func TestResendRefusedWithAnotherCode(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, other := range []trouble{
			{"closed", refusal(freedompay.CodeCardClosed)}, {"a new code", refusal("E-17")}, {"no code", says(200, `{"status":"error"}`)},
			{"403 of a proxy", says(403, "<html>")}, {"404 of a router", says(404, "<html>")},
		} {
			bank := playing(t, drops, other.meet, done)
			if id, err := d.command.do(t.Context(), retrying(t, bank), someID); err != nil || id != someID {
				t.Errorf("%s, and the status knows of success: %v, %v", other.name, id, err)
			}
			bank.mustHaveAsked(1, d, someID)

			bank = playing(t, drops, other.meet, says(200, d.failed))
			_, err := d.command.do(t.Context(), retrying(t, bank), someID)
			if !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, d.code) {
				t.Errorf("%s, and the status knows of a failure: %v", other.name, err)
			}
			mustBe(t, err, someID, false)

			bank = playing(t, append([]step{drops, other.meet}, times(4, drops)...)...)
			_, err = d.command.do(t.Context(), retrying(t, bank), someID)
			mustBe(t, err, someID, true)
		}
	})
}

// When the status does not know the id three times in a row, the first attempt may
// still arrive: the outcome is unknown, and the error keeps the bank's code.
func TestResendRefusedAndNotConfirmedIsUnknown(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, append([]step{drops, refusal(freedompay.CodeCardClosed)}, times(3, refusal(d.unknown))...)...)
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		if !errors.Is(err, freedompay.CodeCardClosed) || errors.Is(err, freedompay.ErrNotFound) || errors.Is(err, freedompay.ErrRequestUnknown) {
			t.Errorf("the error is %v", err)
		}
		mustBe(t, err, someID, true)
		bank.mustHaveAsked(3, d, someID)
		for _, pause := range bank.pauses()[3:] {
			if pause < 250*time.Millisecond {
				t.Errorf("a question comes %v after the one before: the status had no time", pause)
			}
		}
	})
}

// The status is believed as soon as it knows the command.
func TestResendRefusedAndTheStatusLags(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, drops, refusal(freedompay.CodeCardClosed), refusal(d.unknown), refusal(d.unknown), done)
		if id, err := d.command.do(t.Context(), retrying(t, bank), someID); err != nil || id != someID {
			t.Errorf("%v, %v", id, err)
		}
		bank.mustHaveAsked(3, d, someID)
	})
}

// A bank that accepts a resend and says at once that it failed has said all.
func TestResendThatFailsAtOnce(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, drops, says(200, d.failed))
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		if !errors.Is(err, freedompay.ErrRequestFailed) || !errors.Is(err, d.code) {
			t.Errorf("the error is %v", err)
		}
		mustBe(t, err, someID, false)
		bank.mustHavePlayed()
	})
}

// A refusal without a code may come from a proxy. It does not show whether the
// attempt before it arrived.
func TestResendRefusedWithoutACode(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		for _, refused := range []step{says(200, `{"status":"error"}`), says(403, "<html>"), says(413, "")} {
			bank := playing(t, append([]step{drops, refused}, times(3, refusal(d.unknown))...)...)
			_, err := d.command.do(t.Context(), retrying(t, bank), someID)
			mustBe(t, err, someID, true)
			bank.mustHaveAsked(3, d, someID)
		}
	})
}

// The status of partners is provisional. Where it is not there, the first attempt
// may have been carried out, whatever the code of a refused resend.
func TestResendRefusedThatNothingTellsOf(t *testing.T) {
	for _, act := range partnerCommands() {
		for _, code := range []freedompay.ErrorCode{freedompay.CodeWalletDuplicateRequest, freedompay.CodeWalletInvalidParameters, "E-17"} {
			synctest.Test(t, func(t *testing.T) {
				bank := playing(t, drops, refusal(code), says(404, "<html>"))
				_, err := act.do(t.Context(), retrying(t, bank), someID)
				mustBe(t, err, someID, true)
				bank.mustHavePlayed()
				bank.mustHaveResent(2, someID)
			})
		}
	}
}

// HTTP 401 says that nothing was done for this attempt, and nothing of an earlier one.
func TestResendThatIsNotAuthorized(t *testing.T) {
	forEachDialect(t, func(t *testing.T, d dialect) {
		bank := playing(t, drops, says(401, ""))
		_, err := d.command.do(t.Context(), retrying(t, bank), someID)
		mustBe(t, err, someID, true)
		bank.mustHavePlayed()
	})
}

// WithPath moves the status operation too. The documented path still decides which
// status operation is asked.
func TestAdoptionFollowsMovedPaths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bank := playing(t, drops, refusal(freedompay.CodeDuplicateRequest), done)
		client := retrying(t, bank,
			freedompay.WithPath("/v5/card-api/card/issue", "/v6/issue"), freedompay.WithPath("/v5/card-api/request/status", "/v6/status"))
		if _, err := commands()[0].do(t.Context(), client, someID); err != nil {
			t.Error(err)
		}
		bank.mustHaveAsked(1, dialect{statusPath: "/v6/status"}, someID)
		if !strings.HasSuffix(bank.sent[0].url, "/v6/issue") {
			t.Errorf("sent to %s", bank.sent[0].url)
		}
	})
}
