package jws_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay/internal/jws"
)

var algorithms = map[jws.Algorithm]*jwt.SigningMethodHMAC{
	jws.HS256: jwt.SigningMethodHS256,
	jws.HS512: jwt.SigningMethodHS512,
}

// secret is what the tests sign with, if nothing else is said.
var secret = []byte("a key of the tests")

// verify has golang-jwt check a detached signature over body.
func verify(alg jws.Algorithm, signature, header string, body []byte) error {
	encoded, ok := strings.CutPrefix(signature, header+"..")
	if !ok {
		return fmt.Errorf("signature of %d bytes does not begin with its header and two dots", len(signature))
	}
	mac, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	return algorithms[alg].Verify(header+"."+base64.RawURLEncoding.EncodeToString(body), mac, secret)
}

// noise returns size bytes, the same ones each time.
func noise(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

// seeded returns a source of randomness; a failure shows its seed.
func seeded(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestPublishedSignatures(t *testing.T) {
	for _, vector := range []struct {
		key, header, body, mac string
		fields                 jws.Header
	}{
		{
			key:    "secret",
			header: `{"uri":"/v5/card-api/request/status","auth_id":"123456","method":"POST","params":"","alg":"HS512"}`,
			body:   `{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca"}`,
			mac:    "f1sQoeIpX_ZjOaykQzSeylvvKaVrEQV4gNM2ACFbEMkFDUV9Zk5WO1yQGEWez-vnQMVHodLBDVEyh5Xm2-3MjQ",
			fields: jws.Header{URI: "/v5/card-api/request/status", AuthID: "123456", Method: "POST", Alg: jws.HS512},
		},
		{
			key:    "your-256-bit-secret",
			header: `{"uri":"/v5/partner/wallet/add","auth_id":"123456","method":"POST","params":"","alg":"HS256"}`,
			body:   `{"request_id":"828cf71d-a447-4a67-a149-c1df8bc197ca","country":"KAZ","currency":"KZT"}`,
			mac:    "5xVbhml5y1Uw1TYQ_djwwefFz8y_CnX-ajzNvOBCcmE",
			fields: jws.Header{URI: "/v5/partner/wallet/add", AuthID: "123456", Method: "POST", Alg: jws.HS256},
		},
	} {
		want := base64.RawURLEncoding.EncodeToString([]byte(vector.header)) + ".." + vector.mac
		key := jws.NewKey([]byte(vector.key))
		if got := key.Sign(vector.fields.Alg, vector.fields.Encode(), []byte(vector.body)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", vector.fields.Alg, got, want)
		}
		d, err := jws.Parse(want)
		if err != nil {
			t.Fatal(err)
		}
		if d.Header != vector.fields {
			t.Errorf("Parse read the header %+v, want %+v", d.Header, vector.fields)
		}
		if !d.SignedBy(key, []byte(vector.body)) {
			t.Errorf("%s: the published signature is not accepted", vector.fields.Alg)
		}
	}
}

func TestHeaderKeepsItsBytes(t *testing.T) {
	for _, test := range []struct {
		header jws.Header
		want   string
	}{
		{jws.Header{}, `{"uri":"","auth_id":"","method":"","params":"","alg":""}`},
		{jws.Header{URI: "/a?<b>&c", AuthID: "1", Method: "POST", Params: "p", Alg: jws.HS512}, `{"uri":"/a?<b>&c","auth_id":"1","method":"POST","params":"p","alg":"HS512"}`},
		{jws.Header{AuthID: "\"\\\n"}, `{"uri":"","auth_id":"\"\\\n","method":"","params":"","alg":""}`},
		{jws.Header{AuthID: "тест"}, `{"uri":"","auth_id":"тест","method":"","params":"","alg":""}`},
	} {
		got, err := base64.RawURLEncoding.DecodeString(test.header.Encode())
		if err != nil || string(got) != test.want {
			t.Errorf("%+v encodes as %s (%v), want %s", test.header, got, err, test.want)
		}
	}
}

// Another implementation verifies each size at which a piece, a group of three
// or a buffer begins, ends or just does not.
func TestEverySizeIsSignedAsAnotherImplementationDoes(t *testing.T) {
	var bodies, headers []int
	for _, edge := range []int{2, 3072, 4096, 2 * 3072, 3 * 3072, 3 * 4096} {
		for size := edge - 2; size <= edge+3; size++ {
			bodies = append(bodies, size)
		}
	}
	bodies = append(bodies, 3<<20, 3<<20+1)
	// A header passes through a buffer of 4096 bytes, and the result is built in
	// that buffer where it leaves room for the MAC: up to 4019 and 3944 bytes.
	for _, edge := range []int{2, 3944, 4019, 4096, 2 * 4096} {
		for size := edge - 2; size <= edge+3; size++ {
			headers = append(headers, size)
		}
	}
	key, data, long := jws.NewKey(secret), noise(3<<20+1), strings.Repeat("eyJ1", 3000)
	for alg := range algorithms {
		check := func(header string, body []byte) {
			t.Helper()
			signature := key.Sign(alg, header, body)
			if err := verify(alg, signature, header, body); err != nil {
				t.Errorf("%s, header of %d bytes, body of %d: %v", alg, len(header), len(body), err)
			}
		}
		for _, size := range bodies {
			check("eyJ9", data[:size])
		}
		for _, size := range headers {
			check(long[:size], data[:100])
			check(long[:size], nil)
		}
	}
}

var every = func() (all []byte) {
	for b := range 256 {
		all = append(all, byte(b))
	}
	return all
}()

func TestContentIsSignedAsItIs(t *testing.T) {
	for name, body := range map[string]string{
		"none":                "",
		"HTML characters":     `{"a":"<b>&'\u003c"}`,
		"line separators":     "{\"a\":\"\u2028\u2029\"}",
		"invalid UTF-8":       "{\"a\":\"\xff\xfe\xc3\"}",
		"trailing newline":    "{}\n",
		"trailing newlines":   "{}\r\n\n",
		"leading byte mark":   "\ufeff{}",
		"every byte":          string(every),
		"every byte, shifted": string(slices.Concat([]byte("ab"), every)),
		"zeros":               strings.Repeat("\x00", 100),
	} {
		t.Run(name, func(t *testing.T) {
			key := jws.NewKey(secret)
			for alg := range algorithms {
				signature := key.Sign(alg, "eyJ9", []byte(body))
				if err := verify(alg, signature, "eyJ9", []byte(body)); err != nil {
					t.Errorf("%s: %v", alg, err)
				}
			}
		})
	}
}

func TestPiecesOfAnySizeMakeTheSameSignature(t *testing.T) {
	random, key := seeded(t), jws.NewKey(secret)
	for range 200 {
		body := noise(random.IntN(20_000))
		want := key.Sign(jws.HS512, "eyJ9", body)
		longest := 1 << random.IntN(14)
		s, rest := key.Begin(jws.HS512, "eyJ9"), body
		for len(rest) > 0 {
			size := min(random.IntN(longest+1), len(rest))
			if n, err := s.Write(rest[:size]); n != size || err != nil {
				t.Fatalf("Write of %d bytes = %d, %v", size, n, err)
			}
			rest = rest[size:]
		}
		if got := s.Finish(); got != want {
			t.Fatalf("%d bytes in pieces of at most %d: got %s, want %s", len(body), longest, got, want)
		}
	}
}

func TestKeyIsItsOwnCopy(t *testing.T) {
	mine := bytes.Clone(secret)
	key := jws.NewKey(mine)
	clear(mine)
	if err := verify(jws.HS512, key.Sign(jws.HS512, "eyJ9", nil), "eyJ9", nil); err != nil {
		t.Error(err)
	}
}

// Goroutines share one key's states; under the race detector this also shows
// that they share nothing else.
func TestConcurrentSignaturesAreIndependent(t *testing.T) {
	key, data := jws.NewKey(secret), noise(10_000)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 100 {
				alg := []jws.Algorithm{jws.HS256, jws.HS512}[n%2]
				header := jws.Header{AuthID: fmt.Sprint(worker), Alg: alg}.Encode()
				body := data[:(worker*1237+n*91)%len(data)]
				signature := key.Sign(alg, header, body)
				if err := verify(alg, signature, header, body); err != nil {
					t.Errorf("worker %d, signature %d: %v", worker, n, err)
				}
				if d, err := jws.Parse(signature); err != nil || !d.SignedBy(key, body) {
					t.Errorf("worker %d does not accept its own signature %d: %v", worker, n, err)
				}
			}
		})
	}
	all.Wait()
}

func TestSignAllocatesItsResultAlone(t *testing.T) {
	if raceDetector() {
		return // under it a sync.Pool forgets on purpose
	}
	key := jws.NewKey(secret)
	header := jws.Header{URI: "/v5/card-api/request/status", AuthID: "123456", Method: "POST", Alg: jws.HS512}.Encode()
	for alg := range algorithms {
		for _, size := range []int{0, 64, 1024, 100_000} {
			body := noise(size)
			if got := testing.AllocsPerRun(100, func() { _ = key.Sign(alg, header, body) }); got != 1 {
				t.Errorf("%s of %d bytes: %v allocations, want 1", alg, size, got)
			}
		}
	}
}

func raceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
