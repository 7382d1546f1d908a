package probe

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/contract"
)

// comparer gathers the differences between an answer and the contract.
type comparer struct {
	run   *run
	into  *Comparison
	found map[Difference]int // how often each was met
}

// compare compares an answer with the contract, member by member.
func (r *run) compare(want *contract.Schema, got map[string]any) *Comparison {
	c := comparer{r, &Comparison{Differences: []Difference{}}, map[Difference]int{}}
	c.object("$", want, got)
	for d, times := range c.found {
		d.Times = times
		c.into.Differences = append(c.into.Differences, d)
	}
	slices.SortFunc(c.into.Differences, func(a, b Difference) int {
		return strings.Compare(a.Path+" "+a.Problem+a.Got, b.Path+" "+b.Problem+b.Got)
	})
	return c.into
}

func (c *comparer) differs(path, problem, want, got string) {
	c.found[Difference{Path: path, Problem: problem, Want: want, Got: got}]++
}

func (c *comparer) object(path string, want *contract.Schema, got map[string]any) {
	for _, name := range want.Required {
		if _, there := got[name]; !there {
			c.differs(path+"."+name, "missing", typeOfSchema(want.Properties[name]), "")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		inner := want.Properties[name]
		if inner == nil {
			c.differs(path+"."+c.run.shownName(name), "unknown", "", typeOf(got[name]))
			continue
		}
		c.into.Members++
		c.value(path+"."+name, inner, got[name])
	}
}

func (c *comparer) value(path string, want *contract.Schema, got any) {
	is := typeOf(got)
	if want.Type != "" && is != want.Type && (want.Type != "number" || is != "integer") {
		c.differs(path, "type", typeOfSchema(want), is)
		return
	}
	switch got := got.(type) {
	case map[string]any:
		if !want.IsFree() {
			c.object(path, want, got)
		}
	case []any:
		for _, element := range got {
			if want.Items != nil {
				c.value(path+"[]", want.Items, element)
			}
		}
	default:
		c.scalar(path, want, text(got))
	}
}

// scalar says of a value whether its form is known, and not what it is.
func (c *comparer) scalar(path string, want *contract.Schema, got string) {
	wrong := false
	switch {
	case want.Format == "uuid":
		wrong = uuid.Validate(got) != nil
	case want.Format == "date-time":
		_, err := time.Parse(time.RFC3339, got)
		wrong = err != nil
	case want.Layout != "":
		_, err := time.Parse(time.DateTime, got)
		wrong = err != nil
	}
	if wrong {
		c.differs(path, "format", typeOfSchema(want), want.Type)
	}
	if want.Enum != nil && !slices.Contains(want.Enum, got) {
		c.differs(path, "enumeration", "a known value", "another one")
	}
}

// typeOfSchema names what the contract wants.
func typeOfSchema(s *contract.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	case s.Layout != "":
		return s.Type + " (" + s.Layout + ")"
	}
	return s.Type
}

// typeOf names the type of a value as JSON Schema does.
func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "number"
		}
		return "integer"
	case []any:
		return "array"
	}
	return "object"
}
