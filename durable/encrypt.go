package durable

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// AEAD encrypts with associated data, which has to be the same for the decryption.
// [NewAESGCM] returns one; the AEAD of Tink is another.
type AEAD interface {
	Encrypt(plaintext, associatedData []byte) ([]byte, error)
	Decrypt(ciphertext, associatedData []byte) ([]byte, error)
}

const (
	cipherVersion = 1
	keyLength     = 32 // AES-256
	idMax         = 255
)

type aesGCM struct {
	primary string
	keys    map[string]cipher.AEAD
}

// NewAESGCM returns an AEAD of AES-256-GCM. It encrypts with the key named primary and
// decrypts with all keys: the ciphertext begins with the name of its key. A key is 32
// bytes.
//
// To rotate: give the new key to every process, then make it the primary key. Remove the
// old key when no command that it encrypted is left: [Queue.Stats] counts those that
// have not settled, and [Config].Keep says how long settled ones stay. A process without
// the key of a command leaves it to other processes; if none has the key, the command is
// parked.
func NewAESGCM(primary string, keys map[string][]byte) (AEAD, error) {
	a := &aesGCM{primary: primary, keys: make(map[string]cipher.AEAD, len(keys))}
	for id, key := range keys {
		if id == "" || len(id) > idMax {
			return nil, errors.New("durable: NewAESGCM: the name of a key has 1 to 255 bytes")
		}
		if len(key) != keyLength {
			return nil, fmt.Errorf("durable: NewAESGCM: the key %q has %d bytes: want %d", id, len(key), keyLength)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("durable: NewAESGCM: %w", err)
		}
		if a.keys[id], err = cipher.NewGCM(block); err != nil {
			return nil, fmt.Errorf("durable: NewAESGCM: %w", err)
		}
	}
	if a.keys[primary] == nil {
		return nil, fmt.Errorf("durable: NewAESGCM: there is no key %q, which is to be the primary one", primary)
	}
	return a, nil
}

// Encrypt returns version, length of the key's name, name, nonce and ciphertext.
func (a *aesGCM) Encrypt(plaintext, associatedData []byte) ([]byte, error) {
	gcm := a.keys[a.primary]
	out := append([]byte{cipherVersion, byte(len(a.primary))}, a.primary...) //nolint:gosec // idMax fits
	nonce := make([]byte, gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	out = append(out, nonce...)
	return gcm.Seal(out, nonce, plaintext, associatedData), nil
}

func (a *aesGCM) Decrypt(ciphertext, associatedData []byte) ([]byte, error) {
	if len(ciphertext) < 2 || ciphertext[0] != cipherVersion || len(ciphertext) < 2+int(ciphertext[1]) {
		return nil, errors.New("durable: this was not encrypted by NewAESGCM")
	}
	id, rest := string(ciphertext[2:2+ciphertext[1]]), ciphertext[2+int(ciphertext[1]):]
	gcm := a.keys[id]
	switch {
	case gcm == nil:
		return nil, fmt.Errorf("durable: there is no key %q", id)
	case len(rest) < gcm.NonceSize():
		return nil, errors.New("durable: what was encrypted is cut short")
	}
	text, err := gcm.Open(nil, rest[:gcm.NonceSize()], rest[gcm.NonceSize():], associatedData)
	if err != nil {
		return nil, fmt.Errorf("durable: what the key %q encrypted was changed, or belongs elsewhere", id)
	}
	return text, nil
}
