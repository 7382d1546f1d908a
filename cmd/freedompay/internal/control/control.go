package control

import (
	"encoding/json"
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
		Refuse(w, r, http.StatusNotFound, sentence(Language(r), "there is nothing here by this method; see /_bank/openapi.json"))
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

// handler reads a request, answers it, and notes that something has changed.
func (route Route) handler(s *sandbox.Sandbox) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := route.serve(s, r, w.Header())
		if err != nil {
			refused := plainly(err)
			Refuse(w, r, refused.status, sentence(Language(r), refused.format, refused.args...))
			return
		}
		write(w, http.StatusOK, answer)
	})
}

func (route Route) serve(s *sandbox.Sandbox, r *http.Request, header http.Header) (any, error) {
	in := &request{Request: r, header: header, sandbox: s, partner: s.Partner(r.URL.Query().Get("partner"))}
	if in.partner == nil {
		return nil, notFound("partner: there is no partner with this auth_id; GET /_bank/partners lists them")
	}
	in.bank = in.partner.Bank()
	if route.body != nil {
		in.body = reflect.New(reflect.TypeOf(route.body)).Interface()
		if err := route.read(r, in.body); err != nil {
			return nil, err
		}
	}
	if r.Method != http.MethodGet {
		defer s.Touch()
	}
	return route.answer(in)
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
