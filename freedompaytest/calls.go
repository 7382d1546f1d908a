package freedompaytest

import "time"

// Call is a record of something that arrived at the bank, or of a connection
// that a fault refused. It holds no body, no header and no secret.
type Call struct {
	Time      time.Time
	Operation string   // such as "Cards.Issue"; empty for an unknown path
	Path      string   // the path that was called
	RequestID string   // the request_id, if the call carried one
	Status    int      // the HTTP status; 0 while there is none, or when no answer left the bank
	Code      string   // the code of a refusal, as in error_code
	Signature string   // what is wrong with the signature; empty when it is good
	Fault     Mode     // the fault that was applied; empty for none
	Unread    []string // members of an accepted request that the contract does not know
}

// callLog keeps the calls in the order in which they arrived.
type callLog struct {
	list   []*Call
	counts map[string]int // by operation
}

// Calls returns what has arrived so far, in order.
func (b *Bank) Calls() []Call {
	b.mu.Lock()
	defer b.mu.Unlock()
	calls := make([]Call, len(b.calls.list))
	for i, call := range b.calls.list {
		calls[i] = *call
	}
	return calls
}

// CallCount returns how many calls of the operation have arrived, or how many
// calls there were at all when operation is empty.
func (b *Bank) CallCount(operation string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if operation == "" {
		total := 0
		for _, n := range b.calls.counts {
			total += n
		}
		return total
	}
	return b.calls.counts[operation]
}

// arrived opens the record of a call, which belongs to the bank's lock.
func (b *Bank) arrived(path string) *Call {
	call := &Call{Time: b.now(), Path: path}
	if op := b.operations[path]; op != nil {
		call.Operation = op.id
	}
	if b.calls.counts == nil {
		b.calls.counts = make(map[string]int)
	}
	b.calls.list = append(b.calls.list, call)
	b.calls.trim(b.keepCalls)
	b.calls.counts[call.Operation]++
	return call
}

// note changes the record of a call under the bank's lock.
func (b *Bank) note(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
}
