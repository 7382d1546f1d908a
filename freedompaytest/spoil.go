package freedompaytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// hugeAnswer is how much a huge answer holds.
const hugeAnswer = 100 << 20

// errDropped says that the connection breaks without an answer.
var errDropped = errors.New("freedompaytest: the connection was dropped")

// exchange takes one call whose body has arrived, and returns what goes back,
// or an error when nothing does.
func (b *Bank) exchange(r *http.Request, body []byte) (*reply, error) {
	var call *Call
	var fault Fault
	b.note(func() {
		call = b.arrived(r.URL.Path)
		fault = b.faults.take(call.Operation, false, b.noise)
		call.Fault = fault.Do
	})
	ended := b.record(call, r, body)
	worked := false
	answer, err := b.spoil(r, fault, func() *reply {
		worked = true
		return b.handle(r, body, call)
	})
	b.note(func() {
		if !worked {
			call.RequestID = requestID(body)
		}
		if fault.Do == Refuse {
			call.Code = fault.Code
		}
		if err == nil {
			call.Status = answer.status
		}
	})
	ended(answer, err)
	return answer, err
}

// requestID returns the request_id in a body that nobody has read.
func requestID(body []byte) string {
	var request struct {
		ID string `json:"request_id"`
	}
	_ = json.Unmarshal(body, &request) // a body without one has none
	return request.ID
}

// spoil does the work of a call, or not, and fails as the fault says.
func (b *Bank) spoil(r *http.Request, fault Fault, work func() *reply) (*reply, error) {
	switch fault.Do {
	case "":
		return work(), nil
	case DropBefore:
		return nil, errDropped
	case DropAfter:
		work()
		return nil, errDropped
	case DelayBefore:
		if err := pause(r.Context(), fault.Delay); err != nil {
			return nil, err
		}
		return work(), nil
	case DelayAfter:
		answer := work()
		return answer, pause(r.Context(), fault.Delay)
	case DropMidway, EmptyBody, TruncatedJSON, JSONArray, HugeAnswer:
		return garble(work(), fault.Do), nil
	}
	if fault.AfterWork {
		work()
	}
	if fault.Do == Refuse {
		return b.refuseAnyway(r.URL.Path, fault.Code), nil
	}
	return fault.page(), nil
}

// pause waits, or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// garble makes a good answer bad.
func garble(answer *reply, mode Mode) *reply {
	switch mode {
	case DropMidway:
		answer.cut = true
	case EmptyBody:
		answer.body = nil
	case TruncatedJSON:
		answer.body = answer.body[:len(answer.body)/2]
	case JSONArray:
		answer.body = []byte("[" + string(answer.body) + "]")
	case HugeAnswer:
		answer.stream = io.MultiReader(
			strings.NewReader(`{"status":"ok","filler":"`),
			io.LimitReader(filler{}, hugeAnswer),
			strings.NewReader(`"}`),
		)
	}
	return answer
}

// filler is an endless text without a meaning.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// refuseAnyway answers a refusal that nothing in the request has earned.
func (b *Bank) refuseAnyway(path, code string) *reply {
	op := b.operations[path]
	if op == nil {
		op = &operation{}
	}
	return jsonReply(http.StatusOK, op.refused(refuse(code, "refused by a fault"), b.now()))
}

// page answers what a proxy would: a status and a page of HTML.
func (f *Fault) page() *reply {
	status, err := strconv.Atoi(string(f.Do))
	if err != nil {
		panic(fmt.Sprintf("freedompaytest: nobody knows how to %s", f.Do))
	}
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	answer := &reply{
		status: status,
		header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body:   []byte("<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"),
	}
	if f.Do == Redirect {
		answer.header.Set("Location", "/v5/moved")
	}
	if f.Do == TooManyRequests || f.RetryAfter > 0 {
		seconds := (f.RetryAfter + time.Second - 1) / time.Second
		answer.header.Set("Retry-After", strconv.Itoa(int(seconds)))
	}
	return answer
}

// dial fails when a fault refuses the connection that a call to path needs.
func (b *Bank) dial(path string) error {
	refused := false
	b.note(func() {
		operation := ""
		if op := b.operations[path]; op != nil {
			operation = op.id
		}
		if fault := b.faults.take(operation, true, b.noise); fault.Do != "" {
			refused = true
			b.arrived(path).Fault = fault.Do
		}
	})
	if refused {
		return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	return nil
}
