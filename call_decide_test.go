package freedompay

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
)

var update = flag.Bool("update", false, "write the failure table into doc.go")

// all situations that can arise.
func situations(visit func(situation)) {
	for kind := range kinds {
		for came := range cames {
			for bits := range 16 {
				s := situation{kind: kind, came: came, doubt: bits&1 != 0, chosen: bits&2 != 0, over: bits&4 != 0, before: bits&8 != 0}
				visit(s)
				if step := decide(s); step != askOnce && step != askOften {
					continue
				}
				for status := notAsked + 1; status < askeds; status++ {
					s.status = status
					visit(s)
				}
			}
		}
	}
}

// A command is never told refused, failed or unavailable while an earlier attempt
// may have been carried out; an unprotected one is sent again only when no byte
// left. These hold in every situation, whatever the table says.
func TestDecideIsSafeInEverySituation(t *testing.T) {
	count := 0
	situations(func(s situation) {
		count++
		step := decide(s)
		switch {
		case s.kind == unprotected && step == again && s.came != unsent:
			t.Errorf("%+v: an unprotected command is sent again", s)
		case s.kind == unprotected && step == giveError && (s.came == trouble || s.came == rejected || s.came == unusable):
			t.Errorf("%+v: an unprotected command that may be done is told not to be", s)
		case s.kind == command && s.doubt && step == giveError && s.came != failedAtOnce:
			t.Errorf("%+v: a command in doubt is told not to be done", s)
		case s.kind == command && s.before && step == giveError && s.came != failedAtOnce && s.status != unknown:
			t.Errorf("%+v: a command that was sent before is told not to be done, and the status has not said so", s)
		case s.kind == command && step == giveError && (s.came == trouble || s.came == unusable):
			t.Errorf("%+v: a command that may have arrived is told not to be done", s)
		case s.kind == query && (step == giveUnknown || step == adopt || step == giveRepeat || step == askOnce || step == askOften):
			t.Errorf("%+v: a query has no outcome to be in doubt of: step %d", s, step)
		case s.over && step == again:
			t.Errorf("%+v: there is no further attempt", s)
		case s.status != notAsked && (step == again || step == askOnce || step == askOften):
			t.Errorf("%+v: asked, and nothing follows: step %d", s, step)
		case s.status == interrupted && step != giveUnknown:
			t.Errorf("%+v: the context ended while asking: step %d", s, step)
		}
	})
	if count < 400 {
		t.Fatalf("only %d situations", count)
	}
}

const (
	tableBegin = "// # The failure table\n"
	tableEnd   = "// # Outcome unknown\n"
)

// The table in the package documentation is what decide does.
func TestDecideIsDocumented(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(source), tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("doc.go has no section %q before %q", tableBegin, tableEnd)
	}
	want := before + tableBegin + documentation() + tableEnd + after
	if *update {
		if err := os.WriteFile("doc.go", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(source) != want {
		t.Error("the failure table in doc.go is not what decide does: go test -run TestDecideIsDocumented -update . and read the difference")
	}
}

var cameWords = [cames]string{
	accepted: "accepted", failedAtOnce: "accepted, and failed at once",
	refusedInput: "refused: input incorrect", refusedRepeat: "refused: repeated request_id", refused: "refused otherwise",
	unauthorized: "HTTP 401", rejectedUnrouted: "4xx of a router, no code", rejected: "other 4xx, or no code",
	trouble: "lost, 5xx, 429, 9999, 1000", unusable: "too large, unreadable", unsent: "no byte left",
}

var stepWords = map[step]string{
	giveAnswer: "answer", giveError: "error", again: "again", askOnce: "ask once", askOften: "ask often",
	adopt: "adopt", giveFailure: "failed", giveRepeat: "ErrDuplicate", giveUnknown: "unknown",
}

// documentation writes the table as comment lines.
func documentation() string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what came back\tquery\tcommand\tin doubt\tunprotected")
	for came := range cames {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", cameWords[came],
			after(situation{kind: query, came: came}), after(situation{kind: command, came: came}),
			after(situation{kind: command, came: came, doubt: true}), after(situation{kind: unprotected, came: came}))
	}
	w.Flush()
	attempts := indent(text.String())
	text.Reset()
	fmt.Fprintln(w, "after asking\tknown\tfailed\tnot known\tno answer")
	for came := range cames {
		for _, doubt := range []bool{false, true} {
			s := situation{kind: command, came: came, doubt: doubt}
			if step := decide(s); step != askOnce && step != askOften {
				continue
			}
			where := cameWords[came]
			if doubt {
				where += ", in doubt"
			}
			fmt.Fprint(w, where)
			for _, status := range []asked{known, failed, unknown, unaskable} {
				s.status = status
				fmt.Fprint(w, "\t", eitherID(s))
			}
			fmt.Fprintln(w)
		}
	}
	w.Flush()
	return "//\n" + intro + attempts + askingIntro + indent(text.String()) + outro
}

const intro = `// This table says what the client does after each attempt of a call. A command is in
// doubt when an earlier attempt of it may have reached the bank. Unprotected are the
// commands without a request_id in their body.
//
`

const askingIntro = `//
// "ask" means that the client asks for the status of the command. This table says what
// it does then. In its columns the bank says that it knows the command, that the command
// failed, or that it does not know it; or the bank gives no answer:
//
`

const outro = `//
// The words of both tables:
//
//   - lost: the connection broke, or no answer came in time.
//   - answer, error: the call returns it.
//   - again: the attempt is repeated. "again … unknown" becomes unknown when the
//     attempts are used up.
//   - ask once: the first answer counts.
//   - ask often: "not known" counts only when the bank says it three times in a row.
//   - adopt: the call succeeds with the status as its answer.
//   - failed: the call returns [ErrRequestFailed].
//   - unknown: the call returns [ErrOutcomeUnknown].
//   - a / b: a if this call made the RequestID, and for Resume; b if you set it, and for
//     Send.
//
// [Client.Resume] treats a command as in doubt. Once [WithLateness] has passed, it
// believes "not known" and returns the error of the attempt.
//
`

func indent(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(strings.TrimRight("//\t"+strings.TrimRight(line, " \n"), " \t") + "\n")
	}
	return out.String()
}

// after says what follows an attempt.
func after(s situation) string {
	text := eitherID(s)
	if decide(s) != again {
		return text
	}
	s.over = true
	s.doubt = s.doubt || s.kind == command && s.came != unsent
	if end := decide(s); end != giveError {
		text += " … " + stepWords[end]
	}
	return text
}

// eitherID says what follows with an id that the client made, and with one that the
// caller chose, where that differs.
func eitherID(s situation) string {
	s.chosen = false
	text := stepWords[decide(s)]
	s.chosen = true
	if other := stepWords[decide(s)]; other != text {
		text += " / " + other
	}
	return text
}

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
