// Package pg runs temporary PostgreSQL clusters for the tests, the benchmarks and the
// example of this module.
package pg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ErrMissing says that PostgreSQL is not installed, or cannot run here.
var ErrMissing = errors.New("PostgreSQL is not here: set DATABASE_URL, or install Debian's package postgresql")

// Cluster is a PostgreSQL in a folder.
type Cluster struct {
	bin, dir, port string
	as             asUser
	settings       []string
}

// Start makes a cluster in a folder, or starts the one that is there. Settings are as
// "fsync=off".
func Start(dir string, settings ...string) (*Cluster, error) {
	c := &Cluster{bin: programs(), dir: dir, settings: settings}
	if c.bin == "" {
		return nil, ErrMissing
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	var err error
	if c.as, err = owner(dir); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	if _, err := os.Stat(filepath.Join(c.data(), "PG_VERSION")); err != nil {
		if err := c.run("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
			return nil, err
		}
	}
	if c.port = c.running(); c.port != "" {
		return c, nil
	}
	const attempts = 3 // another program may take the port in between
	for range attempts {
		if c.port, err = freePort(); err != nil {
			return nil, err
		}
		if err = c.run("pg_ctl", c.starting("start")...); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// running returns the port of the cluster, if it runs already.
func (c *Cluster) running() string {
	if c.run("pg_ctl", "status", "-D", c.data()) != nil {
		return ""
	}
	const portLine = 3
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if lines := strings.Split(string(text), "\n"); err == nil && len(lines) > portLine {
		return strings.TrimSpace(lines[portLine])
	}
	return ""
}

// URL is the connection string of a database of the cluster.
func (c *Cluster) URL(database string) string {
	return "postgres://postgres@127.0.0.1:" + c.port + "/" + database + "?sslmode=disable"
}

// Restart breaks all connections, as a crash does, and starts again.
func (c *Cluster) Restart() error {
	return c.run("pg_ctl", c.starting("restart", "-m", "immediate")...)
}

// Stop ends the cluster.
func (c *Cluster) Stop() error {
	return c.run("pg_ctl", "stop", "-D", c.data(), "-m", "fast", "-w")
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *Cluster) starting(how ...string) []string {
	options := []string{"-p " + c.port, "listen_addresses=127.0.0.1", "unix_socket_directories=''"}
	options = append(options, c.settings...)
	return append(how, "-D", c.data(), "-l", filepath.Join(c.dir, "log"), "-w", "-o", strings.Join(options, " -c "))
}

func (c *Cluster) run(program string, args ...string) error {
	const enough = 2 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), enough)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, program), args...) //nolint:gosec // a program of PostgreSQL
	cmd.Dir = c.dir
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") }), "TZ=UTC")
	c.as.apply(cmd)
	var out strings.Builder
	cmd.Stderr, cmd.Stdout = &out, &out
	cmd.WaitDelay = time.Second // the server keeps the output open
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("%s: %w\n%s", program, err, out.String())
	}
	return nil
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

func freePort() (string, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}
