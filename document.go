package freedompay

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
)

// Document is the scan of an identity document: a PDF of at most 2 MB. It
// travels as base64 and is read while it is sent, so it must not change during
// a call. It prints as its size, never as its content, also in JSON.
// The zero Document is absent.
type Document struct {
	readAt readerAt
	size   int64
}

// readerAt is the reading side of a document's source. A function, unlike an
// io.ReaderAt, shows nothing of itself to a printer that goes by reflection.
type readerAt func(p []byte, offset int64) (int, error)

// ReadAt makes a readerAt an io.ReaderAt again.
func (r readerAt) ReadAt(p []byte, offset int64) (int, error) { return r(p, offset) }

// NewDocument returns the Document of a PDF in memory. The bytes are not copied.
func NewDocument(pdf []byte) Document {
	return DocumentFrom(bytes.NewReader(pdf), int64(len(pdf)))
}

// DocumentFrom returns the Document of the first size bytes of source, which is
// read at each sending; a file is one.
func DocumentFrom(source io.ReaderAt, size int64) Document {
	if source == nil {
		return Document{}
	}
	return Document{readAt: source.ReadAt, size: max(size, 0)}
}

// DocumentFromFile returns the Document of an open file, whole. The caller
// closes the file, after the call that sends it.
func DocumentFromFile(file *os.File) (Document, error) {
	info, err := file.Stat()
	if err != nil {
		return Document{}, fmt.Errorf("freedompay: document: %w", err)
	}
	return DocumentFrom(file, info.Size()), nil
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

// MarshalText returns the size in words: a request that is logged as JSON does
// not spill the scan. What is sent holds the document.
func (d Document) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// maxDocumentSize is what the vendor's page allows.
const maxDocumentSize = 2 << 20

// check says what a document would have to be, if this one cannot be sent.
func (d Document) check() error {
	const magic = "%PDF-"
	start := make([]byte, len(magic))
	switch n, err := d.readAt(start, 0); {
	case d.size > maxDocumentSize:
		return fmt.Errorf("a document of at most 2 MB (%d bytes): this one has %d", maxDocumentSize, d.size)
	case n < len(magic) && err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("a document that can be read: %w", err)
	case string(start[:n]) != magic || d.size < int64(len(magic)):
		return fmt.Errorf("a PDF: this document does not begin with %s", magic)
	}
	return nil
}

// encodedSize returns the length of the document as base64.
func (d Document) encodedSize() int64 { return (d.size + 2) / 3 * 4 }

// writeTo writes the document as base64.
func (d Document) writeTo(w io.Writer) error {
	if d.IsZero() {
		return nil
	}
	for r := d.base64(); ; {
		err := r.fill()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			_, err = w.Write(r.next)
		}
		if err != nil {
			return err
		}
	}
}

// base64 returns the document as base64, read anew from its source.
func (d Document) base64() *base64Reader {
	return &base64Reader{from: io.NewSectionReader(d.readAt, 0, d.size), left: d.size}
}

// base64Reader encodes what it reads, piece by piece.
type base64Reader struct {
	from io.Reader
	left int64 // bytes not yet read from the source
	raw  [768]byte
	text [1024]byte
	next []byte // encoded and not yet handed out
}

func (r *base64Reader) Read(p []byte) (int, error) {
	if len(r.next) == 0 {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.next)
	r.next = r.next[n:]
	return n, nil
}

// fill encodes the next piece, or returns io.EOF.
func (r *base64Reader) fill() error {
	if r.left == 0 {
		return io.EOF
	}
	raw := r.raw[:min(r.left, int64(len(r.raw)))]
	if _, err := io.ReadFull(r.from, raw); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // not the end of the document
		}
		return fmt.Errorf("document is shorter than its size or cannot be read: %w", err)
	}
	r.left -= int64(len(raw))
	r.next = r.text[:base64.StdEncoding.EncodedLen(len(raw))]
	base64.StdEncoding.Encode(r.next, raw)
	return nil
}
