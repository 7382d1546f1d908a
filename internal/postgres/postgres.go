// Package postgres gives tests a PostgreSQL. It is a module of its own, so that
// importers of the client get no driver.
package postgres

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Start returns the connection string of a PostgreSQL for a test: that of
// DATABASE_URL, if it is set, or of a temporary cluster on a free port of this
// machine, which is stopped and removed when the test is over. Where neither can
// be had the test is skipped, and fails when CI is true.
func Start(tb testing.TB) (dsn string) {
	tb.Helper()
	if given := os.Getenv("DATABASE_URL"); given != "" {
		return given
	}
	bin := programs()
	if bin == "" {
		missing(tb, "no PostgreSQL: set DATABASE_URL, or install Debian's package postgresql")
	}
	dir, err := os.MkdirTemp("", "freedompay-postgres-") //nolint:usetesting // of another user, and with a short path
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	as, err := owner(dir)
	if err != nil {
		missing(tb, fmt.Sprintf("PostgreSQL does not run as root: %v", err))
	}
	c := &cluster{bin: bin, dir: dir, as: as}
	if err := c.run("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		tb.Fatal(err)
	}
	const attempts = 3 // another program may take the port in between
	for range attempts {
		var port string
		if port, err = freePort(); err != nil {
			break
		}
		if err = c.start(port); err == nil {
			tb.Cleanup(func() {
				if err := c.run("pg_ctl", "stop", "-D", c.data(), "-m", "immediate", "-w"); err != nil {
					tb.Error(err)
				}
			})
			return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"
		}
	}
	tb.Fatal(err)
	return ""
}

// missing ends a test that cannot have a PostgreSQL.
func missing(tb testing.TB, why string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatal(why)
	}
	tb.Skip(why)
}

// programs returns the folder of PostgreSQL's programs, "" if there is none.
func programs() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		found, _ := filepath.Glob(pattern) // it fails only for a malformed pattern
		found = slices.DeleteFunc(found, func(dir string) bool {
			_, err := os.Stat(filepath.Join(dir, "initdb"))
			return err != nil
		})
		if len(found) > 0 {
			return slices.Max(found)
		}
	}
	return ""
}

// cluster is a PostgreSQL in a folder.
type cluster struct {
	bin, dir string
	as       asUser
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) start(port string) error {
	log := filepath.Join(c.dir, "log")
	options := "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
	err := c.run("pg_ctl", "start", "-D", c.data(), "-l", log, "-w", "-o", options)
	if err != nil {
		if said, unread := os.ReadFile(log); unread == nil { //nolint:gosec // its own log
			err = fmt.Errorf("%w\n%s", err, said)
		}
	}
	return err
}

// run runs one of PostgreSQL's programs to its end.
func (c *cluster) run(program string, args ...string) error {
	const enough = 2 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), enough) // not the test's: it has ended when its cluster stops
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, program), args...) //nolint:gosec // PostgreSQL's own programs
	cmd.Dir = c.dir
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") }), "TZ=UTC")
	c.as.apply(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return nil
}

// freePort returns a port of this machine that nobody listens on.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", err
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}
