package durable_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/durable/internal/pg"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// stormEnv is the number of commands of the long form: see the Makefile.
const stormEnv = "FREEDOMPAY_STORM"

// storm is four replicas that are killed again and again, a bank over a bad network
// that checks the state before the id and whose status lags, and a database that is
// restarted.
type storm struct {
	*shop
	server   *freedompaytest.Server
	cluster  *pg.Cluster
	url      string
	replicas []*exec.Cmd
	kills    int
	rolled   int
}

func TestStorm(t *testing.T) {
	commands := 800
	if long := os.Getenv(stormEnv); long != "" {
		var err error
		if commands, err = strconv.Atoi(long); err != nil {
			t.Fatal(err)
		}
	} else if testing.Short() {
		t.Skip("it takes half a minute")
	}
	cluster := ownCluster(t)
	s := newStorm(t, cluster)
	go s.enqueueAll(commands)
	const killEvery = 1500 * time.Millisecond
	restarted := false
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > time.Duration(s.kills+1)*killEvery {
			s.kill()
		}
		done := s.count(`SELECT count(*) FROM orders`)
		if !restarted && done > commands/3 {
			restarted = true
			if err := cluster.Restart(); err != nil {
				t.Fatal(err)
			}
		}
		if done > commands*9/10 && s.kills >= 8 || time.Since(begun) > 20*time.Minute {
			break
		}
	}
	calmed := time.Now()
	const enough = 60 * time.Second
	for s.count(`SELECT count(*) FROM expected`) < commands || s.count(`SELECT count(*) FROM freedompay.river_job WHERE state <> 'completed'`) > 0 {
		if time.Since(calmed) > enough {
			t.Errorf("stuck: %s", s.one(`SELECT string_agg(concat_ws(' ', id, state, attempt, scheduled_at - now(), args->>'operation', metadata->'freedompay'), E'\n') FROM freedompay.river_job WHERE state <> 'completed'`))
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("%d commands, %d rolled back, %d kills, a restart; calm after %v", commands, s.rolled, s.kills, time.Since(calmed).Round(time.Millisecond))
	s.check()
}

// ownCluster returns a cluster that the test may restart.
func ownCluster(t *testing.T) *pg.Cluster {
	dir, err := os.MkdirTemp("", "freedompay-durable-") //nolint:usetesting // the user postgres cannot reach that of the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	cluster, err := pg.Start(dir, "fsync=off", "max_connections=200")
	switch {
	case errors.Is(err, pg.ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cluster.Stop() })
	return cluster
}

func newStorm(t *testing.T, cluster *pg.Cluster) *storm {
	server := freedompaytest.NewServer(t, freedompaytest.StateBeforeID(), freedompaytest.StatusLag(150*time.Millisecond),
		freedompaytest.SettleAfter(200*time.Millisecond), freedompaytest.WithGiftFunds(1e9))
	s := &storm{server: server, cluster: cluster, url: cluster.URL("postgres")}
	s.shop = &shop{TB: t, pool: newPool(t, s.url), bank: server.Bank, client: server.Client(quickly()...)}
	s.q = s.queue()
	if err := s.q.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.shop.exec(`CREATE TABLE orders (request_id uuid, outcome text, detail text, at timestamptz DEFAULT clock_timestamp())`)
	s.shop.exec(`CREATE TABLE expected (request_id uuid PRIMARY KEY, operation text, about text)`)
	for _, fault := range []freedompaytest.Mode{
		freedompaytest.DropBefore, freedompaytest.DropAfter, freedompaytest.DropMidway,
		freedompaytest.BadGateway, freedompaytest.EmptyBody,
	} {
		server.Inject(freedompaytest.Fault{Do: fault, Probability: 0.04})
	}
	for range 4 {
		s.replicas = append(s.replicas, s.replica())
	}
	t.Cleanup(func() {
		for _, r := range s.replicas {
			_ = r.Process.Kill()
			_ = r.Wait()
		}
	})
	return s
}

func (s *storm) replica() *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerEnv+"="+s.url, bankEnv+"="+s.server.URL,
		authEnv+"="+s.server.AuthID(), keyEnv+"="+revealed(s.server.Key()))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	return cmd
}

// kill kills a replica, and starts another in its place.
func (s *storm) kill() {
	i := rand.N(len(s.replicas))
	_ = s.replicas[i].Process.Kill()
	_ = s.replicas[i].Wait()
	s.replicas[i] = s.replica()
	s.kills++
}

// count counts, 0 while the database is away.
func (s *storm) count(sql string) (n int) {
	_ = s.pool.QueryRow(context.Background(), sql).Scan(&n)
	return n
}

// enqueueAll enqueues commands in transactions of some, with a row for each. One
// transaction in ten is rolled back.
func (s *storm) enqueueAll(commands int) {
	const some = 20
	ctx := context.Background()
	for n := 0; n < commands; {
		roll := rand.N(10) == 0
		cmds := make([]freedompay.Command, min(some, commands-n))
		abouts := make([]string, len(cmds))
		for i := range cmds {
			cmds[i], abouts[i] = s.command()
		}
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			ids, err := s.q.EnqueueAll(ctx, tx, cmds...)
			if err != nil {
				return err
			}
			for i, id := range ids {
				if _, err := tx.Exec(ctx, `INSERT INTO expected VALUES ($1, $2, $3)`, id, cmds[i].Operation(), abouts[i]); err != nil {
					return err
				}
			}
			if roll {
				return pgx.ErrTxCommitRollback
			}
			return nil
		})
		switch {
		case roll:
			s.rolled += len(cmds)
		case err != nil: // the database is away, and the transaction with it, unless only the answer was lost
			time.Sleep(100 * time.Millisecond)
			n = s.count(`SELECT count(*) FROM expected`)
		default:
			n += len(cmds)
		}
	}
}

// command returns one of the kinds of commands, and what it is about.
func (s *storm) command() (cmd freedompay.Command, about string) {
	unique := uuid.NewString()
	switch rand.N(10) {
	case 0:
		return gift(), ""
	case 1:
		return freedompay.AddWalletRequest{Identifier: unique, Country: "KAZ", Currency: freedompay.KZT}, unique
	case 2:
		return freedompay.AddPartnerClientRequest{Company: freedompay.Company{
			CompanyID: unique, Name: "TEST", BIN: "000000000000", Address: freedompay.Address{Country: "KAZ", City: "Almaty"},
		}}, unique
	case 3, 4, 5:
		card, err := s.bank.NewCard(s.bank.NewClient())
		if err != nil {
			s.Error(err)
		}
		return durable.With(freedompay.CloseCardRequest{CardID: card, Description: "a reason"}, durable.Key(card)), card
	case 6:
		return freedompay.CreateClientRequest{ProductID: freedompay.ClientProductWallet, Client: freedompay.NewClient{
			Phone: 77001234567, FirstName: "TEST", LastName: "CARDHOLDER", Country: "KAZ",
			Document: freedompay.NewDocument([]byte("%PDF-1.4 " + strings.Repeat("x", 2000))),
		}}, ""
	}
	client := s.bank.NewClient()
	return freedompay.IssueCardRequest{ClientID: client, ProductID: freedompay.CardProductInstantGold}, client
}

// check compares what the shop knows with what the bank did.
func (s *storm) check() {
	for what, sql := range map[string]string{
		"lost":                       `SELECT count(*) FROM expected WHERE request_id NOT IN (SELECT request_id FROM orders)`,
		"handled more than once":     `SELECT count(*) FROM (SELECT FROM orders GROUP BY request_id HAVING count(*) > 1) AS twice`,
		"handled though rolled back": `SELECT count(*) FROM orders WHERE request_id NOT IN (SELECT request_id FROM expected)`,
		"discarded or cancelled":     `SELECT count(*) FROM freedompay.river_job WHERE state IN ('discarded', 'cancelled', 'pending')`,
		"not done though protected":  `SELECT count(*) FROM orders JOIN expected USING (request_id) WHERE outcome <> 'done' AND operation <> 'GiftCards.Issue'`,
		"gift cards of another end":  `SELECT count(*) FROM orders JOIN expected USING (request_id) WHERE outcome NOT IN ('done', 'unknown') AND operation = 'GiftCards.Issue'`,
		"keys left":                  `SELECT count(*) FROM freedompay.freedompay_order`,
	} {
		if n := s.count(sql); n != 0 {
			s.Errorf("%s: %d commands\n%s", what, n, s.one(`SELECT string_agg(DISTINCT concat_ws(' ', operation, outcome, detail), E'\n') FROM orders JOIN expected USING (request_id) WHERE outcome <> 'done'`))
		}
	}
	s.bank.ClearFaults()
	s.bank.Settle()
	s.checkCards()
	gifts := s.count(`SELECT count(*) FROM expected WHERE operation = 'GiftCards.Issue'`)
	done := s.count(`SELECT count(*) FROM orders JOIN expected USING (request_id) WHERE operation = 'GiftCards.Issue' AND outcome = 'done'`)
	calls := s.bank.CallCount("GiftCards.Issue")
	sold := (1e9 - int(s.bank.GiftFunds())) / 5000
	if calls > gifts || sold > calls || done > sold {
		s.Errorf("%d gift cards were asked for in %d calls; %d were sold, %d reported as done", gifts, calls, sold, done)
	}
	s.Logf("gift cards: %d, %d calls, %d sold, %d reported done, the others unknown", gifts, calls, sold, done)
	if err := s.bank.Audit(); err != nil {
		s.Error(err)
	}
}

// checkCards asks the bank for the cards of every client: one each.
func (s *storm) checkCards() {
	rows, err := s.pool.Query(context.Background(), `SELECT about FROM expected WHERE operation = 'Cards.Issue'`)
	if err != nil {
		s.Fatal(err)
	}
	clients, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		s.Fatal(err)
	}
	wrong := 0
	for _, client := range clients {
		cards, err := s.client.Clients.Cards(context.Background(), client)
		if err != nil {
			s.Fatal(err)
		}
		if len(cards.Cards) != 1 {
			wrong++
		}
	}
	if wrong > 0 {
		s.Errorf("of %d clients %d have not one card", len(clients), wrong)
	}
	s.Log(fmt.Sprint(len(clients), " clients have one card each"))
}

func revealed(s freedompay.Secret) string { return s.Reveal() }
