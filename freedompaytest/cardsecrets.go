package freedompaytest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
)

// cipherBlock is the smallest ciphertext a PIN can have: one block of AES.
const cipherBlock = 16

// setPIN sets a PIN at once: the operation carries no request_id, so its status
// cannot be asked. How a PIN is encrypted is not public, so
// the bank checks only that it is no PIN in the clear, and keeps nothing.
func (b *Bank) setPIN(in *input) (members, error) {
	_, given := in.members["pin"]
	pin := in.optionalText("pin")
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	if c.isOpen() != nil {
		return nil, refuse("12014", "the card is closed")
	}
	if given && !looksEncrypted(pin) {
		return nil, refuse("12014", "the PIN does not look like ciphertext in base64 or hex")
	}
	return nil, nil
}

// looksEncrypted reports whether text is base64 or hex of at least a block, and
// not of digits.
func looksEncrypted(text string) bool {
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString,
		base64.StdEncoding.DecodeString,
		base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString,
		base64.RawURLEncoding.DecodeString,
	} {
		cipher, err := decode(text)
		if err == nil && len(cipher) >= cipherBlock && !isDigits(string(cipher)) {
			return true
		}
	}
	return false
}

// resetPINCounter changes nothing: the bank keeps no counter of wrong PINs.
func (b *Bank) resetPINCounter(in *input) (*command, error) {
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	return &command{check: c.isOpen, apply: nothing}, nil
}

// secret returns what is printed on the card.
func (c *card) secret() members {
	return members{"card_number": c.pan, "expiration_date": c.expiry(), "cvv": c.cvv}
}

func (b *Bank) secretData(in *input) (members, error) {
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	if err := c.isOpen(); err != nil {
		return nil, err
	}
	return c.secret(), nil
}

// secretDataV2 answers the members of the first version as JSON, encrypted for
// the partner. The vendor does not publish the scheme: here it is RSA-OAEP with
// SHA-256 and no label.
func (b *Bank) secretDataV2(in *input) (members, error) {
	text := in.text("public_key")
	c, err := b.card(in)
	if err != nil {
		return nil, err
	}
	if err := c.isOpen(); err != nil {
		return nil, err
	}
	key, err := parsePublicKey(text)
	if err != nil {
		return nil, refuse("12001", "public_key: "+err.Error())
	}
	plain, err := json.Marshal(c.secret())
	if err != nil {
		return nil, err
	}
	cipher, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, key, plain, nil)
	if err != nil {
		return nil, refuse("12001", "public_key: the key cannot hold the answer")
	}
	return members{"encrypted_data": base64.StdEncoding.EncodeToString(cipher)}, nil
}

// parsePublicKey reads an RSA public key in PEM, PKIX or PKCS #1.
func parsePublicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("want PEM")
	}
	if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, errors.New("want a public key")
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("want an RSA key")
	}
	return key, nil
}
