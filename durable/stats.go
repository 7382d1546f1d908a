package durable

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Stats are counts of the commands that have not settled, for a metric or an alarm.
type Stats struct {
	Waiting  int           `json:"waiting"`  // to be sent or sent again
	Accepted int           `json:"accepted"` // by the bank, not settled yet
	Handling int           `json:"handling"` // the handler has failed and is called again
	Running  int           `json:"running"`  // a process works on them now
	Held     int           `json:"held"`     // of the first three: held up, as by a wrong key
	Parked   int           `json:"parked"`   // they need a human: see Queue.Parked
	Oldest   time.Duration `json:"oldest"`   // how long the oldest that is not parked has been due
}

const statsSQL = `SELECT json_build_object(
		'waiting', count(*) FILTER (WHERE waits AND phase IN ('', 'doubt')),
		'accepted', count(*) FILTER (WHERE waits AND phase = 'accepted'),
		'handling', count(*) FILTER (WHERE waits AND phase = 'ended'),
		'running', count(*) FILTER (WHERE state = 'running'),
		'held', count(*) FILTER (WHERE waits AND why <> ''),
		'parked', count(*) FILTER (WHERE parked),
		'oldest', coalesce(extract(epoch FROM now() - min(due) FILTER (WHERE NOT parked)) * 1000000000, 0)::bigint
	)::text FROM (
		SELECT state, least(now(), greatest(created_at, (args->>'at')::timestamptz)) AS due, state IN ('available', 'scheduled', 'retryable') AS waits, ` + isParked + ` AS parked,
			coalesce(metadata->'freedompay'->>'phase', '') AS phase, coalesce(metadata->'freedompay'->>'why', '') AS why
		FROM @.river_job WHERE kind = '` + kindOfJob + `' AND state <> 'completed'
	) AS jobs WHERE state <> 'cancelled' OR parked`

// Stats returns the counts. It reads every command that has not settled.
func (q *Queue[TTx]) Stats(ctx context.Context) (s Stats, err error) {
	var text string
	if err = q.driver.GetExecutor().QueryRow(ctx, q.in(statsSQL)).Scan(&text); err == nil {
		err = json.Unmarshal([]byte(text), &s)
	}
	if err != nil {
		return Stats{}, fmt.Errorf("durable: Stats: %w", err)
	}
	return s, nil
}
