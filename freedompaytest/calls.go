package freedompaytest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Call is a record of something that arrived at the bank, or of a connection
// that a fault refused. It holds no body, no header and no secret. Its texts
// hold no control characters and are cut to a line's length, so they may be
// printed.
//
// A fault that delivers a request more than once, or late, makes a record for
// each arrival.
type Call struct {
	Time      time.Time
	Ended     time.Time // when the bank was done with the call; zero while it is under way
	Operation string    // such as "Cards.Issue"; empty for an unknown path
	Path      string    // the path that was called, in its escaped form
	RequestID string    // the request_id, if the call carried one
	Status    int       // the HTTP status; 0 while there is none, or when no answer left the bank
	Code      string    // the code of a refusal, as in error_code
	Signature string    // what is wrong with it, or why it was not checked; empty when it is good
	Fault     Mode      // the fault that was applied, of several the innermost; empty for none
	Unread    []string  // members of an accepted request that the contract does not know
}

// callLog keeps the calls in the order in which they arrived.
type callLog struct {
	list   []*Call
	counts map[string]int // by operation
}

// Calls returns the calls that have arrived, in order.
func (b *Bank) Calls() []Call {
	var calls []Call
	_ = b.update(func(time.Time) error {
		calls = make([]Call, len(b.calls.list))
		for i, call := range b.calls.list {
			calls[i] = *call
		}
		return nil
	})
	return calls
}

// CallCount returns how many calls of an operation have arrived, or how many calls in
// all when operation is empty.
func (b *Bank) CallCount(operation string) int {
	count := 0
	_ = b.update(func(time.Time) error {
		if operation != "" {
			count = b.calls.counts[operation]
			return nil
		}
		for _, n := range b.calls.counts { // those to no operation among them
			count += n
		}
		return nil
	})
	return count
}

// record opens the record of a call. The caller holds the lock.
func (b *Bank) record(a *arrival, now time.Time) *Call {
	call := &Call{Time: now, Path: a.shown, RequestID: a.requestID, Signature: a.signature}
	if a.op != nil {
		call.Operation = a.op.id
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
func (b *Bank) note(change func(now time.Time)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	change(now)
}

// shownPath returns the path of a request as the call log shows it.
func shownPath(r *http.Request) string { return shownText(r.URL.EscapedPath()) }

// shownText returns a text that may be printed on a terminal: control
// characters are escaped, and what is too long for a line is cut.
func shownText(text string) string {
	const longest = 300
	var shown strings.Builder
	for _, r := range text {
		if shown.Len() >= longest {
			shown.WriteString("...")
			break
		}
		if unicode.IsPrint(r) {
			shown.WriteRune(r)
		} else {
			shown.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return shown.String()
}
