package freedompay

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

// An answer may unpack to so many times its size, once it is as large as that.
// A statement unpacks to some thirty times its own.
const (
	unpacksTo   = 100
	unpacksFree = 4 << 20
)

// unpack makes the body of an answer that came packed read as what was packed.
// It is the client that asks for gzip, and not its transport, so that whoever
// sends the answer cannot make many bytes of few.
func unpack(resp *http.Response) {
	if resp.Uncompressed || !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return
	}
	resp.ContentLength = -1
	resp.Body = &unpacked{Closer: resp.Body, packed: counted{from: resp.Body}}
}

// unpacked reads what was packed.
type unpacked struct {
	io.Closer
	packed counted
	gzip   *gzip.Reader
	made   int64
}

func (u *unpacked) Read(p []byte) (n int, err error) {
	if u.gzip == nil {
		if u.gzip, err = gzip.NewReader(&u.packed); err != nil {
			u.gzip = nil
			return 0, err
		}
	}
	n, err = u.gzip.Read(p)
	u.made += int64(n)
	if u.made > unpacksFree && u.made/unpacksTo > u.packed.count {
		return 0, tooCostly("it unpacks to more than a hundred times its size")
	}
	return n, err
}

// counted counts what is read.
type counted struct {
	from  io.Reader
	count int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.count += int64(n)
	return n, err
}
