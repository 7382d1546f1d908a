package durable

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A process that has a wrong key says so, once a minute however many commands it holds
// up, and not at all of those that only wait.
func TestHeldUpIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		bank := freedompaytest.New()
		bank.Inject(freedompaytest.Fault{Do: freedompaytest.BlockRequest, Status: http.StatusUnauthorized})
		turn := newTurn(t, bank, issueCard(bank), note{})
		turn.config.Logger = slog.New(slog.NewJSONHandler(&log, nil))
		waiting := newTurn(t, bank, issueCard(bank), note{})
		waiting.Queue = turn.Queue
		for range 121 {
			for range 10 {
				turn.tellHeld(t.Context(), turn.next(t.Context()).after)
			}
			waiting.tellHeld(t.Context(), time.Hour)
			time.Sleep(time.Second)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d records in two minutes, want 3:\n%s", len(lines), log.String())
		}
		for i, want := range []string{`"turns":1}`, `"turns":600}`, `"turns":600}`} {
			if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], "again_in") || !strings.Contains(lines[i], "not authorized") {
				t.Errorf("want %s, a time and the reason in %s", want, lines[i])
			}
		}
	})
}
