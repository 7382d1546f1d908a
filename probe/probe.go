package probe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// run is a probe under way. It makes one call after another.
type run struct {
	*settings
	contract *contract.Contract
	signer   *freedompay.Signer
	impostor *freedompay.Signer // under a wrong key
	parts    map[string]*part   // by the name of the dialect
	report   *Report

	next     time.Time // of the earliest next call
	troubles int       // in a row
	unsigned int       // operations that were refused under every algorithm
	signed   bool      // a signature was accepted
	stopped  string
}

// ErrStopped says that a run ended early because of what the bank did: see
// [Report].Ended.
var ErrStopped = errors.New("probe: stopped")

// Run looks for every operation of the contract, one call after another. It takes about
// a minute at the default rate.
//
// The report is nil when cfg is invalid. It is complete when the error is nil.
// Otherwise the run ended early, because of the context or with [ErrStopped], and the
// operations that were left are [NotTried].
func Run(ctx context.Context, cfg Config) (*Report, error) {
	s, err := cfg.checked()
	if err != nil {
		return nil, err
	}
	facts, err := contract.Load()
	if err != nil {
		return nil, err
	}
	r := newRun(s, facts)
	for i := range facts.Operations {
		found := r.operation(ctx, &facts.Operations[i])
		r.report.Operations = append(r.report.Operations, found)
		if s.Progress != nil && found.Verdict != NotTried {
			s.Progress(found)
		}
		if ctx.Err() != nil {
			r.stop(whyContextEnd)
		}
	}
	r.finish()
	switch {
	case ctx.Err() != nil && r.stopped != "":
		return r.report, fmt.Errorf("probe: %w", context.Cause(ctx))
	case r.stopped != "":
		return r.report, fmt.Errorf("%w: %s", ErrStopped, r.stopped)
	}
	return r.report, nil
}

func newRun(s *settings, facts *contract.Contract) *run {
	digest := sha256.Sum256(contract.OpenAPI())
	r := &run{
		settings: s, contract: facts, parts: map[string]*part{},
		signer:   freedompay.NewSigner(s.AuthID, s.Key),
		impostor: freedompay.NewSigner(s.AuthID, freedompay.NewSecret("a key that no partner has")),
		report: &Report{
			Library: freedompay.Version, Contract: hex.EncodeToString(digest[:]), Host: hostName(s.base),
			Production: s.production, Started: time.Now().UTC().Truncate(time.Second),
		},
	}
	for i := range facts.Dialects {
		d := &facts.Dialects[i]
		r.parts[d.Name] = &part{Part: Part{
			Name: d.Name, Prefix: d.Prefix, Documented: freedompay.Algorithm(d.Algorithm),
			UnknownPath: NotTried, WrongKey: NotTried,
		}}
	}
	return r
}

// hostName returns the name of a host as the report has it: one of the vendor's, or
// none at all.
func hostName(u *url.URL) string {
	for _, known := range []string{freedompay.TestKZ, freedompay.ProductionKZ, freedompay.ProductionUZ, freedompay.ProductionKG} {
		if "https://"+hostOf(u) == known {
			return hostOf(u)
		}
	}
	if isLocal(u) {
		return "this machine"
	}
	return "another host"
}

// stop ends the run after what is under way.
func (r *run) stop(why string) {
	if r.stopped == "" {
		r.stopped = why
	}
}

// finish completes the report.
func (r *run) finish() {
	for i := range r.report.Operations {
		r.settlePages(&r.report.Operations[i])
	}
	for _, d := range r.contract.Dialects {
		r.report.Parts = append(r.report.Parts, r.parts[d.Name].Part)
	}
	r.report.Ended = r.stopped
	r.report.Options = r.options()
	r.report.Patch = r.patch()
}
