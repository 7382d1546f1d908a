package durable_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// skipSQL lets time pass while every command waits, until each has a turn due. It moves
// the times in the table back by as much, and returns how long that is in microseconds.
const skipSQL = `WITH next AS (
		SELECT max(scheduled_at) - now() AS gap FROM freedompay.river_job WHERE state IN ('available', 'scheduled')
		HAVING count(*) = (SELECT count(*) FROM freedompay.river_job WHERE state <> 'completed') AND min(scheduled_at) > now()
	), moved AS (
		UPDATE freedompay.river_job SET created_at = created_at - gap, scheduled_at = scheduled_at - gap,
			state = 'available',
			metadata = jsonb_set(metadata, '{freedompay}', metadata->'freedompay' || jsonb_strip_nulls(jsonb_build_object(
				'sent', (metadata->'freedompay'->>'sent')::timestamptz - gap, 'since', (metadata->'freedompay'->>'since')::timestamptz - gap)))
		FROM next WHERE state IN ('available', 'scheduled') RETURNING gap
	) SELECT coalesce((extract(epoch FROM max(gap)) * 1000000)::bigint, 0) FROM moved`

// skip lets time pass without waiting for it, until a query returns true or that much
// time has passed. At each step it checks that River has given up no job and counted no
// attempt.
func (s *shop) skip(most time.Duration, sql string, args ...any) (passed time.Duration, turns int) {
	s.Helper()
	const enough = 2 * time.Minute
	for deadline := time.Now().Add(enough); passed < most; time.Sleep(time.Millisecond) {
		var micros int64
		if err := s.pool.QueryRow(context.Background(), skipSQL).Scan(&micros); err != nil {
			s.Fatal(err)
		}
		if micros > 0 {
			passed += time.Duration(micros) * time.Microsecond
			turns++
			s.exec(`SELECT pg_notify('freedompay.river_insert', '{"queue":"freedompay"}')`) // look now
		}
		if lost := s.one(`SELECT string_agg(concat_ws(' ', state, attempt, errors::text, metadata), E'\n') FROM freedompay.river_job
			WHERE state IN ('discarded', 'cancelled', 'pending', 'retryable') OR errors IS NOT NULL OR attempt > (state IN ('running', 'completed'))::int`); lost != "" {
			s.Fatalf("after %v: %s", passed, lost)
		}
		if s.one(sql, args...) == "true" {
			return passed, turns
		}
		if time.Now().After(deadline) {
			s.Fatalf("%v have passed in %d turns, and no more\n%s", passed, turns, s.one(`SELECT string_agg(concat_ws(' ', id, state, attempt, scheduled_at - now(), metadata), E'\n') FROM freedompay.river_job`))
		}
	}
	return passed, turns
}

// A bank that is away for hours loses nothing: nothing is discarded or parked, no
// attempt is counted, and when it is back everything settles, once. Some commands were
// accepted before, others enqueued meanwhile.
func TestBankAwayForHours(t *testing.T) {
	const away = 3 * time.Hour
	for name, c := range map[string]struct {
		fault  freedompaytest.Fault
		unsent bool // it certainly sends nothing, so that what no request_id protects waits too
	}{
		"no connection": {freedompaytest.Fault{Do: freedompaytest.RefuseConnection}, true},
		"a wrong key":   {freedompaytest.Fault{Do: freedompaytest.BlockRequest, Status: http.StatusUnauthorized}, true},
		"a wrong path":  {freedompaytest.Fault{Do: freedompaytest.BlockRequest, Status: http.StatusNotFound}, true},
		"502":           {freedompaytest.Fault{Do: freedompaytest.BadGateway}, false},
		"503":           {freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable}, false},
		"502, and done": {freedompaytest.Fault{Do: freedompaytest.BadGateway, AfterWork: true}, false},
		"no answer":     {freedompaytest.Fault{Do: freedompaytest.DelayAfter, Delay: time.Minute}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once := freedompay.WithRetry(freedompay.Backoff{Attempts: 1, Timeout: 20 * time.Millisecond})
			s := newShop(t, setup{client: []freedompay.Option{once}, bank: []freedompaytest.Option{freedompaytest.StateBeforeID()}})
			s.bank.HoldSettling(true)
			handleAll(s.q, nil)
			s.run(s.q)
			accepted := s.enqueue(issue(s.bank))
			s.eventually("accepted", `SELECT metadata->'freedompay'->>'phase' FROM freedompay.river_job WHERE state <> 'running'`)
			s.bank.Inject(c.fault)
			card, err := s.bank.NewCard(s.bank.NewClient())
			if err != nil {
				t.Fatal(err)
			}
			client := s.bank.NewClient()
			cmds := []freedompay.Command{
				freedompay.IssueCardRequest{ClientID: client, ProductID: freedompay.CardProductInstantGold},
				freedompay.AddWalletRequest{Identifier: uuid.NewString(), Country: "KAZ", Currency: freedompay.KZT},
				durable.With(freedompay.BlockCardRequest{CardID: card, BlockCode: freedompay.BlockByClient, Description: "a reason"}, durable.Key(card)),
				durable.With(freedompay.CloseCardRequest{CardID: card, Description: "a reason"}, durable.Key(card)),
			}
			if c.unsent {
				cmds = append(cmds, gift())
			}
			ids := s.enqueue(cmds...)
			passed, turns := s.skip(away, `SELECT false`)
			if n := s.one(`SELECT count(*) FROM orders`); n != "0" || passed < away || turns < int(away/time.Minute)/2 {
				t.Errorf("%s handlers were called in %v, in %d turns", n, passed, turns)
			}
			if size := s.one(`SELECT max(pg_column_size(metadata)) < 1000 FROM freedompay.river_job`); size != "true" {
				t.Error("the metadata grow")
			}
			calls := s.bank.CallCount("GiftCards.Issue")
			s.bank.ClearFaults()
			s.bank.HoldSettling(false)
			back, _ := s.skip(away, `SELECT count(*) = $1 FROM orders`, len(accepted)+len(ids))
			t.Logf("away for %v, %d turns; all settled within %v", passed, turns, back)
			for i, id := range append(accepted, ids...) {
				if outcome, detail := s.outcome(id); outcome != "done" {
					t.Errorf("command %d: %s %s", i, outcome, detail)
				}
			}
			if c.unsent && s.bank.CallCount("GiftCards.Issue") != calls+1 {
				t.Error("the gift card was sent more than once")
			}
			if cards, err := s.client.Clients.Cards(t.Context(), client); err != nil || len(cards.Cards) != 1 {
				t.Errorf("%+v, %v", cards, err)
			}
			s.eventually("0", `SELECT count(*) FROM freedompay.river_job WHERE state <> 'completed' OR attempt <> 1`)
		})
	}
}
