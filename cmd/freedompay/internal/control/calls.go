package control

import (
	"net/http"
	"strconv"
	"time"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

type revealBody struct {
	In     string `json:"in" doc:"request or answer."`
	Secret int    `json:"secret" doc:"Which of the covered secrets, from 1."`
}

// callView is a call as the control plane writes it.
type callView struct {
	ID        int64           `json:"id"`
	At        time.Time       `json:"at"`
	Partner   string          `json:"auth_id"`
	Operation string          `json:"operation,omitempty"`
	Method    string          `json:"method"`
	Path      string          `json:"path"`
	RequestID string          `json:"request_id,omitempty"`
	Ended     bool            `json:"ended"`
	Status    int             `json:"http_status"` // 0 when no answer left the bank
	Code      string          `json:"error_code,omitempty"`
	Fault     string          `json:"fault,omitempty"`
	Unread    []string        `json:"unknown_members,omitempty"`
	Took      float64         `json:"took_ms"`
	Signature journal.Verdict `json:"signature"`
	Request   *string         `json:"request,omitempty"` // secrets covered
	Answer    *string         `json:"answer,omitempty"`
}

func viewCall(e *journal.Entry, whole bool) callView {
	view := callView{
		ID: e.ID, At: e.At, Partner: e.Partner, Operation: e.Operation, Method: e.Method, Path: e.Path, RequestID: e.RequestID,
		Ended: e.Ended, Status: e.Status, Code: e.Code, Fault: string(e.Fault), Unread: e.Unread,
		Took: float64(e.Took.Microseconds()) / 1000, Signature: e.Verdict(),
	}
	if whole {
		request, answer := mask.Text(e.Request), mask.Text(e.Answer)
		view.Request, view.Answer = &request, &answer
	}
	return view
}

func listCalls(in *request) (any, error) {
	query := in.URL.Query()
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // what is no number is no bound
	entries, more := in.sandbox.Journal.List(journal.Query{
		Search: query.Get("q"), Partner: query.Get("partner"), Failed: query.Get("failed") == "true",
		Before: before, Limit: in.window().Limit,
	})
	list := []callView{}
	for _, e := range entries {
		list = append(list, viewCall(e, false))
	}
	return map[string]any{"items": list, "more": more}, nil
}

// entry returns the call that the path names.
func (in *request) entry() (*journal.Entry, error) {
	id, err := strconv.ParseInt(in.PathValue("id"), 10, 64)
	if err == nil {
		if e := in.sandbox.Journal.Entry(id); e != nil {
			return e, nil
		}
	}
	return nil, notFound("there is no call with this number; the journal may have forgotten it")
}

func showCall(in *request) (any, error) {
	e, err := in.entry()
	if err != nil {
		return nil, err
	}
	return viewCall(e, true), nil
}

func revealSecret(in *request) (any, error) {
	e, err := in.entry()
	if err != nil {
		return nil, err
	}
	body := in.body.(*revealBody)
	text := e.Request
	if body.In == "answer" {
		text = e.Answer
	} else if body.In != "request" {
		return nil, no(http.StatusBadRequest, "in: write request or answer")
	}
	_, secrets := mask.Print(text)
	if body.Secret < 1 || body.Secret > len(secrets) {
		return nil, notFound("secret: the call has no secret with this number; they count from 1")
	}
	return map[string]string{"value": secrets[body.Secret-1]}, nil
}
