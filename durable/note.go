package durable

import (
	"encoding/json"
	"time"

	"github.com/riverqueue/river/rivertype"
)

// phase is how far a command has come.
type phase string

const (
	fresh    phase = ""         // nothing of it has left
	doubt    phase = "doubt"    // it may have been sent
	accepted phase = "accepted" // the bank has it
	ended    phase = "ended"    // its end is stored, and the handler does not have it yet
	settled  phase = "settled"  // completed
	canceled phase = "canceled" // by Cancel
)

// note is what a turn leaves to the next, in the metadata of the job.
type note struct {
	Attempt  int        `json:"attempt"`            // that of the job when the turn ended
	Phase    phase      `json:"phase,omitempty"`    //
	Sent     time.Time  `json:"sent,omitzero"`      // when it may have been sent last
	Since    time.Time  `json:"since,omitzero"`     // when the phase began
	Asked    int        `json:"asked,omitempty"`    // questions that told nothing new, in this phase
	Lost     time.Time  `json:"lost,omitzero"`      // since when the bank says that it does not know what it accepted
	Troubles int        `json:"troubles,omitempty"` // turns running that ended in trouble
	Slot     *time.Time `json:"slot,omitempty"`     // when the pace lets it go
	Why      string     `json:"why,omitempty"`      // it is held up, or parked; never of a body
	Outcome  string     `json:"outcome,omitempty"`  // once it has ended
}

// noteOf reads the note of a job, and whether the turn that wrote it was the last
// one. Another has begun since then, and did not come to its end, when River counts
// more attempts.
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
func (n *note) enter(p phase) {
	if n.Phase != p {
		n.Phase, n.Since, n.Asked = p, time.Now(), 0
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
