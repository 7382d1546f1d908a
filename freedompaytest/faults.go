package freedompaytest

import "net/http"

// Mode names a way of failing.
type Mode string

type faultPlan struct{}

// exchange takes one call whose body has arrived, and returns what goes back.
func (b *Bank) exchange(r *http.Request, body []byte) (*reply, error) {
	var call *Call
	b.note(func() { call = b.arrived(r.URL.Path, "") })
	answer := b.handle(r, body, call)
	b.note(func() { call.Status = answer.status })
	return answer, nil
}
