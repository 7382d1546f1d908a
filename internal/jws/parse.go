package jws

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Detached is a signature taken apart.
type Detached struct {
	Header  Header
	encoded string // the header as it arrived: the bytes that were signed
	mac     []byte
}

// Parse takes a signature apart, or says which part of it is malformed.
func Parse(signature string) (*Detached, error) {
	encoded, mac, found := strings.Cut(signature, "..")
	switch {
	case signature == "":
		return nil, errors.New("signature is empty")
	case !found && strings.Count(signature, ".") == 2:
		return nil, errors.New("signature carries its payload: a detached one has nothing between its two dots")
	case !found:
		return nil, errors.New("signature has no two dots in a row: want header..mac")
	case strings.Contains(mac, "."):
		return nil, errors.New("signature has more than two dots: want header..mac")
	}
	header, err := decode("header", encoded)
	if err != nil {
		return nil, err
	}
	d := &Detached{encoded: encoded}
	if d.mac, err = decode("mac", mac); err != nil {
		return nil, err
	}
	d.Header, err = parseHeader(header)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func decode(part, text string) ([]byte, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err == nil && !strings.ContainsAny(text, "\r\n") { // which the decoder skips
		return data, nil
	}
	hint := ""
	if strings.ContainsAny(text, "+/=") {
		hint = " (it looks like standard base64: want the URL alphabet without padding)"
	}
	return nil, fmt.Errorf("signature %s is not base64url%s", part, hint)
}

// parseHeader reads the members by their exact names, each a string.
func parseHeader(text []byte) (Header, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || members == nil {
		return Header{}, errors.New("signature header is not a JSON object")
	}
	var h Header
	for _, member := range []struct {
		name string
		into *string
	}{
		{"uri", &h.URI}, {"auth_id", &h.AuthID}, {"method", &h.Method}, {"params", &h.Params}, {"alg", (*string)(&h.Alg)},
	} {
		raw, present := members[member.name]
		if !present {
			return Header{}, fmt.Errorf("signature header has no member %q", member.name)
		}
		if !bytes.HasPrefix(raw, []byte(`"`)) || json.Unmarshal(raw, member.into) != nil {
			return Header{}, fmt.Errorf("signature header member %q is not a string", member.name)
		}
	}
	return h, nil
}
