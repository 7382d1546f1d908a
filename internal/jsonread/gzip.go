package jsonread

import (
	"compress/gzip"
	"io"
)

// An answer may unpack to so many times its size, once it is as large as that.
// A statement unpacks to some thirty times its own.
const (
	unpacksTo   = 100
	unpacksFree = 4 << 20
)

// Unpack returns a body that reads what body holds, packed by gzip. It refuses to
// make very many bytes of few.
func Unpack(body io.ReadCloser) io.ReadCloser {
	return &unpacked{Closer: body, packed: counted{from: body}}
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
