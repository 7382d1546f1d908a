package freedompay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// Every operation is a POST of JSON to a fixed path. The paths begin with these.
const (
	cardAPI    = "/v5/card-api"
	partnerAPI = "/v5/partner"
	walletAPI  = partnerAPI + "/wallet"
)

// read asks a question. It changes nothing, so it may be asked again.
func read[T any](ctx context.Context, c *Client, path string, req any) (*T, error) {
	return run[T](ctx, c, &call{path: path, kind: query, req: req})
}

// readAs asks a question that carries a request_id. Asking again under the same
// one may be refused as a repeat, so each attempt has a fresh one, unless the
// caller chose it: then a repeat is the caller's.
func readAs[T any](ctx context.Context, c *Client, path string, id *uuid.UUID, req any) (*T, error) {
	return run[T](ctx, c, &call{path: path, kind: query, id: id, fresh: *id == uuid.Nil, req: req})
}

// write gives a command. Its id points into req, the method's own copy of what
// the caller gave; a zero id becomes a new one. The few commands that have none
// say noRequestID.
func write[T any](ctx context.Context, c *Client, path string, id *uuid.UUID, req any) (*T, error) {
	kind := command
	if id == noRequestID {
		kind = once
	}
	return run[T](ctx, c, &call{path: path, kind: kind, id: id, req: req})
}

// noRequestID stands where a command has no identity by which the bank could
// refuse a repeat.
var noRequestID *uuid.UUID

// Call sends req to any path of the API and reads the answer as T: an operation
// that this package does not know yet, or an answer with members of your own
// beside those of a type of this package that you embed.
//
// When req is, or embeds, one of the package's commands, its RequestID protects
// the call as it protects the command's own method, and when it is one of the
// package's queries, it is asked again as that is. Any other req is a command
// that nothing protects: it is sent again only if it certainly did not leave.
//
// The algorithm of the signature follows from the path: HS512, and for
// /v5/partner what [WithPartnerAlgorithm] says.
func Call[T any](ctx context.Context, c *Client, path string, req any) (*T, error) {
	call, err := given(path, req)
	if err != nil {
		return nil, call.invalid(err)
	}
	return run[T](ctx, c, call)
}

// run makes a call and returns its answer. The work is done outside of it, so
// that it costs little for each T.
func run[T any](ctx context.Context, c *Client, call *call) (*T, error) {
	answer := new(T)
	call.answer = answer
	if err := c.run(ctx, call); err != nil {
		return nil, err
	}
	return answer, nil
}

func (c *Client) run(ctx context.Context, call *call) error {
	if err := c.usable(ctx); err != nil {
		return call.invalid(err)
	}
	call.started = time.Now()
	if err := c.prepare(call); err != nil {
		return call.invalid(err)
	}
	err := c.carry(ctx, call)
	c.logCall(ctx, call, err)
	return err
}

// usable says why nothing can be called.
func (c *Client) usable(ctx context.Context) error {
	switch {
	case c == nil || c.signer == nil:
		return errors.New("the Client was not made by New")
	case ctx == nil:
		return errors.New("the context is nil: pass context.Background() at least")
	}
	return nil
}

// call is one call of an operation, through all its attempts.
type call struct {
	path   string // the documented one; another may be sent
	kind   kind
	id     *uuid.UUID // where the request_id of req is, if it has one there
	inside bool       // the request_id is somewhere in req, which is not to be touched
	fresh  bool       // each attempt takes a new request_id
	req    any
	answer any // points to what the answer is decoded into

	foreign bool // given to Call: req and answer may be of any type

	check     checker   // here, like all that a call needs, to be in one piece of memory
	requestID uuid.UUID // zero when the request carries none
	body      body
	url       *url.URL
	signature string

	started  time.Time
	attempts int           // made so far
	pause    time.Duration // what the last Retry-After asked for
	outcome  outcome       // once it is known to be other than the plain ones
}

// prepare makes what all attempts send: identity, body, address, signature.
func (c *Client) prepare(call *call) (err error) {
	if r, ok := call.req.(checked); ok {
		call.check = checker{rules: c.rules}
		if r.check(&call.check); call.check.err() != nil {
			return call.check.err()
		}
	}
	if call.id != nil && *call.id == uuid.Nil {
		*call.id = c.newID()
	}
	if call.body, err = encode(call.req); err != nil {
		return err
	}
	if call.requestID, err = c.identify(call); err != nil {
		return err
	}
	return c.address(call)
}

// address says where the call goes, and signs it.
func (c *Client) address(call *call) (err error) {
	path := call.path
	if yours, ok := c.paths[path]; ok {
		path = yours
	} else if err := checkPath(path); err != nil {
		return err
	}
	if call.url, err = url.Parse(c.base + path); err != nil {
		return err
	}
	alg := c.algorithm(call.path)
	header := c.signer.header(alg, method, c.signedPath(call.url))
	call.signature, err = call.body.sign(c.signer.key, jws.Algorithm(alg), header)
	return err
}

// request returns the request of an attempt, but for its body. http.NewRequest
// would parse the URL anew for each.
func (c *Client) request(ctx context.Context, call *call) *http.Request {
	return (&http.Request{
		Method: method, URL: call.url, Host: c.host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.header(call), ContentLength: call.body.length(),
	}).WithContext(ctx)
}

// header returns the header of an attempt: its own map, since cookie jars and
// transports write into it. Its values are shared; they may be replaced only.
func (c *Client) header(call *call) http.Header {
	return http.Header{
		"Accept-Encoding": c.acceptEncoding,
		"Content-Type":    c.contentType,
		"User-Agent":      c.userAgent,
		"X-Jws-Signature": {call.signature},
	}
}

// signedPath returns the path that the signature covers: that of the built
// request, less the prefix of the base URL. A prefix belongs to a gateway
// between here and the bank; the bank receives, and checks, what follows it.
func (c *Client) signedPath(u *url.URL) string {
	return strings.TrimPrefix(u.EscapedPath(), c.prefix)
}

// algorithm returns the one that the vendor documents for a path.
func (c *Client) algorithm(path string) Algorithm {
	if strings.HasPrefix(path, partnerAPI+"/") {
		return c.partnerAlgorithm
	}
	return HS512
}

// leastPause is what the bank asked for; the schedule bounds it.
func (c *call) leastPause() time.Duration { return c.pause }

// finished ends a call with what its last attempt came to.
func (c *call) finished(err *Error) error {
	if err != nil {
		return err
	}
	if c.foreign {
		eachOfOurs(reflect.ValueOf(c.answer), 0, c.complete)
	} else {
		c.complete(c.answer)
	}
	return nil
}

// complete makes an answer fit to be returned.
func (c *call) complete(answer any) {
	if r, ok := answer.(wordy); ok {
		r.maskWords(c)
	}
	if r, ok := answer.(identified); ok {
		r.identify(c.requestID)
	}
}

// identified is an answer that carries the RequestID of its command.
type identified interface{ identify(uuid.UUID) }

// failed returns err as the call's.
func (c *call) failed(err error) *Error {
	return &Error{Op: c.path, RequestID: c.requestID, Err: err}
}

// invalid refuses a call before anything is sent.
func (c *call) invalid(err error) error {
	return c.failed(&classified{ErrInvalidRequest, err})
}

// unknown says that the command may or may not have been done.
func (c *call) unknown(err *Error) error {
	c.outcome = outcomeUnknown
	if err.Err != nil {
		err.Err = classless{err.Err}
	}
	err.Err = &classified{ErrOutcomeUnknown, err.Err}
	return err
}
