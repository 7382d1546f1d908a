package durable

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"github.com/freedompay-go/freedompay"
)

// ErrEnqueued says that a RequestID was enqueued before. The call changed nothing, and
// the transaction can go on.
var ErrEnqueued = errors.New("the RequestID was enqueued before")

// recordSQL inserts the ids, and returns those that existed already.
const recordSQL = `WITH given AS (
		SELECT id::uuid AS request_id, job FROM unnest(string_to_array($1, ','), string_to_array($2, ',')::bigint[]) AS g(id, job)
	), kept AS (
		INSERT INTO @.freedompay_command (request_id, job_id)
		SELECT request_id, job FROM given ORDER BY request_id
		ON CONFLICT DO NOTHING RETURNING request_id
	) SELECT coalesce(string_agg(request_id::text, ','), '') FROM given WHERE request_id NOT IN (SELECT request_id FROM kept)`

// undoSQL removes what a call has inserted. The command table is read by its primary key:
// it holds every command there ever was.
const undoSQL = `WITH undone AS (
		DELETE FROM @.freedompay_command
		WHERE request_id = ANY(string_to_array($1, ',')::uuid[]) AND job_id = ANY(string_to_array($2, ',')::bigint[])
	) DELETE FROM @.river_job WHERE id = ANY(string_to_array($2, ',')::bigint[])`

// keyLocks bounds the advisory locks that one transaction takes for its keys, so that
// PostgreSQL's lock table does not fill up. Two keys may share a lock.
const keyLocks = 2048

const (
	orderLockSQL = `SELECT count(pg_advisory_xact_lock(hashtext('@.order'), lock)) FROM unnest(string_to_array($1, ',')::int[]) AS lock`
	orderSQL     = `INSERT INTO @.freedompay_order (key, job_id) SELECT * FROM unnest(string_to_array($1, ','), string_to_array($2, ',')::bigint[])`
)

// Enqueue records a command in your transaction and returns its RequestID. The command
// is sent after the transaction commits. Enqueue checks the command as
// [freedompay.Client.Prepare] does, and makes a RequestID when it is zero.
func (q *Queue[TTx]) Enqueue(ctx context.Context, tx TTx, cmd freedompay.Command) (uuid.UUID, error) {
	ids, err := q.enqueue(ctx, tx, []freedompay.Command{cmd})
	if err != nil {
		return uuid.Nil, fmt.Errorf("durable: Enqueue: %w", err)
	}
	return ids[0], nil
}

// EnqueueAll is [Queue.Enqueue] for many commands, all or none, in few statements. It
// returns their RequestIDs in the order of the commands.
func (q *Queue[TTx]) EnqueueAll(ctx context.Context, tx TTx, cmds ...freedompay.Command) ([]uuid.UUID, error) {
	if len(cmds) == 0 {
		return nil, nil
	}
	ids, err := q.enqueue(ctx, tx, cmds)
	if err != nil {
		return nil, fmt.Errorf("durable: EnqueueAll: %w", err)
	}
	return ids, nil
}

// entry is a command that is being enqueued.
type entry struct {
	id   uuid.UUID
	key  string
	args jobArgs
	opts river.InsertOpts
	job  int64
}

// One statement inserts at most so many rows and bytes. A single row may be larger.
const (
	chunkRows  = 1000
	chunkBytes = 8 << 20
)

func (q *Queue[TTx]) enqueue(ctx context.Context, tx TTx, cmds []freedompay.Command) ([]uuid.UUID, error) {
	entries := make([]entry, len(cmds))
	ids := make([]uuid.UUID, len(cmds))
	seen := make(map[uuid.UUID]bool, len(cmds))
	for i, cmd := range cmds {
		e, err := q.entry(cmd)
		if err == nil && seen[e.id] {
			err = fmt.Errorf("%w: %s stands twice among the commands", ErrEnqueued, e.id)
		}
		if err != nil {
			if len(cmds) > 1 {
				err = fmt.Errorf("command %d: %w", i, err)
			}
			return nil, err
		}
		seen[e.id] = true
		entries[i], ids[i] = e, e.id
	}
	exec := q.driver.UnwrapExecutor(tx)
	if err := q.lockKeys(ctx, exec, entries); err != nil {
		return nil, err
	}
	if err := q.insert(ctx, tx, entries); err != nil {
		return nil, err
	}
	return ids, q.record(ctx, exec, entries)
}

// entry prepares a command.
func (q *Queue[TTx]) entry(cmd freedompay.Command) (entry, error) {
	cmd, o, err := optionsOf(cmd)
	if err != nil {
		return entry{}, err
	}
	p, err := q.client.Prepare(cmd)
	if err != nil {
		return entry{}, err
	}
	if q.config.Encrypt == nil && holdsSecret(reflect.ValueOf(cmd)) {
		return entry{}, fmt.Errorf("%s holds a PIN or a one-time password: set Config.Encrypt to keep it in the database", p.Operation)
	}
	args, err := q.store(p, !hasRequestID(reflect.ValueOf(cmd)), o)
	return entry{
		id: p.RequestID, key: o.key, args: args,
		opts: river.InsertOpts{
			MaxAttempts: attemptsMax, Priority: o.priority, Queue: queueName, ScheduledAt: o.at,
			Tags: append([]string{strings.ReplaceAll(p.Operation, ".", "_")}, o.tags...), // River refuses dots
		},
	}, err
}

// lockKeys makes transactions that enqueue under the same key wait for each other, so
// that the jobs of a key are in the order of the commits.
func (q *Queue[TTx]) lockKeys(ctx context.Context, exec riverdriver.ExecutorTx, entries []entry) error {
	var locks []int
	for _, e := range entries {
		if e.key != "" {
			sum := fnv.New32a()
			_, _ = sum.Write([]byte(e.key))
			locks = append(locks, int(sum.Sum32()%keyLocks))
		}
	}
	if len(locks) == 0 {
		return nil
	}
	slices.Sort(locks) // so that two transactions do not wait for each other
	var list []string
	for _, lock := range slices.Compact(locks) {
		list = append(list, strconv.Itoa(lock))
	}
	return exec.Exec(ctx, q.in(orderLockSQL), strings.Join(list, ","))
}

// insert inserts the jobs.
func (q *Queue[TTx]) insert(ctx context.Context, tx TTx, entries []entry) error {
	for start := 0; start < len(entries); {
		var params []river.InsertManyParams
		size := 0
		for _, e := range entries[start:] {
			if size += len(e.args.text); len(params) == chunkRows || len(params) > 0 && size > chunkBytes {
				break
			}
			params = append(params, river.InsertManyParams{Args: e.args, InsertOpts: &e.opts})
		}
		rows, err := q.inserts.InsertManyTx(ctx, tx, params)
		if err != nil {
			return err
		}
		for i, row := range rows {
			entries[start+i].job = row.Job.ID
		}
		start += len(params)
	}
	return nil
}

// record inserts the ids, which stay for ever, and the keys, which stay until the
// commands have settled. If an id exists already, it removes all rows of this call.
func (q *Queue[TTx]) record(ctx context.Context, exec riverdriver.ExecutorTx, entries []entry) error {
	var ids, jobs, keys, keyed []string
	for _, e := range entries {
		job := strconv.FormatInt(e.job, 10)
		ids, jobs = append(ids, e.id.String()), append(jobs, job)
		if e.key != "" {
			keys, keyed = append(keys, e.key), append(keyed, job)
		}
	}
	list := strings.Join(jobs, ",")
	var taken string
	if err := exec.QueryRow(ctx, q.in(recordSQL), strings.Join(ids, ","), list).Scan(&taken); err != nil {
		return err
	}
	if taken != "" {
		if err := exec.Exec(ctx, q.in(undoSQL), strings.Join(ids, ","), list); err != nil {
			return err
		}
		const shown = 5
		which := strings.Split(taken, ",")
		if len(which) > shown {
			which = append(which[:shown], fmt.Sprintf("and %d more", len(which)-shown))
		}
		return fmt.Errorf("%w: %s", ErrEnqueued, strings.Join(which, ", "))
	}
	if len(keys) == 0 {
		return nil
	}
	return exec.Exec(ctx, q.in(orderSQL), strings.Join(keys, ","), strings.Join(keyed, ","))
}

// hasRequestID reports whether the caller chose the RequestID of a command.
func hasRequestID(v reflect.Value) bool {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct {
		return false
	}
	field := v.FieldByName("RequestID")
	return field.IsValid() && !field.IsZero()
}

// holdsSecret reports whether a Secret is set anywhere in a command.
func holdsSecret(v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	if v.Type() == reflect.TypeFor[freedompay.Secret]() {
		return !v.IsZero()
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return holdsSecret(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && holdsSecret(v.Field(i)) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return false
		}
		for i := range v.Len() {
			if holdsSecret(v.Index(i)) {
				return true
			}
		}
	}
	return false
}
