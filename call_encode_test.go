package freedompay

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
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

func (u upload) withheld() (string, Secret, Document) { return "inner.scan", Secret{}, u.Inner.Scan }

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

type (
	hiddenPIN = SetPINRequest // an alias of lower case: embedded, it is not exported
	ownPIN    struct {
		Before string `json:"before"`
		SetPINRequest
		After string `json:"after"`
	}
	ownPINPointer struct {
		*SetPINRequest
		After string `json:"after"`
	}
	deeperPIN struct{ *ownPIN }
	aliasPIN  struct {
		hiddenPIN
		After string `json:"after"`
	}
	marshalsItself struct{ RefundTransactionRequest }
)

func (m marshalsItself) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"own": m.RefundTransactionRequest})
}

// What is sent holds the secret, and nothing that only our JSON has; what the
// caller gave is not changed, however it embeds a request of ours.
func TestShadowOfRequests(t *testing.T) {
	pin := func() SetPINRequest { return SetPINRequest{CardID: "1", PIN: NewSecret("Zm9v\"+")} }
	inner, generated := pin(), SetPINRequest{CardID: "1", Generate: true}
	const own = `"card_id":"1","pin":"Zm9v\"+"`
	for _, test := range []struct {
		req  any
		want string
	}{
		{inner, `{` + own + `}`},
		{&inner, `{` + own + `}`},
		{generated, `{"card_id":"1"}`},
		{ownPIN{"b", inner, "a"}, `{"before":"b",` + own + `,"after":"a"}`},
		{&ownPIN{"b", inner, "a"}, `{"before":"b",` + own + `,"after":"a"}`},
		{ownPINPointer{&inner, "a"}, `{` + own + `,"after":"a"}`},
		{&ownPINPointer{&generated, "a"}, `{"card_id":"1","after":"a"}`},
		{deeperPIN{&ownPIN{"b", inner, "a"}}, `{"before":"b",` + own + `,"after":"a"}`},
		{aliasPIN{inner, "a"}, `{` + own + `,"after":"a"}`},
		{ConfirmGiftCardRequest{OTP: NewSecret("1")}, `{"otp":"1"}`},
		{ConfirmGiftCardRequest{}, `{"otp":""}`},
		{RefundTransactionRequest{OrderID: "o", All: true}, `{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}`},
		{&ClearTransactionRequest{OrderID: "o", All: true}, `{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}`},
		{marshalsItself{RefundTransactionRequest{OrderID: "o", All: true}}, `{"own":{"request_id":"00000000-0000-0000-0000-000000000000","order_id":"o","transaction_id":""}}`},
	} {
		before := reflect.ValueOf(test.req)
		for before.Kind() == reflect.Pointer {
			before = before.Elem()
		}
		kept := before.Interface()
		b, err := encode(test.req)
		if err != nil || string(b.head) != test.want {
			t.Errorf("%T is sent as %s, %v; want %s", test.req, b.head, err, test.want)
		}
		if !reflect.DeepEqual(before.Interface(), kept) || inner.PIN.Reveal() != "Zm9v\"+" || !generated.Generate {
			t.Errorf("%T was changed", test.req)
		}
	}
	if got := shadowOf((*SetPINRequest)(nil)); got != (*SetPINRequest)(nil) {
		t.Errorf("of nil: %v", got)
	}
}

// Stored as JSON and read again, a request asks for the same.
func TestRequestsKeepWhatIsNotSent(t *testing.T) {
	for _, req := range []any{
		&RefundTransactionRequest{OrderID: "o", All: true},
		&ClearTransactionRequest{OrderID: "o", All: true},
		&SetPINRequest{CardID: "1", Generate: true},
	} {
		text, err := json.Marshal(req)
		again := reflect.New(reflect.TypeOf(req).Elem()).Interface()
		if err != nil || json.Unmarshal(text, again) != nil || !reflect.DeepEqual(req, again) {
			t.Errorf("%+v is %s, %v, and again %+v", req, text, err, again)
		}
	}
}
