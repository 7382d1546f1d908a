package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/freedompaytest"
	"github.com/freedompay-go/freedompay/internal/postgres"
)

// Two replicas share the outbox and are killed again and again, at the worst moments
// the bank knows of, while the network breaks. The bank checks the state before the
// request_id, and its status lags. No order is lost, none is done twice, and each has
// its true end. OUTBOX_KILLS=long makes it 1,000 commands and 100 kills.
func TestKilledReplicas(t *testing.T) {
	commands, kills := 150, 15
	if os.Getenv("OUTBOX_KILLS") == "long" {
		commands, kills = 1000, 100
	}
	storm := newStorm(t, commands, kills)
	storm.want(commands)
	storm.inject()

	started := time.Now()
	ctx, stop := context.WithCancel(t.Context())
	var replicas sync.WaitGroup
	for n := range storm.replicas {
		replicas.Go(func() { storm.keepAlive(ctx, n) })
	}
	storm.waitForEnds()
	stop()
	replicas.Wait()
	t.Logf("%d orders have ended in %v; the bank has seen %d calls, %d replicas were killed",
		storm.intended, time.Since(started).Round(time.Millisecond), storm.bank.CallCount(""), storm.killed.Load())
	if storm.killed.Load() < storm.kills {
		t.Errorf("%d replicas were killed, want %d", storm.killed.Load(), kills)
	}
	storm.bank.ClearFaults()
	storm.bank.Settle()
	storm.judge()
}

// storm is the bank, the database and the processes.
type storm struct {
	*testing.T
	bank     *freedompaytest.Bank
	url, dsn string
	db       *sql.DB
	shop     *shop // for reading
	wanted   map[intent]wanted
	intended int // orders
	setUp    int // calls before the storm
	kills    int64
	every    int64 // which command kills
	commands atomic.Int64
	killed   atomic.Int64
	replicas [2]replica
}

// replica is a process, and each that follows it.
type replica struct {
	mu      sync.Mutex
	process *os.Process
}

func newStorm(t *testing.T, commands, kills int) *storm {
	dsn := ownSchema(t, postgres.Start(t))
	s := &storm{
		T: t, dsn: dsn, kills: int64(kills), every: int64(commands / kills),
		bank: freedompaytest.New(freedompaytest.StateBeforeID(), freedompaytest.StatusLag(lag), freedompaytest.SettleAfter(20*time.Millisecond)),
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	var err error
	if s.shop, err = openShop(t.Context(), dsn, s.bank.Client(), patience, lateness); err != nil {
		t.Fatal(err)
	}
	s.db = s.shop.db
	t.Cleanup(func() { _ = s.db.Close() })
	if _, err = s.db.ExecContext(t.Context(), intentsSchema); err != nil {
		t.Fatal(err)
	}
	return s
}

// ownSchema returns the connection string of a new schema of a database, which may
// belong to somebody.
func ownSchema(t *testing.T, dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := "outbox_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := db.ExecContext(t.Context(), "create schema "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "drop schema "+name+" cascade"); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}

// inject breaks the network: one call in four.
func (s *storm) inject() {
	s.bank.Inject(
		freedompaytest.Fault{Do: freedompaytest.DropAfter, Probability: 0.06},
		freedompaytest.Fault{Do: freedompaytest.DropBefore, Probability: 0.05},
		freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable, Probability: 0.04},
		freedompaytest.Fault{Do: freedompaytest.ServiceUnavailable, AfterWork: true, Probability: 0.03},
		freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: delivery, Status: http.StatusGatewayTimeout, Probability: 0.03},
		freedompaytest.Fault{Do: freedompaytest.DeliverLate, Delay: delivery, Probability: 0.03},
		freedompaytest.Fault{Do: freedompaytest.TruncatedJSON, Probability: 0.02},
		freedompaytest.Fault{Do: freedompaytest.DropMidway, Probability: 0.02},
	)
}

// ServeHTTP is the bank, and the one who kills: with some commands it kills the
// sender before the work, the sender after the work and before the answer, or
// the other replica, whatever that one is doing.
func (s *storm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	turn := int64(-1)
	if !strings.HasSuffix(r.URL.Path, "/status") {
		if n := s.commands.Add(1); n%s.every == 0 && s.killed.Load() < s.kills {
			turn = n / s.every % 3
		}
	}
	var sender int
	if _, err := fmt.Sscanf(r.UserAgent(), "replica-%d", &sender); err != nil {
		http.Error(w, "who is that?", http.StatusTeapot)
		return
	}
	switch turn {
	case 0:
		s.kill(sender)
		panic(http.ErrAbortHandler)
	case 1:
		defer panic(http.ErrAbortHandler)
		defer s.kill(sender)
		w = httptest.NewRecorder()
	case 2:
		s.kill(1 - sender)
	}
	s.bank.ServeHTTP(w, r)
}

// kill kills a replica, if it lives.
func (s *storm) kill(n int) {
	r := &s.replicas[n]
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.process == nil {
		return
	}
	if err := r.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.Errorf("replica %d: %v", n, err)
	}
	r.process = nil
	s.killed.Add(1)
}

// keepAlive starts a replica, and another one when it is killed.
func (s *storm) keepAlive(ctx context.Context, n int) {
	r := &s.replicas[n]
	for ctx.Err() == nil {
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestReplica$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=replica-%d", replicaName, n), replicaURL+"="+s.url, replicaDSN+"="+s.dsn,
			replicaAuth+"="+s.bank.AuthID(), replicaKey+"="+s.bank.Key().Reveal())
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if _, err := cmd.StdinPipe(); err != nil {
			s.Error(err)
			return
		}
		r.mu.Lock()
		err := cmd.Start()
		r.process = cmd.Process
		r.mu.Unlock()
		if err != nil {
			s.Error(err)
			return
		}
		if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
			s.Errorf("replica %d ended by itself: %v", n, err)
			return
		}
	}
}

// waitForEnds returns when all that is wanted was ordered, and has ended.
func (s *storm) waitForEnds() {
	for {
		var open int
		err := s.db.QueryRowContext(s.Context(), `select (select count(*) from intents where order_id is null)
			+ (select count(*) from outbox where outcome is null)`).Scan(&open)
		if err != nil {
			s.Fatal(err)
		}
		if open == 0 {
			return
		}
		if err := pause(s.Context(), 50*time.Millisecond); err != nil {
			s.Fatalf("%d orders have not ended", open)
		}
	}
}
