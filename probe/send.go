package probe

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// request is a call to be made.
type request struct {
	path   string
	alg    freedompay.Algorithm
	body   string
	signer *freedompay.Signer
}

// reply is what came back of a call.
type reply struct {
	status int            // 0 when no answer came
	pause  time.Duration  // Retry-After
	html   bool           // it is a page
	object map[string]any // nil when it is no JSON object
	broken string         // why it cannot be judged
}

// Bounds of an answer. That of a statement of a month is the largest.
const (
	maxReply    = 16 << 20
	longestCall = 30 * time.Second
)

// exchange makes one call. Its reply says what went wrong in words that hold
// neither an address nor anything of the answer.
func (r *run) exchange(ctx context.Context, q request) reply {
	ctx, cancel := context.WithTimeout(ctx, longestCall)
	defer cancel()
	to := *r.base
	to.Path = strings.TrimRight(to.Path, "/") + q.path
	if to.RawPath != "" {
		to.RawPath = strings.TrimRight(to.RawPath, "/") + q.path
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(q.body))
	if err != nil {
		return reply{broken: "the request could not be made"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Request-Id", uuid.NewString())
	req.Header.Set("User-Agent", "freedompay-go-probe/"+freedompay.Version)
	signature := q.signer.Sign(q.alg, http.MethodPost, q.path, []byte(q.body))
	if q.alg == freedompay.LegacySHA256 {
		req.Header.Set("Auth-Id", r.AuthID)
		req.Header.Set("Sign", signature)
	} else {
		req.Header.Set("X-JWS-Signature", signature)
	}
	r.report.Calls++
	resp, err := r.http.Do(req)
	if err != nil {
		return reply{broken: "no answer came"}
	}
	defer resp.Body.Close()
	got := reply{status: resp.StatusCode, pause: retryAfter(resp)}
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		got.broken = "the answer broke off"
	case len(text) > maxReply:
		got.broken = "the answer is too large"
	default:
		got.read(string(text))
	}
	return got
}

func (r *reply) read(text string) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	r.html = strings.HasPrefix(text, "<")
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&r.object); err != nil {
		r.object = nil
	} else if _, err := decoder.Token(); err != io.EOF { //nolint:errorlint // Token returns it as it is
		r.object = nil
	}
}

// retryAfter returns the pause that an answer asks for in seconds.
func retryAfter(resp *http.Response) time.Duration {
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err != nil {
		return 0
	}
	return time.Duration(min(max(seconds, 0), longestPause)) * time.Second
}

const (
	attempts      = 3
	longestPause  = 60 // seconds
	slowestPace   = 10 * time.Second
	firstPause    = time.Second
	pauseFactor   = 4
	mostTroubles  = 12 // in a row, after which the host is left alone
	unreachable   = 3  // how many of them it counts for when no answer came
	whyInTrouble  = "the host gave no usable answer several times in a row"
	whyContextEnd = "the context ended"
)

// call makes a call, again after a pause while the host is in trouble, and judges
// what came back. The bodies that are sent cannot act and queries change nothing,
// so a repeat is safe.
func (r *run) call(ctx context.Context, q request, judge func(reply) judgement) (judgement, reply, int) {
	pause := firstPause
	for n := 1; ; n++ {
		if !r.wait(ctx, time.Until(r.next)) {
			return judgement{verdict: NotTried, why: whyContextEnd}, reply{}, n - 1
		}
		r.next = time.Now().Add(r.interval)
		got := r.exchange(ctx, q)
		if ctx.Err() != nil {
			return judgement{verdict: NotTried, why: whyContextEnd}, reply{}, n
		}
		j := judge(got)
		if !j.trouble {
			r.troubles = 0
			return j, got, n
		}
		if got.status == http.StatusTooManyRequests {
			r.interval = min(2*r.interval, slowestPace)
		}
		if n == attempts {
			r.inTrouble(got)
			return j, got, n
		}
		if !r.wait(ctx, max(pause, got.pause)) {
			return judgement{verdict: NotTried, why: whyContextEnd}, reply{}, n
		}
		pause *= pauseFactor
	}
}

// inTrouble ends the run when the host is in trouble whatever it is asked. One
// service of it may be down while the others work.
func (r *run) inTrouble(got reply) {
	r.troubles++
	if got.status == 0 {
		r.troubles += unreachable - 1
	}
	if r.troubles >= mostTroubles {
		r.stop(whyInTrouble)
	}
}

// wait pauses, and reports false when the context ended meanwhile.
func (r *run) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
