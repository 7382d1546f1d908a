package contract

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says whether a call may change something.
type Kind string

// The kinds of operations.
const (
	Query   Kind = "query"
	Command Kind = "command"
)

// Operation is one operation of the API.
type Operation struct {
	ID         string     `json:"operationId"` // such as Cards.Info
	Path       string     `json:"-"`
	Summary    string     `json:"summary"`
	Kind       Kind       `json:"x-kind"`
	Algorithm  string     `json:"x-algorithm"`  // of the signature
	Identified bool       `json:"x-identified"` // a request_id protects this command from a repeat
	Provenance Provenance `json:"x-provenance"`
	Sources    []string   `json:"x-sources"`
	Notes      []string   `json:"x-notes"`

	// Alternatives are other paths that are as plausible where the path is not
	// documented, the likeliest first.
	Alternatives []string `json:"x-alternatives"`

	Dialect *Dialect `json:"-"`
	Request *Schema  `json:"-"`
	Answer  *Schema  `json:"-"` // of a call that was accepted
	Refusal *Schema  `json:"-"` // of one that was not; HTTP 200 has both
}

// Names returns the service and the method: Cards and Info for Cards.Info.
func (o *Operation) Names() (service, method string) {
	service, method, _ = strings.Cut(o.ID, ".")
	return service, method
}

// HasOwnID reports whether the request has a request_id of its own. It is false for a
// status query, whose request_id names an earlier request.
func (o *Operation) HasOwnID() bool {
	return o.Request.Requires("request_id") && o.ID != o.Dialect.StatusOperation
}

// Provenance says how sure each part of an operation is: documented, partial or
// provisional.
type Provenance struct {
	Path     string `json:"path"`
	Request  string `json:"request"`
	Response string `json:"response"`
}

// document is an operation as openapi.json has it.
type document struct {
	Operation
	RequestBody content            `json:"requestBody"`
	Responses   map[string]content `json:"responses"`
}

// content is the body of a request or of a response.
type content struct {
	Content map[string]struct {
		Schema *Schema `json:"schema"`
	} `json:"content"`
}

func (c content) schema() *Schema { return c.Content["application/json"].Schema }

// complete fills in what stands elsewhere in the file, and checks the rest.
func (o *document) complete(c *Contract, components map[string]*Schema) error {
	service, method := o.Names()
	if service == "" || method == "" {
		return errors.New("want an operationId such as Cards.Info")
	}
	if o.Kind != Query && o.Kind != Command {
		return fmt.Errorf("x-kind is %q, want query or command", o.Kind)
	}
	var ok bool
	if o.Dialect, ok = c.DialectOf(o.Path); !ok {
		return errors.New("no dialect of x-dialects has a prefix of the path")
	}
	if o.Request = o.RequestBody.schema(); o.Request == nil {
		return errors.New("want requestBody.content[application/json].schema")
	}
	both := o.Responses["200"].schema()
	if both == nil || len(both.OneOf) != 2 {
		return errors.New("want responses[200].content[application/json].schema.oneOf: the accepted answer, and the $ref of the refusal")
	}
	o.Answer = both.OneOf[0]
	name := strings.TrimPrefix(both.OneOf[1].Ref, "#/components/schemas/")
	if o.Refusal = components[name]; o.Refusal == nil {
		return fmt.Errorf("the refusal %q is not in components.schemas", both.OneOf[1].Ref)
	}
	return nil
}
