package freedompay

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
)

// redacted stands wherever a [Secret] is printed.
const redacted = "[redacted]"

// Secret holds a text that must not be printed: a key, a PAN, a CVV, a PIN, a
// one-time password. It prints as [redacted] under every fmt verb, in slog and
// in JSON; [Secret.Reveal] is the one way out.
//
// The zero Secret is empty. Secrets do not compare with ==; use [Secret.Equal].
type Secret struct {
	_ [0]func() // == would compare identity, which nobody means

	// A printer that goes by reflection, as fmt does for unexported fields,
	// finds mark. It does not follow veiled, which is a pointer to a string
	// since fmt does follow one to a slice or a struct; and what does follow it
	// finds the complement of each byte, not the text.
	mark   string
	veiled *string
}

// NewSecret returns the Secret of text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	veiled := complement(text)
	return Secret{mark: redacted, veiled: &veiled}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.veiled == nil {
		return ""
	}
	return complement(*s.veiled)
}

// complement is its own inverse.
func complement(text string) string {
	other := make([]byte, len(text))
	for i := range other {
		other[i] = ^text[i]
	}
	return string(other)
}

// IsZero reports whether the Secret is empty.
func (s Secret) IsZero() bool { return s.veiled == nil }

// Equal reports whether both hold the same text. The time it takes depends on
// the lengths alone.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns [redacted].
func (Secret) String() string { return redacted }

// Format prints [redacted] whatever the verb and the flags.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText returns [redacted], which is what JSON, XML and slog then show.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalBinary returns [redacted], which is what gob then holds.
func (Secret) MarshalBinary() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalJSON reads the text; the API writes it as a string or a number. It
// refuses [redacted], which is a secret that was stored as it prints.
func (s *Secret) UnmarshalJSON(data []byte) error {
	*s = NewSecret(scalar(data))
	return s.lost()
}

// lost says whether the text is what a secret prints as, and so none.
func (s Secret) lost() error {
	if s.Reveal() == redacted {
		return errors.New("the secret is the text " + redacted + ": it was stored as it prints, not with Reveal")
	}
	return nil
}
