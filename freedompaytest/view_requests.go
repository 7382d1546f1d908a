package freedompaytest

import "time"

// requestLife is when a request was accepted and settled, kept for views.
type requestLife struct {
	id        string
	operation string
	accepted  time.Time
	due       time.Time // when it settles; accepted, for what is answered on the spot
	settled   time.Time // zero while it is in process
}

// RequestView is the state of a request_id.
type RequestView struct {
	ID            string     `json:"request_id"`
	Operation     string     `json:"operation"`
	Progress      string     `json:"request_status"` // process, success or error
	Code          string     `json:"error_code,omitempty"`
	Reason        string     `json:"error_description,omitempty"`
	Accepted      time.Time  `json:"accepted"`
	Due           time.Time  `json:"due"`
	Settled       *time.Time `json:"settled,omitempty"`
	ClientID      string     `json:"client_id,omitempty"`
	CardIDs       []string   `json:"card_ids,omitempty"`
	TransactionID string     `json:"transaction_id,omitempty"`
}

// ViewRequests lists the requests.
func (b *Bank) ViewRequests(w Window) Listed[RequestView] {
	return viewed(b, func(time.Time) Listed[RequestView] {
		all := make([]*request, len(b.order))
		for i, r := range b.order {
			all[len(all)-1-i] = r
		}
		return listed(all, w, (*request).words, (*request).view)
	})
}

// ViewRequest returns a request by its id; ok is false when the bank does not know the
// id. When several parts of the API know it, the Card API comes first.
func (b *Bank) ViewRequest(id string) (view RequestView, ok bool) {
	return view, viewed(b, func(time.Time) bool {
		for _, card := range []bool{true, false} {
			if r := b.requests[requestKey{card: card, id: id}]; r != nil {
				view = r.view()
				return true
			}
		}
		return false
	})
}

// remember notes what views show of a request that the bank has taken. It is
// called once the request is in its place.
func (b *Bank) remember(r *request, op *operation, id string, now time.Time) {
	r.life = requestLife{id: id, operation: op.id, accepted: now, due: now}
	if r.progress == inProcess {
		r.life.due = now.Add(b.settleAfter)
	} else {
		r.life.settled = now
	}
	b.order = append(b.order, r)
}

func (r *request) view() RequestView {
	life := r.life
	view := RequestView{
		ID: life.id, Operation: life.operation, Progress: string(r.progress), Accepted: life.accepted, Due: life.due,
		ClientID: r.made.clientID, CardIDs: r.made.cardIDs, TransactionID: r.made.transactionID,
	}
	if r.refusal != nil {
		view.Code, view.Reason = reason(r.refusal)
	}
	if r.progress != inProcess {
		view.Settled = &life.settled
	}
	return view
}

// words are what a search looks at.
func (r *request) words() []string {
	return append([]string{r.life.id, r.life.operation, string(r.progress), r.made.clientID, r.made.transactionID}, r.made.cardIDs...)
}
