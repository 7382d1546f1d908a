package freedompaytest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Mode is a way of failing.
type Mode string

// The ways of failing. When a connection is dropped the caller gets no answer
// and cannot know whether the work was done.
const (
	// RefuseConnection fails before a byte has left, as an unreachable host does. Only
	// [Bank.Transport], [Server.Transport] and the clients made with them can do so.
	RefuseConnection Mode = "refuse the connection"
	// DropBefore breaks the connection and does nothing.
	DropBefore Mode = "drop before the work"
	// DropAfter does the work and breaks the connection.
	DropAfter Mode = "drop after the work"
	// DropMidway does the work and breaks the connection in the middle of the answer.
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
	// Refuse answers with Fault.Code in the dialect of the operation, such as "9999" or
	// "1000" for a Card API that cannot answer now.
	Refuse Mode = "refuse"

	// EmptyBody does the work and answers 200 without a body.
	EmptyBody Mode = "empty body"
	// TruncatedJSON does the work and answers 200 with half of the answer.
	TruncatedJSON Mode = "truncated JSON"
	// JSONArray does the work and answers 200 with the answer in an array.
	JSONArray Mode = "JSON array"
	// HugeAnswer does the work and answers 200 with 100 MB of JSON.
	HugeAnswer Mode = "huge answer"

	// DeliverLate is a proxy that gives up on a request and delivers it later: after
	// Fault.Delay by the bank's clock. The caller gets Fault.Status, such as 504, with
	// a page of HTML at once, or a broken connection when Fault.Status is zero. Nobody
	// gets the bank's answer. No timer runs: the request is delivered before the first
	// call after its time, or by [Bank.Settle].
	DeliverLate Mode = "deliver late"
	// Repeat is a proxy that sends the same bytes several times: Fault.Copies times in
	// all, twice by default. The caller gets the answer to the last delivery.
	Repeat Mode = "deliver repeatedly"
	// BlockRequest is a proxy that blocks requests: it answers Fault.Status, 403 by
	// default, and the bank never sees the request. The answer is a page of HTML, or
	// Fault.JSON.
	BlockRequest Mode = "block the request"
	// BlockAnswer is a proxy that blocks answers: the work is done, and the caller gets
	// what BlockRequest answers.
	BlockAnswer Mode = "block the answer"
	// AnswerTwice sends the answer of a call twice over its HTTP/1.1 connection, the
	// second time after Fault.Delay. The next call on the connection may take the
	// second answer for its own. It needs [NewServer], or a server with [ConnContext];
	// [Bank.Transport] answers once.
	AnswerTwice Mode = "answer twice"
)

// modes returns every way of failing.
func modes() []Mode {
	return []Mode{
		RefuseConnection, DropBefore, DropAfter, DropMidway, DelayBefore, DelayAfter,
		TooManyRequests, InternalServerError, BadGateway, ServiceUnavailable, GatewayTimeout, Redirect, Refuse,
		EmptyBody, TruncatedJSON, JSONArray, HugeAnswer,
		DeliverLate, Repeat, BlockRequest, BlockAnswer, AnswerTwice,
	}
}

// Fault makes calls fail: see [Bank.Inject].
type Fault struct {
	On          string        // the operation, such as "Cards.Issue"; empty for every call
	Do          Mode          // the way of failing
	Times       int           // how many calls fail; zero for all of them
	Probability float64       // that a call fails, by the bank's seed; zero for certain
	AfterWork   bool          // makes 429, 5xx, a redirect and Refuse do the work first
	Delay       time.Duration // of DelayBefore, DelayAfter, DeliverLate and AnswerTwice
	RetryAfter  time.Duration // in the header of 429, and of 5xx unless it is zero
	Code        string        // of Refuse
	Status      int           // of DeliverLate, BlockRequest and BlockAnswer: an HTTP status from 400 on
	JSON        string        // of BlockRequest and BlockAnswer, such as {"message":"blocked"}
	Copies      int           // of Repeat: how many deliveries, from 2 to 100; zero for 2
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
	case f.Do == DeliverLate && f.Delay == 0:
		return fmt.Errorf("%q without a delay", f.Do)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("%q with HTTP status %d: want 400 to 599", f.Do, f.Status)
	case f.JSON != "" && !json.Valid([]byte(f.JSON)):
		return fmt.Errorf("%q with a body that is not JSON", f.Do)
	case f.Copies != 0 && (f.Copies < 2 || f.Copies > 100):
		return fmt.Errorf("%q with %d copies: want 2 to 100", f.Do, f.Copies)
	}
	return nil
}
