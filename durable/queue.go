package durable

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/freedompay-go/freedompay"
)

// Config configures a [Queue]. The zero value is ready to use.
type Config struct {
	// Schema is the schema of the tables: freedompay by default. Services that share a
	// database need one each. Do not use the schema of your own River: its leader does
	// not know these jobs and would discard those of a dead process.
	Schema string
	// Encrypt encrypts commands and answers in the tables. Without it, a command that
	// holds a PIN or a one-time password is refused.
	Encrypt AEAD
	// Workers is how many commands this process works on at a time: 50 by default.
	Workers int
	// Pace is how many commands all processes together send in a second at most; zero
	// is no limit. Status queries do not count: see [freedompay.WithLimiter].
	Pace float64
	// Keep is how long the jobs of settled commands stay in the table, without the
	// content of the commands: a week by default. Their RequestIDs stay for ever.
	Keep time.Duration
	// PollOnly uses no LISTEN and NOTIFY, for a PgBouncer in transaction mode. A
	// command then waits up to a quarter of a second for a worker.
	PollOnly bool
	// Logger logs parked commands, failed handlers and errors of River, and never a
	// body. The default is [slog.Default].
	Logger *slog.Logger
	// Plugins are given to River, such as a hook for its metrics.
	Plugins []rivertype.Plugin
}

// Queue keeps commands until they settle. [New] makes one. It is safe for concurrent
// use. TTx is the transaction type of River's driver, such as pgx.Tx.
type Queue[TTx any] struct {
	driver   riverdriver.Driver[TTx]
	client   *freedompay.Client
	config   Config
	inserts  *river.Client[TTx]
	handlers handlers[TTx]
	busy     atomic.Int64 // turns under way in this process
	held     heldLog
}

const (
	kindOfJob      = "freedompay_command" // one for all commands: a leader discards stuck jobs of a kind it does not know
	queueName      = "freedompay"
	defaultSchema  = "freedompay"
	defaultWorkers = 50
	week           = 7 * 24 * time.Hour
	attemptsMax    = 1<<15 - 1 // of River's column: only a crash counts as one
)

// New returns a Queue on the database of a River driver. The tests use
// riverpgxv5.New(pool). The client sends the commands, with its own options such as
// [freedompay.WithRetry] and [freedompay.WithObserver].
//
// River's driver for database/sql is not supported: no test uses it.
func New[TTx any](driver riverdriver.Driver[TTx], client *freedompay.Client, config Config) (*Queue[TTx], error) {
	config, err := config.withDefaults()
	switch {
	case err != nil:
	case driver == nil || !driver.PoolIsSet():
		err = errors.New("the driver has no pool")
	case client == nil:
		err = errors.New("the client is nil")
	}
	if err != nil {
		return nil, fmt.Errorf("durable: New: %w", err)
	}
	q := &Queue[TTx]{driver: driver, client: client, config: config}
	if q.inserts, err = river.NewClient(driver, &river.Config{Schema: config.Schema, Logger: config.Logger, MaxAttempts: attemptsMax}); err != nil {
		return nil, fmt.Errorf("durable: New: %w", err)
	}
	return q, nil
}

func (c Config) withDefaults() (Config, error) {
	if c.Schema == "" {
		c.Schema = defaultSchema
	}
	if c.Workers == 0 {
		c.Workers = defaultWorkers
	}
	if c.Keep == 0 {
		c.Keep = week
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	switch {
	case !regexp.MustCompile(`^[a-z_][a-z0-9_]{0,45}$`).MatchString(c.Schema):
		return c, errors.New("the Schema is at most 46 small letters, digits and underscores, and begins with no digit")
	case c.Workers < 0 || c.Workers > river.QueueNumWorkersMax:
		return c, fmt.Errorf("want Workers of 1 to %d", river.QueueNumWorkersMax)
	case c.Pace < 0 || c.Pace > 1e5:
		return c, errors.New("want a Pace of 0 to 100000 commands a second")
	case c.Keep < 0:
		return c, errors.New("want a Keep that is not below zero")
	}
	return c, nil
}

// in replaces @ in a statement by the name of the schema.
func (q *Queue[TTx]) in(sql string) string {
	return strings.ReplaceAll(sql, "@.", q.config.Schema+".")
}
