package postgres

import (
	"context"
	"net"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// recording is a test that notes how it was ended.
type recording struct {
	testing.TB
	cleanups        []func()
	skipped, failed string
}

type ended struct{}

func (r *recording) Helper()           {}
func (r *recording) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recording) Skip(args ...any)  { r.skipped = args[0].(string); panic(ended{}) }
func (r *recording) Fatal(args ...any) { r.failed = args[0].(string); panic(ended{}) }

func (r *recording) start() (dsn string) {
	defer func() {
		if _, ok := recover().(ended); !ok && dsn == "" {
			panic("Start has returned nothing")
		}
	}()
	return Start(r)
}

func TestStartTakesWhatIsGiven(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://elsewhere/db")
	if got := Start(t); got != "postgres://elsewhere/db" {
		t.Error(got)
	}
}

func TestMissingSkipsAndFailsInCI(t *testing.T) {
	for _, ci := range []string{"", "true"} {
		t.Setenv("CI", ci)
		r := &recording{TB: t}
		func() {
			defer func() { _ = recover() }()
			missing(r, "none")
		}()
		if (r.failed != "") != (ci == "true") || (r.skipped != "") == (ci == "true") {
			t.Errorf("with CI=%s the test is skipped %q, failed %q", ci, r.skipped, r.failed)
		}
	}
}

// A cluster is there until its test is over, and then it is gone.
func TestStartAndStop(t *testing.T) {
	if programs() == "" {
		missing(t, "no PostgreSQL")
	}
	t.Setenv("DATABASE_URL", "")
	r := &recording{TB: t}
	dsn := r.start()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	_ = conn.Close(context.Background())
	for _, cleanup := range slices.Backward(r.cleanups) {
		cleanup()
	}
	where, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := net.DialTimeout("tcp", where.Host, time.Second); err == nil {
		_ = c.Close()
		t.Error("it listens after the test")
	}
}
