package durable

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Option changes how a command is queued: see [With].
type Option func(*options) error

type options struct {
	key      string
	priority int
	at       time.Time
	tags     []string
}

// with is a command with its options.
type with struct {
	freedompay.Command
	opts []Option
}

// With adds options to a command, for [Queue.Enqueue] and [Queue.EnqueueAll].
//
//	q.Enqueue(ctx, tx, durable.With(req, durable.Key(cardID), durable.Low()))
func With(cmd freedompay.Command, opts ...Option) freedompay.Command { return with{cmd, opts} }

// Key orders the commands of one key, such as a card's id. They are sent in the order in
// which they were enqueued, each after the handler of the one before it has committed. A
// parked command holds up those after it. Transactions that enqueue under the same key
// wait for each other. Only a hash of the key is stored.
func Key(key string) Option {
	return func(o *options) error {
		if key == "" {
			return errors.New("the key is empty")
		}
		sum := sha256.Sum256([]byte(key))
		o.key = base64.RawURLEncoding.EncodeToString(sum[:18])
		return nil
	}
}

// The priorities of River, the first of which is for what the bank has accepted: a
// backlog must not hold up the settling.
const (
	prioritySettling = iota + 1
	priorityHigh
	priorityNormal
	priorityLow
)

// High sends the command before waiting commands of a lower priority.
func High() Option { return priority(priorityHigh) }

// Low sends the command after waiting commands of a higher priority.
func Low() Option { return priority(priorityLow) }

func priority(p int) Option {
	return func(o *options) error {
		o.priority = p
		return nil
	}
}

// At sends the command at time t, not before.
func At(t time.Time) Option {
	return func(o *options) error {
		o.at = t
		return nil
	}
}

// Tag marks the command with a word that River UI shows and searches. It consists of
// letters, digits, - and _.
func Tag(tag string) Option {
	return func(o *options) error {
		for _, c := range tag {
			if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
				return fmt.Errorf("the tag %q has a character other than letters, digits, - and _", tag)
			}
		}
		const longest = 100
		if len(tag) < 3 || len(tag) > longest {
			return fmt.Errorf("the tag %q has %d characters: want 3 to %d", tag, len(tag), longest)
		}
		o.tags = append(o.tags, tag)
		return nil
	}
}

// optionsOf takes a command and its options apart.
func optionsOf(cmd freedompay.Command) (freedompay.Command, options, error) {
	o := options{priority: priorityNormal}
	for {
		w, ok := cmd.(with)
		if !ok {
			break
		}
		for _, opt := range w.opts {
			if opt == nil {
				return nil, o, errors.New("an option is nil")
			}
			if err := opt(&o); err != nil {
				return nil, o, err
			}
		}
		cmd = w.Command
	}
	if cmd == nil {
		return nil, o, errors.New("the command is nil")
	}
	return cmd, o, nil
}
