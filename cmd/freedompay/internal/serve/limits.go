package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits keep a stranger's flood from taking the machine.
type Limits struct {
	Body        int64         // bytes of one body
	Connections int           // open at once
	Reading     time.Duration // of one request, its body included
	Writing     time.Duration // of one answer to a reader that has stopped
}

// Large bodies wait for each other, so that a flood of them does not fill the
// memory. A document of 2 MB is large, all else is small.
const (
	large  = 64 << 10
	larges = 16
)

// intake reads the body of a call of the API within the limits, and then hands
// the call on.
type intake struct {
	limits Limits
	slots  chan struct{}
	next   http.Handler
}

func newIntake(limits Limits, next http.Handler) *intake {
	return &intake{limits, make(chan struct{}, larges), next}
}

func (in *intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength > in.limits.Body {
		in.refuse(w, http.StatusRequestEntityTooLarge, "the body is larger than this sandbox takes; see --max-body")
		return
	}
	body, err := in.read(w, r)
	switch {
	case errors.Is(err, errBusy):
		in.refuse(w, http.StatusServiceUnavailable, "too many large bodies at once")
		return
	case errors.As(err, new(*http.MaxBytesError)):
		in.refuse(w, http.StatusRequestEntityTooLarge, "the body is larger than this sandbox takes; see --max-body")
		return
	case err != nil:
		panic(http.ErrAbortHandler) // the rest of it will not come
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a fault may delay the answer beyond it
	in.next.ServeHTTP(&patient{ResponseWriter: w, control: control, pause: in.limits.Writing}, r)
}

var errBusy = errors.New("serve: busy")

// read reads a body; a large one waits for its turn.
func (in *intake) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	if r.ContentLength < 0 || r.ContentLength > large {
		turn := time.NewTimer(in.limits.Reading)
		defer turn.Stop()
		select {
		case in.slots <- struct{}{}:
			defer func() { <-in.slots }()
		case <-turn.C:
			return nil, errBusy
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	limited := http.MaxBytesReader(w, r.Body, in.limits.Body)
	if r.ContentLength > 0 {
		body := make([]byte, 0, min(r.ContentLength, large))
		buffer := bytes.NewBuffer(body)
		_, err := buffer.ReadFrom(limited)
		return buffer.Bytes(), err
	}
	return io.ReadAll(limited)
}

// refuse answers in the shape of the bank's own refusals.
func (in *intake) refuse(w http.ResponseWriter, status int, text string) {
	answer, _ := json.Marshal(map[string]string{"status": "error", "error_description": text}) // texts always encode
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = w.Write(answer)
}

// patient gives each part of an answer its own time, and so an end to a reader
// that has stopped, however late a fault lets the answer begin.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
	pause   time.Duration
}

// Write writes part of an answer.
func (p *patient) Write(text []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(p.pause))
	return p.ResponseWriter.Write(text)
}

// Unwrap is what http.ResponseController looks for.
func (p *patient) Unwrap() http.ResponseWriter { return p.ResponseWriter }
