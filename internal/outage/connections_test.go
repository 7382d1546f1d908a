package outage_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/internal/outage"
)

// callersAtOnce is how many callers share a client in these tests.
const callersAtOnce = 64

// protocols are the protocols that a Server speaks; the value is its http2.
var protocols = map[string]bool{"HTTP1": false, "HTTP2": true}

func TestCallersKeepTheirConnections(t *testing.T) {
	for name, http2 := range protocols {
		t.Run(name, func(t *testing.T) {
			bank := outage.NewMeetingServer(t, http2, callersAtOnce)
			call := outage.WarmUp(t, bank.DefaultClient(t), callersAtOnce)
			before := bank.Opened.Load()
			outage.Together(t, callersAtOnce, 1000, call)
			// net/http closes a connection when the goroutine that wrote to it was not
			// scheduled again for 50 ms, as happens on a busy machine. If connections
			// were not kept, nearly every call would open one.
			const onABusyMachine = 50
			if opened := bank.Opened.Load() - before; opened > onABusyMachine {
				t.Errorf("1,000 calls of %d callers opened %d connections, after %d before", callersAtOnce, opened, before)
			}
		})
	}
}

func TestClosedConnectionsLeaveNothingBehind(t *testing.T) {
	for name, http2 := range protocols {
		t.Run(name, func(t *testing.T) {
			bank := outage.NewMeetingServer(t, http2, callersAtOnce)
			client := bank.DefaultClient(t)
			goroutines := runtime.NumGoroutine()
			outage.WarmUp(t, client, callersAtOnce)

			// A connection becomes idle shortly after its last answer is read, and its
			// goroutines end shortly after that. The deadline ends a test in which they
			// never do.
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			for bank.Open.Load() > 0 || runtime.NumGoroutine() > goroutines {
				if ctx.Err() != nil {
					t.Fatalf("%d connections are open, and %d goroutines are left, after %d before",
						bank.Open.Load(), runtime.NumGoroutine()-goroutines, goroutines)
				}
				client.CloseIdleConnections()
				runtime.Gosched()
			}
		})
	}
}
