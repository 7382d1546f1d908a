package freedompaytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
)

// Bounds of a request's body. What is larger is read and thrown away, up to
// maxBody, so that the caller gets an answer.
const (
	maxBody        = 32 << 20
	maxWithScan    = 4 << 20  // a document of 2 MB is 2.8 MB in base64
	maxWithoutScan = 1 << 20  // no other request of the contract comes near
	maxUnsigned    = 64 << 10 // of a call that is refused by its headers alone
)

// arrival is a request whose body has arrived, judged by all that needs no
// state of the bank.
type arrival struct {
	path      string // decoded, as operations are found by it
	shown     string // escaped and bounded, as the call log shows it
	op        *operation
	body      []byte
	requestID string
	signature string        // what is wrong with the signature; empty when it is good
	status    int           // the HTTP status of a rejection; zero for a good request
	reason    string        // of the rejection
	request   *http.Request // for a recorder: its headers
}

// receive reads a request's body and judges the request. The length is that of
// the whole body, also where the bank keeps only the beginning.
func (b *Bank) receive(r *http.Request, from io.Reader) (_ *arrival, length int64, _ error) {
	a := &arrival{request: r, path: r.URL.Path, shown: shownPath(r), op: b.operations[r.URL.Path]}
	a.status, a.reason = b.rejectByHeaders(r, a.op)
	unsigned := b.verifyHeaders(r)
	if a.status == 0 && unsigned != nil {
		a.status, a.reason = http.StatusUnauthorized, unsigned.Error()
	}
	limit := int64(maxUnsigned)
	if a.status == 0 {
		limit = a.op.maxBody()
	}
	body, length, err := readUpTo(from, limit)
	if err != nil {
		return nil, length, err
	}
	a.body, a.requestID = body, requestID(body)
	a.judgeBody(b, r, unsigned, limit)
	return a, length, nil
}

// judgeBody judges what the headers could not tell.
func (a *arrival) judgeBody(b *Bank, r *http.Request, unsigned error, limit int64) {
	tooLarge := int64(len(a.body)) > limit
	wrong := unsigned
	if wrong == nil && !tooLarge {
		wrong = b.verifyMAC(r, a.body)
	}
	switch {
	case wrong != nil:
		a.signature = shownText(wrong.Error())
	case tooLarge:
		a.signature = fmt.Sprintf("not checked: the body is larger than %d bytes", limit)
	}
	switch {
	case a.status != 0:
	case tooLarge:
		a.status, a.reason = http.StatusRequestEntityTooLarge, "the body is larger than any request of the operation"
	case wrong != nil:
		a.status, a.reason = http.StatusUnauthorized, wrong.Error()
	}
}

// rejectByHeaders returns why the request is no call of the API; 0 if it is one.
func (b *Bank) rejectByHeaders(r *http.Request, op *operation) (status int, reason string) {
	if op == nil {
		return http.StatusNotFound, b.unknownPath(r.URL.Path)
	}
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed, r.Method + " is not allowed: every call is POST"
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return http.StatusUnsupportedMediaType, "Content-Type must be application/json"
	}
	return 0, ""
}

// maxBody returns how large a body of the operation may be.
func (op *operation) maxBody() int64 {
	if op.id == "Clients.Create" || op.id == "Wallets.IdentifyOwner" {
		return maxWithScan
	}
	return maxWithoutScan
}

// readUpTo reads a body and keeps at most limit bytes of it and one more, by
// which the caller sees that there was more.
func readUpTo(from io.Reader, limit int64) (body []byte, length int64, err error) {
	body, err = io.ReadAll(io.LimitReader(from, limit+1))
	length = int64(len(body))
	if err != nil || length <= limit {
		return body, length, err
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(from, maxBody-limit))
	return body, length + rest, err
}

// requestID returns the request_id in a body, whether or not the bank will
// accept the request. It reads no further than the request_id.
func requestID(body []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return ""
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return ""
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return ""
		}
		if name == "request_id" {
			var id string
			_ = json.Unmarshal(value, &id) // one that is no string is no request_id
			return shownText(id)
		}
	}
	return ""
}
