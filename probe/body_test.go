package probe

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/contract"
)

// No body says what is to be done, to what or how much: every value is empty or
// zero, a request_id is in none, and of what the contract requires something is
// missing. What is there has the type that the contract says, so that it is not
// refused for something else.
func TestBodiesCannotAct(t *testing.T) {
	facts, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range facts.Operations {
		op := &facts.Operations[i]
		var body map[string]any
		decoder := json.NewDecoder(bytes.NewReader([]byte(bodyOf(op.ID))))
		decoder.UseNumber()
		if err := decoder.Decode(&body); err != nil {
			t.Errorf("%s: %v", op.ID, err)
			continue
		}
		missing := 0
		for _, name := range op.Request.Required {
			if _, there := body[name]; !there {
				missing++
			}
		}
		if op.Kind == contract.Command && missing == 0 && op.ID != "Rates.Add" && op.ID != "GiftCards.Confirm" {
			t.Errorf("%s: nothing that is required is missing", op.ID)
		}
		if op.Kind == contract.Query && len(body) > 0 {
			t.Errorf("%s: a query needs no members", op.ID)
		}
		for name, value := range body {
			if strings.Contains(name, "request") {
				t.Errorf("%s has %s", op.ID, name)
			}
			if schema := op.Request.Properties[name]; schema == nil || typeOf(value) != schema.Type && (schema.Type != "number" || typeOf(value) != "integer") {
				t.Errorf("%s: %s is not as the contract has it", op.ID, name)
			}
			text, err := json.Marshal(value)
			if err != nil || !strings.Contains(`|""|0|{}|[]|`, "|"+string(text)+"|") {
				t.Errorf("%s: %s says something", op.ID, name)
			}
		}
	}
	for id := range harmlessBodies {
		if op, ok := facts.Operation(id); !ok || op.Kind != contract.Command {
			t.Errorf("%s is no command of the contract", id)
		}
	}
}

// Queries are asked about what was given, and commands about nothing.
func TestQuestions(t *testing.T) {
	facts, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	ids := ReadOnlyIDs{"1", "2", "w", "828cf71d-a447-4a67-a149-c1df8bc197ca", "3", 4}
	for i := range facts.Operations {
		op := &facts.Operations[i]
		text, ok := ids.question(op, time.Time{})
		if _, asks := (ReadOnlyIDs{}).question(op, time.Time{}); asks || ok && op.Kind == contract.Command {
			t.Errorf("%s would be asked about nothing, or is a command", op.ID)
		}
		if !ok {
			continue
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			t.Fatal(err)
		}
		for _, name := range op.Request.Required {
			if body[name] == nil {
				t.Errorf("%s: %s is missing", op.ID, name)
			}
		}
		for name := range body {
			if op.Request.Properties[name] == nil {
				t.Errorf("%s: %s is unknown", op.ID, name)
			}
		}
	}
}
