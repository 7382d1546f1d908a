package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/freedompay-go/freedompay"
)

// value decodes JSON with its numbers as text: 1500.50 is not 1500.5.
func value(t *testing.T, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("no JSON: %v: %.200s", err, data)
	}
	return v
}

// encoded returns v as JSON has it, decoded again.
func encoded(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T cannot be encoded: %v", v, err)
	}
	return value(t, data)
}

// differences says where got is not want. The order of members does not count.
func differences(path string, got, want any) []string {
	switch want := want.(type) {
	case map[string]any:
		if got, ok := got.(map[string]any); ok {
			return memberDifferences(path, got, want)
		}
	case []any:
		if got, ok := got.([]any); ok && len(got) == len(want) {
			var all []string
			for i := range want {
				all = append(all, differences(fmt.Sprintf("%s[%d]", path, i), got[i], want[i])...)
			}
			return all
		}
	}
	if reflect.DeepEqual(got, want) {
		return nil
	}
	return []string{fmt.Sprintf("%s is %s, want %s", path, text(got), text(want))}
}

func memberDifferences(path string, got, want map[string]any) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if found, ok := got[name]; ok {
			all = append(all, differences(path+"."+name, found, want[name])...)
		} else {
			all = append(all, fmt.Sprintf("%s.%s is missing, want %s", path, name, text(want[name])))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			all = append(all, fmt.Sprintf("%s.%s is %s, want no such member", path, name, text(got[name])))
		}
	}
	return all
}

func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// redact checks that each Secret of an answer holds what arrived, and takes it
// out of both: JSON refuses to show it.
func redact(t *testing.T, answer any, arrived map[string]any) {
	t.Helper()
	v := reflect.ValueOf(answer).Elem()
	for _, f := range fields(v.Type()) {
		secret, ok := reflect.TypeAssert[freedompay.Secret](v.FieldByIndex(f.index))
		if !ok || arrived[f.name] == nil {
			continue
		}
		if got := secret.Reveal(); got != fmt.Sprint(arrived[f.name]) {
			t.Errorf("$.%s reveals %q, want %s", f.name, got, text(arrived[f.name]))
		}
		v.FieldByIndex(f.index).SetZero()
		delete(arrived, f.name)
	}
}
