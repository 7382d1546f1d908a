package bench_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/internal/outage"
)

// The rows of docs/benchmarks.md have a benchmark each, by their names, with
// what they are compared to beside them. S4 are the allocations of S1 to S3.

func BenchmarkS1(b *testing.B) { benchmarkSign(b, 2_700_000) }
func BenchmarkS2(b *testing.B) { benchmarkSign(b, 1<<10) }
func BenchmarkS3(b *testing.B) { benchmarkSign(b, 64) }

const signedPath = "/v5/card-api/client/add"

func benchmarkSign(b *testing.B, size int) {
	body := bytes.Repeat([]byte("{"), size)
	b.Run("client", func(b *testing.B) {
		b.ReportAllocs()
		signer := freedompay.NewSigner("123456", freedompay.NewSecret(outage.Key))
		signer.Sign(freedompay.HS512, "POST", signedPath, body)
		for b.Loop() {
			signer.Sign(freedompay.HS512, "POST", signedPath, body)
		}
	})
	b.Run("limit", func(b *testing.B) {
		input := []byte(encodedHeader() + "." + base64.RawURLEncoding.EncodeToString(body))
		text := make([]byte, base64.StdEncoding.EncodedLen(len(body)))
		for b.Loop() {
			base64.StdEncoding.Encode(text, body)
			sha512.Sum512(input)
		}
	})
	b.Run("hmac", func(b *testing.B) { // what no way of signing can do without
		input := []byte(encodedHeader() + "." + base64.RawURLEncoding.EncodeToString(body))
		mac, sum := hmac.New(sha512.New, []byte(outage.Key)), make([]byte, 0, sha512.Size)
		for b.Loop() {
			mac.Write(input)
			mac.Sum(sum)
			mac.Reset()
		}
	})
	b.Run("golang-jwt", func(b *testing.B) {
		b.ReportAllocs()
		if _, err := signWithJWT(body); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			_, _ = signWithJWT(body)
		}
	})
}

// signWithJWT makes the signature as one would with golang-jwt alone.
func signWithJWT(body []byte) (string, error) {
	header := encodedHeader()
	mac, err := jwt.SigningMethodHS512.Sign(header+"."+base64.RawURLEncoding.EncodeToString(body), []byte(outage.Key))
	if err != nil {
		return "", err
	}
	return header + ".." + base64.RawURLEncoding.EncodeToString(mac), nil
}

func encodedHeader() string {
	header, _ := json.Marshal(struct {
		URI    string `json:"uri"`
		AuthID string `json:"auth_id"`
		Method string `json:"method"`
		Params string `json:"params"`
		Alg    string `json:"alg"`
	}{signedPath, "123456", "POST", "", "HS512"})
	return base64.RawURLEncoding.EncodeToString(header)
}
