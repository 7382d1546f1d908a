package outage_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// The caller in these tests overwrites the document as soon as the call has
// returned, whatever it returned. The race detector reports a read after that.
// Without the race detector the tests check that the bank received nothing of the
// new content.

// noticedScan is a document that calls middle when its middle is read for sending.
type noticedScan struct {
	pdf    []byte
	middle func()
	passes int
}

func (s *noticedScan) ReadAt(p []byte, at int64) (int, error) {
	middle := int64(len(s.pdf) / 2)
	if at <= middle && middle < at+int64(len(p)) {
		if s.passes++; s.passes > 1 { // the first one is the signature's
			s.middle()
		}
	}
	return bytes.NewReader(s.pdf).ReadAt(p, at)
}

// archive is a server that records what arrives of each request.
type archive struct {
	*outage.Server
	replies  chan reply
	requests sync.WaitGroup
	midway   chan struct{} // closed when the document's middle is read
	over     chan struct{} // closed when the bank has finished the first request
	first    sync.Once

	mu         sync.Mutex
	bodies     [][]byte
	signatures []string
}

// reply handles a request; its body may still be arriving.
type reply func(a *archive, w http.ResponseWriter, body io.Reader)

// newArchive expects one request for each reply.
func newArchive(t *testing.T, http2 bool, replies ...reply) *archive {
	t.Helper()
	a := &archive{replies: make(chan reply, len(replies)), midway: make(chan struct{}), over: make(chan struct{})}
	a.requests.Add(len(replies))
	for _, reply := range replies {
		a.replies <- reply
	}
	a.Server = outage.NewServer(t, http2, a)
	return a
}

func (a *archive) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/request/status") { // after the 413
		_, _ = io.WriteString(w, `{"status":"error","error_code":"12004"}`)
		return
	}
	defer a.requests.Done()
	defer a.first.Do(func() { close(a.over) })
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 is, without being told
	var body bytes.Buffer
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.bodies = append(a.bodies, body.Bytes())
		a.signatures = append(a.signatures, r.Header.Get("X-JWS-Signature"))
	}()
	reply := <-a.replies
	reply(a, w, io.TeeReader(r.Body, &body))
}

func accept(_ *archive, w http.ResponseWriter, body io.Reader) {
	_, _ = io.Copy(io.Discard, body)
	_, _ = io.WriteString(w, accepted)
}

func drop(_ *archive, _ http.ResponseWriter, body io.Reader) {
	_, _ = io.CopyN(io.Discard, body, 128<<10)
	panic(http.ErrAbortHandler)
}

// refuse answers while the request is still being sent, with a page that is too
// long for the client to read: net/http then does not wait for the request.
func refuse(a *archive, w http.ResponseWriter, body io.Reader) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(io.Discard, body)
	}()
	select {
	case <-a.midway:
	case <-read:
	}
	w.WriteHeader(http.StatusRequestEntityTooLarge)
	_, _ = io.WriteString(w, strings.Repeat("<p>too large</p>", 20_000))
	<-read
}

func leaveUnanswered(_ *archive, _ http.ResponseWriter, body io.Reader) {
	_, _ = io.Copy(io.Discard, body)
}

// linger blocks a Read of the document until the bank has finished the request: a
// call that does not wait for the Read returns before that. The loop is bounded.
func (a *archive) linger() {
	for range 1_000_000 {
		select {
		case <-a.over:
			return
		default:
			runtime.Gosched()
		}
	}
}

func TestDocumentIsTheCallersAgainAfterTheCall(t *testing.T) {
	for _, test := range []struct {
		name    string
		replies []reply
		midway  func(bank *archive, answered <-chan struct{}, cancel func())
		check   func(error) bool
	}{
		{
			"accepted", []reply{accept},
			func(*archive, <-chan struct{}, func()) {},
			func(err error) bool { return err == nil },
		},
		{
			"dropped, then accepted", []reply{drop, accept},
			func(bank *archive, _ <-chan struct{}, _ func()) { bank.linger() },
			func(err error) bool { return err == nil },
		},
		{
			"refused midway", []reply{refuse},
			func(bank *archive, answered <-chan struct{}, _ func()) { <-answered; bank.linger() },
			func(err error) bool {
				failed, ok := errors.AsType[*freedompay.Error](err)
				return ok && failed.HTTPStatus == http.StatusRequestEntityTooLarge
			},
		},
		{
			"cancelled midway", []reply{leaveUnanswered},
			func(_ *archive, _ <-chan struct{}, cancel func()) { cancel() }, // a source that blocks now is left
			func(err error) bool {
				return errors.Is(err, context.Canceled) && errors.Is(err, freedompay.ErrOutcomeUnknown)
			},
		},
	} {
		for protocol, http2 := range protocols {
			t.Run(test.name+"/"+protocol, func(t *testing.T) {
				bank := newArchive(t, http2, test.replies...)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				answered := make(chan struct{})
				ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
					GotFirstResponseByte: sync.OnceFunc(func() { close(answered) }),
				})
				document := &noticedScan{pdf: outage.Scan(512 << 10)}
				document.middle = sync.OnceFunc(func() {
					close(bank.midway)
					test.midway(bank, answered, cancel)
				})
				want := scanBody(document.pdf)

				err := bank.create(ctx, t, freedompay.DocumentFrom(document, int64(len(document.pdf))))
				copy(document.pdf, bytes.Repeat([]byte("X"), len(document.pdf)))
				if !test.check(err) {
					t.Errorf("the call returned %v", err)
				}
				bank.requests.Wait()
				for n, body := range bank.bodies {
					if !bytes.HasPrefix(want, body) {
						t.Errorf("request %d: what arrived is not what was to be sent, or its beginning", n)
					}
				}
				if err == nil {
					last := len(bank.bodies) - 1
					if !bytes.Equal(bank.bodies[last], want) {
						t.Errorf("%d bytes arrived of %d", len(bank.bodies[last]), len(want))
					}
					if err := freedompay.Verify(freedompay.NewSecret(testKey), bank.signatures[last], "POST", "/v5/card-api/client/add", want); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
}

// scanID is chosen here, so that the bytes of the request are known.
var scanID = uuid.MustParse("00000001-0000-4000-8000-000000000000")

func (a *archive) create(ctx context.Context, t *testing.T, document freedompay.Document) error {
	t.Helper()
	client, err := freedompay.New("77", freedompay.NewSecret(testKey), freedompay.WithBaseURL(a.URL),
		freedompay.WithHTTPClient(a.Client()), freedompay.WithRetry(freedompay.Backoff{Attempts: 2, Min: 1, Max: 1}),
		freedompay.WithPoll(freedompay.Backoff{Min: 1, Max: 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Clients.Create(ctx, freedompay.CreateClientRequest{
		RequestID: scanID, ProductID: freedompay.ClientProductWallet,
		Client: freedompay.NewClient{Phone: 77001234567, Document: document},
	})
	return err
}

// scanBody returns the body that the bank must receive.
func scanBody(pdf []byte) []byte {
	return fmt.Appendf(nil, `{"request_id":%q,"product_id":%d,"client":{"phone":77001234567,"document":%q}}`,
		scanID, freedompay.ClientProductWallet, base64.StdEncoding.EncodeToString(pdf))
}
