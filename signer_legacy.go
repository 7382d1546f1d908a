package freedompay

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"strings"
)

// legacySign returns the value of Sign for a body that can be read.
func legacySign(key Secret, body io.Reader) string {
	sign, _ := legacySignOf(key, body)
	return sign
}

func legacySignOf(key Secret, body io.Reader) (string, error) {
	digest := sha256.New()
	_, err := io.Copy(digest, body)
	_, _ = io.WriteString(digest, key.Reveal())
	return hex.EncodeToString(digest.Sum(nil)), err
}

// VerifyLegacy reports whether sign, the value of the header Sign, is that of the
// exact bytes of body under the key: see [LegacySHA256].
func VerifyLegacy(key Secret, sign string, body []byte) error {
	want := legacySign(key, strings.NewReader(string(body)))
	switch {
	case sign == "":
		return errors.New("freedompay: the header Sign is missing")
	case len(sign) != len(want):
		return errors.New("freedompay: Sign is not a SHA-256 in hexadecimal: want 64 digits")
	case subtle.ConstantTimeCompare([]byte(strings.ToLower(sign)), []byte(want)) != 1:
		return errors.New("freedompay: Sign is not that of this body and this key: want the SHA-256 of the bytes of the body followed by those of the key")
	}
	return nil
}
