package postgres

import (
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The statement of docs/recipes/rate-limits.md gives each replica a moment of its own,
// one interval after the other, the first at once.
func TestReserve(t *testing.T) {
	dsn := Start(t)
	sql, err := os.ReadFile("../../examples/recipes/ratelimits/reserve.sql")
	if err != nil {
		t.Fatal(err)
	}
	setup, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := setup.Exec(t.Context(), "CREATE TABLE bank_pace (bank text PRIMARY KEY, next timestamptz NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	const replicas, each = 4, 10
	every := time.Minute // far longer than the test takes
	var (
		mu     sync.Mutex
		pauses []time.Duration
		work   sync.WaitGroup
	)
	for range replicas {
		work.Go(func() {
			conn, err := pgx.Connect(t.Context(), dsn)
			if err != nil {
				t.Error(err)
				return
			}
			for range each {
				var seconds float64
				if err := conn.QueryRow(t.Context(), string(sql), every).Scan(&seconds); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				pauses = append(pauses, time.Duration(seconds*float64(time.Second)).Round(every))
				mu.Unlock()
			}
		})
	}
	work.Wait()
	slices.Sort(pauses)
	for n, pause := range pauses {
		if want := time.Duration(n) * every; pause != want {
			t.Errorf("place %d is in %v, want %v", n, pause, want)
		}
	}
	if len(pauses) != replicas*each {
		t.Errorf("%d places", len(pauses))
	}
}
