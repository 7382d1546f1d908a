package freedompay

import (
	"bytes"
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// failingAt is a source that has the bytes of a PDF up to an offset, and then fails.
type failingAt struct {
	place int64
	err   error
}

func (f failingAt) ReadAt(p []byte, at int64) (int, error) {
	pdf := bytes.NewReader(scan(int(f.place)))
	n, err := pdf.ReadAt(p, at)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func TestDocumentThatCannotBeSent(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, test := range []struct {
		name string
		d    Document
		want string
		is   error
	}{
		{"no bytes", NewDocument(nil), "a PDF: this document does not begin with %PDF-", nil},
		{"too short", NewDocument([]byte("%PDF")), "a PDF: this document does not begin with %PDF-", nil},
		{"an image", NewDocument([]byte("\x89PNG\r\n\x1a\n")), "a PDF: this document does not begin with %PDF-", nil},
		{"base64 already", NewDocument([]byte(base64.StdEncoding.EncodeToString(scan(100)))), "a PDF: this document does not begin with %PDF-", nil},
		{"a size below zero", DocumentFrom(bytes.NewReader(scan(100)), -1), "a PDF: this document does not begin with %PDF-", nil},
		{"a size within the mark", DocumentFrom(bytes.NewReader(scan(100)), 4), "a PDF: this document does not begin with %PDF-", nil},
		{"a byte too big", NewDocument(scan(2<<20 + 1)), "a document of at most 2 MB (2097152 bytes): this one has 2097153", nil},
		{"unreadable", DocumentFrom(failingAt{0, broken}, 100), "a document that can be read: the disk is gone", broken},
		{"unreadable after a while", DocumentFrom(failingAt{4000, broken}, 9000), "document is shorter than its size or cannot be read: the disk is gone", broken},
		{"shorter than its size", DocumentFrom(bytes.NewReader(scan(100)), 101), "document is shorter than its size or cannot be read: unexpected EOF", io.ErrUnexpectedEOF},
		{"shorter by whole pieces", DocumentFrom(bytes.NewReader(scan(3072)), 6144), "document is shorter than its size or cannot be read: unexpected EOF", io.ErrUnexpectedEOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.d.check()
			if err == nil { // it begins well: the rest shows when it is read, to be signed or sent
				req, _ := uploads(t, test.d, nil)
				b, encoded := encode(req)
				if encoded != nil {
					t.Fatal(encoded)
				}
				_, err = b.sign(t.Context(), NewSigner("1", NewSecret("key")).key, jws.HS512, "")
				if _, read := io.ReadAll((&wire{body: b}).open()); read == nil || read.Error() != err.Error() {
					t.Errorf("its body reads with %v, signs with %v", read, err)
				}
			}
			if err == nil || err.Error() != test.want || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("\n got %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestDocumentPrintsItsSize(t *testing.T) {
	pdf := scan(3000)
	d := NewDocument(pdf)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%20v"} {
		if got := fmt.Sprintf(verb, d); got != "[document of 3000 bytes]" {
			t.Errorf("%s prints %s", verb, got)
		}
		for _, holder := range []any{struct{ d Document }{d}, &struct{ d Document }{d}, []struct{ d Document }{{d}}} {
			got := fmt.Sprintf(verb, holder)
			for _, form := range []string{"%PDF-", fmt.Sprintf("%x", pdf[:5]), strings.Trim(fmt.Sprint(pdf[:5]), "[]")} {
				if strings.Contains(got, form) {
					t.Fatalf("%s of %T shows the document: %.200s", verb, holder, got)
				}
			}
		}
	}
	if none := (Document{}); none.String() != "" || !none.IsZero() || d.IsZero() || d.Size() != 3000 {
		t.Errorf("the zero Document prints %q", none)
	}
}

func TestDocumentFromFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scan.pdf")
	if err := os.WriteFile(name, scan(5000), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := DocumentFromFile(file)
	if err != nil || d.Size() != 5000 || d.check() != nil {
		t.Errorf("document %v, %v, %v", d, err, d.check())
	}
	if got := readBody(t, d.base64()); string(got) != base64.StdEncoding.EncodeToString(scan(5000)) {
		t.Error("the file reads as other bytes")
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err := DocumentFromFile(file); !errors.Is(err, os.ErrClosed) || !d.IsZero() {
		t.Errorf("of a closed file: %v, %v", d, err)
	}
	if err := d.check(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closed before it was sent: %v", err)
	}
}

// recordingSource is a source that records the content of the buffers it is given.
type recordingSource struct {
	bytes.Reader
	given bytes.Buffer
}

func (n *recordingSource) ReadAt(p []byte, at int64) (int, error) {
	n.given.Write(p)
	return n.Reader.ReadAt(p, at)
}

// Buffers are reused: a source must not see what they held for another document.
func TestADocumentsSourceSeesNoOthers(t *testing.T) {
	source := &recordingSource{Reader: *bytes.NewReader(scan(5000))}
	buffer := bytes.Repeat([]byte("another's"), 1000)
	if _, err := DocumentFrom(source, 5000).base64().Read(buffer); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(source.given.Bytes(), []byte("another")) {
		t.Error("the source was given what the buffer held before")
	}
}

// What is stored of a document would be its size: storing fails instead, and
// whatever holds one with it.
func TestDocumentIsNotStored(t *testing.T) {
	d := NewDocument(scan(3000))
	for name, store := range map[string]func(Document) (any, error){
		"text":     func(d Document) (any, error) { return d.MarshalText() },
		"binary":   func(d Document) (any, error) { return d.MarshalBinary() },
		"database": func(d Document) (any, error) { return driver.DefaultParameterConverter.ConvertValue(d) },
		"JSON":     func(d Document) (any, error) { return json.Marshal(d) },
		"request": func(d Document) (any, error) {
			return json.Marshal(CreateClientRequest{Client: NewClient{Document: d}})
		},
		"owner": func(d Document) (any, error) {
			return json.Marshal(&IdentifyWalletOwnerRequest{Owner: WalletOwner{Document: d}})
		},
	} {
		if out, err := store(d); !errors.Is(err, errDocumentStored) {
			t.Errorf("%s: %v, %v", name, out, err)
		}
		if out, err := store(Document{}); err != nil {
			t.Errorf("%s of none: %v, %v", name, out, err)
		}
	}
	if null, err := (Document{}).Value(); null != nil || err != nil {
		t.Errorf("none is %v in a database, %v", null, err)
	}
	if got := d.LogValue().String(); got != "[document of 3000 bytes]" {
		t.Errorf("slog shows %s", got)
	}
}

// A body that was sent can be read back.
func TestDocumentFromText(t *testing.T) {
	pdf := scan(3001)
	var req CreateClientRequest
	if err := json.Unmarshal([]byte(`{"client":{"document":"`+base64.StdEncoding.EncodeToString(pdf)+`"}}`), &req); err != nil {
		t.Fatal(err)
	}
	if got := readBody(t, io.NewSectionReader(readerAtFunc(req.Client.Document.readAt), 0, req.Client.Document.Size())); !bytes.Equal(got, pdf) {
		t.Errorf("%d other bytes", len(got))
	}
	for _, text := range []string{"[document of 3000 bytes]", "JVBERi0", "JVBERi0x\x00"} {
		if err := req.Client.Document.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as a document of %d bytes", text, req.Client.Document.Size())
		}
	}
	if err := req.Client.Document.UnmarshalText(nil); err != nil || !req.Client.Document.IsZero() {
		t.Errorf("nothing is read as %v, %v", req.Client.Document, err)
	}
}

type readerAtFunc func(p []byte, offset int64) (int, error)

func (f readerAtFunc) ReadAt(p []byte, offset int64) (int, error) { return f(p, offset) }

func TestDocumentFromReader(t *testing.T) {
	for _, size := range []int{5, maxDocumentSize} {
		d, err := DocumentFromReader(iotest.HalfReader(bytes.NewReader(scan(size))))
		if err != nil || d.Size() != int64(size) || d.check() != nil {
			t.Errorf("%d bytes: %v, %v", size, d, err)
		}
		if got := readBody(t, d.base64()); string(got) != base64.StdEncoding.EncodeToString(scan(size)) {
			t.Errorf("%d bytes read as others", size)
		}
	}
	endless := &counting{}
	if d, err := DocumentFromReader(endless); !d.IsZero() || err == nil || err.Error() != "freedompay: document: it has more than 2097152 bytes, want at most 2 MB" {
		t.Errorf("an endless one: %v, %v", d, err)
	}
	if endless.read > 2*maxDocumentSize {
		t.Errorf("%d bytes of an endless one were read", endless.read)
	}
	broken := errors.New("the upload broke off")
	if d, err := DocumentFromReader(io.MultiReader(bytes.NewReader(scan(100)), iotest.ErrReader(broken))); !errors.Is(err, broken) || !d.IsZero() {
		t.Errorf("a broken one: %v, %v", d, err)
	}
	if _, err := DocumentFromReader(nil); err == nil {
		t.Error("nil is a document")
	}
	if d, err := DocumentFromReader(strings.NewReader("")); err != nil || d.IsZero() || d.check() == nil {
		t.Errorf("an empty one: %v, %v, %v", d, err, d.check())
	}
}

// counting never ends, and counts.
type counting struct{ read int }

func (c *counting) Read(p []byte) (int, error) {
	c.read += len(p)
	return len(p), nil
}
