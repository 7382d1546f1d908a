// Outcomeunknown goes on where a program that issued a card was interrupted: the
// recipe of docs/recipes/outcome-unknown.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/freedompay-go/freedompay"
)

func main() {
	client, err := freedompay.New(os.Getenv("FREEDOMPAY_AUTH_ID"),
		freedompay.NewSecret(os.Getenv("FREEDOMPAY_KEY")),
		freedompay.WithBaseURL(freedompay.TestKZ))
	if err != nil {
		log.Fatal(err)
	}
	state, err := finish(context.Background(), client, "issue.json")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("settled: card", state.Card.CardID())
}

// finish resumes the command in a file until its outcome is final. Then it removes
// the file.
func finish(ctx context.Context, client *freedompay.Client, file string) (state freedompay.CommandState, err error) {
	stored, err := os.ReadFile(file)
	if err != nil {
		return state, err
	}
	var command freedompay.Prepared
	if err := json.Unmarshal(stored, &command); err != nil {
		return state, err
	}
	if command.Protection() != freedompay.ProtectedByIDWithStatus {
		return state, fmt.Errorf("%v has no status: look it up by hand", command)
	}
	var lastSent time.Time // zero: nobody knows when the other program sent it last
	for {
		step, cancel := context.WithTimeout(ctx, time.Minute) // a fresh deadline each time
		_, err = client.Resume(step, command, lastSent)
		lastSent = time.Now()
		if err == nil {
			state, err = client.Await(step, command)
		}
		cancel()
		if final(err) {
			return state, errors.Join(err, os.Remove(file))
		}
		if errors.Is(err, freedompay.ErrInvalidRequest) {
			return state, err // the file was changed: it stays
		}
		log.Print("not known yet: ", err)
		select {
		case <-time.After(client.Lateness() + time.Second): // after a shorter pause no refusal is believed
		case <-ctx.Done():
			return state, err
		}
	}
}

// final reports whether a command is done, or certainly not done.
func final(err error) bool {
	switch freedompay.OutcomeOf(err) {
	case freedompay.OutcomeDone, freedompay.OutcomeFailed:
		return true
	case freedompay.OutcomeRefused: // without a code: the key, a path or a proxy is wrong, not the command
		e, ok := errors.AsType[*freedompay.Error](err)
		return ok && e.Code != ""
	default:
		return false
	}
}
