package freedompay

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"
)

// Document is the scan of an identity document: a PDF of at most 2 MB. It is sent as
// base64 and read during the call, so it must not change meanwhile. It prints as its
// size. It can be read from base64, but not be stored: encoding it, or a request that
// holds one, as JSON or text is an error, and so is writing it to a database. The zero
// Document is absent and encodes as an empty text.
type Document struct {
	readAt   readerAt
	size     int64
	inMemory bool
}

// readerAt is the ReadAt of a document's source. A function, unlike an
// io.ReaderAt, shows nothing of itself to a printer that goes by reflection.
type readerAt func(p []byte, offset int64) (int, error)

// NewDocument returns the Document of a PDF in memory. The bytes are not copied.
func NewDocument(pdf []byte) Document {
	d := DocumentFrom(bytes.NewReader(pdf), int64(len(pdf)))
	d.inMemory = true
	return d
}

// DocumentFrom returns the Document of the first size bytes of source, such as a file.
// Each attempt reads the source. A source that blocks does not hold the call beyond its
// context, but may then be read after the call has returned. A source that panics makes
// the call fail.
func DocumentFrom(source io.ReaderAt, size int64) Document {
	if source == nil {
		return Document{}
	}
	return Document{readAt: source.ReadAt, size: max(size, 0)}
}

// DocumentFromFile returns the Document of a whole file. Close the file after the call
// that sends it.
func DocumentFromFile(file *os.File) (Document, error) {
	info, err := file.Stat()
	if err != nil {
		return Document{}, fmt.Errorf("freedompay: document: %w", err)
	}
	return DocumentFrom(file, info.Size()), nil
}

// DocumentFromReader returns the Document of everything that r contains, such as an
// upload. It reads r into memory at once, and refuses more than 2 MB.
func DocumentFromReader(r io.Reader) (Document, error) {
	if r == nil {
		return Document{}, errors.New("freedompay: document: the reader is nil")
	}
	pdf, err := io.ReadAll(io.LimitReader(r, maxDocumentSize+1))
	switch {
	case err != nil:
		return Document{}, fmt.Errorf("freedompay: document: %w", err)
	case len(pdf) > maxDocumentSize:
		return Document{}, fmt.Errorf("freedompay: document: it has more than %d bytes, want at most 2 MB", maxDocumentSize)
	}
	return NewDocument(pdf), nil
}

// IsZero reports whether there is no document.
func (d Document) IsZero() bool { return d.readAt == nil }

// Size returns the number of bytes, before base64.
func (d Document) Size() int64 { return d.size }

// String returns the size in words.
func (d Document) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("[document of %d bytes]", d.size)
}

// Format prints the size in words, whatever the verb and the flags.
func (d Document) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// LogValue returns the size in words.
func (d Document) LogValue() slog.Value { return slog.StringValue(d.String()) }

// errDocumentStored is what encoders and databases are told. The size in words
// would be stored in place of the scan.
var errDocumentStored = errors.New("freedompay: a Document is not stored or encoded: keep the file that it comes from")

// store returns what is stored of a document: nothing of an absent one, and
// nothing of one that stands for the document of a request that is being encoded.
func (d Document) store() ([]byte, error) {
	if d.IsZero() || d.size == placeholderSize {
		return []byte{}, nil
	}
	return nil, errDocumentStored
}

// MarshalText fails, unless there is no document.
func (d Document) MarshalText() ([]byte, error) { return d.store() }

// MarshalBinary fails, unless there is no document.
func (d Document) MarshalBinary() ([]byte, error) { return d.store() }

// Value implements [driver.Valuer]. It fails, unless there is no document, which
// is NULL.
func (d Document) Value() (driver.Value, error) {
	_, err := d.store()
	return nil, err
}

// UnmarshalText reads base64, as a request that was sent has it, into memory.
func (d *Document) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Document{}
		return nil
	}
	pdf, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return errors.New("freedompay: a document in a text is standard base64 with padding")
	}
	*d = NewDocument(pdf)
	return nil
}

// placeholderSize is that of a document which stands for the document of a
// request in the copy of it that is encoded to be sent: encode streams it there.
const placeholderSize = -1

func documentPlaceholder(d Document) Document {
	if d.IsZero() {
		return d
	}
	return Document{readAt: d.readAt, size: placeholderSize}
}

// maxDocumentSize is what the vendor's page allows.
const maxDocumentSize = 2 << 20

// check says what a document would have to be, if this one cannot be sent.
func (d Document) check() error {
	const magic, mark, enough = "%PDF-", "\uFEFF", 64 // a byte order mark and blank lines may come before it
	if d.size > maxDocumentSize {
		return fmt.Errorf("a document of at most 2 MB (%d bytes): this one has %d", maxDocumentSize, d.size)
	}
	start := make([]byte, min(d.size, enough))
	n, err := d.readAt(start, 0)
	if n < len(start) && err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("a document that can be read: %w", err)
	}
	if !strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(string(start[:n]), mark), " \t\r\n"), magic) {
		return fmt.Errorf("a PDF: this document does not begin with %s", magic)
	}
	return nil
}

// encodedSize returns the length of the document as base64.
func (d Document) encodedSize() int64 { return (d.size + 2) / 3 * 4 }

// base64 returns the document as base64, read anew from its source.
func (d Document) base64() io.Reader { return &base64Reader{document: d} }

// base64Reader encodes what it reads right where it is asked for it, so that it
// needs no buffer of its own.
type base64Reader struct {
	document Document
	at       int64   // bytes of the document that are encoded
	group    [4]byte // handed out in pieces, to who asks for less than one
	held     int     // characters of it that are still to come
}

func (r *base64Reader) Read(p []byte) (int, error) {
	if r.held == 0 && len(p) >= len(r.group) {
		return r.encode(p)
	}
	if r.held == 0 {
		n, err := r.encode(r.group[:])
		if err != nil {
			return 0, err
		}
		r.held = n
	}
	n := copy(p, r.group[len(r.group)-r.held:])
	r.held -= n
	return n, nil
}

// encode fills p with whole groups. It reads what it encodes into the end of p:
// three bytes become four, so what is written never overtakes what is read.
func (r *base64Reader) encode(p []byte) (n int, err error) {
	left := r.document.size - r.at
	if left == 0 {
		return 0, io.EOF
	}
	size := min(left, int64(len(p)/4*3))
	source := p[len(p)-int(size):]
	clear(source) // the buffer may have been another caller's
	if got, err := r.document.readAt(source, r.at); got < len(source) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // not the end of the document
		}
		return 0, fmt.Errorf("document is shorter than its size or cannot be read: %w", err)
	}
	r.at += size
	for len(source) > 0 {
		var piece [768]byte // since encoding/base64 does not promise to work in place
		length := copy(piece[:], source)
		base64.StdEncoding.Encode(p[n:], piece[:length])
		source = source[length:]
		n += base64.StdEncoding.EncodedLen(length)
	}
	return n, nil
}

// within returns the document for reading until ctx ends. A source that the caller
// has given may block or panic: it is read in a goroutine of its own, into memory of
// its own, so that neither holds or ends the call. One that blocks for ever keeps
// that goroutine. A document in memory does neither, and is read as it is.
func (d Document) within(ctx context.Context) Document {
	if d.readAt != nil && !d.inMemory {
		source := guardedSource{ctx: ctx, readAt: d.readAt}
		d.readAt = source.ReadAt
	}
	return d
}

// guardedSource is for one reader at a time.
type guardedSource struct {
	ctx    context.Context
	readAt readerAt
	buffer []byte // nil while, and after, a Read that was left holds it
}

// ReadAt reads from the source until the context ends.
func (s *guardedSource) ReadAt(p []byte, offset int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	buffer := s.buffer
	if s.buffer = nil; cap(buffer) < len(p) {
		buffer = make([]byte, len(p))
	}
	buffer = buffer[:len(p)]
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errors.New("the source of the document panicked")}
		defer func() {
			if recover() != nil {
				r.n = 0
			}
			done <- r
		}()
		n, err := s.readAt(buffer, offset)
		r = result{min(max(n, 0), len(buffer)), err}
	}()
	select {
	case r := <-done:
		return s.take(p, buffer, r.n, r.err)
	case <-s.ctx.Done():
	}
	// A source that does not block is not left in the middle of a Read, so that the
	// caller may use its memory again when the call has returned.
	const moment = 40 * time.Millisecond
	left := time.NewTimer(moment)
	defer left.Stop()
	select {
	case r := <-done:
		return s.take(p, buffer, r.n, r.err)
	case <-left.C:
		return 0, s.ctx.Err()
	}
}

// take hands over what was read.
func (s *guardedSource) take(p, buffer []byte, n int, err error) (int, error) {
	s.buffer = buffer
	if n = copy(p, buffer[:n]); err == nil && n < len(p) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
