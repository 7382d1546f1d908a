// Package ratelimits keeps all replicas of a service together to one rate: the
// recipe of docs/recipes/rate-limits.md.
package ratelimits

import (
	"context"
	"time"
)

// Shared is a freedompay.Limiter that lets one attempt of all replicas pass in each
// interval.
type Shared struct {
	Every time.Duration

	// Reserve takes the next free moment of all replicas and returns how long it
	// is until then: see reserve.sql.
	Reserve func(ctx context.Context, every time.Duration) (time.Duration, error)
}

// Wait returns when it is this attempt's turn.
func (s Shared) Wait(ctx context.Context) error {
	pause, err := s.Reserve(ctx, s.Every)
	if err != nil {
		return err
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
