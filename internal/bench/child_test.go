//go:build unix

//go:debug x509usefallbackroots=1

package bench_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/freedompay-go/freedompay/internal/outage"
)

// roleVariable makes a process of the test binary play a role instead of testing.
// The bank runs in such a process, so that the figures of the benchmark's own
// process are those of the client alone. So does what has its memory measured.
const roleVariable = "FREEDOMPAY_BENCHMARK_ROLE"

var roles = map[string]func(args ...string) error{
	"bank":      serveBank,
	"documents": sendDocuments,
	"statement": readStatement,
	"hostile":   readHostile,
}

func TestMain(m *testing.M) {
	outage.TrustServers()
	role := strings.Fields(os.Getenv(roleVariable))
	if len(role) == 0 {
		m.Run()
		return
	}
	if err := roles[role[0]](role[1:]...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// inRole returns the command of a process that plays a role.
func inRole(ctx context.Context, role ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), roleVariable+"="+strings.Join(role, " "))
	command.Stderr = os.Stderr
	return command
}

// bank is a process that answers calls, over HTTP/1.1 and over HTTP/2.
type bank struct {
	Plain       string `json:"plain"`
	Secure      string `json:"secure"`
	Certificate []byte `json:"certificate"` // of Secure
}

// startBank starts a bank that runs until the end of the benchmark.
func startBank(b *testing.B) *bank {
	b.Helper()
	command := inRole(context.WithoutCancel(b.Context()), "bank") // it ends when its input is closed
	input, err := command.StdinPipe()
	address, noAddress := command.StdoutPipe()
	if err := errors.Join(err, noAddress); err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(input.Close(), command.Wait()); err != nil {
			b.Error(err)
		}
	})
	started := new(bank)
	if err := json.NewDecoder(address).Decode(started); err != nil {
		b.Fatal(err)
	}
	return started
}

// transport returns a transport that trusts the bank and has the settings of a
// Client's own.
func (s *bank) transport(b *testing.B) *http.Transport {
	b.Helper()
	certificate, err := x509.ParseCertificate(s.Certificate)
	if err != nil {
		b.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1024
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
	transport.TLSClientConfig.RootCAs.AddCert(certificate)
	b.Cleanup(transport.CloseIdleConnections)
	return transport
}

// serveBank is the role of the bank. It runs until its standard input ends.
func serveBank(...string) error {
	answers := map[string]string{}
	for _, call := range smallCalls {
		answers[call.path] = call.answer
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return // the caller has closed the connection
		}
		if answer, ok := answers[r.URL.Path]; ok {
			_, _ = io.WriteString(w, answer)
			return
		}
		_, _ = io.WriteString(w, outage.Accepted)
	})
	plain, secure := httptest.NewServer(handler), httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	err := json.NewEncoder(os.Stdout).Encode(bank{plain.URL, secure.URL, secure.Certificate().Raw})
	_, _ = io.Copy(io.Discard, os.Stdin)
	return err
}

// effort is what a number of calls took.
type effort struct {
	calls     int
	cpu, time time.Duration
}

// byTurns makes b.N calls of one kind and as many of another, in alternating
// batches, so that other load of the machine affects both.
func byTurns(b *testing.B, callers, batch int, ours, theirs []func(context.Context) error) (our, their effort) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	outage.Together(b, callers, 10*callers, ours...)
	outage.Together(b, callers, 10*callers, theirs...)
	b.ResetTimer()
	for left := b.N; left > 0; left -= batch {
		our.spend(b, callers, min(left, batch), ours)
		their.spend(b, callers, min(left, batch), theirs)
	}
	return our, their
}

func (e *effort) spend(b *testing.B, callers, n int, calls []func(context.Context) error) {
	cpu, start := cpuTime(), time.Now()
	outage.Together(b, callers, n, calls...)
	e.cpu, e.time, e.calls = e.cpu+cpuTime()-cpu, e.time+time.Since(start), e.calls+n
}

func (e *effort) reportCPU(b *testing.B, who string) {
	b.ReportMetric(float64(e.cpu)/float64(e.calls), who+"-cpu-ns/op")
}

func (e *effort) perSecond() float64 { return float64(e.calls) / e.time.Seconds() }

// cpuTime returns the processor time that this process has used.
func cpuTime() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// reportPeak runs a role and reports its peak memory.
func reportPeak(b *testing.B, role ...string) {
	b.Helper()
	total := 0
	for range b.N {
		out, err := inRole(b.Context(), role...).Output()
		peak, unreadable := strconv.Atoi(strings.TrimSpace(string(out)))
		if err := errors.Join(err, unreadable); err != nil {
			b.Fatal(err)
		}
		total += peak
	}
	b.ReportMetric(float64(total)/float64(b.N)/1e6, "peak-MB")
}

// printPeak prints the peak memory of this process, in bytes. On Linux getrusage
// may give that of the parent, so /proc is read there.
func printPeak() error {
	var used syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	peak := int64(used.Maxrss) // in kB, as the BSDs have it
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		_, after, _ := bytes.Cut(status, []byte("VmHWM:"))
		_, _ = fmt.Sscan(string(after), &peak)
	}
	fmt.Println(peak * 1024)
	return err
}
