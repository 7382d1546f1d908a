package freedompay

import (
	"context"
	"strings"

	"github.com/google/uuid"
)

// SetPINRequest asks the bank to set the PIN of a card: either to PIN, or to one that
// the bank makes. See [CardService.SetPIN].
type SetPINRequest struct {
	RequestID uuid.UUID `json:"-"` // sent in the header Request-Id alone; zero makes a new one
	CardID    string    `json:"card_id"`

	// PIN is ciphertext, never the digits. The vendor's page contradicts itself
	// on the cipher, AES 256 or a public key, and its mode, encoding and key
	// are not public: agree on them with the bank.
	PIN Secret `json:"pin,omitzero"`

	// Generate asks the bank to make the PIN; leave PIN empty then. It is a separate
	// field so that a forgotten PIN changes nothing.
	Generate bool `json:"generate,omitzero"` // in the request's JSON, not sent
}

func (r SetPINRequest) withheld() (string, Secret, Document) { return "pin", r.PIN, Document{} }

func (r SetPINRequest) shadow() any {
	r.PIN, r.Generate = secretPlaceholder(r.PIN), false
	return r
}

// Operation returns Cards.SetPIN.
func (SetPINRequest) Operation() string { return "Cards.SetPIN" }

func (r SetPINRequest) headerID() uuid.UUID { return r.RequestID }

func (r *SetPINRequest) restore() { r.Generate = r.PIN.IsZero() }

func (r SetPINRequest) check(c *checker) {
	c.required("card_id", r.CardID)
	c.must(r.PIN.IsZero() == r.Generate, "pin", "either a PIN, encrypted, or Generate: true to let the bank make one")
	c.must(!isPlainPIN(r.PIN.Reveal()), "pin", "ciphertext: this is a PIN in the clear")
}

// isPlainPIN reports whether text is short and of digits alone, which no
// ciphertext is.
func isPlainPIN(text string) bool {
	return text != "" && len(text) <= 12 && strings.Trim(text, "0123456789") == ""
}

// SetPIN sets or changes a card's PIN. Its body has no request_id: when its outcome is
// unknown, the client does not send it again. Expect [CodeCardNotFound] and
// [CodePINFailed].
func (s *CardService) SetPIN(ctx context.Context, req SetPINRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.SetPIN", noRequestID, &req)
}

// ResetPINCounterRequest asks the bank to clear the counter of wrong PINs. See
// [CardService.ResetPINCounter].
type ResetPINCounterRequest struct {
	RequestID uuid.UUID `json:"request_id"` // zero makes a new one
	CardID    string    `json:"card_id"`
}

// Operation returns Cards.ResetPINCounter.
func (ResetPINCounterRequest) Operation() string { return "Cards.ResetPINCounter" }

func (r ResetPINCounterRequest) check(c *checker) { c.required("card_id", r.CardID) }

// ResetPINCounter clears the counter of wrong PIN attempts; the PIN stays. It
// settles later. Expect [CodeCardNotFound].
func (s *CardService) ResetPINCounter(ctx context.Context, req ResetPINCounterRequest) (*Result, error) {
	return write[Result](ctx, s.client, "Cards.ResetPINCounter", &req.RequestID, &req)
}

// CardSecrets is the answer of [CardService.SecretData].
type CardSecrets struct {
	Answer
	PAN            Secret `json:"card_number,omitzero"`
	ExpirationDate string `json:"expiration_date,omitzero"` // its format is not public
	CVV            Secret `json:"cvv,omitzero"`
}

// SecretData reads a card's PAN, expiry and CVV. Whoever calls it handles card
// data and is in scope of PCI DSS. Expect [CodeCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) SecretData(ctx context.Context, cardID string) (*CardSecrets, error) {
	return read[CardSecrets](ctx, s.client, "Cards.SecretData", cardQuery{cardID})
}

// SecretDataV2Request asks for a card's secret data, encrypted under a public key of
// the partner. See [CardService.SecretDataV2].
type SecretDataV2Request struct {
	CardID    string `json:"card_id"`
	PublicKey string `json:"public_key"` // PEM
}

func (SecretDataV2Request) asks() {}

func (r SecretDataV2Request) check(c *checker) {
	c.required("card_id", r.CardID)
	c.want(strings.Contains(r.PublicKey, "-----BEGIN "), "public_key", "a public key in PEM")
}

// EncryptedCardSecrets is the answer of [CardService.SecretDataV2].
type EncryptedCardSecrets struct {
	Answer
	EncryptedData string `json:"encrypted_data,omitzero"` // base64
}

// SecretDataV2 reads a card's secret data, encrypted for the partner. Expect
// [CodeCardNotFound].
//
// Provisional (inferred, not published by the vendor): path, request, answer.
func (s *CardService) SecretDataV2(ctx context.Context, req SecretDataV2Request) (*EncryptedCardSecrets, error) {
	return read[EncryptedCardSecrets](ctx, s.client, "Cards.SecretDataV2", &req)
}
