package durable

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
)

// The times of a turn, which is one worker's work on one command.
const (
	turnLimit   = 20 * time.Second // of sending and asking
	jobTimeout  = 25 * time.Second // of River, which ends what hangs
	rescueAfter = 30 * time.Second // of River, which frees what its process has left
	softStop    = 5 * time.Second  // for turns under way when Run ends
	writeLimit  = 10 * time.Second // for what a turn writes when it ends
	fetchEvery  = 250 * time.Millisecond
	fetchPause  = 20 * time.Millisecond
)

// Run works on the commands of the queue until ctx ends. Then it takes some seconds to
// leave the commands in a state from which another process can go on. Call [On] for every
// type of command before Run.
//
// Any number of processes may run at once. Each holds one connection of the pool while it
// runs, and another for notifications unless [Config].PollOnly is set.
func (q *Queue[TTx]) Run(ctx context.Context) error {
	if err := q.run(ctx); err != nil {
		return fmt.Errorf("durable: Run: %w", err)
	}
	return nil
}

func (q *Queue[TTx]) run(ctx context.Context) error {
	if err := q.handlers.start(); err != nil {
		return err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker[TTx]{queue: q})
	client, err := river.NewClient(q.driver, &river.Config{
		Schema: q.config.Schema, Logger: quiet(q.config.Logger), Plugins: q.config.Plugins, PollOnly: q.config.PollOnly,
		Queues: map[string]river.QueueConfig{queueName: {
			MaxWorkers: q.config.Workers, FetchCooldown: fetchPause, FetchPollInterval: fetchEvery,
		}},
		Workers:    workers,
		JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter, SoftStopTimeout: softStop,
		MaxAttempts:                 attemptsMax,
		CancelledJobRetentionPeriod: -1, DiscardedJobRetentionPeriod: -1,
		CompletedJobRetentionPeriod: q.config.Keep,
		ReindexerIndexNames: slices.DeleteFunc(river.ReindexerIndexNamesDefault(), func(name string) bool {
			return searchIndexes()[name] != ""
		}),
	})
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	watch := &watch[TTx]{queue: q, me: client.ID()}
	if err := watch.begin(watching); err != nil { // before the first job is taken
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		watch.run(watching)
	}()
	err = client.Start(ctx)
	if err == nil {
		<-client.Stopped()
	}
	stop()
	<-ended
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

// detached returns a context for what has to be written although ctx has ended.
func detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
}

// quiet passes on what River says above the level of information.
func quiet(l *slog.Logger) *slog.Logger { return slog.New(above{l.Handler(), slog.LevelWarn}) }

type above struct {
	slog.Handler
	level slog.Level
}

func (a above) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= a.level && a.Handler.Enabled(ctx, level)
}

func (a above) WithAttrs(attrs []slog.Attr) slog.Handler {
	return above{a.Handler.WithAttrs(attrs), a.level}
}

func (a above) WithGroup(name string) slog.Handler {
	return above{a.Handler.WithGroup(name), a.level}
}
