package journal_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/freedompaytest"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/journal"
)

// call records a call from its arrival to its end.
func call(j *journal.Journal, operation string, status int, body string) {
	e := freedompaytest.Exchange{Call: freedompaytest.Call{Operation: operation}, Request: []byte(body)}
	ended := j.Recorder("1")(e)
	e.Status, e.Answer = status, []byte("{}")
	ended(e)
}

func ids(entries []*journal.Entry) (list []int64) {
	for _, e := range entries {
		list = append(list, e.ID)
	}
	return list
}

func TestJournalIsBounded(t *testing.T) {
	j := journal.New(3, 1<<20)
	for range 5 {
		call(j, "Cards.Info", 200, "{}")
	}
	kept, total := j.Len()
	if kept != 3 || total != 5 || j.Entry(2) != nil || j.Entry(3) == nil || j.Entry(5) == nil || j.Entry(6) != nil {
		t.Errorf("%d of %d are kept", kept, total)
	}
	j = journal.New(1000, 1000)
	for range 20 {
		call(j, "Cards.Info", 200, strings.Repeat("x", 300))
	}
	if kept, _ := j.Len(); kept < 2 || kept > 4 {
		t.Errorf("%d calls of 300 bytes are kept in 1000", kept)
	}
	j = journal.New(1000, 1000)
	for range 20 {
		j.Recorder("1")(freedompaytest.Exchange{Header: http.Header{"X-Jws-Signature": {strings.Repeat("x", 300)}}})
	}
	if kept, _ := j.Len(); kept < 2 || kept > 4 {
		t.Errorf("%d calls with headers of 300 bytes are kept in 1000", kept)
	}
	j = journal.New(1000, 1<<30)
	call(j, "Clients.Create", 200, strings.Repeat("x", 1<<20))
	if size := len(j.Entry(1).Request); size != 64<<10 {
		t.Errorf("%d bytes of a large body are kept", size)
	}
}

// A call that outlives its place in the journal changes nothing when it ends.
func TestForgottenCallEnds(t *testing.T) {
	j := journal.New(1, 1<<20)
	ended := j.Recorder("1")(freedompaytest.Exchange{})
	call(j, "Cards.Info", 200, "{}")
	ended(freedompaytest.Exchange{})
	if e := j.Entry(2); e == nil || e.Operation != "Cards.Info" {
		t.Errorf("the entry is %+v", e)
	}
	j.Clear()
	if kept, total := j.Len(); kept != 0 || total != 2 {
		t.Errorf("cleared, %d of %d are kept", kept, total)
	}
	call(j, "Cards.Info", 200, "{}")
	if j.Entry(3) == nil {
		t.Error("numbers do not go on")
	}
}

func TestList(t *testing.T) {
	j := journal.New(100, 1<<20)
	for i, operation := range []string{"Cards.Info", "Cards.Issue", "Wallets.Add", "Cards.Info", "Cards.Issue"} {
		call(j, operation, map[bool]int{true: 200, false: 503}[i != 2], map[bool]string{true: `{"name":"A"}`, false: `{"name":"TEST B7E2"}`}[i != 2])
	}
	for _, tt := range []struct {
		query journal.Query
		want  []int64
		more  bool
	}{
		{journal.Query{Limit: 2}, []int64{5, 4}, true},
		{journal.Query{Limit: 5}, []int64{5, 4, 3, 2, 1}, false},
		{journal.Query{Limit: 2, Before: 4}, []int64{3, 2}, true},
		{journal.Query{Limit: 2, Before: 1}, nil, false},
		{journal.Query{Limit: 9, Search: "cards.ISSUE"}, []int64{5, 2}, false},
		{journal.Query{Limit: 1, Search: "issue"}, []int64{5}, true},
		{journal.Query{Limit: 9, Search: "test b7e2"}, []int64{3}, false}, // of a body
		{journal.Query{Limit: 9, Search: "TEST B7E2"}, []int64{3}, false},
		{journal.Query{Limit: 9, Failed: true}, []int64{3}, false},
		{journal.Query{Limit: 9, Partner: "2"}, nil, false},
	} {
		entries, more := j.List(tt.query)
		got := ids(entries)
		if len(got) != len(tt.want) || more != tt.more {
			t.Errorf("%+v: %v %v", tt.query, got, more)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%+v: %v", tt.query, got)
			}
		}
	}
}

// A watcher hears of a call's arrival and of its end, and finds the entry.
func TestWatch(t *testing.T) {
	j := journal.New(100, 1<<20)
	changed, stop := j.Watch()
	ended := j.Recorder("1")(freedompaytest.Exchange{})
	<-changed
	entries, revision := j.Since(0)
	if len(entries) != 1 || entries[0].Ended {
		t.Fatalf("it hears of %v", ids(entries))
	}
	ended(freedompaytest.Exchange{})
	<-changed
	if entries, _ := j.Since(revision); len(entries) != 1 || !entries[0].Ended {
		t.Errorf("it hears of %v", ids(entries))
	}
	stop()
	call(j, "Cards.Info", 200, "{}")
	select {
	case <-changed:
		t.Error("it hears after it has stopped")
	default:
	}
}

func TestVerdict(t *testing.T) {
	const want = `{"uri":"/v5/x","auth_id":"1","method":"POST","params":"","alg":"HS512"}`
	// {"uri":"/api/v5/x","auth_id":"1","method":"POST","alg":"HS512","typ":"JWT"}
	const got = "eyJ1cmkiOiIvYXBpL3Y1L3giLCJhdXRoX2lkIjoiMSIsIm1ldGhvZCI6IlBPU1QiLCJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9"
	e := &journal.Entry{Exchange: freedompaytest.Exchange{
		Call: freedompaytest.Call{Signature: "the uri"}, Expected: want, Header: http.Header{"X-Jws-Signature": {got + "..x"}},
	}}
	v := e.Verdict()
	if v.Signature != journal.Wrong || !strings.HasPrefix(v.Received, `{"uri":"/api`) || len(v.Differences) != 3 {
		t.Fatalf("%+v", v)
	}
	for i, d := range []journal.Difference{{"uri", `"/api/v5/x"`, `"/v5/x"`}, {"params", "", `""`}, {"typ", `"JWT"`, ""}} {
		if v.Differences[i] != d {
			t.Errorf("%+v, want %+v", v.Differences[i], d)
		}
	}
	e.Signature = ""
	if e.Verdict().Signature != journal.Good {
		t.Error("a good one is not good")
	}
	e.Signature = "not checked: the body is larger than 1 bytes"
	if v := e.Verdict(); v.Signature != journal.Unchecked || v.Differences != nil {
		t.Errorf("%+v", v)
	}
}
