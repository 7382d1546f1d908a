package contract_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
)

func load(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var sure = []string{"documented", "partial", "provisional"}

// Each operation says how sure it is, and where its path is a guess, which other
// paths are as plausible.
func TestOperations(t *testing.T) {
	c := load(t)
	for _, op := range c.Operations {
		for part, word := range map[string]string{"path": op.Provenance.Path, "request": op.Provenance.Request, "response": op.Provenance.Response} {
			if !slices.Contains(sure, word) {
				t.Errorf("%s: x-provenance.%s is %q, want one of %q", op.ID, part, word, sure)
			}
		}
		if guessed := op.Provenance.Path != "documented"; guessed != (len(op.Alternatives) > 0) {
			t.Errorf("%s: the path is %s and x-alternatives has %d paths: want some for a path that is not documented, none for one that is",
				op.ID, op.Provenance.Path, len(op.Alternatives))
		}
		if len(op.Sources) == 0 && op.Provenance != (contract.Provenance{Path: "provisional", Request: "provisional", Response: "provisional"}) {
			t.Errorf("%s: a part is more than provisional: name the page in x-sources", op.ID)
		}
		for i, path := range op.Alternatives {
			if _, ok := c.DialectOf(path); !ok || path == op.Path || slices.Contains(op.Alternatives[:i], path) {
				t.Errorf("%s: x-alternatives: %s is in no dialect, is the path itself, or stands there twice", op.ID, path)
			}
		}
		if op.Algorithm != op.Dialect.Algorithm {
			t.Errorf("%s: x-algorithm is %s, and that of the dialect %s is %s", op.ID, op.Algorithm, op.Dialect.Name, op.Dialect.Algorithm)
		}
		if op.Identified != (op.Kind == contract.Command && op.HasOwnID()) {
			t.Errorf("%s: x-identified is %v: want it true for a command that requires a request_id, and for nothing else", op.ID, op.Identified)
		}
	}
}

// Every value has an example of its type, and codes are those of dictionaries.
func TestMembers(t *testing.T) {
	c := load(t)
	for _, op := range c.Operations {
		for side, members := range map[string][]contract.Member{"request": op.Request.All(), "answer": op.Answer.All(), "refusal": op.Refusal.All()} {
			for _, m := range members {
				if m.Schema.Example == nil && (m.Schema.IsFree() || m.Schema.Properties == nil && m.Schema.Items == nil) {
					t.Errorf("%s: %s %s: add an example", op.ID, side, m.Path)
				}
				if m.Schema.Provenance != "" && !slices.Contains(sure, m.Schema.Provenance) {
					t.Errorf("%s: %s %s: x-provenance is %q, want one of %q", op.ID, side, m.Path, m.Schema.Provenance, sure)
				}
				checkCodes(t, c, op.ID+": "+side+" "+m.Path, m.Schema)
			}
		}
	}
}

// notListed are the dictionaries whose codes are not all that a member may hold.
// status and error_code are in prose: the words ok and error, and the codes of
// several dictionaries. That types of operations are codes of transactions is
// inferred. Of the gift cards' statuses, 0 is in answers and the rest in refusals.
var notListed = []string{"status", "error_code", "transaction", "gift_request_status"}

func checkCodes(t *testing.T, c *contract.Contract, where string, s *contract.Schema) {
	t.Helper()
	if s.Dictionary == "" {
		return
	}
	if d, ok := c.Dictionary(s.Dictionary); !slices.Contains(notListed, s.Dictionary) {
		switch {
		case !ok:
			t.Errorf("%s: dictionaries.json has no %s", where, s.Dictionary)
		case !slices.Equal(d.Codes(), s.Enum):
			t.Errorf("%s: enum is %q, want the codes of %s: %q", where, s.Enum, s.Dictionary, d.Codes())
		}
	}
	if example := strings.Trim(string(s.Example), `"`); s.Enum != nil && !slices.Contains(s.Enum, example) {
		t.Errorf("%s: the example %s is not in the enum %q", where, example, s.Enum)
	}
}

// The codes of a dialect are in a dictionary, and its status operation exists.
func TestDialects(t *testing.T) {
	c := load(t)
	for _, d := range c.Dialects {
		for _, code := range append([]string{d.Invalid, d.Duplicate, d.UnknownRequest}, d.TryLater...) {
			known := slices.ContainsFunc(c.Dictionaries, func(d contract.Dictionary) bool { return slices.Contains(d.Codes(), code) })
			if code != "" && !known {
				t.Errorf("x-dialects.%s: no dictionary has the code %s", d.Name, code)
			}
		}
		if op, ok := c.Operation(d.StatusOperation); d.StatusOperation != "" && (!ok || op.Dialect.Name != d.Name) {
			t.Errorf("x-dialects.%s: status-operation: no operation %s in this dialect", d.Name, d.StatusOperation)
		}
		if d.Accepted == "" || d.Invalid == "" || d.Algorithm == "" {
			t.Errorf("x-dialects.%s: want accepted, invalid and algorithm", d.Name)
		}
	}
}

// A broken file is refused with the place of what is wrong.
func TestParseSaysWhatIsWrong(t *testing.T) {
	text := string(contract.OpenAPI())
	for _, test := range []struct{ old, new, want string }{
		{`"openapi": "3.0.3",`, `"openapi": `, "openapi.json"},
		{`"operationId": "Cards.Info"`, `"operationId": "Info"`, "/v5/card-api/card/info Info: want an operationId such as Cards.Info"},
		{`"x-kind": "query"`, `"x-kind": "question"`, `x-kind is "question", want query or command`},
		{`"prefix": "/v5/cards"`, `"prefix": "/v6/cards"`, "no dialect of x-dialects has a prefix of the path"},
		{`"#/components/schemas/CardRefusal"`, `"#/components/schemas/No"`, "is not in components.schemas"},
		{`"oneOf"`, `"anyOf"`, "responses[200]"},
		{`"post": {`, `"get": {`, "want one member, post"},
	} {
		changed := strings.ReplaceAll(text, test.old, test.new)
		if _, err := contract.Parse([]byte(changed), []byte("{}")); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("with %s: %v, want %q", test.new, err, test.want)
		}
	}
	for _, rows := range []string{`[]`, `{"status": [["ok"]]}`, `{"status": [["ok", "yes"], ["ok", "again"]]}`} {
		if _, err := contract.Parse([]byte(text), []byte(rows)); err == nil || !strings.Contains(err.Error(), "dictionaries.json") {
			t.Errorf("dictionaries %s: %v", rows, err)
		}
	}
}

// OpenAPI returns JSON that the caller may change.
func TestOpenAPIIsACopy(t *testing.T) {
	text := contract.OpenAPI()
	if !json.Valid(text) {
		t.Fatal("openapi.json is not JSON")
	}
	clear(text)
	if !json.Valid(contract.OpenAPI()) {
		t.Error("changing what OpenAPI returned has changed the contract")
	}
}
