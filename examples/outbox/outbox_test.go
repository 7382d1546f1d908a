package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/internal/postgres"
)

// The README promises 90 lines.
func TestLinesOfTheRecipe(t *testing.T) {
	source, err := os.ReadFile("outbox.go")
	if err != nil {
		t.Fatal(err)
	}
	comment := regexp.MustCompile(`^\s*(//|$)`)
	lines := 0
	for line := range strings.Lines(string(source)) {
		if !comment.MatchString(strings.TrimRight(line, "\n")) {
			lines++
		}
	}
	if lines > 90 {
		t.Errorf("outbox.go has %d lines of code, and 90 are promised", lines)
	}
}

// What no status tells of, and what is wrong, is not stored.
func TestEnqueueRefuses(t *testing.T) {
	o := &Outbox{Client: freedompaytest.New().Client()}
	for want, cmd := range map[string]freedompay.Command{
		"nothing tells what became of Cards.SetPIN": freedompay.SetPINRequest{CardID: "1", PIN: freedompay.NewSecret("b64cipher")},
		"card_id": freedompay.CloseCardRequest{Description: "lost"},
	} {
		if _, err := o.Enqueue(t.Context(), nil, cmd); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", cmd.Operation(), err)
		}
	}
}

// The program tells the end of each of its orders.
func TestProgram(t *testing.T) {
	t.Setenv("DATABASE_URL", ownSchema(t, postgres.Start(t)))
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`order \d+: Cards.Close\n`, `order \d+: done \d+\n`, `order \d+: done \n`, `order \d+: refused 12001 `} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
}
