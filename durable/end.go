package durable

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/freedompay-go/freedompay"
)

// end is the result of a command.
type end struct {
	state   freedompay.CommandState
	answer  any
	failure *freedompay.Error
}

func (e end) outcome() freedompay.Outcome {
	if e.failure == nil {
		return freedompay.OutcomeDone
	}
	return freedompay.OutcomeOf(e.failure)
}

// mayBeDone reports whether the bank may have done the command under this call.
func (e end) mayBeDone() bool {
	return e.outcome() != freedompay.OutcomeRefused && (e.failure == nil || !errors.Is(e.failure, freedompay.ErrDuplicate))
}

// storedEnd is the stored form of an end. It is kept until the handler has committed.
type storedEnd struct {
	Card    *freedompay.RequestState        `json:"card,omitempty"`
	Wallet  *freedompay.WalletRequestState  `json:"wallet,omitempty"`
	Partner *freedompay.PartnerRequestState `json:"partner,omitempty"`
	Answer  json.RawMessage                 `json:"answer,omitempty"`
	Failure *storedFailure                  `json:"failure,omitempty"`
}

// storedFailure is the stored form of a [freedompay.Error].
type storedFailure struct {
	Op          string               `json:"op"`
	HTTPStatus  int                  `json:"http_status,omitempty"`
	Code        freedompay.ErrorCode `json:"code,omitempty"`
	Description string               `json:"description,omitempty"`
	Class       string               `json:"class,omitempty"`
	Text        string               `json:"text,omitempty"`
}

// classes returns the errors that a stored failure still matches with [errors.Is].
func classes() map[string]error {
	return map[string]error{
		"unknown":   freedompay.ErrOutcomeUnknown,
		"failed":    freedompay.ErrRequestFailed,
		"duplicate": freedompay.ErrDuplicate,
	}
}

// storeEnd returns an end as JSON, encrypted if there is a key.
func (q *Queue[TTx]) storeEnd(s stored, e end) (json.RawMessage, error) {
	out := storedEnd{Card: e.state.Card, Wallet: e.state.Wallet, Partner: e.state.Partner}
	if e.answer != nil {
		text, err := json.Marshal(e.answer)
		if err != nil {
			return nil, err
		}
		out.Answer = text
	}
	if f := e.failure; f != nil {
		out.Failure = &storedFailure{Op: f.Op, HTTPStatus: f.HTTPStatus, Code: f.Code, Description: f.Description}
		for name, class := range classes() {
			if errors.Is(f, class) {
				out.Failure.Class = name
			}
		}
		if f.Err != nil {
			out.Failure.Text = f.Err.Error()
		}
	}
	text, err := json.Marshal(out)
	if err != nil || q.config.Encrypt == nil {
		return text, err
	}
	sealed, err := q.config.Encrypt.Encrypt(text, about(s, "end"))
	if err != nil {
		return nil, err
	}
	return json.Marshal(sealed)
}

// openEnd reads what storeEnd returned.
func (q *Queue[TTx]) openEnd(p freedompay.Prepared, s stored) (e end, err error) {
	text := []byte(s.End)
	if len(text) > 0 && text[0] == '"' {
		var sealed []byte
		if err := json.Unmarshal(text, &sealed); err != nil {
			return e, err
		}
		if q.config.Encrypt == nil {
			return e, errNoKey
		}
		if text, err = q.config.Encrypt.Decrypt(sealed, about(s, "end")); err != nil {
			return e, fmt.Errorf("decrypting: %w", err)
		}
	}
	var in storedEnd
	if err := json.Unmarshal(text, &in); err != nil {
		return e, err
	}
	e.state = freedompay.CommandState{Card: in.Card, Wallet: in.Wallet, Partner: in.Partner}
	switch {
	case in.Card != nil:
		in.Card.RequestID = p.RequestID
	case in.Wallet != nil:
		in.Wallet.RequestID = p.RequestID
	case in.Partner != nil:
		in.Partner.RequestID = p.RequestID
	}
	if in.Answer != nil {
		if e.answer, err = p.ReadAnswer(in.Answer); err != nil {
			return e, err
		}
	}
	if f := in.Failure; f != nil {
		e.failure = &freedompay.Error{Op: f.Op, RequestID: p.RequestID, HTTPStatus: f.HTTPStatus, Code: f.Code, Description: f.Description}
		if f.Text != "" || f.Class != "" {
			e.failure.Err = &restored{text: f.Text, class: classes()[f.Class]}
		}
	}
	return e, nil
}

// restored is an error that was read back: its text, and the class that it matches.
type restored struct {
	text  string
	class error
}

func (r *restored) Error() string {
	if r.text == "" {
		return r.class.Error()
	}
	return r.text
}

func (r *restored) Unwrap() error { return r.class }
