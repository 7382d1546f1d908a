package mask_test

import (
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/cmd/freedompay/internal/mask"
)

func TestText(t *testing.T) {
	for body, want := range map[string]string{
		`{"a":1,"b":[true,null,"x<y"],"c":{}}`:         "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    \"x<y\"\n  ],\n  \"c\": {}\n}",
		`{"card_number":"4000000000000002"}`:           "{\n  \"card_number\": \"••••••\"\n}",
		`{"card":{"cvv":123,"pin":""}}`:                "{\n  \"card\": {\n    \"cvv\": \"••••••\",\n    \"pin\": \"\"\n  }\n}",
		`{"otp":["123456"]}`:                           "{\n  \"otp\": [\n    \"••••••\"\n  ]\n}",
		`{"CVV":"123","Pin":1}`:                        "{\n  \"CVV\": \"••••••\",\n  \"Pin\": \"••••••\"\n}",
		`{"card_id":"4000000000000002"}`:               "{\n  \"card_id\": \"••••••\"\n}",
		`{"card_id":4000000000000002}`:                 "{\n  \"card_id\": \"••••••\"\n}",
		`{"x":"no card 4000 0000 0000 0002"}`:          "{\n  \"x\": \"••••••\"\n}",
		`{"4000-0000-0000-0002":1}`:                    "{\n  \"••••••\": 1\n}",
		`{"x":"4000000000000001"}`:                     "{\n  \"x\": \"4000000000000001\"\n}", // it does not pass Luhn
		`{"x":1700000000004}`:                          "{\n  \"x\": 1700000000004\n}",
		`{"x":"KZ770000004000000000000002"}`:           "{\n  \"x\": \"KZ770000004000000000000002\"\n}",
		`{"x":"00000000-4000-4000-8000-000000000002"}`: "{\n  \"x\": \"00000000-4000-4000-8000-000000000002\"\n}",
		`12345678901234567890.10`:                      "12345678901234567890.10",
		``:                                             "",
		`hello`:                                        "hello",
		`{"pin":"1234"`:                                `"••••••"`,
		`4000000000000002 in the clear`:                `"••••••"`,
		"{}{}":                                         "{}{}",
	} {
		if got := mask.Text([]byte(body)); got != want {
			t.Errorf("%s is printed as\n%s\nwant\n%s", body, got, want)
		}
	}
}

func TestSecretsAreNumbered(t *testing.T) {
	pieces, secrets := mask.Print([]byte(`{"card_number":"4000000000000002","x":"y","cvv":"123"}`))
	if strings.Join(secrets, " ") != "4000000000000002 123" {
		t.Errorf("secrets %q", secrets)
	}
	var numbers []int
	for _, p := range pieces {
		if p.Secret != 0 {
			numbers = append(numbers, p.Secret)
		}
	}
	if len(numbers) != 2 || numbers[0] != 1 || numbers[1] != 2 {
		t.Errorf("numbers %v", numbers)
	}
}

// A body that is nested without end is not printed, nor does it cost the stack.
func TestDeepBodies(t *testing.T) {
	body := strings.Repeat("[", 100_000)
	if got := mask.Text([]byte(body)); got != body {
		t.Errorf("printed %d bytes", len(got))
	}
}

func FuzzPrint(f *testing.F) {
	f.Add([]byte(`{"pin":"1234","a":[1,{"otp":5}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		pieces, secrets := mask.Print(body)
		seen := 0
		for _, p := range pieces {
			if p.Secret > 0 {
				seen++
			}
		}
		if seen != len(secrets) {
			t.Errorf("%d covered, %d secrets", seen, len(secrets))
		}
	})
}
