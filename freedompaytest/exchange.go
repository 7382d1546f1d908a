package freedompaytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"
)

// reply is what the bank sends back, over a socket or without one.
type reply struct {
	status int
	header http.Header
	body   []byte
	stream io.Reader // instead of body, of unknown length
	cut    bool      // the connection breaks halfway through body

	twice      bool // sent again over the same connection
	twiceAfter time.Duration
}

// jsonReply returns a reply whose body is the JSON of answer.
func jsonReply(status int, answer members) *reply {
	body, err := json.Marshal(answer)
	if err != nil {
		panic(fmt.Sprintf("freedompaytest: an answer of the bank is no JSON: %v", err))
	}
	return &reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

// handle answers a request that has arrived.
func (b *Bank) handle(a *arrival, call *Call) *reply {
	if a.status != 0 {
		return b.reject(a.status, a.reason)
	}
	in, err := parseInput(a.body, a.op.dialect.invalid())
	var answer members
	b.note(func(now time.Time) { answer = b.decide(a.op, in, err, call, now) })
	return jsonReply(http.StatusOK, answer)
}

// reject answers what the API does not document: something other than 200.
func (b *Bank) reject(status int, text string) *reply {
	answer := jsonReply(status, members{
		"status":            "error",
		"error_description": text,
		"dt":                b.now().Format(time.RFC3339),
	})
	if status == http.StatusMethodNotAllowed {
		answer.header.Set("Allow", http.MethodPost)
	}
	return answer
}

// decide answers a well signed request within HTTP 200. err is what is wrong
// with its body as a whole. The caller holds the lock.
func (b *Bank) decide(op *operation, in *input, err error, call *Call, now time.Time) members {
	var answer members
	if err == nil {
		answer, err = b.perform(op, in, now)
	}
	if err != nil {
		call.Code, _ = reason(err)
		return op.refused(err, now)
	}
	call.Unread = in.unread()
	for i, name := range call.Unread {
		call.Unread[i] = shownText(name)
	}
	return op.accepted(answer, now)
}

// unknownPath says which operations stand nearest to a path that has none: the
// ones that share the longest beginning and end with it.
func (b *Bank) unknownPath(path string) string {
	const named = 3
	var near []*operation
	for _, op := range b.operations {
		near = append(near, op)
	}
	sort.Slice(near, func(i, j int) bool {
		a, c := likeness(near[i].path, path), likeness(near[j].path, path)
		return a > c || a == c && near[i].path < near[j].path
	})
	var names []string
	for _, op := range near[:min(named, len(near))] {
		names = append(names, op.id+" at "+op.path)
	}
	return fmt.Sprintf("no operation at %q; the nearest are %s", path, strings.Join(names, ", "))
}

// likeness counts the bytes that two texts share at their beginning and end.
func likeness(a, b string) int {
	n := min(len(a), len(b))
	head := 0
	for head < n && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head + tail
}
