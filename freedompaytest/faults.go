package freedompaytest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Mode names a way of failing.
type Mode string

// The ways of failing. The answer of a call whose connection is dropped never
// arrives; the work may be done all the same, and nobody but the bank knows.
const (
	// RefuseConnection fails before a byte has left, as a dead host does. Only
	// [Bank.Transport], [Server.Transport] and the clients made with them can
	// do so; a handler that is reached another way has no such fault.
	RefuseConnection Mode = "refuse the connection"
	// DropBefore breaks the connection and does nothing.
	DropBefore Mode = "drop before the work"
	// DropAfter does what was asked and breaks the connection.
	DropAfter Mode = "drop after the work"
	// DropMidway does what was asked and breaks the connection halfway through
	// the answer.
	DropMidway Mode = "drop halfway through the answer"

	// DelayBefore waits, by real or synctest time, before it does the work. A
	// context that ends meanwhile ends the call, and nothing is done.
	DelayBefore Mode = "delay before the work"
	// DelayAfter does the work and waits before it answers.
	DelayAfter Mode = "delay after the work"

	// TooManyRequests answers 429 with a Retry-After header.
	TooManyRequests Mode = "429"
	// InternalServerError answers 500 with a page of HTML.
	InternalServerError Mode = "500"
	// BadGateway answers 502 with a page of HTML.
	BadGateway Mode = "502"
	// ServiceUnavailable answers 503 with a page of HTML.
	ServiceUnavailable Mode = "503"
	// GatewayTimeout answers 504 with a page of HTML.
	GatewayTimeout Mode = "504"
	// Redirect answers 307 to another path.
	Redirect Mode = "307"
	// Refuse answers with Fault.Code in the dialect of the operation, such as
	// "9999" or "1000" for a Card API that wants to be asked later.
	Refuse Mode = "refuse"

	// EmptyBody does the work and answers 200 without a body.
	EmptyBody Mode = "empty body"
	// TruncatedJSON does the work and answers 200 with half of the answer.
	TruncatedJSON Mode = "truncated JSON"
	// JSONArray does the work and answers 200 with the answer in an array.
	JSONArray Mode = "JSON array"
	// HugeAnswer does the work and answers 200 with 100 MB of JSON, which
	// neither side needs to hold.
	HugeAnswer Mode = "huge answer"
)

// modes returns every way of failing.
func modes() []Mode {
	return []Mode{
		RefuseConnection, DropBefore, DropAfter, DropMidway, DelayBefore, DelayAfter,
		TooManyRequests, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout, Redirect, Refuse,
		EmptyBody, TruncatedJSON, JSONArray, HugeAnswer,
	}
}

// Fault is a failure to come.
type Fault struct {
	On          string        // the operation, such as "Cards.Issue"; empty for every call
	Do          Mode          // the way of failing
	Times       int           // how many calls fail; zero for all of them
	Probability float64       // that a call fails, by the bank's seed; zero for certain
	AfterWork   bool          // makes 429, 5xx, a redirect and Refuse do the work first
	Delay       time.Duration // of DelayBefore and DelayAfter
	RetryAfter  time.Duration // in the header of 429, and of 5xx unless it is zero
	Code        string        // of Refuse
}

// check says what makes no sense in a fault.
func (f *Fault) check(operations map[string]*operation) error {
	known := f.On == ""
	for _, op := range operations {
		known = known || op.id == f.On
	}
	switch {
	case !known:
		return fmt.Errorf("no operation %q", f.On)
	case !slices.Contains(modes(), f.Do):
		return fmt.Errorf("no way of failing %q", f.Do)
	case f.Times < 0 || f.Delay < 0 || f.RetryAfter < 0:
		return fmt.Errorf("%q with a number below zero", f.Do)
	case f.Probability < 0 || f.Probability > 1:
		return fmt.Errorf("%q with a probability of %v", f.Do, f.Probability)
	case f.Do == Refuse && f.Code == "":
		return fmt.Errorf("%q without a code", f.Do)
	}
	return nil
}

// Inject makes calls fail. Each call meets at most one fault: the first one
// injected that is on its operation and not used up. Inject panics when a fault
// makes no sense, since a misspelt one would let a test pass for nothing.
func (b *Bank) Inject(faults ...Fault) {
	for _, fault := range faults {
		if err := fault.check(b.operations); err != nil {
			panic("freedompaytest: " + err.Error())
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range faults {
		b.faults = append(b.faults, &fault)
	}
}

// ClearFaults makes no more calls fail.
func (b *Bank) ClearFaults() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = nil
}

// faultPlan holds the faults to come in the order of their injection. Times
// counts down.
type faultPlan []*Fault

// take returns the fault of one call, or the zero Fault. A call takes one twice:
// while it is dialing, when only a connection can be refused, and when it has
// arrived.
func (p *faultPlan) take(operation string, dialing bool, noise *rand.Rand) Fault {
	for i, f := range *p {
		if f.On != "" && f.On != operation {
			continue
		}
		if (f.Do == RefuseConnection) != dialing {
			if dialing && f.Probability == 0 {
				return Fault{} // the call is sure to meet this one when it has arrived
			}
			continue
		}
		if f.Probability > 0 && noise.Float64() >= f.Probability {
			continue
		}
		taken := *f
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				*p = slices.Delete(*p, i, i+1)
			}
		}
		return taken
	}
	return Fault{}
}
