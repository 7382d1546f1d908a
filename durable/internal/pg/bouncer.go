package pg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Bounce runs a PgBouncer in transaction mode before a PostgreSQL, and returns the
// connection string and what ends it.
func Bounce(dir, to string) (string, func(), error) {
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program = "/usr/sbin/pgbouncer"; exec.CommandContext(context.Background(), program, "--version").Run() != nil { //nolint:gosec // PgBouncer
			return "", nil, ErrMissing
		}
	}
	u, err := url.Parse(to)
	if err != nil {
		return "", nil, err
	}
	as, err := owner(dir)
	if err != nil {
		return "", nil, errors.Join(ErrMissing, err)
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	config := filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf("[databases]\n* = host=%s port=%s user=postgres\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=%s\n"+
		"auth_type=any\npool_mode=transaction\nunix_socket_dir=\nmax_client_conn=200\ndefault_pool_size=50\n", u.Hostname(), u.Port(), port)
	const readable = 0o644 // by the user postgres
	if err := os.WriteFile(config, []byte(text), readable); err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(context.Background(), program, "-q", config) //nolint:gosec // PgBouncer
	cmd.Dir = dir
	as.apply(cmd)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	u.Host = "127.0.0.1:" + port
	const enough = 10 * time.Second
	for deadline := time.Now().Add(enough); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", u.Host); err == nil {
			_ = conn.Close()
			return u.String(), end, nil
		}
	}
	end()
	return "", nil, errors.New("PgBouncer does not listen")
}
