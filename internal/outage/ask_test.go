package outage_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// The context ends while the client asks about a refused command: nothing is known,
// also of a first attempt.
func TestQuestionThatTheContextEnds(t *testing.T) {
	for name, status := range map[string]step{"no answer": hangs, "a pause": says(503, "", "Retry-After", "3")} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			bank := playing(t, refusal(freedompay.CodeCardNotFound), status)
			_, err := commands()[0].do(ctx, retrying(t, bank), someID)
			mustBe(t, err, someID, true)
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, freedompay.CodeCardNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// The zero id would be shared by all commands.
func TestRequestIDsThatAreZero(t *testing.T) {
	client := newClient(t, playing(t), freedompay.WithRequestID(func() uuid.UUID { return uuid.Nil }))
	for _, act := range append(commands(), commandsWithoutRequestID()[1]) {
		if _, err := act.do(t.Context(), client, uuid.Nil); !errors.Is(err, freedompay.ErrInvalidRequest) {
			t.Errorf("%s: %v", act.name, err)
		}
	}
}

// Leaving the loop over WaitEach ends the taking of ids.
func TestLeavingWaitEachTakesNoMoreIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		taken := 0
		ids := func(yield func(uuid.UUID) bool) {
			for taken < 100_000 && yield(uuid.UUID{byte(taken >> 16), byte(taken >> 8), byte(taken), 1}) {
				taken++
			}
		}
		client := newClient(t, answering(200, `{"status":"ok","request_status":"success"}`))
		for _, err := range client.Requests.WaitEach(t.Context(), ids) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		synctest.Wait()
		if taken > 5000 {
			t.Errorf("%d ids were taken", taken)
		}
	})
}
