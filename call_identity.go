package freedompay

import (
	"context"
	"errors"
	"reflect"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// identify encodes the request and gives it its request_id. Where that stands
// differs:
//
//   - in a request of the package's own method: a zero one is replaced there;
//   - in a request that was given to Call, which belongs to the caller: a new one
//     goes into the encoded text;
//   - in bytes that were prepared before: it is there;
//   - nowhere.
func (c *Client) identify(p *prepared) (err error) {
	switch {
	case p.ready != nil:
		p.body, p.requestID, p.chosen = body{head: p.ready.Body}, p.ready.RequestID, !p.resumed
		p.headerID = p.requestID
		return nil
	case p.id != nil:
		if p.chosen = *p.id != uuid.Nil; !p.chosen {
			if *p.id, err = c.newRequestID(); err != nil {
				return err
			}
		}
		p.requestID = *p.id
	}
	if p.body, err = encode(p.req); err != nil {
		return err
	}
	if about, ok := p.req.(requestQuery); ok {
		p.requestID = about.RequestID
		return nil
	}
	if p.foreign {
		if err = sendsEmbedded(p.req, &p.body); err == nil {
			err = c.identifyForeign(p)
		}
	}
	if err == nil && p.kind == unprotected {
		err = c.identifyUnprotected(p)
	}
	p.headerID = p.requestID
	return err
}

// identifyUnprotected gives a command without a request_id an id that travels in
// the header Request-Id alone.
func (c *Client) identifyUnprotected(p *prepared) (err error) {
	if r, ok := p.req.(headerIdentified); ok {
		p.requestID = r.headerID()
	}
	if p.requestID == uuid.Nil {
		p.requestID, err = c.newRequestID()
	}
	return err
}

// identifyForeign finds the request_id of a request that was given to Call, or
// puts a new one into the encoded text.
func (c *Client) identifyForeign(p *prepared) error {
	id, ok := identityIn(p.req)
	if !ok || p.kind == unprotected {
		return nil
	}
	if _, _, err := locate(p.body.head, "request_id"); err != nil {
		return err // it is not where the bank would look for it
	}
	if !identifies(p.body.outline(), id) {
		return errors.New("the request_id of the request when encoded is not its RequestID, or there are two")
	}
	if p.chosen = id != uuid.Nil; p.chosen {
		p.requestID = id
		return nil
	}
	var err error
	if p.requestID, err = c.newRequestID(); err != nil {
		return err
	}
	p.body.head, err = replace(p.body.head, "request_id", []byte(`"`+p.requestID.String()+`"`))
	return err
}

// identifies reports whether id is the request_id of an encoded request, and the only
// one: of two the bank could take the other.
func identifies(text []byte, id uuid.UUID) bool {
	named, same := 0, false
	_, err := jsonread.Document(context.Background(), text, func(name, value []byte) error {
		if equalFold(name, "request_id") {
			named++
			same = string(name) == "request_id" && string(value) == `"`+id.String()+`"`
		}
		return nil
	})
	return err == nil && named == 1 && same
}

// newRequestID returns a fresh request_id.
func (c *Client) newRequestID() (uuid.UUID, error) {
	id := c.newID()
	if id == uuid.Nil {
		return id, errors.New("the function of WithRequestID returned the zero id")
	}
	return id, nil
}

// given returns the call for a request that was given to Call.
func given(path string, req any) (*call, error) {
	req = direct(req)
	call := &call{op: operationAt(path), kind: unprotected, req: req, foreign: true}
	value := reflect.ValueOf(req)
	switch {
	case embedsCommand(value):
		return call, errors.New("the request embeds an interface: embed the package's request itself")
	case embedsNil(value, 0):
		return call, errors.New("the request is nil, or embeds a nil pointer")
	case countRequests(value) > 1:
		return call, errors.New("the request embeds several of the package's requests: one makes a call")
	}
	id, ok := identityIn(req)
	if _, asks := req.(asking); asks {
		call.kind, call.renewed = query, ok && id == uuid.Nil
	} else if ok {
		call.kind = command
	}
	return call, nil
}

// identityIn returns the RequestID of a request that is, or embeds, one of the
// package's commands.
func identityIn(req any) (uuid.UUID, bool) {
	value := reflect.ValueOf(req)
	for value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	if value.Kind() != reflect.Struct {
		return uuid.Nil, false
	}
	field, ok := value.Type().FieldByName("RequestID")
	if !ok || field.Tag.Get("json") != "request_id" || !isOfRequest(value.Type(), field.Index) {
		return uuid.Nil, false
	}
	found, err := value.FieldByIndexErr(field.Index)
	if err != nil { // an embedded pointer is nil
		return uuid.Nil, false
	}
	return reflect.TypeAssert[uuid.UUID](found)
}

// isOfRequest reports whether the field at index belongs to a request of this package.
func isOfRequest(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		t = indirect(t.Field(i).Type)
	}
	return isRequest(t)
}
