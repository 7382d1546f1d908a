package jsonread_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// What does not fit is named by its path, with the form that is wanted.
func TestMisfit(t *testing.T) {
	type inner struct {
		Count int        `json:"count"`
		Whole jsonNumber `json:"whole"`
	}
	type request struct {
		Name  string  `json:"name"`
		Yes   bool    `json:"yes"`
		Share float64 `json:"share"`
		Inner *inner  `json:"inner"`
		List  []inner `json:"list"`
	}
	for body, wanted := range map[string][2]string{
		`{"name":"x","inner":{"count":1},"other":7}`: {"", ""},
		`{"name":5}`:                                {".name", "a string"},
		`{"yes":"no"}`:                              {".yes", "true or false"},
		`{"share":"half"}`:                          {".share", "a number"},
		`{"inner":[]}`:                              {".inner", "an object"},
		`{"inner":{"count":"secret"}}`:              {".inner.count", "an integer"},
		`{"inner":{"count":1.5}}`:                   {".inner.count", "an integer"},
		`{"INNER":{"whole":"x"}}`:                   {".inner.whole", "a jsonNumber"},
		`{"list":{}}`:                               {".list", "an array"},
		`{"list":[{"count":1},{"count":null},"x"]}`: {".list[2]", "an object"},
		`{"list":[{"count":1},{"count":[]}]}`:       {".list[1].count", "an integer"},
	} {
		path, want := jsonread.Misfit([]byte(body), reflect.TypeFor[*request]())
		if got := [2]string{path, want}; got != wanted {
			t.Errorf("%s: %q, want %q", body, got, wanted)
		}
	}
}

// jsonNumber has a decoder of its own.
type jsonNumber int

func (*jsonNumber) UnmarshalJSON([]byte) error { return errors.New("the value is secret") }
