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

	"github.com/freedompay-go/freedompay/contract"
)

// fixture is a recorded exchange.
type fixture struct {
	Operation, Path, Algorithm string

	// Variant names a second exchange of an operation whose request has another
	// form: the first cannot hold every member of the contract.
	Variant string

	Source            []string
	Provenance        contract.Provenance
	Request, Response json.RawMessage
}

// name is that of an exchange in the tables: Cards.Issue, or Cards.Issue cardholder.
func (f fixture) name() string { return strings.TrimSpace(f.Operation + " " + f.Variant) }

// fixtures returns the recorded exchanges by their names.
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
		if f.Operation == "" || f.Request == nil || f.Response == nil {
			t.Errorf("%s: want the members operation, request and response", name)
			continue
		}
		if filepath.ToSlash(name) != fixtureFile(f.name()) {
			t.Errorf("%s holds %s: move it to %s", name, f.name(), fixtureFile(f.name()))
		}
		all[f.name()] = f
	}
	return all
}

var (
	wordEnd    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	acronymEnd = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
)

// fixtureFile returns where the exchange of Cards.SetPIN is: testdata/cards/set_pin.json.
func fixtureFile(name string) string {
	snake := acronymEnd.ReplaceAllString(wordEnd.ReplaceAllString(name, "${1}_$2"), "${1}_$2")
	return root + "testdata/" + strings.ToLower(strings.NewReplacer(".", "/", " ", "_").Replace(snake)) + ".json"
}

// variants returns the recorded exchanges of an operation, the plain one first.
func variants(recorded map[string]fixture, operation string) (all []fixture) {
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		if recorded[name].Operation == operation {
			all = append(all, recorded[name])
		}
	}
	return all
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
func sources(o *contract.Operation) []string {
	if len(o.Sources) == 0 {
		return []string{"inferred from the operation's name and its siblings"}
	}
	return o.Sources
}

// The recorded exchanges are what the contract says.
func TestFixturesAreTheContract(t *testing.T) {
	recorded := fixtures(t)
	known := map[string]bool{}
	for _, op := range everything(t).Operations {
		known[op.ID] = true
		unrecorded := map[string]int{}
		exchanges := variants(recorded, op.ID)
		for _, f := range exchanges {
			if f.Path != op.Path || f.Algorithm != op.Algorithm || f.Provenance != op.Provenance {
				t.Errorf("%s: %s: the path, algorithm or provenance is not the contract's: want %s, %s, %+v",
					op.ID, fixtureFile(f.name()), op.Path, op.Algorithm, op.Provenance)
			}
			if !slices.Equal(f.Source, sources(&op)) {
				t.Errorf("%s: %s: source: want %q", op.ID, fixtureFile(f.name()), sources(&op))
			}
			wrong, missing := mismatches("$.request", op.Request, value(t, f.Request), false)
			wrongToo, missingToo := mismatches("$.response", op.Answer, value(t, f.Response), true)
			for _, mismatch := range append(wrong, wrongToo...) {
				t.Errorf("%s: %s: %s", op.ID, fixtureFile(f.name()), mismatch)
			}
			for _, member := range append(missing, missingToo...) {
				unrecorded[member]++
			}
		}
		for _, member := range slices.Sorted(maps.Keys(unrecorded)) {
			if unrecorded[member] == len(exchanges) { // no variant has it
				t.Errorf("%s: %s: add %s: every member of the contract is recorded", op.ID, fixtureFile(op.ID), member)
			}
		}
	}
	for name, f := range recorded {
		if !known[f.Operation] {
			t.Errorf("%s: the contract has no operation %s: remove the file", fixtureFile(name), f.Operation)
		}
	}
}

// mismatches says where v has a member that s does not, or one in another type
// than the documented one, and which members of s it does not have.
func mismatches(path string, s *contract.Schema, v any, answer bool) (wrong, missing []string) {
	if !fitsWire(s, v) {
		return []string{fmt.Sprintf("%s is %s, want %s %s", path, text(v), s.Type, strings.Join(s.Enum, " or "))}, nil
	}
	inner := func(path string, s *contract.Schema, v any) {
		more, too := mismatches(path, s, v, answer)
		wrong, missing = append(wrong, more...), append(missing, too...)
	}
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			inner(fmt.Sprintf("%s[%d]", path, i), s.Items, item)
		}
	case map[string]any:
		if s.IsFree() {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if s.Properties[name] == nil {
				wrong = append(wrong, fmt.Sprintf("%s.%s is not in the contract", path, name))
			}
		}
		for _, name := range s.Members() {
			if member, ok := v[name]; ok {
				inner(path+"."+name, s.Properties[name], member)
			} else if !answer || !onlyOnErrors(s, name) {
				missing = append(missing, path+"."+name)
			}
		}
	}
	return wrong, missing
}

// fitsWire reports whether v has the JSON type that s documents.
func fitsWire(s *contract.Schema, v any) bool {
	known := func(text string) bool { return s.Enum == nil || slices.Contains(s.Enum, text) }
	switch v := v.(type) {
	case map[string]any:
		return s.Type == "object"
	case []any:
		return s.Type == "array" && len(v) > 0
	case string:
		return s.Type == "string" && known(v)
	case json.Number:
		return known(v.String()) && (s.Type == "number" || s.Type == "integer" && !strings.ContainsAny(v.String(), ".eE"))
	case bool:
		return s.Type == "boolean"
	}
	return false
}
