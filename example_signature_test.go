package freedompay_test

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/freedompay-go/freedompay"
)

// Sign a call that something else sends, such as curl or a load generator.
func ExampleNewSigner() {
	signer := freedompay.NewSigner("123456", freedompay.NewSecret("a key"))
	body := []byte(`{"card_id":"1000000001"}`)

	signature := signer.Sign(freedompay.HS512, "POST", "/v5/card-api/card/info", body)

	header, mac, _ := strings.Cut(signature, "..") // detached: the body is not in between
	text, _ := base64.RawURLEncoding.DecodeString(header)
	fmt.Println(string(text))
	fmt.Println(len(mac), "characters of HMAC")
	// Output:
	// {"uri":"/v5/card-api/card/info","auth_id":"123456","method":"POST","params":"","alg":"HS512"}
	// 86 characters of HMAC
}

// The bank says that a signature is wrong, and no more. Verify says why.
func ExampleVerify() {
	key := freedompay.NewSecret("a key")
	const path = "/v5/card-api/card/info"
	body := []byte(`{"card_id":"1000000001"}`)
	signature := freedompay.NewSigner("123456", key).Sign(freedompay.HS512, "POST", path, body)

	fmt.Println(freedompay.Verify(key, signature, "POST", path, body))
	fmt.Println(freedompay.Verify(key, signature, "POST", path, append(body, '\n')))
	fmt.Println(freedompay.Verify(key, signature, "POST", "/v5/card-api/card/balance", body))
	fmt.Println(freedompay.Verify(freedompay.NewSecret("another key"), signature, "POST", path, body))
	// Output:
	// <nil>
	// freedompay: signature does not match: a newline was added to the body after it was signed (signed: 24 bytes, SHA-256 c658c570bdf6142c29d215b8d5192d33529e771f3443f6bad230ea064e8bfe7f; received: 25 bytes, SHA-256 1798fe01669775e57c130e552d474a9804ea157ddf37a1fbe8330692140221a5)
	// freedompay: signature header member "uri" is "/v5/card-api/card/info", the request has "/v5/card-api/card/balance"
	// freedompay: signature does not match: the body was changed after it was signed, or the key is another one (received: 24 bytes, SHA-256 c658c570bdf6142c29d215b8d5192d33529e771f3443f6bad230ea064e8bfe7f; compare it with what was signed)
}
