package durable

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/freedompay-go/freedompay"
)

// Option says how a command is to be queued: see [With].
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

// With returns a command that [Queue.Enqueue] takes with options.
//
//	q.Enqueue(ctx, tx, durable.With(req, durable.Key(cardID), durable.Low()))
func With(cmd freedompay.Command, opts ...Option) freedompay.Command { return with{cmd, opts} }

// Key makes the commands of one key, such as a card's id, go one after the other, in
// the order in which their transactions enqueued them: the next is sent when the one
// before it has settled and its handler has committed. A transaction that enqueues
// under a key makes others that do wait for its end. A command that is parked holds
// up those after it. What is stored of the key is a hash.
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

// High sends the command before others that wait.
func High() Option { return priority(priorityHigh) }

// Low sends the command after others that wait.
func Low() Option { return priority(priorityLow) }

func priority(p int) Option {
	return func(o *options) error {
		o.priority = p
		return nil
	}
}

// At sends the command at a time, not before.
func At(t time.Time) Option {
	return func(o *options) error {
		o.at = t
		return nil
	}
}

// Tag marks the command for people: River UI shows it and finds the command by it.
// It holds letters, digits, - and _ alone.
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
