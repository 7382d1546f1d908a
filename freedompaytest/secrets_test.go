package freedompaytest_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/google/uuid"
)

const (
	setPIN       = "/v5/card-api/card/set_pin"
	resetPIN     = "/v5/card-api/card/reset_counter_pin"
	secretData   = "/v5/card-api/card/secret_data"
	secretDataV2 = "/v5/card-api/card/secret_data/v2"
	validate     = "/v5/card-api/external/cardholder_validate"
)

// passesLuhn checks a whole number from the right, apart from the bank's code.
func passesLuhn(pan string) bool {
	sum := 0
	for i := len(pan) - 1; i >= 0; i-- {
		digit := int(pan[i] - '0')
		if (len(pan)-1-i)%2 == 1 {
			digit = digit*2/10 + digit*2%10
		}
		sum += digit
	}
	return sum%10 == 0
}

func TestSecretData(t *testing.T) {
	c := callerOf(t, instant())
	for range 20 {
		card := c.newCard(2000)
		secret := c.call(secretData, object{"card_id": card})
		pan := secret["card_number"].(string)
		if len(pan) != 16 || !strings.HasPrefix(pan, "400000") || !passesLuhn(pan) {
			t.Errorf("card number %s", pan)
		}
		if len(secret["cvv"].(string)) != 3 || len(secret["expiration_date"].(string)) != 5 {
			t.Errorf("secret: %v", secret)
		}
		info := c.call("/v5/card-api/card/info", object{"card_id": card})["card"].(object)
		if info["card_mask"] != pan[:6]+"******"+pan[12:] {
			t.Errorf("mask %s of %s", info["card_mask"], pan)
		}
	}
}

func TestSecretDataV2(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pkix, _ := x509.MarshalPKIXPublicKey(&key.PublicKey)
	for kind, der := range map[string][]byte{"PUBLIC KEY": pkix, "RSA PUBLIC KEY": x509.MarshalPKCS1PublicKey(&key.PublicKey)} {
		text := string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
		answer := c.call(secretDataV2, object{"card_id": card, "public_key": text})
		cipher, err := base64.StdEncoding.DecodeString(answer["encrypted_data"].(string))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := rsa.DecryptOAEP(sha256.New(), nil, key, cipher, nil)
		if err != nil {
			t.Fatal(err)
		}
		var secret object
		if err := json.Unmarshal(plain, &secret); err != nil {
			t.Fatal(err)
		}
		if want := c.call(secretData, object{"card_id": card}); secret["card_number"] != want["card_number"] || secret["cvv"] != want["cvv"] {
			t.Errorf("%s: decrypted %v", kind, secret)
		}
	}
	other, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	curve, _ := x509.MarshalPKIXPublicKey(&other.PublicKey)
	for _, wrong := range []string{
		"", "key", base64.StdEncoding.EncodeToString(pkix),
		string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix[1:]})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: curve})),
	} {
		if answer := c.call(secretDataV2, object{"card_id": card, "public_key": wrong}); code(answer) != "12001" {
			t.Errorf("%q: %v", wrong, answer)
		}
	}
}

func TestPIN(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	for _, tt := range []struct {
		body object
		want string
	}{
		{object{"card_id": card}, ""},
		{object{"card_id": card, "pin": strings.Repeat("ab", 16)}, ""},
		{object{"card_id": card, "pin": base64.StdEncoding.EncodeToString([]byte("\x00ciphertext: 16+"))}, ""},
		{object{"card_id": card, "pin": "1234"}, "12014"},
		{object{"card_id": card, "pin": "123456"}, "12014"},
		{object{"card_id": card, "pin": "MTIzNA=="}, "12014"},
		{object{"card_id": card, "pin": base64.StdEncoding.EncodeToString([]byte("0000000000001234"))}, "12014"},
		{object{"card_id": card, "pin": "not ciphertext, whatever it is"}, "12014"},
		{object{"card_id": card, "pin": ""}, "12014"},
		{object{"card_id": card, "pin": 1234}, "12001"},
		{object{"card_id": "0"}, "12006"},
	} {
		answer := c.call(setPIN, tt.body)
		if code(answer) != tt.want || tt.want == "" && answer["request_status"] != "success" {
			t.Errorf("%v: %v", tt.body, answer)
		}
	}
	c.do(resetPIN, object{"card_id": card})
	c.do(closing, object{"card_id": card, "description": "x"})
	for path, want := range map[string]string{setPIN: "12014", secretData: "12011"} {
		if answer := c.call(path, object{"card_id": card}); code(answer) != want {
			t.Errorf("%s of a closed card: %v", path, answer)
		}
	}
	if _, answer := c.command(resetPIN, object{"card_id": card}); code(answer) != "12011" {
		t.Errorf("%v", answer)
	}
}

func TestValidateCardholder(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000) // Test Holder, 77000000001
	token := bank.CardToken(card)
	for _, tt := range []struct {
		first, last, phone, score, fishy string
	}{
		{"Test", "Holder", "77000000001", "100.00%", "0"},
		{"TEST", "HOLDER", "+77000000001", "100.00%", "0"},
		{"Test", "Holdir", "77000000001", "90.91%", "0"},
		{"Xxxx", "Yyyyyy", "77000000002", "9.09%", "1"},
	} {
		_, answer := c.command(validate, object{
			"user_phone": tt.phone, "first_name": tt.first, "last_name": tt.last, "card_token": token,
		})
		if answer["score"] != tt.score || fmt.Sprint(answer["fishy"]) != tt.fishy {
			t.Errorf("%+v: %v", tt, answer)
		}
		if _, there := answer["request_status"]; there {
			t.Errorf("request_status is not on this page: %v", answer)
		}
	}
	body := object{"request_id": uuid.NewString(), "user_phone": "7", "first_name": "A", "last_name": "B", "card_token": uuid.NewString()}
	if answer := c.call(validate, body); code(answer) != "12006" {
		t.Errorf("unknown token: %v", answer)
	}
	body["card_token"] = token
	if answer := c.call(validate, body); answer["status"] != "ok" {
		t.Errorf("%v", answer)
	}
	if answer := c.call(validate, body); code(answer) != "12002" {
		t.Errorf("asked again: %v", answer)
	}
	if bank.CardToken("0") != "" {
		t.Error("a token for no card")
	}
	bulk := c.do(bulkIssue, object{"product_id": 2000, "count": 1})
	nobodys := c.status(bulk)["cards"].([]any)[0].(object)["card_id"].(string)
	_, answer := c.command(validate, object{"user_phone": "7", "first_name": "A", "last_name": "B", "card_token": bank.CardToken(nobodys)})
	if answer["score"] != "0.00%" {
		t.Errorf("nobody's card: %v", answer)
	}
}

func TestCallsHoldNoSecret(t *testing.T) {
	bank := instant()
	c := callerOf(t, bank)
	card := c.newCard(2000)
	secret := c.call(secretData, object{"card_id": card})
	c.call(setPIN, object{"card_id": card, "pin": "a PIN"})
	c.call("/v5/card-api/card/info", object{"card_id": card, "note": "a secret"})
	text := fmt.Sprintf("%+v", bank.Calls())
	for _, hidden := range []string{secret["card_number"].(string), "a PIN", bank.Key().Reveal(), "a secret"} {
		if strings.Contains(text, hidden) {
			t.Errorf("the calls tell %q", hidden)
		}
	}
}

// Keys that cannot encrypt the answer are incorrect input, and a closed card
// has no secret.
func TestSecretDataV2Refusals(t *testing.T) {
	c := callerOf(t, instant())
	card := c.newCard(2000)
	small := &rsa.PublicKey{N: new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 511), big.NewInt(1)), E: 65537}
	inPEM := func(der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	for name, key := range map[string]string{"small": inPEM(x509.MarshalPKCS1PublicKey(small)), "no key": inPEM([]byte("x")), "no PEM": "x"} {
		answer := c.call("/v5/card-api/card/secret_data/v2", object{"card_id": card, "public_key": key})
		if text := fmt.Sprint(answer["error_description"]); code(answer) != "12001" || !strings.HasPrefix(text, "public_key: ") {
			t.Errorf("%s: %v", name, answer)
		}
	}
	c.do(closing, object{"card_id": card, "description": "x"})
	for _, version := range []string{"", "/v2"} {
		answer := c.call("/v5/card-api/card/secret_data"+version, object{"card_id": card, "public_key": inPEM([]byte("x"))})
		if code(answer) != "12011" {
			t.Errorf("%s of a closed card: %v", version, answer)
		}
	}
}
