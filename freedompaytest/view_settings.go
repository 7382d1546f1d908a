package freedompaytest

import "time"

// SettlingView says how commands settle now.
type SettlingView struct {
	After   time.Duration `json:"after"`
	Held    bool          `json:"held"`
	Pending int           `json:"pending"`
}

// ViewSettling returns how commands settle now.
func (b *Bank) ViewSettling() SettlingView {
	return viewed(b, func(time.Time) SettlingView {
		return SettlingView{b.settleAfter, b.held, b.pending.Len()}
	})
}

// ViewFaults lists the faults that are left, in the order of their injection. Times is
// how many calls are left to fail; zero means all calls.
func (b *Bank) ViewFaults() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := make([]Fault, len(b.faults.list))
	for i, f := range b.faults.list {
		faults[i] = f.Fault
	}
	return faults
}

// Modes returns every way of failing.
func Modes() []Mode { return modes() }

// Operations returns the paths of the operations that the bank serves, by the names of
// the operations.
func (b *Bank) Operations() map[string]string {
	paths := make(map[string]string, len(b.operations))
	for path, op := range b.operations {
		paths[op.id] = path
	}
	return paths
}
