// Package journal keeps the last calls that arrived at the sandbox, with what
// was sent and answered, and tells who is interested when there are new ones.
package journal

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

// Entry is one call. An entry does not change: a call that ends gets another
// entry in the place of its first.
type Entry struct {
	ID      int64
	Partner string
	Ended   bool
	At      time.Time // by the machine's clock
	freedompaytest.Exchange

	revision int64 // of the journal, when the entry was written
}

// Journal is a bounded list of entries. It is safe for concurrent use.
type Journal struct {
	mu       sync.Mutex
	keep     int   // entries
	keepSize int64 // bytes of bodies and headers
	list     []*Entry
	first    int64 // ID of list[0]
	next     int64
	size     int64
	revision int64
	watchers map[chan struct{}]bool
}

// New returns an empty journal that keeps so many entries, and bytes of their
// bodies and headers.
func New(keep int, keepSize int64) *Journal {
	return &Journal{keep: max(keep, 1), keepSize: keepSize, first: 1, next: 1, watchers: make(map[chan struct{}]bool)}
}

// largest is how much is kept of one body.
const largest = 64 << 10

// Recorder returns what freedompaytest.WithRecorder wants for a partner's bank.
func (j *Journal) Recorder(partner string) func(freedompaytest.Exchange) func(freedompaytest.Exchange) {
	return func(e freedompaytest.Exchange) func(freedompaytest.Exchange) {
		at := time.Now()
		e.Request, e.Header, e.Path = trimmed(e.Request), shown(e.Header), mask.Line(e.Path)
		request, header, path := e.Request, e.Header, e.Path
		id := j.add(&Entry{Partner: partner, At: at, Exchange: e})
		return func(e freedompaytest.Exchange) {
			e.Request, e.Header, e.Path, e.Answer, e.AnswerHeader = request, header, path, trimmed(e.Answer), nil
			for i, name := range e.Unread {
				e.Unread[i] = mask.Line(name)
			}
			j.replace(&Entry{ID: id, Partner: partner, At: at, Ended: true, Exchange: e})
		}
	}
}

// shown keeps the headers that somebody looks at.
func shown(all http.Header) http.Header {
	kept := make(http.Header, 3)
	for _, name := range []string{"Content-Type", "X-Jws-Signature", "User-Agent", "Auth-Id", "Sign", "Request-Id", "Traceparent", "X-Sandbox-Try"} {
		if values := all[name]; len(values) > 0 {
			kept[name] = values
		}
	}
	return kept
}

// trimmed copies what is kept of a body: the server's buffers are large.
func trimmed(body []byte) []byte {
	if body == nil {
		return nil
	}
	return append(make([]byte, 0, min(len(body), largest)), body[:min(len(body), largest)]...)
}

func (j *Journal) add(e *Entry) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.ID = j.next
	j.next++
	j.list = append(j.list, e)
	j.write(e, nil)
	for len(j.list) > j.keep || j.size > j.keepSize && len(j.list) > 1 {
		j.size -= j.list[0].weight()
		j.list[0] = nil
		j.list = j.list[1:]
		j.first++
	}
	return e.ID
}

func (j *Journal) replace(e *Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := e.ID - j.first
	if i < 0 || i >= int64(len(j.list)) { // forgotten meanwhile
		return
	}
	old := j.list[i]
	j.list[i] = e
	j.write(e, old)
}

// write counts an entry and tells the watchers.
func (j *Journal) write(e, old *Entry) {
	j.size += e.weight()
	if old != nil {
		j.size -= old.weight()
	}
	j.revision++
	e.revision = j.revision
	for watcher := range j.watchers {
		select {
		case watcher <- struct{}{}:
		default: // it has been told already
		}
	}
}

// weight is what an entry takes of the memory that strangers can make large.
func (e *Entry) weight() int64 {
	weight := len(e.Request) + len(e.Answer) + len(e.Path) + len(e.Signature) + len(e.RequestID)
	for _, values := range e.Header {
		for _, value := range values {
			weight += len(value)
		}
	}
	for _, name := range e.Unread {
		weight += len(name)
	}
	return int64(weight)
}

// Clear forgets all entries. Numbers go on.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.list, j.first, j.size = nil, j.next, 0
	j.revision++
}

// Entry returns the entry with the id, nil when there is none any more.
func (j *Journal) Entry(id int64) *Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	if i := id - j.first; i >= 0 && i < int64(len(j.list)) {
		return j.list[i]
	}
	return nil
}

// Query selects entries.
type Query struct {
	Search  string // in operation, path, request_id, code, signature and request
	Partner string
	Failed  bool  // only with a wrong signature, a refusal or no answer
	Before  int64 // only with a lower ID; 0 for all
	Limit   int
}

// List returns entries, the newest first, and whether there are older ones.
func (j *Journal) List(q Query) (entries []*Entry, more bool) {
	j.mu.Lock()
	list := slices.Clip(j.list)
	if q.Before > 0 {
		list = list[:min(max(q.Before-j.first, 0), int64(len(list)))]
	}
	list = slices.Clone(tail(list, q))
	j.mu.Unlock()
	search := newSearch(q.Search)
	for _, e := range slices.Backward(list) {
		if !q.matches(e) || !search.finds(e) {
			continue
		}
		if len(entries) == q.Limit {
			return entries, true
		}
		entries = append(entries, e)
	}
	return entries, false
}

// tail returns as much of the list as a query without conditions looks at.
func tail(list []*Entry, q Query) []*Entry {
	if q.Search == "" && q.Partner == "" && !q.Failed {
		return list[max(0, len(list)-q.Limit-1):]
	}
	return list
}

func (q Query) matches(e *Entry) bool {
	return (q.Partner == "" || e.Partner == q.Partner) && (!q.Failed || e.Failed())
}

// Failed reports whether the caller did not get a good answer.
func (e *Entry) Failed() bool {
	return e.Signature != "" || e.Ended && (e.Code != "" || e.Status != 200 || e.Fault != "")
}

// Cut reports whether the connection broke in the middle of the answer.
func (e *Entry) Cut() bool { return e.Fault == freedompaytest.DropMidway }

// Recent is how far back [Journal.Since] looks.
const Recent = 200

// Since returns the entries that were written after a revision, the newest
// first, and the present revision. It looks at the last few hundred entries.
func (j *Journal) Since(revision int64) (entries []*Entry, now int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := len(j.list) - 1; i >= max(0, len(j.list)-Recent); i-- {
		if j.list[i].revision > revision {
			entries = append(entries, j.list[i])
		}
	}
	return entries, j.revision
}

// Revision returns a number that grows with each change.
func (j *Journal) Revision() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.revision
}

// Len returns how many entries are kept, and how many there have been.
func (j *Journal) Len() (kept int, total int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.list), j.next - 1
}

// Watch returns a channel that receives when the journal has changed, and what
// ends it.
func (j *Journal) Watch() (changed <-chan struct{}, stop func()) {
	watcher := make(chan struct{}, 1)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.watchers[watcher] = true
	return watcher, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.watchers, watcher)
	}
}
