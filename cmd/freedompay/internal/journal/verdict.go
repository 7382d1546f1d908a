package journal

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Signature is what became of a call's signature.
type Signature string

// The verdicts.
const (
	Good      Signature = "good"
	Wrong     Signature = "wrong"
	Unchecked Signature = "unchecked" // there was nothing to look at
)

// Difference is a member of the JWS header that is not as the bank wants it.
type Difference struct {
	Member string `json:"member"`
	Got    string `json:"got"`  // as JSON; empty when it is missing
	Want   string `json:"want"` // as JSON; empty when it must not be there
}

// Verdict explains a signature.
type Verdict struct {
	Signature   Signature    `json:"verdict"`
	Explanation string       `json:"explanation,omitempty"`
	Received    string       `json:"received,omitempty"` // the JWS header, decoded
	Expected    string       `json:"expected,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
}

// Verdict judges the signature of the call.
func (e *Entry) Verdict() Verdict {
	v := Verdict{Signature: e.verdict(), Explanation: e.Signature, Expected: e.Expected}
	v.Received = received(e.Header.Get("X-Jws-Signature"))
	if v.Signature == Wrong {
		v.Differences = differences(v.Received, v.Expected)
	}
	return v
}

func (e *Entry) verdict() Signature {
	switch {
	case e.Signature == "":
		return Good
	case strings.HasPrefix(e.Signature, "not checked"):
		return Unchecked
	}
	return Wrong
}

// received returns the decoded JWS header of a signature, or "".
func received(signature string) string {
	part, _, _ := strings.Cut(signature, ".")
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	if err != nil || !utf8.Valid(text) || len(text) > 4096 {
		return ""
	}
	return string(text)
}

// differences compares two JWS headers member by member.
func differences(got, want string) []Difference {
	var have, need map[string]json.RawMessage
	if json.Unmarshal([]byte(got), &have) != nil || json.Unmarshal([]byte(want), &need) != nil {
		return nil
	}
	var list []Difference
	for _, member := range []string{"uri", "auth_id", "method", "params", "alg"} {
		if string(have[member]) != string(need[member]) {
			list = append(list, Difference{member, string(have[member]), string(need[member])})
		}
		delete(have, member)
	}
	for member, value := range have {
		list = append(list, Difference{Member: member, Got: string(value)})
	}
	return list
}
