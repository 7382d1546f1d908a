package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// die makes the jobs those of a process that has ended midway.
func (s *shop) die() {
	s.Helper()
	s.exec(`UPDATE freedompay.river_job SET state = 'running', attempt = attempt + 1, attempted_at = now(), attempted_by = array_append(attempted_by, 'a-dead-process')`)
}

// prepared returns the command of a job, as a process that has died had it.
func (s *shop) prepared(id uuid.UUID) (p freedompay.Prepared) {
	s.Helper()
	if err := p.Scan(s.one(`SELECT args->'command' FROM freedompay.river_job WHERE args->>'request_id' = $1`, id.String())); err != nil {
		s.Fatal(err)
	}
	return p
}

// A command that a dead process has sent, or not, is taken over within three seconds
// and is done once.
func TestTakesOver(t *testing.T) {
	s := newShop(t, setup{bank: []freedompaytest.Option{freedompaytest.StateBeforeID()}})
	card, err := s.bank.NewCard(s.bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	ids := s.enqueue(issue(s.bank), issue(s.bank), freedompay.CloseCardRequest{CardID: card, Description: "a reason"})
	for _, i := range []int{0, 2} { // before it died
		if _, err := s.client.Send(t.Context(), s.prepared(ids[i])); err != nil {
			t.Fatal(err)
		}
	}
	s.bank.Settle()
	s.die()
	handleAll(s.q, nil)
	died := time.Now()
	s.run(s.q)
	for i, id := range ids {
		if outcome, detail := s.outcome(id); outcome != "done" {
			t.Errorf("command %d: %s %s", i, outcome, detail)
		}
	}
	if took := time.Since(died); took > 5*time.Second {
		t.Errorf("the jobs were taken over after %v", took)
	}
	if n := s.bank.CallCount("Cards.Issue"); n > 3 {
		t.Errorf("%d calls", n)
	}
}

// A refusal of what may have been sent is believed when no attempt can arrive any
// more, and not before.
func TestRefusalInDoubt(t *testing.T) {
	s := newShop(t, setup{})
	ids := s.enqueue(freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"})
	s.die()
	handleAll(s.q, nil)
	s.run(s.q)
	if outcome, code := s.outcome(ids[0]); outcome != "refused" || code == "" {
		t.Errorf("%s %s", outcome, code)
	}
	first := slices.IndexFunc(s.bank.Calls(), func(c freedompaytest.Call) bool { return c.Operation == "Cards.Close" })
	at := s.one(`SELECT at > $1::timestamptz + $2 * interval '1 microsecond' FROM orders`, s.bank.Calls()[first].Time, s.client.Lateness().Microseconds())
	if at != "true" {
		t.Errorf("believed less than %v after the refusal", s.client.Lateness())
	}
}

// A command that nothing protects is sent at most once: of one that a dead process
// may have sent the handler learns that nothing is known.
func TestUnprotectedOnce(t *testing.T) {
	s := newShop(t, setup{})
	ids := s.enqueue(gift())
	s.die()
	handleAll(s.q, nil)
	s.run(s.q)
	if outcome, _ := s.outcome(ids[0]); outcome != "unknown" {
		t.Error(outcome)
	}
	if n := s.bank.CallCount("GiftCards.Issue"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// A turn that panics may have sent the command. One that always panics is parked in
// the end.
func TestPanics(t *testing.T) {
	s := newShop(t, setup{})
	client, err := freedompay.New(s.bank.AuthID(), s.bank.Key(), append(quickly(),
		freedompay.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = s.bank.Transport().RoundTrip(r)
			panic("midway")
		})}))...)
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	q := s.queue()
	handleAll(q, nil)
	s.run(q)
	ids := s.enqueue(gift(), issue(s.bank))
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE errors IS NOT NULL`)
	s.exec(`UPDATE freedompay.river_job SET scheduled_at = now(), attempt = CASE args->>'operation' WHEN 'Cards.Issue' THEN 100 ELSE attempt END`)
	if outcome, _ := s.outcome(ids[0]); outcome != "unknown" || s.bank.CallCount("GiftCards.Issue") != 1 {
		t.Errorf("%s after %d calls", outcome, s.bank.CallCount("GiftCards.Issue"))
	}
	s.eventually("1", `SELECT count(*) FROM freedompay.river_job WHERE state = 'pending'`)
	if parked, err := s.q.Parked(t.Context()); err != nil || len(parked) != 1 || parked[0].RequestID != ids[1] || parked[0].Why != "a turn has panicked" {
		t.Errorf("%+v, %v", parked, err)
	}
}

// It is sent again when it certainly did not leave, and not when the answer was lost.
func TestUnprotectedInTrouble(t *testing.T) {
	s := newShop(t, setup{client: []freedompay.Option{freedompay.WithRetry(freedompay.Backoff{Attempts: 1})}})
	handleAll(s.q, nil)
	s.bank.Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: freedompaytest.RefuseConnection, Times: 2})
	s.run(s.q)
	if outcome, _ := s.outcome(s.enqueue(gift())[0]); outcome != "done" {
		t.Errorf("after connections that were refused: %s", outcome)
	}
	s.bank.Inject(freedompaytest.Fault{On: "GiftCards.Issue", Do: freedompaytest.DropAfter, Times: 1})
	before := s.bank.CallCount("GiftCards.Issue")
	if outcome, _ := s.outcome(s.enqueue(gift())[0]); outcome != "unknown" || s.bank.CallCount("GiftCards.Issue") != before+1 {
		t.Errorf("after a lost answer: %s, %d calls", outcome, s.bank.CallCount("GiftCards.Issue")-before)
	}
}

// A turn whose job another process has by now, as after a stop of its own, writes
// nothing, and neither does River for it.
func TestLosesItsJob(t *testing.T) {
	for name, c := range map[string]struct {
		cmd  func(*freedompaytest.Bank) freedompay.Command
		want string
	}{
		"protected":   {func(b *freedompaytest.Bank) freedompay.Command { return issue(b) }, "done"},
		"unprotected": {func(*freedompaytest.Bank) freedompay.Command { return gift() }, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, setup{})
			handleAll(s.q, nil)
			command := c.cmd(s.bank)
			s.bank.Inject(freedompaytest.Fault{On: command.Operation(), Do: freedompaytest.DelayAfter, Delay: time.Second, Times: 1})
			other, err := s.pool.Begin(t.Context()) // is alive
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = other.Rollback(context.Background()) }()
			if _, err := other.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtext('freedompay.freedompay'), hashtext('other'))`); err != nil {
				t.Fatal(err)
			}
			s.run(s.q)
			ids := s.enqueue(command)
			for s.bank.CallCount(command.Operation()) == 0 {
				time.Sleep(time.Millisecond)
			}
			s.exec(`UPDATE freedompay.river_job SET attempt = 2, attempted_at = clock_timestamp(), attempted_by = attempted_by || '{other}'::text[]`)
			const enough = 3 * time.Second // for the turn to come to its end
			time.Sleep(enough)
			if got := s.one(`SELECT concat_ws(' ', state, attempt, attempted_by[2], (SELECT count(*) FROM orders)) FROM freedompay.river_job`); got != "running 2 other 0" {
				t.Errorf("the other's turn is %s", got)
			}
			_ = other.Rollback(t.Context()) // it dies
			if outcome, _ := s.outcome(ids[0]); outcome != c.want {
				t.Errorf("%s, want %s", outcome, c.want)
			}
			if name == "unprotected" && s.bank.CallCount(command.Operation()) != 1 {
				t.Error("it was sent again")
			}
		})
	}
}

// An id that the caller chose, and used elsewhere, is for the handler to decide. One
// that was made here was repeated by a proxy: it is the command's own.
func TestDuplicate(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	elsewhere := issue(s.bank)
	elsewhere.RequestID = uuid.New()
	if _, err := s.client.Cards.Issue(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	s.run(s.q)
	if outcome, _ := s.outcome(s.enqueue(elsewhere)[0]); outcome != "unknown" {
		t.Errorf("an id of the caller's: %s", outcome)
	}
	s.bank.Inject(freedompaytest.Fault{On: "Cards.Issue", Do: freedompaytest.Repeat, Times: 1})
	if outcome, card := s.outcome(s.enqueue(issue(s.bank))[0]); outcome != "done" || card == "" {
		t.Errorf("an id made here: %s %s", outcome, card)
	}
}

// What the database says was not sent may have been sent after the copy that it was
// put back from.
func TestRestored(t *testing.T) {
	s := newShop(t, setup{})
	cmd := issue(s.bank)
	cmd.RequestID = uuid.New()
	ids := s.enqueue(cmd, gift())
	if _, err := s.client.Send(t.Context(), s.prepared(ids[0])); err != nil { // after the copy
		t.Fatal(err)
	}
	s.exec(`UPDATE freedompay.river_job SET state = 'cancelled', finalized_at = now() WHERE args->>'request_id' = $1`, ids[1].String()) // by River UI, before the copy
	if n, err := s.q.Restored(t.Context()); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if err := s.q.Resume(t.Context(), ids[1]); err != nil {
		t.Error(err)
	}
	handleAll(s.q, nil)
	s.run(s.q)
	if outcome, card := s.outcome(ids[0]); outcome != "done" || card == "" {
		t.Errorf("protected: %s %s", outcome, card)
	}
	if outcome, _ := s.outcome(ids[1]); outcome != "unknown" || s.bank.CallCount("GiftCards.Issue") != 0 {
		t.Errorf("unprotected: %s", outcome)
	}
}

// A handler that has committed is not called again, also when somebody retries the
// job by hand.
func TestRetriedByHand(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	s.run(s.q)
	ids := s.enqueue(issue(s.bank))
	s.outcome(ids[0])
	s.eventually("completed", `SELECT state FROM freedompay.river_job`)
	s.exec(`UPDATE freedompay.river_job SET state = 'available', finalized_at = NULL, scheduled_at = now()`) // as River UI does
	s.eventually("completed", `SELECT state FROM freedompay.river_job`)
	if n := s.one(`SELECT count(*) FROM orders`); n != "1" || s.bank.CallCount("Cards.Issue") != 1 {
		t.Errorf("%s rows, %d calls", n, s.bank.CallCount("Cards.Issue"))
	}
}

// A status that lags behind says that it does not know what the bank has accepted.
func TestLaggingStatus(t *testing.T) {
	s := newShop(t, setup{bank: []freedompaytest.Option{freedompaytest.StatusLag(500 * time.Millisecond), freedompaytest.StateBeforeID()}})
	card, err := s.bank.NewCard(s.bank.NewClient())
	if err != nil {
		t.Fatal(err)
	}
	handleAll(s.q, nil)
	s.bank.Inject(freedompaytest.Fault{On: "Cards.Close", Do: freedompaytest.DropAfter, Times: 1})
	s.run(s.q)
	ids := s.enqueue(issue(s.bank), freedompay.CloseCardRequest{CardID: card, Description: "a reason"})
	for i, id := range ids {
		if outcome, detail := s.outcome(id); outcome != "done" {
			t.Errorf("command %d: %s %s", i, outcome, detail)
		}
	}
}

// A handler has the request, the answer of what is answered at once, and the words of
// a refusal.
func TestSettled(t *testing.T) {
	s := newShop(t, setup{})
	got := make(chan string, 3)
	durable.On(s.q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.IssueCardRequest]) error {
		got <- fmt.Sprint(r.Request.ProductID, r.Outcome(), r.State.Card != nil, r.Request.RequestID == r.RequestID)
		return nil
	})
	durable.On(s.q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.IssueGiftCardRequest]) error {
		answer, ok := r.Answer.(*freedompay.GiftCardIssue)
		if s.one(`SELECT args ? 'end' FROM freedompay.river_job WHERE state <> 'completed'`) != "true" {
			t.Error("the answer would be lost with this process")
		}
		got <- fmt.Sprint(r.Request.CardholderName, ok && answer.CardID != 0)
		return nil
	})
	durable.On(s.q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.CloseCardRequest]) error {
		got <- fmt.Sprint(r.Outcome(), r.Failure.Code != "", r.Failure.RequestID == r.RequestID)
		return nil
	})
	s.run(s.q)
	for _, c := range []struct {
		cmd  freedompay.Command
		want string
	}{
		{issue(s.bank), fmt.Sprint(freedompay.CardProductInstantGold, "done", true, true)},
		{gift(), fmt.Sprint("ANNA IVANOVA", true)},
		{freedompay.CloseCardRequest{CardID: "no-such-card", Description: "a reason"}, fmt.Sprint("refused", true, true)},
	} {
		s.enqueue(c.cmd)
		if g := <-got; g != c.want {
			t.Errorf("%s: %s, want %s", c.cmd.Operation(), g, c.want)
		}
	}
}

// endless cannot encrypt an end, as a key service that is away.
type endless struct{ durable.AEAD }

func (e endless) Encrypt(text, about []byte) ([]byte, error) {
	if bytes.Contains(about, []byte("durable end ")) {
		return nil, errors.New("the key service is away")
	}
	return e.AEAD.Encrypt(text, about)
}

// A command without a request_id is not sent again when its end could not be stored, and
// its handler has failed.
func TestEndNotStored(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Encrypt: endless{aead(t, "a", "a")}}})
	calls := 0
	handleAll(s.q, func(uuid.UUID) error {
		if calls++; calls == 1 {
			return errors.New("not now")
		}
		return nil
	})
	s.run(s.q)
	if outcome, _ := s.outcome(s.enqueue(gift())[0]); outcome != "unknown" || s.bank.CallCount("GiftCards.Issue") != 1 {
		t.Errorf("%s after %d calls", outcome, s.bank.CallCount("GiftCards.Issue"))
	}
}

// A zero character in what is stored, which jsonb does not take, does not keep the turn
// from being written.
func TestZeroCharacter(t *testing.T) {
	s := newShop(t, setup{})
	calls := 0
	handleAll(s.q, func(uuid.UUID) error {
		if calls++; calls == 1 {
			return errors.New("not \x00 now \\u0000")
		}
		return nil
	})
	s.run(s.q)
	id := s.enqueue(issue(s.bank))[0]
	s.eventually("handler: not \ufffd now \\u0000", `SELECT metadata->'freedompay'->>'why' FROM freedompay.river_job`)
	if outcome, _ := s.outcome(id); outcome != "done" {
		t.Error(outcome)
	}
}

// A job that Cancel has ended, and somebody retries by hand, stays canceled.
func TestCanceledAndRetried(t *testing.T) {
	s := newShop(t, setup{})
	handleAll(s.q, nil)
	id := s.enqueue(gift())[0]
	if err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error { return s.q.Cancel(t.Context(), tx, id) }); err != nil {
		t.Fatal(err)
	}
	s.exec(`UPDATE freedompay.river_job SET state = 'available', finalized_at = NULL, scheduled_at = now()`) // as River UI does
	s.run(s.q)
	s.eventually("cancelled canceled", `SELECT concat_ws(' ', state, metadata->'freedompay'->>'phase') FROM freedompay.river_job`)
	if parked, err := s.q.Parked(t.Context()); err != nil || len(parked) != 0 || s.bank.CallCount("") != 0 {
		t.Errorf("%+v, %v, %d calls", parked, err, s.bank.CallCount(""))
	}
}
