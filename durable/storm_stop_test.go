package durable_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// A replica that is stopped, and wakes up when others have done its work, does nothing
// twice. River frees what it had after half a minute or more, since its lock is held.
func TestStopped(t *testing.T) {
	if os.Getenv(stormEnv) == "" {
		t.Skip("it takes more than a minute: set " + stormEnv)
	}
	s := newStorm(t, ownCluster(t))
	s.bank.ClearFaults()
	s.bank.Inject(freedompaytest.Fault{Do: freedompaytest.DelayBefore, Delay: 300 * time.Millisecond, Probability: 0.5})
	const commands = 400
	go s.enqueueAll(commands)
	for s.count(`SELECT count(*) FROM orders`) < commands/10 {
		time.Sleep(10 * time.Millisecond)
	}
	for _, r := range s.replicas[:2] {
		if err := r.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	const enough = 150 * time.Second
	for begun := time.Now(); s.count(`SELECT count(*) FROM orders`) < commands; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > enough {
			t.Errorf("%d of %d settled", s.count(`SELECT count(*) FROM orders`), commands)
			break
		}
	}
	for _, r := range s.replicas[:2] {
		if err := r.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(5 * time.Second) // for what they do when they wake up
	s.eventually("0", `SELECT count(*) FROM freedompay.river_job WHERE state <> 'completed'`)
	s.check()
}
