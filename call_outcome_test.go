package freedompay

import (
	"context"
	"errors"
	"testing"
)

// Whatever the failure table leads to, OutcomeOf tells of the error what the observer
// is told, and the classes of the error say the same.
func TestOutcomeOfEverySituation(t *testing.T) {
	client := testClient(t)
	causes := map[came]error{trouble: &classified{ErrUnavailable, nil}, unsent: &classified{ErrUnavailable, nil}, failedAtOnce: ErrRequestFailed}
	situations(func(s situation) {
		step := decide(s)
		if step == again || step == askOnce || step == askOften {
			return
		}
		for _, ended := range []bool{false, true} {
			ctx, cancel := context.WithCancel(t.Context())
			if ended {
				cancel()
			}
			p := &prepared{call: &call{op: operationNamed("Cards.Close"), kind: s.kind, answer: new(Result)}}
			last := attempt{came: s.came}
			if s.came != accepted {
				last.err = p.failed(causes[s.came])
			}
			if s.came >= refusedInput && s.came <= refused {
				last.err.Code = []ErrorCode{CodeInvalidParameters, CodeDuplicateRequest, CodeCardNotFound}[s.came-refusedInput]
			}
			next := statusAnswer{said: s.status, step: step}
			if step == giveFailure {
				next.err = p.failed(ErrRequestFailed)
			}
			end := client.conclude(ctx, p, progress{attempts: 1, doubt: s.doubt, last: last}, next)
			cancel()

			var err error
			if end.err != nil {
				err = end.err
			}
			told := OutcomeOf(err)
			if done := step == giveAnswer || step == adopt; done != (err == nil) || done && told != OutcomeDone || !done && told != end.outcome {
				t.Fatalf("%+v ends %s, and OutcomeOf says %s of %v", s, end.outcome, told, err)
			}
			unsure := errors.Is(err, ErrOutcomeUnknown)
			for class, is := range map[error]bool{
				ErrOutcomeUnknown: step == giveUnknown, ErrRequestFailed: told == OutcomeFailed, ErrDuplicate: !unsure && (step == giveRepeat || step == giveError && s.came == refusedRepeat),
			} {
				if errors.Is(err, class) != is {
					t.Errorf("%+v: %v matches %v: %t", s, err, class, !is)
				}
			}
			if unsure && (errors.Is(err, ErrUnavailable) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrInvalidRequest)) {
				t.Errorf("%+v: %v matches a second class", s, err)
			}
			want := wantedOutcomes[step]
			if want != "" && end.outcome != want {
				t.Errorf("%+v ends %s, want %s", s, end.outcome, want)
			}
			if step == giveError && ended && (s.came == trouble || s.came == unsent) && (end.outcome != OutcomeCanceled || !errors.Is(err, context.Canceled)) {
				t.Errorf("%+v: the context has ended: %s, %v", s, end.outcome, err)
			}
		}
	})
}

var wantedOutcomes = map[step]Outcome{
	giveAnswer: OutcomeDone, adopt: OutcomeAdopted, giveFailure: OutcomeFailed, giveRepeat: OutcomeUnknown, giveUnknown: OutcomeUnknown,
}

func testClient(t *testing.T) *Client {
	t.Helper()
	client, err := New("77", NewSecret("a key of the tests"))
	if err != nil {
		t.Fatal(err)
	}
	return client
}
