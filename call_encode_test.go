package freedompay

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jws"
)

// scan returns size bytes that begin like a PDF.
func scan(size int) []byte {
	pdf := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(pdf)
	copy(pdf, "%PDF-")
	return pdf
}

// upload carries a document at a path; plainUpload is the same in plain JSON.
type upload struct {
	Name  string `json:"name"`
	Inner struct {
		Before string   `json:"before,omitzero"`
		Scan   Document `json:"scan,omitzero"`
		After  string   `json:"after,omitzero"`
	} `json:"inner"`
	Last string `json:"last,omitzero"`
}

func (u upload) document() (string, Document) { return "inner.scan", u.Inner.Scan }

func (u upload) shadow() any {
	u.Inner.Scan = documentPlaceholder(u.Inner.Scan)
	return u
}

type plainUpload struct {
	Name  string `json:"name"`
	Inner struct {
		Before string `json:"before,omitzero"`
		Scan   []byte `json:"scan,omitzero"` // encoding/json writes base64.StdEncoding
		After  string `json:"after,omitzero"`
	} `json:"inner"`
	Last string `json:"last,omitzero"`
}

// uploads returns a request with a document and its plain encoding.
func uploads(t *testing.T, d Document, pdf []byte) (upload, []byte) {
	t.Helper()
	var u upload
	var p plainUpload
	u.Name, p.Name = `"scan":"<x>"`, `"scan":"<x>"`
	u.Inner.Before, p.Inner.Before = "\u2028\xff", "\u2028\xff"
	u.Inner.Scan, p.Inner.Scan = d, pdf
	u.Inner.After, p.Inner.After = "ж", "ж"
	u.Last, p.Last = "scan", "scan"
	plain, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return u, plain
}

func readBody(t *testing.T, r io.Reader) []byte {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestBodyWithDocumentIsThePlainEncoding(t *testing.T) {
	signer := NewSigner("1", NewSecret("key"))
	header := jws.Header{URI: "/a", AuthID: "1", Method: "POST", Alg: jws.HS512}.Encode()
	for _, size := range []int{5, 6, 7, 1022, 1023, 1024, 3071, 3072, 3073, 3074, 6144, 6145, maxDocumentSize - 1, maxDocumentSize} {
		pdf := scan(size)
		from := DocumentFrom(bytes.NewReader(append(pdf[:size:size], "not sent"...)), int64(size))
		for _, d := range []Document{NewDocument(pdf), from} {
			if err := d.check(); err != nil {
				t.Errorf("document of %d bytes: %v", size, err)
			}
			req, plain := uploads(t, d, pdf)
			b, err := encode(req)
			if err != nil {
				t.Fatal(err)
			}
			w := wire{body: b}
			if got := readBody(t, w.open()); !bytes.Equal(got, plain) {
				t.Errorf("document of %d bytes: the body differs from the plain encoding", size)
			}
			if b.length() != int64(len(plain)) {
				t.Errorf("document of %d bytes: length %d, want %d", size, b.length(), len(plain))
			}
			signature, err := b.sign(t.Context(), signer.key, jws.HS512, header)
			if want := signer.Sign(HS512, "POST", "/a", plain); err != nil || signature != want {
				t.Errorf("document of %d bytes: signature %s, %v; want %s", size, signature, err, want)
			}
		}
	}
}

// The package's own requests, too, are what they look like, with the scan in
// its place.
func TestRequestsWithDocuments(t *testing.T) {
	pdf := scan(4000)
	d, id := NewDocument(pdf), uuid.MustParse("828cf71d-a447-4a67-a149-c1df8bc197ca")
	client := CreateClientRequest{RequestID: id, Client: NewClient{Phone: 77001234567, Document: d}}
	const start = `{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca",`
	scanned := `"document":"` + base64.StdEncoding.EncodeToString(pdf) + `"}`
	clientBody := `"product_id":0,"client":{"phone":77001234567,` + scanned + `}`
	for _, test := range []struct {
		req  any
		want string
	}{
		{client, start + clientBody},
		{&client, start + clientBody},
		{struct {
			Extra string `json:"extra"`
			CreateClientRequest
		}{"x", client}, `{"extra":"x",` + start[1:] + clientBody},
		{IdentifyWalletOwnerRequest{RequestID: id, Owner: WalletOwner{FirstName: "A", Document: d}}, start + `"identifier":"","owner":{"first_name":"A",` + scanned + `}`},
	} {
		b, err := encode(test.req)
		if err != nil {
			t.Fatal(err)
		}
		w := wire{body: b}
		if got := readBody(t, w.open()); string(got) != test.want {
			t.Errorf("%T: the body is\n%.300s, want\n%.300s", test.req, got, test.want)
		}
	}
	if client.Client.Document.Size() != int64(len(pdf)) {
		t.Error("the request was changed")
	}
}

func TestBodyWithoutDocument(t *testing.T) {
	for _, none := range []Document{{}, DocumentFrom(nil, 5)} {
		req, plain := uploads(t, none, nil)
		b, err := encode(req)
		w := wire{body: b}
		if got := readBody(t, w.open()); err != nil || !bytes.Equal(got, plain) || b.length() != int64(len(plain)) {
			t.Errorf("body %s of length %d, %v; want %s", got, b.length(), err, plain)
		}
	}
	for _, req := range []any{nil, "text", 1, []int{1}, (*upload)(nil), json.RawMessage("[1]")} {
		if _, err := encode(req); err == nil || err.Error() != "request must encode as a JSON object" {
			t.Errorf("%T: %v", req, err)
		}
	}
	if _, err := encode(map[string]any{"a": func() {}}); err == nil || !strings.HasPrefix(err.Error(), "request cannot be encoded as JSON: ") {
		t.Errorf("a function: %v", err)
	}
}

func TestReadersOfOneBodyAreIndependent(t *testing.T) {
	req, plain := uploads(t, NewDocument(scan(5000)), scan(5000))
	b, err := encode(req)
	if err != nil {
		t.Fatal(err)
	}
	w := wire{body: b}
	first, second := w.open(), w.open()
	var read bytes.Buffer
	if _, err := io.CopyN(&read, first, 3000); err != nil {
		t.Fatal(err)
	}
	if got := readBody(t, iotest.OneByteReader(second)); !bytes.Equal(got, plain) {
		t.Error("the second reader gives other bytes")
	}
	if got := append(read.Bytes(), readBody(t, iotest.HalfReader(first))...); !bytes.Equal(got, plain) {
		t.Error("the first reader gives other bytes")
	}
}

// A closed body does not read its document: after a call has returned, the document
// belongs to the caller.
func TestShutBodyDoesNotTouchItsDocument(t *testing.T) {
	source := &guarded{Reader: bytes.NewReader(scan(50_000))}
	req, plain := uploads(t, DocumentFrom(source, 50_000), scan(50_000))
	b, err := encode(req)
	if err != nil {
		t.Fatal(err)
	}
	head := int64(bytes.Index(plain, []byte("JVBERi"))) // %PDF in base64
	for _, before := range []int64{0, head - 1, head, head + 1, head + 10_000} {
		w := wire{body: b}
		r := w.open()
		if _, err := io.CopyN(io.Discard, r, before); err != nil {
			t.Fatal(err)
		}
		w.close()
		source.forbid = true
		got, err := io.ReadAll(r)
		if !errors.Is(err, io.ErrClosedPipe) || int64(len(got)) != max(head-before, 0) {
			t.Errorf("shut after %d bytes: %d more and %v", before, len(got), err)
		}
		if source.touched {
			t.Fatalf("shut after %d bytes: the document was read", before)
		}
		source.forbid = false
	}
}

// guarded is a source that records a read while reads are forbidden.
type guarded struct {
	*bytes.Reader
	forbid, touched bool
}

func (s *guarded) ReadAt(p []byte, at int64) (int, error) {
	s.touched = s.touched || s.forbid
	return s.Reader.ReadAt(p, at)
}

func TestLocate(t *testing.T) {
	for _, test := range []struct{ name, text, path, want string }{
		{"the only member", `{"a":"x"}`, "a", `"x"`},
		{"the last member", `{"b":1,"c":[1,{"a":2}],"a":true}`, "a", `true`},
		{"nested", `{"a":{"b":{"c":5},"c":6},"c":7}`, "a.b.c", `5`},
		{"same name deeper before", `{"x":{"a":1},"a":2}`, "a", `2`},
		{"same name as a value", `{"x":"a","y":["a","\"a\":3"],"a":4}`, "a", `4`},
		{"a text that looks like it", `{"x":"{\"a\":\"b\"}","a":"c"}`, "a", `"c"`},
		{"one quote within a text", `{"x":"5\" screen","a":"c"}`, "a", `"c"`},
		{"a quote and a comma within a text", `{"x":"\",","a":"c"}`, "a", `"c"`},
		{"a backslash at the end of a text", `{"x":"\\","a":"c"}`, "a", `"c"`},
		{"quotes and brackets within texts", `{"x":["\"]",{"\"}":"{"}],"a":"c"}`, "a", `"c"`},
		{"name written with escapes", `{"\u0061":"x"}`, "a", `"x"`},
		{"a longer name", `{"ab":1,"a":2}`, "a", `2`},
		{"a shorter name", `{"a":1,"ab":2,"b":3}`, "ab", `2`},
		{"another letter case", `{"A":1,"a":2}`, "a", `2`},
		{"null", `{"a":null}`, "a", `null`},
		{"an object", `{"a":{"b":1}}`, "a", `{"b":1}`},
		{"many bytes before", `{"x":"` + strings.Repeat("ж\\\"", 5000) + `","a":"z"}`, "a", `"z"`},
		{"missing", `{"b":1}`, "a", ""},
		{"missing in an empty object", `{}`, "a", ""},
		{"missing below", `{"a":{"c":1},"b":2}`, "a.b", ""},
		{"only deeper", `{"x":{"a":1}}`, "a", ""},
		{"below a null", `{"a":null}`, "a.b", ""},
		{"below a text", `{"a":"b"}`, "a.b", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			start, end, err := locate([]byte(test.text), test.path)
			if got := test.text[start:end]; got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("located %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

// pieces is a reader whose reads have the given sizes, in turn.
type pieces struct {
	io.Reader
	sizes []byte
	next  int
}

func (p *pieces) Read(into []byte) (int, error) {
	size := 1
	if len(p.sizes) > 0 {
		size += int(p.sizes[p.next%len(p.sizes)]) * 37
		p.next++
	}
	return p.Reader.Read(into[:min(size, len(into))])
}

// A document of any bytes, read in pieces of any sizes, is encoded as by
// encoding/base64, alone and within its request. The signature is over those bytes.
func FuzzBase64(f *testing.F) {
	for _, size := range []int{0, 1, 2, 3, 4, 5, 767, 768, 769, 1537, 3071, 3072, 3073, 6144, 9217} {
		f.Add(scan(max(size, 5))[:size], []byte{0}, uint16(0))
		f.Add(scan(max(size, 5))[:size], []byte{255, 1, 82}, uint16(1))
	}
	key := NewSigner("1", NewSecret("key")).key
	f.Fuzz(func(t *testing.T, data, sizes []byte, missing uint16) {
		want := base64.StdEncoding.EncodeToString(data)
		d := NewDocument(data)
		got, err := io.ReadAll(&pieces{Reader: d.base64(), sizes: sizes})
		if err != nil || string(got) != want || d.encodedSize() != int64(len(want)) {
			t.Errorf("%d bytes in pieces of %v: %d bytes of %d, %v", len(data), sizes, len(got), d.encodedSize(), err)
		}
		_ = d.check()

		var u upload
		u.Name, u.Inner.Scan = "n", d
		b, err := encode(u)
		if err != nil {
			t.Fatal(err)
		}
		wire := wire{body: b}
		whole, err := io.ReadAll(&pieces{Reader: wire.open(), sizes: sizes})
		if plain := `{"name":"n","inner":{"scan":"` + want + `"}}`; err != nil || string(whole) != plain || b.length() != int64(len(plain)) {
			t.Errorf("the request has %d bytes, says %d, want %d; %v", len(whole), b.length(), len(plain), err)
		}
		if signature, err := b.sign(t.Context(), key, jws.HS512, "eyJ9"); err != nil || signature != key.Sign(jws.HS512, "eyJ9", whole) {
			t.Errorf("the signature is not over what is sent: %v", err)
		}

		short := DocumentFrom(bytes.NewReader(data), int64(len(data))+int64(missing))
		if _, err := io.ReadAll(short.base64()); (err == nil) != (missing == 0) || err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes fewer than said: %v", missing, err)
		}
	})
}
