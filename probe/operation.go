package probe

import (
	"context"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// operation looks for an operation, and asks it what may be asked.
func (r *run) operation(ctx context.Context, op *contract.Operation) Operation {
	o := Operation{ID: op.ID, Documented: op.Path, Provenance: op.Provenance.Path, Verdict: NotTried, Tries: []Try{}}
	for _, path := range append([]string{op.Path}, op.Alternatives...) {
		if r.stopped != "" || !r.look(ctx, op, &o, path) {
			break
		}
	}
	o.conclude()
	if o.Verdict == Unsigned {
		r.unsigned++
	}
	if o.Verdict == Answers {
		r.ask(ctx, op, &o)
	}
	return o
}

// look tries a path under one algorithm after another, until its signature is not
// what is refused. It reports whether another path is worth a try.
func (r *run) look(ctx context.Context, op *contract.Operation, o *Operation, path string) (further bool) {
	p, d := r.partAt(path)
	body := bodyOf(op.ID)
	for _, alg := range r.algorithms(p) {
		j, got, calls := r.call(ctx, request{path, alg, body, r.signer}, func(got reply) judgement { return r.judge(got, op.Dialect, d) })
		if j.verdict == Answers {
			r.signed = true
			r.test(ctx, path, alg, body)
			if p.provesNothing(j) {
				j.verdict, j.why = Unclear, "a path that cannot exist gets the same answer"
			}
		}
		if j.page && p.answered {
			j.verdict = Missing
		}
		if other := r.ownerOf(path, op); other != "" && j.verdict == Answers {
			j.why = "it is also the path of " + other + ": that it serves both is not proven"
		}
		o.Tries = append(o.Tries, Try{path, alg, j.verdict, got.status, j.code, j.why, calls})
		if j.accepted && op.Kind == contract.Command {
			o.Tries[len(o.Tries)-1].Why = "the bank accepted a command that lacks its identifiers"
			r.stop(op.ID + ": the bank accepted a command that lacks its identifiers: ask it what it did")
		}
		switch {
		case j.verdict == Answers:
			o.Verdict, o.Path, o.Algorithm = Answers, path, alg
			r.compareFirst(op, o, j, got)
			return false
		case r.stopped != "" || j.trouble || j.verdict == NotTried:
			return false
		case !j.resign:
			return true
		}
	}
	return o.Tries[len(o.Tries)-1].Verdict != Unsigned
}

// ownerOf returns the other operation that the contract has at a path, if any.
func (r *run) ownerOf(path string, op *contract.Operation) string {
	for i := range r.contract.Operations {
		if other := &r.contract.Operations[i]; other.Path == path && other.ID != op.ID {
			return other.ID
		}
	}
	return ""
}

// algorithms returns those to try in a part, the likeliest first. Once three
// operations were refused under each of them and none was accepted, the key is
// likely wrong, and only the documented one is tried.
func (r *run) algorithms(p *part) []freedompay.Algorithm {
	const enough = 3
	first := p.Documented
	if p.Algorithm != "" {
		first = p.Algorithm
	}
	all := []freedompay.Algorithm{first}
	if !r.signed && r.unsigned >= enough {
		return all
	}
	for _, alg := range []freedompay.Algorithm{freedompay.HS512, freedompay.HS256, freedompay.LegacySHA256} {
		if alg != first {
			all = append(all, alg)
		}
	}
	return all
}

// conclude takes the verdict from the tries of an operation that did not answer:
// the one that leaves the most open.
func (o *Operation) conclude() {
	if o.Verdict == Answers {
		return
	}
	order := map[Verdict]int{NotTried: 0, Missing: 1, Unclear: 2, Unsigned: 3}
	o.Verdict = NotTried
	for i, t := range o.Tries {
		last := i == len(o.Tries)-1 || o.Tries[i+1].Path != t.Path // earlier ones are other algorithms
		if (last || t.Verdict == Unclear) && order[t.Verdict] > order[o.Verdict] {
			o.Verdict = t.Verdict
		}
	}
	if n := len(o.Tries); n > 0 && o.Tries[n-1].Verdict == NotTried && o.Verdict == Missing { // not all paths
		o.Verdict = Unclear
	}
}

// settlePages says that a page of HTML was a missing path, where another path of
// the part has answered later in the run.
func (r *run) settlePages(o *Operation) {
	if o.Verdict != Unclear {
		return
	}
	for i, t := range o.Tries {
		if p, _ := r.partAt(t.Path); t.Verdict == Unclear && t.Why == whyPage && p.answered {
			o.Tries[i].Verdict = Missing
		}
	}
	o.conclude()
}

// ask asks a query about the caller's own things, where it has answered before.
func (r *run) ask(ctx context.Context, op *contract.Operation, o *Operation) {
	body, ok := r.ReadOnlyIDs.question(op, time.Now())
	if !ok || r.stopped != "" {
		return
	}
	_, d := r.partAt(o.Path)
	j, got, _ := r.call(ctx, request{o.Path, o.Algorithm, body, r.signer}, func(got reply) judgement { return r.judge(got, op.Dialect, d) })
	switch {
	case j.verdict == Answers && j.accepted:
		o.Answer = r.compare(op.Answer, got.object)
	case j.verdict == Answers:
		o.Answer = r.compare(op.Refusal, got.object)
		o.Answer.Code = j.code
	default:
		o.Answer = &Comparison{Code: j.code, Why: j.why, Differences: []Difference{}}
		if j.verdict == Unsigned {
			o.Answer.Why = string(Unsigned)
		}
	}
	o.Answer.Accepted = j.accepted
}

// compareFirst compares the answer to the body that cannot act.
func (r *run) compareFirst(op *contract.Operation, o *Operation, j judgement, got reply) {
	switch {
	case !j.accepted:
		o.Refusal = r.compare(op.Refusal, got.object)
		o.Refusal.Code = j.code
	case op.Kind == contract.Query: // it needs no identifiers
		o.Answer = r.compare(op.Answer, got.object)
		o.Answer.Accepted = true
	}
}
