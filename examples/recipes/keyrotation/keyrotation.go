// Package keyrotation replaces the key of a running service: the recipe of
// docs/recipes/key-rotation.md.
package keyrotation

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Rotating holds the client with the newest key.
type Rotating struct {
	newest atomic.Pointer[freedompay.Client]
}

// Replace makes all calls from now on use client. Calls that are under way end
// with the client that they began with.
func (r *Rotating) Replace(client *freedompay.Client) { r.newest.Store(client) }

// Client returns the client to use for one call, or one wait.
func (r *Rotating) Client() *freedompay.Client { return r.newest.Load() }

// Send sends a command. When the key is replaced while it is under way, the command
// goes on with the new key under the same RequestID.
func (r *Rotating) Send(ctx context.Context, command freedompay.Prepared) (*freedompay.Sent, error) {
	client := r.Client()
	sent, err := client.Send(ctx, command)
	last := time.Now() // nothing of it is sent after this
	for err != nil && client != r.Client() {
		client = r.Client()
		switch {
		case errors.Is(err, freedompay.ErrOutcomeUnknown):
			sent, err = client.Resume(ctx, command, last)
		case refusedKey(err): // nothing was done
			sent, err = client.Send(ctx, command)
		default:
			return nil, err
		}
		last = time.Now()
	}
	return sent, err
}

// refusedKey reports whether the bank has refused the signature.
func refusedKey(err error) bool {
	e, ok := errors.AsType[*freedompay.Error](err)
	return ok && e.HTTPStatus == http.StatusUnauthorized
}
