package outage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// recordsOf runs a call with a logger and returns what was logged, record by
// record and as text.
func recordsOf(t *testing.T, act act, steps ...step) (records []map[string]any, text string) {
	return recordsOfSteps(t, act, false, steps...)
}

// recordsOfSteps is recordsOf with a last step that may repeat.
func recordsOfSteps(t *testing.T, act act, repeats bool, steps ...step) (records []map[string]any, text string) {
	t.Helper()
	var buffer bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&buffer, &slog.HandlerOptions{Level: slog.LevelDebug}))
	bank := playing(t, steps...)
	bank.repeats = repeats
	_, _ = act.do(t.Context(), retrying(t, bank, freedompay.WithLogger(logger), freedompay.WithRequestID(func() uuid.UUID { return someID })), someID)
	if !repeats {
		bank.mustHavePlayed()
	}
	text = buffer.String()
	for line := range strings.Lines(text) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	return records, text
}

// without returns a record without its time and the named members.
func without(record map[string]any, names ...string) map[string]any {
	record = maps.Clone(record)
	for _, name := range append(names, "time") {
		delete(record, name)
	}
	return record
}

func TestOneRecordPerAttemptAndOnePerCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(s step) step { // an attempt of two seconds
			return func(req *http.Request) (*http.Response, error) { <-time.After(2 * time.Second); return s(req) }
		}
		records, _ := recordsOf(t, commands()[0], slow(refuses), slow(says(503, "<html>", "Retry-After", "3")), slow(refusal(freedompay.CodeSystemError)), slow(done))
		const path, call, attempt = "/v5/card-api/card/issue", "freedompay call", "freedompay attempt"
		id := someID.String()
		if len(records) != 5 {
			t.Fatalf("%d records for 4 attempts: %v", len(records), records)
		}
		for i, want := range []map[string]any{
			{"msg": attempt, "attempt": 1.0, "status": 0.0, "code": ""},
			{"msg": attempt, "attempt": 2.0, "status": 503.0, "code": ""},
			{"msg": attempt, "attempt": 3.0, "status": 200.0, "code": "9999"},
			{"msg": attempt, "attempt": 4.0, "status": 200.0},
			{"msg": call, "attempts": 4.0, "status": 200.0, "outcome": "resent"},
		} {
			want["level"], want["operation"], want["path"], want["request_id"] = "DEBUG", "Cards.Issue", path, id
			if got := without(records[i], "duration", "error"); !maps.Equal(got, want) {
				t.Errorf("record %d is\n%v, want\n%v", i, got, want)
			}
			took := time.Duration(records[i]["duration"].(float64))
			if want["msg"] == attempt && took != 2*time.Second || want["msg"] == call && (took < 11*time.Second || took > 13*time.Second) {
				t.Errorf("record %d says that it took %v", i, took)
			}
			if _, failed := records[i]["error"].(string); failed != (i < 3) {
				t.Errorf("record %d has the error %v", i, records[i]["error"])
			}
		}
	})
}

func TestOutcomeOfACallInOneWord(t *testing.T) {
	query, command, once := queries()[0], commands()[0], commandsWithoutRequestID()[1]
	notFound, duplicate := refusal(freedompay.CodeClientNotFound), refusal(freedompay.CodeDuplicateRequest)
	failed := says(200, `{"status":"ok","request_status":"error","error_code":"12008"}`)
	for _, test := range []struct {
		name  string
		act   act
		steps []step
		want  string
	}{
		{"a query", query, []step{done}, "done"},
		{"a command", command, []step{done}, "done"},
		{"a command without an id", once, []step{done}, "done"},
		{"a query, asked again", query, []step{drops, done}, "resent"},
		{"a command, sent again", command, []step{drops, done}, "resent"},
		{"a command without an id, sent at last", once, []step{refuses, done}, "resent"},
		{"a refusal", command, []step{notFound, notKnown}, "refused"},
		{"a refusal of a query", query, []step{drops, notFound}, "refused"},
		{"a duplicate", command, []step{duplicate}, "unknown"},
		{"a refusal of what was done before", command, []step{notFound, done}, "unknown"},
		{"a request that failed", command, []step{failed}, "failed"},
		{"a refused resend that is not known", command, append([]step{drops, notFound}, times(3, notKnown)...), "unknown"},
		{"a lost answer", command, []step{drops, duplicate, done}, "adopted"},
		{"a lost answer of a request that failed", command, []step{drops, duplicate, failed}, "failed"},
		{"attempts used up", command, times(4, drops), "unknown"},
		{"a status that does not know", command, append([]step{drops, duplicate}, times(3, notKnown)...), "unknown"},
		{"a command without an id, dropped", once, []step{drops}, "unknown"},
		{"a query without an answer", query, times(4, drops), "unavailable"},
		{"a command without a connection", command, times(4, refuses), "unavailable"},
		{"a command without an id and a connection", once, times(4, refuses), "unavailable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				records, _ := recordsOf(t, test.act, test.steps...)
				attempts := 0
				for _, record := range records {
					if record["msg"] == "freedompay attempt" {
						attempts++
					}
				}
				if attempts != len(test.steps) {
					t.Errorf("%d records for %d attempts", attempts, len(test.steps))
				}
				records = slices.DeleteFunc(records, func(record map[string]any) bool { return record["poll"] == true })
				for i, record := range records {
					outcome, settled := record["outcome"]
					if settled != (i == len(records)-1) || settled && outcome != test.want {
						t.Errorf("record %d has the outcome %v, the call's is %s", i, outcome, test.want)
					}
				}
			})
		})
	}
}

// The log has no body, no header, no key and no card number.
func TestLogHoldsNoSecret(t *testing.T) {
	const secrets = `{"status":"ok","card_number":"4400430212345678","cvv":"quagga","score":"quagga","filler":"quagga"}`
	steps := []trouble{
		{"accepted", says(200, secrets, "Set-Cookie", "quagga")},
		{"refused", says(200, `{"status":"error","error_code":"E-17","error_description":"card 4400430212345678"}`)},
		{"failed", says(200, `{"status":"ok","request_status":"error","error_description":"card 4400 4302 1234 5678"}`)},
		{"HTML", says(403, "<html>quagga 4400430212345678")},
		{"unreadable", says(404, `{"card_number":"4400430212345678","quagga":1`)},
	}
	ids := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	acts := slices.Concat(queries(), queriesWithRequestID(), commands(), partnerCommands(), commandsWithoutRequestID())
	forEach(t, acts, steps, func(t *testing.T, act act, answer step) {
		_, text := recordsOfSteps(t, act, true, answer)
		text = ids.ReplaceAllString(text, "id") // a random id can hold any four digits
		for _, secret := range []string{"quagga", "4400", "5678", testKey, "eyJ1cmkiOi", "Signature", "%PDF", "scan", "77001234567", "1500.50"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in the log:\n%s", secret, text)
			}
		}
	})
}

// What the bank calls the state of a request is words of the bank, if it is no word
// of the contract.
func TestTheLogOfAWaitHoldsNoWordsOfTheBank(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		told := &watcher{}
		bank := answering(200, `{"status":"ok","request_status":"card 4400430212345678 `+strings.Repeat("x", 1000)+`"}`)
		client := retrying(t, bank, freedompay.WithLogger(logger), freedompay.WithObserver(told), freedompay.WithPoll(freedompay.Backoff{Attempts: 2}))
		if _, err := client.Requests.Wait(t.Context(), someID); err == nil {
			t.Error("it has settled")
		}
		if strings.Contains(log.String(), "4400") || len(told.waits) != 1 || len(told.waits[0].Status) > 300 || !strings.Contains(string(told.waits[0].Status), "card ****") {
			t.Errorf("the wait is told as %+v, and the log has\n%s", told.waits, &log)
		}
	})
}

func TestNothingIsLoggedAboveDebug(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := retrying(t, playing(t, drops, done), freedompay.WithLogger(slog.New(disabledHandler{t})))
		if _, err := commands()[0].do(t.Context(), client, someID); err != nil {
			t.Error(err)
		}
	})
}

// disabledHandler is enabled for no level. Calling its other methods fails the test.
type disabledHandler struct{ t *testing.T }

func (h disabledHandler) Enabled(_ context.Context, level slog.Level) bool {
	if level != slog.LevelDebug {
		h.t.Errorf("asked about level %v", level)
	}
	return false
}

func (h disabledHandler) Handle(_ context.Context, r slog.Record) error {
	h.t.Errorf("handles %q", r.Message)
	return errors.New("deaf")
}

func (h disabledHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	h.t.Errorf("takes %v", attrs)
	return h
}
func (h disabledHandler) WithGroup(name string) slog.Handler { h.t.Errorf("opens %s", name); return h }

// The handler gets the caller's context, in which tracing keeps its values.
func TestLogGetsTheCallersContext(t *testing.T) {
	type key struct{}
	handler := &contextHandler{Handler: slog.DiscardHandler, key: key{}}
	client := newClient(t, playing(t, done), freedompay.WithLogger(slog.New(handler)))
	if _, err := commands()[0].do(context.WithValue(t.Context(), key{}, "trace"), client, someID); err != nil {
		t.Error(err)
	}
	if !slices.Equal(handler.found, []any{"trace", "trace"}) {
		t.Errorf("found %v", handler.found)
	}
}

type contextHandler struct {
	slog.Handler
	key   any
	found []any
}

func (h *contextHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *contextHandler) Handle(ctx context.Context, _ slog.Record) error {
	h.found = append(h.found, ctx.Value(h.key))
	return nil
}
