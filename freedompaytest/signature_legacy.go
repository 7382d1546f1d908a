package freedompaytest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// verifyLegacyHeaders checks what the older scheme's headers say without the body.
func (b *Bank) verifyLegacyHeaders(r *http.Request) error {
	switch sign, err := hex.DecodeString(r.Header.Get("Sign")); {
	case r.Header.Get("Auth-Id") != b.authID:
		return fmt.Errorf("the header Auth-Id is %q, want %q", r.Header.Get("Auth-Id"), b.authID)
	case r.Header.Get("Request-Id") == "":
		return errors.New("the header Request-Id is missing")
	case err != nil || len(sign) != sha256.Size:
		return errors.New("the header Sign is not a SHA-256 in hexadecimal")
	}
	return nil
}

// verifyLegacySum checks Sign: the SHA-256 of the body and the key after it.
func (b *Bank) verifyLegacySum(r *http.Request, body []byte) error {
	sum := sha256.Sum256(slices.Concat(body, []byte(b.key.Reveal())))
	if !strings.EqualFold(r.Header.Get("Sign"), hex.EncodeToString(sum[:])) {
		return errors.New("the header Sign does not match: another key, or other bytes than these were signed")
	}
	return nil
}
