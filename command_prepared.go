package freedompay

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// Prepared is a command in the form in which it is sent: see [Client.Prepare]. It is
// made to be stored: it marshals to JSON, and scans from and into a column of text,
// jsonb or bytea. A newer release can send what an older one has stored. The stored
// form holds card data and secrets: protect it. It prints without its body.
type Prepared struct {
	Operation string    // as Cards.Issue
	RequestID uuid.UUID // the command's identity
	Body      []byte    // the JSON that is sent
}

// preparedVersion is that of the stored form.
const preparedVersion = 1

// storedPrepared is the stored form.
type storedPrepared struct {
	Version   int       `json:"version"`
	Operation string    `json:"operation"`
	RequestID uuid.UUID `json:"request_id"`
	Body      []byte    `json:"body"` // base64
}

// MarshalJSON returns the stored form, secrets included.
func (p Prepared) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedPrepared{preparedVersion, p.Operation, p.RequestID, p.Body})
}

// UnmarshalJSON reads the stored form. It refuses the form of a newer release.
func (p *Prepared) UnmarshalJSON(data []byte) error {
	var stored storedPrepared
	if err := json.Unmarshal(data, &stored); err != nil {
		return errors.New("freedompay: this is not a Prepared as it was stored")
	}
	switch {
	case stored.Version > preparedVersion:
		return fmt.Errorf("freedompay: the Prepared was stored by a newer release, in version %d; this one reads %d", stored.Version, preparedVersion)
	case stored.Version != preparedVersion:
		return errors.New("freedompay: this is not a Prepared as it was stored: it has no version")
	}
	*p = Prepared{stored.Operation, stored.RequestID, stored.Body}
	return nil
}

// Value returns the stored form as text, for a column of text, json or jsonb.
func (p Prepared) Value() (driver.Value, error) {
	text, err := p.MarshalJSON()
	return string(text), err
}

// Scan reads the stored form from a column of text, json, jsonb or bytea.
func (p *Prepared) Scan(value any) error {
	switch v := value.(type) {
	case string:
		return p.UnmarshalJSON([]byte(v))
	case []byte:
		return p.UnmarshalJSON(v)
	}
	return fmt.Errorf("freedompay: a Prepared cannot be read from %T", value)
}

// String names the command, without its body.
func (p Prepared) String() string {
	return fmt.Sprintf("%s %s [%d bytes]", p.Operation, p.RequestID, len(p.Body))
}

// Format prints what String returns, whatever the verb and the flags.
func (p Prepared) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue returns what String returns, so that a logger does not write the stored
// form.
func (p Prepared) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Protection returns what prevents the command from being done twice. It is
// [Unprotected] for an operation that this release does not know.
func (p Prepared) Protection() Protection {
	op := operationNamed(p.Operation)
	switch _, _, kind := commandNamed(p.Operation); {
	case kind != command:
		return Unprotected
	case dialectOf(op.path).status == "":
		return ProtectedByID
	}
	return ProtectedByIDWithStatus
}

// Command returns the request that was prepared, as a pointer to its type. It holds the
// secrets and documents of the request.
func (p Prepared) Command() (Command, error) {
	req, _, err := p.decode()
	if err != nil {
		return nil, fmt.Errorf("freedompay: %s: %w", p.Operation, err)
	}
	return req, nil
}

// DecodePrepared returns the request that was prepared. It returns an error when the
// request is not of type T.
func DecodePrepared[T Command](p Prepared) (T, error) {
	var none T
	cmd, err := p.Command()
	if err != nil {
		return none, err
	}
	if found, ok := any(cmd).(*T); ok {
		return *found, nil
	}
	return none, fmt.Errorf("freedompay: the command is %s, not of type %T", p.Operation, none)
}

// ReadAnswer reads the Answer of a [Sent] that was stored as JSON.
func (p Prepared) ReadAnswer(stored []byte) (any, error) {
	call, err := p.call()
	if err == nil && json.Unmarshal(stored, call.answer) != nil {
		err = errors.New("what was stored is not the answer to this command")
	}
	if err != nil {
		return nil, fmt.Errorf("freedompay: %s: %w", p.Operation, err)
	}
	(&prepared{call: call, requestID: p.RequestID}).finish()
	return call.answer, nil
}

// call returns the call that sends the command. It refuses what was changed since
// it was prepared.
func (p *Prepared) call() (*call, error) {
	call := &call{op: operationNamed(p.Operation), kind: command, ready: p}
	req, answer, err := p.decode()
	if err != nil {
		return call, err
	}
	_, _, call.kind = commandNamed(p.Operation)
	call.req, call.answer = req, answer
	return call, nil
}

// decode reads the body into the operation's request.
func (p *Prepared) decode() (req Command, answer any, err error) {
	req, answer, kind := commandNamed(p.Operation)
	switch {
	case req == nil:
		return nil, nil, fmt.Errorf("there is no command %q: it was prepared by a newer release, or changed", p.Operation)
	case !json.Valid(p.Body) || !bytes.HasPrefix(p.Body, []byte("{")):
		return nil, nil, errors.New("the body of the Prepared is not the JSON object that was prepared")
	case p.RequestID == uuid.Nil:
		return nil, nil, errors.New("the Prepared has no RequestID")
	}
	if kind == command && !identifies(p.Body, p.RequestID) {
		return nil, nil, errors.New("the RequestID of the Prepared is not that of its body")
	}
	if json.Unmarshal(p.Body, req) != nil {
		path, want := jsonread.Misfit(p.Body, reflect.TypeOf(req))
		return nil, nil, fmt.Errorf("the body of the Prepared is not that of its operation: %w", Violations{{"$" + path, want}})
	}
	if r, ok := req.(restored); ok {
		r.restore()
	}
	return req, answer, nil
}
