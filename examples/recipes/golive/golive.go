// Package golive makes a client for production: the recipe of
// docs/recipes/going-live.md.
package golive

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// Config is what differs between TEST and production.
type Config struct {
	AuthID  string
	Key     freedompay.Secret
	BaseURL string       // freedompay.TestKZ, then freedompay.ProductionKZ
	HTTP    *http.Client // through your proxy
	Logger  *slog.Logger
	Unclear func(operation string, id uuid.UUID) // alerts somebody
}

// New returns the client. The options that the probe printed stand first.
func New(c Config) (*freedompay.Client, error) {
	return freedompay.New(c.AuthID, c.Key,
		freedompay.WithBaseURL(c.BaseURL),
		freedompay.WithHTTPClient(c.HTTP),
		freedompay.WithPath("/v5/card-api/card/balance", "/v5/card-api/card/balances"),
		freedompay.WithAlgorithm("/v5/card-api", freedompay.HS256),
		freedompay.WithRules(freedompay.RulesKZ),
		freedompay.WithLateness(5*time.Minute), // your proxy's longest timeout, and more
		freedompay.WithLogger(c.Logger),
		freedompay.WithObserver(alerts{unclear: c.Unclear}),
	)
}

// alerts tells of each command whose outcome is unknown.
type alerts struct {
	freedompay.NopObserver
	unclear func(operation string, id uuid.UUID)
}

func (a alerts) CallEnd(_ context.Context, call freedompay.CallInfo) {
	if call.Outcome == freedompay.OutcomeUnknown {
		a.unclear(call.Operation, call.RequestID)
	}
}
