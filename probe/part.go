package probe

import (
	"context"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// part is what is known of a part of the API so far.
type part struct {
	Part
	answered bool      // some path of it
	tested   bool      // by the two calls of test
	unknown  judgement // what a path that cannot exist gets
}

// nowhere follows the prefix of a part: no operation is there.
const nowhere = "/probe/no_such_operation"

// partAt returns the part that a path belongs to, and its dialect.
func (r *run) partAt(path string) (*part, *contract.Dialect) {
	d, ok := r.contract.DialectOf(path)
	if !ok { // the tests of the contract see to it
		return &part{}, &contract.Dialect{}
	}
	return r.parts[d.Name], d
}

// test finds out what answers mean in a part, once a path of it has answered: it
// calls a path that cannot exist, and the path that has answered under a wrong key.
func (r *run) test(ctx context.Context, path string, alg freedompay.Algorithm, body string) {
	p, d := r.partAt(path)
	p.answered = true
	if p.Algorithm == "" {
		p.Algorithm = alg
	}
	if p.tested || r.stopped != "" {
		return
	}
	p.tested = true
	judge := func(got reply) judgement { return r.judge(got, d) }
	p.unknown, _, _ = r.call(ctx, request{d.Prefix + nowhere, alg, harmless, r.signer}, judge)
	p.UnknownPath = p.unknown.verdict
	wrong, _, _ := r.call(ctx, request{path, alg, body, r.impostor}, judge)
	p.WrongKey = wrong.verdict
}

// provesNothing reports whether a path that cannot exist got the same.
func (p *part) provesNothing(j judgement) bool {
	return p.unknown.verdict == Answers && p.unknown.code == j.code && p.unknown.accepted == j.accepted
}
