// Package partners keeps a client for each partner of one service: the recipe of
// docs/recipes/partners.md.
package partners

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/freedompay-go/freedompay"
)

// Credentials are what the bank has given to one partner.
type Credentials struct {
	AuthID  string
	Key     freedompay.Secret
	BaseURL string
}

// Clients makes the client of a partner when it is first asked for, and keeps it.
type Clients struct {
	Load func(ctx context.Context, partner string) (Credentials, error) // from your vault
	HTTP *http.Client                                                   // the connections that all of them share

	mu   sync.Mutex
	made map[string]*freedompay.Client
}

// Of returns the client of a partner.
func (c *Clients) Of(ctx context.Context, partner string) (*freedompay.Client, error) {
	c.mu.Lock()
	client := c.made[partner]
	c.mu.Unlock()
	if client != nil {
		return client, nil
	}
	is, err := c.Load(ctx, partner)
	if err != nil {
		return nil, fmt.Errorf("partner %q: %w", partner, err)
	}
	client, err = freedompay.New(is.AuthID, is.Key, freedompay.WithBaseURL(is.BaseURL), freedompay.WithHTTPClient(c.HTTP))
	if err != nil {
		return nil, fmt.Errorf("partner %q: %w", partner, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if first := c.made[partner]; first != nil { // another goroutine was quicker
		return first, nil
	}
	if c.made == nil {
		c.made = map[string]*freedompay.Client{}
	}
	c.made[partner] = client
	return client, nil
}

// Forget makes the next Of load the credentials anew. Calls that are under way end
// with the old ones.
func (c *Clients) Forget(partner string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.made, partner)
}
