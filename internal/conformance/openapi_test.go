package conformance

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// root is the repository as seen from this package.
const root = "../../"

// operation is what the contract says of one operation.
type operation struct {
	ID          string     `json:"operationId"`
	Path        string     `json:"-"`
	Kind        string     `json:"x-kind"`
	Algorithm   string     `json:"x-algorithm"`
	Identified  bool       `json:"x-identified"`
	Provenance  provenance `json:"x-provenance"`
	Sources     []string   `json:"x-sources"`
	RequestBody content
	Responses   map[string]content
}

// provenance tells how sure each part of an operation is.
type provenance struct {
	Path     string `json:"path"`
	Request  string `json:"request"`
	Response string `json:"response"`
}

type content struct {
	Content map[string]struct{ Schema *schema }
}

// schema is what the tests read of a JSON schema.
type schema struct {
	Type, Format, Description string
	Properties                map[string]*schema
	Required                  []string
	Items                     *schema
	Enum                      []string
	Dictionary                string `json:"x-dictionary"`
	Layout                    string `json:"x-format"` // of a time that is not RFC 3339
}

func (o *operation) request() *schema { return o.RequestBody.Content["application/json"].Schema }
func (o *operation) answer() *schema  { return o.Responses["200"].Content["application/json"].Schema }

// names splits Cards.Info into its service and its method.
func (o *operation) names() (service, method string) {
	service, method, _ = strings.Cut(o.ID, ".")
	return service, method
}

// free reports whether the contract leaves the members of an object open.
func (s *schema) free() bool { return s.Type == "object" && len(s.Properties) == 0 }

func (s *schema) requires(name string) bool { return slices.Contains(s.Required, name) }

// onlyOnErrors reports whether a successful answer leaves the member out.
func (s *schema) onlyOnErrors(name string) bool {
	return !s.requires(name) && strings.Contains(s.Properties[name].Description, "only on errors")
}

// members returns the names of an object's properties, in order.
func (s *schema) members() []string { return slices.Sorted(maps.Keys(s.Properties)) }

// contract returns all operations, by id.
func contract(t testing.TB) []*operation {
	t.Helper()
	var document struct {
		Paths map[string]map[string]*operation
	}
	readJSON(t, root+"testdata/openapi.json", &document)
	var all []*operation
	for path, methods := range document.Paths {
		op := methods["post"]
		if op == nil || len(methods) != 1 || op.request() == nil || op.answer() == nil {
			t.Fatalf("%s: want one post with a request and an answer in JSON", path)
		}
		op.Path = path
		all = append(all, op)
	}
	slices.SortFunc(all, func(a, b *operation) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// dictionaries returns the codes of each dictionary.
func dictionaries(t *testing.T) map[string][]string {
	t.Helper()
	var rows map[string][][2]string
	readJSON(t, root+"testdata/dictionaries.json", &rows)
	all := map[string][]string{}
	for name, codes := range rows {
		for _, code := range codes {
			all[name] = append(all[name], code[0])
		}
	}
	return all
}

func readJSON(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
