package durable

import (
	"encoding/json"
	"time"

	"github.com/riverqueue/river/rivertype"
)

// phase is how far a command has come.
type phase string

const (
	fresh    phase = ""         // it was not sent
	doubt    phase = "doubt"    // it may have been sent
	accepted phase = "accepted" // the bank has accepted it
	ended    phase = "ended"    // its end is stored, and the handler has not committed
	settled  phase = "settled"  // completed
	canceled phase = "canceled" // by Cancel
)

// note is what a turn stores for the next one, in the metadata of the job.
type note struct {
	Attempt  int        `json:"attempt"`            // of the job, when the turn ended
	Phase    phase      `json:"phase,omitempty"`    //
	Sent     time.Time  `json:"sent,omitzero"`      // when it may have been sent last
	Since    time.Time  `json:"since,omitzero"`     // when the phase began
	Asked    int        `json:"asked,omitempty"`    // questions of this phase that brought nothing new
	Lost     time.Time  `json:"lost,omitzero"`      // since when the bank says that it does not know what it accepted
	Troubles int        `json:"troubles,omitempty"` // turns in a row that failed
	Slot     *time.Time `json:"slot,omitempty"`     // when the pace allows it to be sent
	Why      string     `json:"why,omitempty"`      // why it is held up or parked; it holds no body
	Outcome  string     `json:"outcome,omitempty"`  // when it has settled
}

// noteOf reads the note of a job. It reports crashed if a turn has begun since the note
// was written and did not finish: River has then counted more attempts than the note.
func noteOf(job *rivertype.JobRow) (n note, crashed bool, err error) {
	var metadata struct {
		Note note `json:"freedompay"`
	}
	if err := json.Unmarshal(job.Metadata, &metadata); err != nil {
		return n, true, err
	}
	n = metadata.Note
	return n, job.Attempt-1 > n.Attempt, nil
}

// enter begins a phase.
func (n *note) enter(p phase, now time.Time) {
	if n.Phase != p {
		n.Phase, n.Since, n.Asked = p, now, 0
	}
	if p == ended {
		n.Sent = time.Time{}
	}
	n.Lost, n.Troubles, n.Why, n.Slot = time.Time{}, 0, "", nil
}

// backoff returns a pause that doubles with each n, from least to most.
func backoff(n int, least, most time.Duration) time.Duration {
	pause := least
	for range n {
		if pause >= most/2 {
			return most
		}
		pause *= 2
	}
	return pause
}
