package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/sandbox"
)

// Prefix is where the control plane begins.
const Prefix = "/_bank/"

// New returns the control plane of a sandbox.
func New(s *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes() {
		mux.Handle(route.Method+" "+route.Path, route.handler(s))
	}
	mux.HandleFunc("GET "+Prefix+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, OpenAPI())
	})
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		Refuse(w, r, http.StatusNotFound, "nothing here by this method; see "+Prefix+"openapi.json")
	})
	return mux
}

// request is a call of the control plane.
type request struct {
	*http.Request
	sandbox *sandbox.Sandbox
	partner *sandbox.Partner
	bank    *freedompaytest.Bank
	body    any         // what the route's body is a pointer to
	header  http.Header // of the answer
}

// refusal is an answer other than 200.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func notFound(what string) error { return &refusal{http.StatusNotFound, what} }

// handler reads a request, answers it, and notes that something has changed.
func (route Route) handler(s *sandbox.Sandbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := route.serve(s, r, w.Header())
		var no *refusal
		switch {
		case errors.As(err, &no):
			Refuse(w, r, no.status, no.text)
		case err != nil:
			Refuse(w, r, http.StatusConflict, err.Error())
		default:
			write(w, http.StatusOK, answer)
		}
	})
}

func (route Route) serve(s *sandbox.Sandbox, r *http.Request, header http.Header) (any, error) {
	in := &request{Request: r, header: header, sandbox: s, partner: s.Partner(r.URL.Query().Get("partner"))}
	if in.partner == nil {
		return nil, notFound("no partner with this auth_id")
	}
	in.bank = in.partner.Bank()
	if route.body != nil {
		in.body = reflect.New(reflect.TypeOf(route.body)).Interface()
		if err := route.read(r, in.body); err != nil {
			return nil, &refusal{http.StatusBadRequest, err.Error()}
		}
	}
	if r.Method != http.MethodGet {
		defer s.Touch()
	}
	return route.answer(in)
}

// The largest bodies: a snapshot holds the whole bank.
const (
	maxBody     = 1 << 20
	maxSnapshot = sandbox.MaxState
)

// read reads a JSON body. A member that is not known is a mistake that should
// not pass in silence.
func (route Route) read(r *http.Request, into any) error {
	limit := int64(maxBody)
	if route.large {
		limit = maxSnapshot
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return errors.New("the body did not arrive")
	}
	if int64(len(text)) > limit {
		return fmt.Errorf("the body is larger than %d bytes", limit)
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return errors.New("Content-Type must be application/json")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the body does not read: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the body goes on after its JSON object")
	}
	return nil
}

// saveAs makes a browser keep the answer as a file.
func (in *request) saveAs(name string) {
	in.header.Set("Content-Disposition", "attachment; filename="+name)
}

// window reads which part of a list is wanted.
func (in *request) window() freedompaytest.Window {
	query := in.URL.Query()
	number := func(name string, otherwise int) int {
		n, err := strconv.Atoi(query.Get(name))
		if err != nil || n < 0 {
			return otherwise
		}
		return n
	}
	return freedompaytest.Window{Search: query.Get("q"), Offset: number("offset", 0), Limit: min(max(number("limit", 50), 1), 1000)}
}

// write answers with JSON.
func write(w http.ResponseWriter, status int, answer any) {
	text, ready := answer.(json.RawMessage)
	if !ready {
		var err error
		if text, err = json.MarshalIndent(answer, "", " "); err != nil {
			status, text = http.StatusInternalServerError, []byte(`{"error":"the answer has no JSON"}`)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) //nolint:gosec // it is JSON, and nosniff
}

// Refuse answers with an error in JSON.
func Refuse(w http.ResponseWriter, _ *http.Request, status int, text string) {
	write(w, status, map[string]string{"error": text})
}
