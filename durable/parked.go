package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Parked is a command that cannot go on by itself.
type Parked struct {
	RequestID uuid.UUID `json:"request_id"`
	Operation string    `json:"operation"`
	Since     time.Time `json:"since"`
	Why       string    `json:"why"`
	// State is that of River's job: pending. It is discarded or cancelled when somebody
	// has ended the job by hand.
	State string `json:"state"`
}

// isParked matches the jobs that no process will work on, except those that Cancel has
// canceled.
const isParked = ` (state IN ('pending', 'discarded') OR state = 'cancelled' AND metadata->'freedompay'->>'phase' IS DISTINCT FROM 'canceled') `

const parkedSQL = `SELECT coalesce(json_agg(json_build_object('request_id', args->>'request_id', 'operation', args->>'operation', 'state', state,
		'since', coalesce((metadata->'freedompay'->>'since')::timestamptz, finalized_at, created_at),
		'why', coalesce(metadata->'freedompay'->>'why', 'River UI, or another program, has ended the job')) ORDER BY id), '[]')::text
	FROM (SELECT * FROM @.river_job WHERE kind = '` + kindOfJob + `' AND` + isParked + `ORDER BY id LIMIT 10000) AS jobs`

// resumeSQL counts the attempts anew, since River's column has an end. One is left if the
// last turn did not finish.
const resumeSQL = `WITH resumed AS (
		UPDATE @.river_job SET state = 'available', scheduled_at = now(), finalized_at = NULL,
			attempt = least(1, greatest(0, attempt - coalesce((metadata->'freedompay'->>'attempt')::int, 0))),
			metadata = (metadata - 'cancel_attempted_at') || jsonb_build_object('freedompay',
				coalesce(metadata->'freedompay', '{}') - ARRAY['why', 'since', 'troubles', 'lost'] || '{"attempt": 0}')
		WHERE id = (SELECT job_id FROM @.freedompay_command WHERE request_id = $1::uuid) AND` + isParked + `RETURNING id
	) SELECT count(*) FROM resumed`

// Parked returns the commands that cannot go on by themselves: no process can decrypt
// the command or has a handler for it, the bank no longer knows it, or somebody has ended
// its job by hand. It returns the 10,000 oldest if there are more.
func (q *Queue[TTx]) Parked(ctx context.Context) ([]Parked, error) {
	var text string
	var parked []Parked
	err := q.driver.GetExecutor().QueryRow(ctx, q.in(parkedSQL)).Scan(&text)
	if err == nil {
		err = json.Unmarshal([]byte(text), &parked)
	}
	if err != nil {
		return nil, fmt.Errorf("durable: Parked: %w", err)
	}
	return parked, nil
}

// ErrNotParked says that a command is not one of those that [Queue.Parked] returns.
var ErrNotParked = errors.New("the command is not parked")

// Resume makes a parked command go on from where it stopped. It returns [ErrNotParked]
// for any other.
func (q *Queue[TTx]) Resume(ctx context.Context, id uuid.UUID) error {
	var resumed int
	err := q.driver.GetExecutor().QueryRow(ctx, q.in(resumeSQL), id.String()).Scan(&resumed)
	if err == nil && resumed == 0 {
		err = ErrNotParked
	}
	if err != nil {
		return fmt.Errorf("durable: Resume: %s: %w", id, err)
	}
	return nil
}

const restoredSQL = `WITH marked AS (
		UPDATE @.river_job SET metadata = metadata || jsonb_build_object('freedompay',
			coalesce(metadata->'freedompay', '{}') || jsonb_build_object('phase', 'doubt', 'sent', now()))
		WHERE kind = '` + kindOfJob + `' AND state <> 'completed'
			AND coalesce(metadata->'freedompay'->>'phase', '') = '' RETURNING id
	) SELECT count(*) FROM marked`

// Restored tells the queue that the database was restored from a backup: a command that
// is stored as not sent may have been sent since the backup. Call it once after a
// restore, before the first [Queue.Run]. Commands with a request_id are then resumed; the
// outcome of the others is unknown. It returns the number of commands concerned.
func (q *Queue[TTx]) Restored(ctx context.Context) (commands int, err error) {
	if err := q.driver.GetExecutor().QueryRow(ctx, q.in(restoredSQL)).Scan(&commands); err != nil {
		return 0, fmt.Errorf("durable: Restored: %w", err)
	}
	return commands, nil
}
