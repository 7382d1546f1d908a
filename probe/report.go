package probe

import (
	"encoding/json"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Verdict says in one word what was found.
type Verdict string

// The verdicts.
const (
	// Answers: the bank answered as the API does, with one of its codes or by accepting
	// a query.
	Answers Verdict = "answers"
	// Missing: there is no such path: HTTP 404, 405 or 410, or a page of HTML where
	// other paths get an answer of the API.
	Missing Verdict = "missing"
	// Unsigned: HTTP 401 under every algorithm that was tried.
	Unsigned Verdict = "signature refused"
	// Unclear: anything else, such as a proxy's page or a bank in trouble.
	Unclear Verdict = "unclear"
	// NotTried: the run ended before this operation.
	NotTried Verdict = "not tried"
)

// Report is the result of a run. It encodes as JSON; [Report.WriteTable] writes it for
// people.
type Report struct {
	Library    string      `json:"library"`  // version of this module
	Contract   string      `json:"contract"` // SHA-256 of the contract's openapi.json
	Host       string      `json:"host"`     // one of the vendor's, "this machine" or "another host"
	Production bool        `json:"production"`
	Started    time.Time   `json:"started"`
	Calls      int         `json:"calls"`
	Ended      string      `json:"ended,omitzero"` // why the run ended early
	Parts      []Part      `json:"parts"`
	Operations []Operation `json:"operations"`

	// Options are the lines to give to freedompay.New, one each, for what is found
	// elsewhere or is signed otherwise than the contract says.
	Options []string `json:"options"`

	// Patch is a JSON merge patch (RFC 7396) of contract/openapi.json that raises the
	// provenance of what was confirmed; null when nothing was.
	Patch json.RawMessage `json:"patch"`
}

// Part is the result for one part of the API, as the contract divides it.
type Part struct {
	Name       string               `json:"name"`
	Prefix     string               `json:"prefix"`
	Documented freedompay.Algorithm `json:"documented"`
	Algorithm  freedompay.Algorithm `json:"algorithm,omitzero"` // that was accepted first

	// UnknownPath is what a path that cannot exist got. When it is Answers, the part
	// answers everywhere alike, and an operation that got the same is Unclear.
	UnknownPath Verdict `json:"unknown_path"`
	// WrongKey is what a wrong key got. When it is Answers, the signature is checked
	// after the input if at all, and Algorithm proves nothing.
	WrongKey Verdict `json:"wrong_key"`
}

// Operation is the result for one operation.
type Operation struct {
	ID         string               `json:"operation"`
	Documented string               `json:"documented"` // its path in the contract
	Provenance string               `json:"provenance"` // of that path
	Verdict    Verdict              `json:"verdict"`
	Path       string               `json:"path,omitzero"` // that answered
	Algorithm  freedompay.Algorithm `json:"algorithm,omitzero"`
	Tries      []Try                `json:"tries"`

	// Refusal and Answer are the differences between what arrived and the contract.
	Refusal *Comparison `json:"refusal,omitzero"` // of a refusal of a body that cannot act
	Answer  *Comparison `json:"answer,omitzero"`  // of an answer to a query, or its refusal
}

// Try is the result of one path with one algorithm.
type Try struct {
	Path       string               `json:"path"`
	Algorithm  freedompay.Algorithm `json:"algorithm"`
	Verdict    Verdict              `json:"verdict"`
	HTTPStatus int                  `json:"http_status,omitzero"` // 0 when no answer came
	Code       string               `json:"code,omitzero"`        // of the bank
	Why        string               `json:"why,omitzero"`
	Calls      int                  `json:"calls"` // more than one when the host was in trouble
}

// Comparison is the result of comparing an answer with the contract. It holds no
// values.
type Comparison struct {
	Accepted    bool         `json:"accepted"`      // the bank answered the query
	Code        string       `json:"code,omitzero"` // with which it did not
	Why         string       `json:"why,omitzero"`  // nothing could be compared
	Members     int          `json:"members"`       // how many were compared; in arrays, in each element
	Differences []Difference `json:"differences"`
}

// Difference is a member that differs from the contract.
type Difference struct {
	Path    string `json:"path"`    // such as $.card.product_id and $.operations[].amount
	Problem string `json:"problem"` // missing, unknown, type, format or enumeration
	Want    string `json:"want,omitzero"`
	Got     string `json:"got,omitzero"` // a type
	Times   int    `json:"times"`
}
