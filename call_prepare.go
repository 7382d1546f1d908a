package freedompay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// prepared is what every attempt of a call sends. Nothing changes it.
type prepared struct {
	*call
	checker   checker // here, to be in one piece of memory with the rest
	requestID uuid.UUID
	chosen    bool      // by the caller; false for an id that this client made
	headerID  uuid.UUID // of the header Request-Id; zero for a fresh one with each attempt
	body      body
	url       *url.URL
	algorithm Algorithm
	signature string
}

// prepare checks, identifies, encodes and signs a call.
func (c *Client) prepare(ctx context.Context, call *call) (*prepared, error) {
	p := &prepared{call: call}
	if call.op.path == "" {
		return nil, errors.New("there is no operation " + call.op.name)
	}
	if err := c.check(ctx, p); err != nil {
		return nil, err
	}
	if err := c.identify(p); err != nil {
		return nil, err
	}
	return p, c.address(ctx, p)
}

// check says what is wrong with the request. What was prepared before was
// checked then.
func (c *Client) check(ctx context.Context, p *prepared) error {
	if r, ok := p.req.(checked); ok && p.ready == nil {
		p.checker.rules, p.checker.ctx = c.rules, ctx
		r.check(&p.checker)
	}
	return p.checker.err()
}

// renew returns the call with a fresh request_id, if each attempt takes one.
func (c *Client) renew(ctx context.Context, p *prepared) (*prepared, error) {
	if !p.renewed {
		return p, nil
	}
	if p.id != nil {
		*p.id = uuid.Nil
	}
	return c.prepare(ctx, p.call)
}

// address says where the call goes, and signs it.
func (c *Client) address(ctx context.Context, p *prepared) (err error) {
	path := p.op.path
	if yours, ok := c.paths[path]; ok {
		path = yours
	} else if err := checkPath(path); err != nil {
		return err
	}
	if p.url, err = url.Parse(c.base + path); err != nil {
		return err
	}
	p.algorithm = c.algorithm(p.op.path)
	if p.algorithm == LegacySHA256 {
		p.signature, err = legacySignOf(c.signer.secret, p.body.within(ctx).reader())
		return err
	}
	header := c.signer.header(p.algorithm, method, c.signedPath(p.url))
	p.signature, err = p.body.sign(ctx, c.signer.key, jws.Algorithm(p.algorithm), header)
	return err
}

// request returns the request of an attempt, but for its body. http.NewRequest
// would parse the URL anew for each.
func (c *Client) request(ctx context.Context, p *prepared) *http.Request {
	return (&http.Request{
		Method: method, URL: p.url, Host: c.host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.header(p), ContentLength: p.body.length(),
	}).WithContext(ctx)
}

// header returns the header of an attempt: its own map, since cookie jars and
// transports write into it. Its values are shared; they may be replaced only.
func (c *Client) header(p *prepared) http.Header {
	id := p.headerID
	if id == uuid.Nil {
		id = uuid.New()
	}
	own := [...]string{p.signature, id.String()}
	header := http.Header{
		"Accept-Encoding": c.acceptEncoding,
		"Content-Type":    c.contentType,
		"User-Agent":      c.userAgent,
		"Request-Id":      own[1:2:2],
	}
	if p.algorithm == LegacySHA256 {
		header["Auth-Id"], header["Sign"] = []string{c.signer.authID}, own[0:1:1]
	} else {
		header["X-Jws-Signature"] = own[0:1:1]
	}
	return header
}

// signedPath returns the path that the signature covers: that of the built
// request, less the prefix of the base URL. A prefix belongs to a gateway
// between here and the bank; the bank receives, and checks, what follows it.
func (c *Client) signedPath(u *url.URL) string {
	return strings.TrimPrefix(u.EscapedPath(), c.prefix)
}

// algorithm returns the one that signs the operation at a documented path.
func (c *Client) algorithm(path string) Algorithm {
	alg, longest := dialectOf(path).algorithm, 0
	for prefix, other := range c.algorithms {
		if rest, ok := strings.CutPrefix(path, prefix); ok && len(prefix) > longest && (rest == "" || rest[0] == '/') {
			alg, longest = other, len(prefix)
		}
	}
	return alg
}

// failed returns err as the call's.
func (p *prepared) failed(err error) *Error {
	return &Error{Op: p.op.path, RequestID: p.requestID, Err: err}
}
