package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// fixture is a recorded exchange.
type fixture struct {
	Operation, Path, Algorithm string
	Source                     []string
	Provenance                 provenance
	Request, Response          json.RawMessage
}

// fixtures returns the recorded exchanges by operation.
func fixtures(t testing.TB) map[string]fixture {
	t.Helper()
	files, err := filepath.Glob(root + "testdata/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]fixture{}
	for _, name := range files {
		var f fixture
		readJSON(t, name, &f)
		if filepath.ToSlash(name) != fixtureFile(f.Operation) {
			t.Errorf("%s holds %s: move it to %s", name, f.Operation, fixtureFile(f.Operation))
		}
		all[f.Operation] = f
	}
	return all
}

var (
	wordEnd    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	acronymEnd = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
)

// fixtureFile returns where the exchange of Cards.SetPIN is: testdata/cards/set_pin.json.
func fixtureFile(operation string) string {
	snake := acronymEnd.ReplaceAllString(wordEnd.ReplaceAllString(operation, "${1}_$2"), "${1}_$2")
	return root + "testdata/" + strings.ToLower(strings.Replace(snake, ".", "/", 1)) + ".json"
}

// requestID returns the id that the recorded request carries, if any.
func (f fixture) requestID() uuid.UUID {
	var request struct {
		ID uuid.UUID `json:"request_id"`
	}
	_ = json.Unmarshal(f.Request, &request)
	return request.ID
}

// sources returns what a recorded exchange says of its origin.
func (o *operation) sources() []string {
	if len(o.Sources) == 0 {
		return []string{"inferred from the operation's name and its siblings"}
	}
	return o.Sources
}

func TestFixturesAreTheContract(t *testing.T) {
	recorded := fixtures(t)
	for _, op := range contract(t) {
		f, ok := recorded[op.ID]
		if !ok {
			t.Errorf("%s: record an exchange in %s", op.ID, fixtureFile(op.ID))
			continue
		}
		delete(recorded, op.ID)
		if f.Path != op.Path || f.Algorithm != op.Algorithm || f.Provenance != op.Provenance {
			t.Errorf("%s: the path, algorithm or provenance is not the contract's: want %s, %s, %+v",
				fixtureFile(op.ID), op.Path, op.Algorithm, op.Provenance)
		}
		if !slices.Equal(f.Source, op.sources()) {
			t.Errorf("%s: source: want %q", fixtureFile(op.ID), op.sources())
		}
		found := append(
			mismatches("$.request", op.request(), value(t, f.Request), false),
			mismatches("$.response", op.answer(), value(t, f.Response), true)...)
		for _, mismatch := range found {
			t.Errorf("%s: %s", fixtureFile(op.ID), mismatch)
		}
	}
	for id := range recorded {
		t.Errorf("%s: the contract has no operation %s", fixtureFile(id), id)
	}
}

// mismatches says where v lacks a member of s, has one too many, or has one in
// another type than the documented one.
func mismatches(path string, s *schema, v any, answer bool) []string {
	if !fitsWire(s, v) {
		return []string{fmt.Sprintf("%s is %s, want %s", path, text(v), s.Type)}
	}
	var all []string
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			all = append(all, mismatches(fmt.Sprintf("%s[%d]", path, i), s.Items, item, answer)...)
		}
	case map[string]any:
		if s.free() {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if s.Properties[name] == nil {
				all = append(all, fmt.Sprintf("%s.%s is not in the contract", path, name))
			}
		}
		for _, name := range s.members() {
			if member, ok := v[name]; ok {
				all = append(all, mismatches(path+"."+name, s.Properties[name], member, answer)...)
			} else if !answer || !s.onlyOnErrors(name) {
				all = append(all, fmt.Sprintf("%s.%s is missing: every member of the contract is recorded", path, name))
			}
		}
	}
	return all
}

// fitsWire reports whether v has the JSON type that s documents.
func fitsWire(s *schema, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return s.Type == "object"
	case []any:
		return s.Type == "array" && len(v) > 0
	case string:
		return s.Type == "string" && (s.Enum == nil || slices.Contains(s.Enum, v))
	case json.Number:
		return s.Type == "number" || s.Type == "integer" && !strings.ContainsAny(v.String(), ".eE")
	case bool:
		return s.Type == "boolean"
	}
	return false
}
