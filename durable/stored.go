package durable

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// stored is the form of a command in the arguments of its job.
type stored struct {
	Operation string          `json:"operation"`
	RequestID uuid.UUID       `json:"request_id"`
	Made      bool            `json:"made,omitempty"` // this package made the request_id, not the caller
	Key       string          `json:"key,omitempty"`  // hash of the key that orders it
	At        time.Time       `json:"at,omitzero"`    // it is not sent before, whoever wakes its job
	Command   json.RawMessage `json:"command,omitempty"`
	Sealed    []byte          `json:"sealed,omitempty"` // the command, encrypted
	End       json.RawMessage `json:"end,omitempty"`    // its end, until the handler has committed
}

// jobArgs are the arguments of a job, as raw JSON. River's reading of them never fails,
// since River would count a failure as an attempt.
type jobArgs struct{ text json.RawMessage }

// Kind returns the one kind that all commands have.
func (jobArgs) Kind() string { return kindOfJob }

func (a jobArgs) MarshalJSON() ([]byte, error) { return a.text, nil }

func (a *jobArgs) UnmarshalJSON(data []byte) error {
	a.text = append(a.text[:0], data...)
	return nil
}

var errNoKey = errors.New("the command is encrypted, and Config.Encrypt is not set")

// store returns a command in its stored form.
func (q *Queue[TTx]) store(p freedompay.Prepared, made bool, o options) (jobArgs, error) {
	text, err := p.MarshalJSON()
	if err != nil {
		return jobArgs{}, err
	}
	s := stored{Operation: p.Operation, RequestID: p.RequestID, Made: made, Key: o.key, At: o.at, Command: text}
	if q.config.Encrypt != nil {
		s.Command = nil
		if s.Sealed, err = q.config.Encrypt.Encrypt(text, about(s, "command")); err != nil {
			return jobArgs{}, fmt.Errorf("encrypting: %w", err)
		}
	}
	text, err = json.Marshal(s)
	return jobArgs{text}, err
}

// open returns the command of its stored form.
func (q *Queue[TTx]) open(s stored) (p freedompay.Prepared, err error) {
	text := []byte(s.Command)
	if s.Sealed != nil {
		if q.config.Encrypt == nil {
			return p, errNoKey
		}
		if text, err = q.config.Encrypt.Decrypt(s.Sealed, about(s, "command")); err != nil {
			return p, fmt.Errorf("decrypting: %w", err)
		}
	}
	if err := p.UnmarshalJSON(text); err != nil {
		return p, err
	}
	if p.RequestID != s.RequestID || p.Operation != s.Operation {
		return p, errors.New("the command is not the one that its job names")
	}
	_, err = p.Command()
	return p, err
}

// about returns the associated data of an encryption: it binds a ciphertext to its
// command.
func about(s stored, what string) []byte {
	return []byte("freedompay durable " + what + " " + s.Operation + " " + s.RequestID.String())
}
