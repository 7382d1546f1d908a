package freedompay

import (
	cryptorand "crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"

	"github.com/freedompay-go/freedompay/internal/jsonread"
	"github.com/freedompay-go/freedompay/internal/redact"
)

// redacted stands wherever a [Secret] is printed.
const redacted = redact.Placeholder

// Secret holds a text that must not be printed: a key, a PAN, a CVV, a PIN, a one-time
// password. It prints as [redacted] with every fmt verb and in slog. It can be read
// from JSON, YAML, a flag or the environment. It cannot be stored: encoding it, or a
// value that holds it, as JSON, text, XML or gob is an error, and so is writing it to a
// database. [Secret.Reveal] returns the text.
//
// The zero Secret is empty; it encodes as an empty text. Secrets do not compare with
// ==; use [Secret.Equal].
type Secret struct {
	_ [0]func() // == would compare identity, which nobody means

	// A printer that goes by reflection, as fmt does for unexported fields,
	// finds mark. It does not follow veiled, which is a pointer to a string
	// since fmt does follow one to a slice or a struct; and what does follow it
	// finds bytes that have nothing to do with the text.
	mark   string
	veiled *string
}

// NewSecret returns the Secret of text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	key := veilKey()
	tag := sha256.Sum256(append(key[:], text...))
	veiled := string(tag[:]) + veil(tag[:], text)
	return Secret{mark: redacted, veiled: &veiled}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.veiled == nil {
		return ""
	}
	tag, text := (*s.veiled)[:sha256.Size], (*s.veiled)[sha256.Size:]
	return veil([]byte(tag), text)
}

// veilKey is the key of this process; nothing keeps or prints it.
var veilKey = sync.OnceValue(func() (key [32]byte) {
	_, _ = cryptorand.Read(key[:]) // it never fails
	return key
})

// veil covers text with a stream that depends on the key of this process and on
// tag. It is its own inverse. The tag depends on the text, so that equal secrets
// look alike, as reflect.DeepEqual wants it, and others have nothing in common.
func veil(tag []byte, text string) string {
	key := veilKey()
	covered := make([]byte, len(text))
	_, _ = rand.NewChaCha8(sha256.Sum256(append(key[:], tag...))).Read(covered)
	subtle.XORBytes(covered, covered, []byte(text))
	return string(covered)
}

// IsZero reports whether the Secret is empty.
func (s Secret) IsZero() bool { return s.mark == "" }

// Equal reports whether both hold the same text. Its time depends only on the lengths.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns [redacted].
func (Secret) String() string { return redacted }

// Format prints [redacted] whatever the verb and the flags.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns [redacted].
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// errSecretStored is what encoders and databases are told. A placeholder would
// be stored in place of the secret, and the loss be noticed when it is needed.
var errSecretStored = errors.New("freedompay: a Secret is not stored or encoded: take its text with Reveal where that is meant")

// store returns what is stored of a secret: nothing of an empty one.
func (s Secret) store() ([]byte, error) {
	if s.IsZero() {
		return []byte{}, nil
	}
	return nil, errSecretStored
}

// MarshalText fails, unless the Secret is empty.
func (s Secret) MarshalText() ([]byte, error) { return s.store() }

// MarshalBinary fails, unless the Secret is empty.
func (s Secret) MarshalBinary() ([]byte, error) { return s.store() }

// MarshalJSON fails, unless the Secret is empty.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s.placeholder() {
		return []byte(`""`), nil
	}
	text, err := s.store()
	if err != nil {
		return nil, err
	}
	return json.Marshal(string(text))
}

// Value implements [driver.Valuer]. It fails, unless the Secret is empty, which
// is NULL.
func (s Secret) Value() (driver.Value, error) {
	_, err := s.store()
	return nil, err
}

// UnmarshalText reads the text unchanged. It refuses [redacted], which is a printed
// Secret that was stored by mistake.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return s.lost()
}

// UnmarshalJSON reads the text; the API writes it as a string or a number. It
// refuses [redacted], as [Secret.UnmarshalText] does.
func (s *Secret) UnmarshalJSON(data []byte) error {
	*s = NewSecret(jsonread.Scalar(data))
	return s.lost()
}

// lost says whether the text is what a secret prints as, and so none.
func (s Secret) lost() error {
	if s.Reveal() == redacted {
		return errors.New("the secret is the text " + redacted + ": it was stored as it prints, not with Reveal")
	}
	return nil
}

// secretPlaceholder stands for a secret in the copy of a request that is encoded
// to be sent: its member is there, and encode puts the text into it.
func secretPlaceholder(s Secret) Secret {
	if s.IsZero() {
		return s
	}
	return Secret{mark: "placeholder"}
}

func (s Secret) placeholder() bool { return !s.IsZero() && s.veiled == nil }
