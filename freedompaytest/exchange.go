package freedompaytest

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
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
}

// jsonReply returns a reply whose body is the JSON of answer.
func jsonReply(status int, answer members) *reply {
	body, err := json.Marshal(answer)
	if err != nil {
		panic(fmt.Sprintf("freedompaytest: an answer of the bank is no JSON: %v", err))
	}
	return &reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

// handle judges one request whose body has arrived whole, and answers it.
func (b *Bank) handle(r *http.Request, body []byte, call *Call) *reply {
	op := b.operations[r.URL.Path]
	if op == nil {
		return b.reject(http.StatusNotFound, b.unknownPath(r.URL.Path))
	}
	if r.Method != http.MethodPost {
		answer := b.reject(http.StatusMethodNotAllowed, r.Method+" is not allowed: every call is POST")
		answer.header.Set("Allow", http.MethodPost)
		return answer
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return b.reject(http.StatusUnsupportedMediaType, "Content-Type must be application/json")
	}
	if len(body) > maxBody {
		return b.reject(http.StatusRequestEntityTooLarge, "the body is larger than any request of the contract")
	}
	if err := b.verify(op, r, body); err != nil {
		b.note(func() { call.Signature = err.Error() })
		return b.reject(http.StatusUnauthorized, err.Error())
	}
	return jsonReply(http.StatusOK, b.decide(op, body, call))
}

// reject answers what the API does not document: something other than 200.
func (b *Bank) reject(status int, text string) *reply {
	return jsonReply(status, members{
		"status":            "error",
		"error_description": text,
		"dt":                b.now().Format(time.RFC3339),
	})
}

// decide answers a well signed request within HTTP 200.
func (b *Bank) decide(op *operation, body []byte, call *Call) members {
	in, err := parseInput(body, op.dialect.invalid())
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.settleDue(now)
	var answer members
	if err == nil {
		call.RequestID, _ = in.members["request_id"].(string)
		answer, err = b.perform(op, in, now)
	}
	if err != nil {
		call.Code, _ = reason(err)
		return op.refused(err, now)
	}
	call.Unread = in.unread()
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
