package contract

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Schema describes a value.
type Schema struct {
	Type        string             `json:"type"` // empty when OneOf says it
	Format      string             `json:"format"`
	Layout      string             `json:"x-format"` // of a time that is not RFC 3339
	Description string             `json:"description"`
	Provenance  string             `json:"x-provenance"` // where it is not the operation's
	Dictionary  string             `json:"x-dictionary"` // whose codes the value holds
	Enum        Codes              `json:"enum"`         // what is known of them; it may grow
	Example     json.RawMessage    `json:"example"`
	Properties  map[string]*Schema `json:"properties"`
	Required    []string           `json:"required"`
	Items       *Schema            `json:"items"`
	OneOf       []*Schema          `json:"oneOf"`
	Ref         string             `json:"$ref"`
}

// Codes are the values of an enumeration, as texts.
type Codes []string

// UnmarshalJSON reads strings and numbers.
func (c *Codes) UnmarshalJSON(data []byte) error {
	var values []json.RawMessage
	if err := json.Unmarshal(data, &values); err != nil {
		return err
	}
	*c = nil
	for _, value := range values {
		*c = append(*c, strings.Trim(string(value), `"`))
	}
	return nil
}

// Requires reports whether an object must have the member.
func (s *Schema) Requires(name string) bool { return slices.Contains(s.Required, name) }

// Members returns the names of an object's members, in order.
func (s *Schema) Members() []string { return slices.Sorted(maps.Keys(s.Properties)) }

// IsFree reports whether the contract leaves the members of an object open.
func (s *Schema) IsFree() bool { return s.Type == "object" && len(s.Properties) == 0 }

// Member is a member of a request or an answer, at any depth.
type Member struct {
	Path   string // such as $.client.phone and $.limits[].amount[].value
	Schema *Schema

	// Required is true when the object that holds it must have it. That object
	// itself may be optional.
	Required bool
}

// All returns the members of an object and of the objects in it, in order, each
// object before its own members.
func (s *Schema) All() []Member { return s.all("$") }

func (s *Schema) all(path string) (members []Member) {
	for _, name := range s.Members() {
		inner, at := s.Properties[name], path+"."+name
		members = append(members, Member{at, inner, s.Requires(name)})
		for ; inner.Items != nil; inner = inner.Items {
			at += "[]"
		}
		members = append(members, inner.all(at)...)
	}
	return members
}
