// Package sandbox is what the workbench is about: the fake banks of some
// partners, their journal and their clock.
package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
)

// Partner is one caller of the bank: an id, a key and books of its own.
type Partner struct {
	AuthID string
	Key    freedompay.Secret

	bank    atomic.Pointer[freedompaytest.Bank]
	options []freedompaytest.Option
}

// Bank returns the partner's bank. A reset puts another one in its place.
func (p *Partner) Bank() *freedompaytest.Bank { return p.bank.Load() }

// Config is what a sandbox is made of.
type Config struct {
	Partners    []Credentials
	Options     []freedompaytest.Option // of every bank
	Seed        uint64
	SettleAfter time.Duration
	Faults      []freedompaytest.Fault
	Journal     int   // calls that are kept
	JournalSize int64 // bytes of bodies that are kept
	Scene       *Scene
}

// Credentials are a partner's id and key.
type Credentials struct {
	AuthID string            `json:"auth_id"`
	Key    freedompay.Secret `json:"key"`
}

// Sandbox holds the banks. It is safe for concurrent use.
type Sandbox struct {
	Journal *journal.Journal
	Clock   *Clock

	config   Config
	partners []*Partner
	mu       sync.Mutex // one reset, restore or snapshot at a time
	changes  atomic.Int64
}

// New returns a sandbox whose scene is set.
func New(config Config) (*Sandbox, error) {
	s := &Sandbox{config: config, Clock: &Clock{}, Journal: journal.New(config.Journal, config.JournalSize)}
	seen := make(map[string]bool)
	for i, c := range config.Partners {
		if c.AuthID == "" || c.Key.Reveal() == "" {
			return nil, fmt.Errorf("partner %d: an auth_id and a key are needed", i+1)
		}
		if seen[c.AuthID] {
			return nil, fmt.Errorf("partner %d: auth_id %q is there twice", i+1, c.AuthID)
		}
		seen[c.AuthID] = true
		s.partners = append(s.partners, s.newPartner(i, c))
	}
	if len(s.partners) == 0 {
		return nil, errors.New("a sandbox needs a partner")
	}
	for _, p := range s.partners {
		bank, err := s.freshBank(p)
		if err != nil {
			return nil, err
		}
		p.bank.Store(bank)
	}
	return s, nil
}

// calls is how many calls the bank itself remembers: the journal keeps them.
const calls = 1

func (s *Sandbox) newPartner(i int, c Credentials) *Partner {
	p := &Partner{AuthID: c.AuthID, Key: c.Key}
	p.options = append(p.options, s.config.Options...)
	p.options = append(p.options, s.config.Scene.options()...)
	p.options = append(p.options,
		freedompaytest.WithCredentials(c.AuthID, c.Key),
		freedompaytest.WithSeed(s.config.Seed+uint64(i)), //nolint:gosec // an index
		freedompaytest.SettleAfter(s.config.SettleAfter),
		freedompaytest.WithClock(s.Clock.Now),
		freedompaytest.WithRecorder(s.Journal.Recorder(c.AuthID)),
		freedompaytest.KeepCalls(calls),
	)
	return p
}

// freshBank returns a bank as it is at the beginning: with its scene and faults.
func (s *Sandbox) freshBank(p *Partner) (*freedompaytest.Bank, error) {
	bank := freedompaytest.New(p.options...)
	if s.config.Scene != nil {
		if err := s.config.Scene.set(bank); err != nil {
			return nil, err
		}
	}
	if err := bank.TryInject(s.config.Faults...); err != nil {
		return nil, err
	}
	return bank, nil
}

// Partners returns the partners in the order of the configuration.
func (s *Sandbox) Partners() []*Partner { return s.partners }

// Partner returns the partner with the id, or the first when the id is empty,
// or nil.
func (s *Sandbox) Partner(authID string) *Partner {
	for _, p := range s.partners {
		if authID == "" || p.AuthID == authID {
			return p
		}
	}
	return nil
}

// Reset puts every bank and the clock back to their beginning, and forgets the journal.
func (s *Sandbox) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ahead := s.Clock.Offset()
	s.Clock.set(0) // before the scenes, which have times
	fresh := make([]*freedompaytest.Bank, len(s.partners))
	for i, p := range s.partners {
		bank, err := s.freshBank(p)
		if err != nil {
			s.Clock.set(ahead)
			return err
		}
		fresh[i] = bank
	}
	for i, p := range s.partners {
		p.bank.Store(fresh[i])
	}
	s.Journal.Clear()
	s.Touch()
	return nil
}

// Touch notes that something has changed other than by a call.
func (s *Sandbox) Touch() { s.changes.Add(1) }

// Revision returns a text that differs when anything may have changed.
func (s *Sandbox) Revision() string {
	pending := 0
	for _, p := range s.partners {
		pending += p.Bank().Pending()
	}
	return fmt.Sprint(s.changes.Load(), ".", s.Journal.Revision(), ".", pending)
}

// ServeHTTP answers one call of the API. The signature says whose bank it is
// for; a call that names nobody goes to the first, which says what is wrong.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := s.partners[0]
	if len(s.partners) > 1 {
		if named := s.Partner(signer(r)); named != nil {
			p = named
		}
	}
	p.Bank().ServeHTTP(w, r)
}

// signer returns the auth_id that a signature names, or "".
func signer(r *http.Request) string {
	part, _, _ := strings.Cut(r.Header.Get("X-Jws-Signature"), ".")
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || len(text) > 4096 {
		return ""
	}
	var header struct {
		AuthID string `json:"auth_id"`
	}
	_ = json.Unmarshal(text, &header) // no header names nobody
	return header.AuthID
}

// Keep writes the state to a file whenever it has changed, and once more when
// the context ends.
func (s *Sandbox) Keep(ctx context.Context, write func() error, failed func(error)) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	written := ""
	for {
		select {
		case <-ctx.Done():
			if err := write(); err != nil {
				failed(err)
			}
			return
		case <-look.C:
			now := s.Revision()
			if now == written {
				continue
			}
			if err := write(); err != nil {
				failed(err)
				continue
			}
			written = now
		}
	}
}
