package freedompaytest

import (
	"math/rand/v2"
	"slices"
)

// Inject makes calls fail. A call meets the first fault that is on its operation and
// not used up. After [Repeat], [BlockAnswer] and [AnswerTwice] the request goes on, and
// each delivery of it may meet a fault that was injected later. Inject panics when a
// fault is invalid, because a misspelt fault would let a test pass.
func (b *Bank) Inject(faults ...Fault) {
	for _, fault := range faults {
		if err := fault.check(b.operations); err != nil {
			panic("freedompaytest: " + err.Error())
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range faults {
		b.faults.injected++
		b.faults.list = append(b.faults.list, &plannedFault{fault, b.faults.injected})
	}
}

// ClearFaults removes all faults. A request that [DeliverLate] holds back is still
// delivered.
func (b *Bank) ClearFaults() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults.list = nil
}

// plannedFault is a fault and its place in the order of injection, from 1.
type plannedFault struct {
	Fault
	place int
}

// faultPlan holds the faults to come in the order of their injection. Times
// counts down.
type faultPlan struct {
	list     []*plannedFault
	injected int
}

// take returns the fault that a call meets behind a place in the order, or the
// zero fault. A call takes one twice: while it is dialing, when only a
// connection can be refused, and when it has arrived.
func (p *faultPlan) take(operation string, dialing bool, behind int, noise *rand.Rand) plannedFault {
	for i, f := range p.list {
		if f.place <= behind || f.On != "" && f.On != operation {
			continue
		}
		if (f.Do == RefuseConnection) != dialing {
			if dialing && f.Probability == 0 {
				return plannedFault{} // the call is sure to meet this one when it has arrived
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
				p.list = slices.Delete(p.list, i, i+1)
			}
		}
		return taken
	}
	return plannedFault{}
}
