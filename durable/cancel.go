package durable

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ErrStarted says that a command cannot be canceled: it may have been sent, it has
// settled, or it was never enqueued.
var ErrStarted = errors.New("the command has been started, or was never enqueued")

const cancelSQL = `WITH canceled AS (
		UPDATE @.river_job SET state = 'cancelled', finalized_at = now(), args = args - ARRAY['command', 'sealed', 'key', 'at', 'made'],
			metadata = metadata || jsonb_build_object('freedompay', jsonb_build_object('phase', 'canceled', 'attempt', attempt))
		WHERE id = (SELECT job_id FROM @.freedompay_command WHERE request_id = $1::uuid)
			AND state IN ('available', 'scheduled', 'pending')
			AND attempt = coalesce((metadata->'freedompay'->>'attempt')::int, 0)
			AND coalesce(metadata->'freedompay'->>'phase', '') = ''
		RETURNING id
	), gone AS (
		DELETE FROM @.freedompay_order WHERE job_id IN (SELECT id FROM canceled)
	) SELECT count(*) FROM canceled`

// Cancel removes a command from the queue, in your transaction. It returns [ErrStarted]
// when the command may have been sent. The handler of a canceled command is not called,
// and its RequestID cannot be enqueued again.
func (q *Queue[TTx]) Cancel(ctx context.Context, tx TTx, id uuid.UUID) error {
	var canceled int
	err := q.driver.UnwrapExecutor(tx).QueryRow(ctx, q.in(cancelSQL), id.String()).Scan(&canceled)
	if err == nil && canceled == 0 {
		err = ErrStarted
	}
	if err != nil {
		return fmt.Errorf("durable: Cancel: %s: %w", id, err)
	}
	return nil
}
