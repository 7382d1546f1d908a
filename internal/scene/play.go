package scene

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay/contract"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

// recording is what a recorded exchange says of its request.
type recording struct {
	Operation string          `json:"operation"`
	Variant   string          `json:"variant"`
	Request   json.RawMessage `json:"request"`
}

// play is one recorded request, and the operation that it is of.
type play struct {
	op      *contract.Operation
	name    string
	request []byte
}

// plays returns what is recorded in a folder such as testdata, for the operations
// that the fake bank has.
func plays(t testing.TB, folder string) (all []play) {
	t.Helper()
	c, err := contract.Load()
	must(t, err)
	recorded := os.DirFS(folder)
	files, err := fs.Glob(recorded, "*/*.json")
	must(t, err)
	bank := freedompaytest.New()
	for _, file := range files {
		var r recording
		text, err := fs.ReadFile(recorded, file)
		must(t, err)
		must(t, json.Unmarshal(text, &r))
		op, ok := c.Operation(r.Operation)
		if !ok {
			continue // the tests of the recorded exchanges say so
		}
		if status, _ := Post(t, bank, op.Path, "application/json", "", nil); status == http.StatusUnauthorized {
			all = append(all, play{op, strings.TrimSpace(r.Operation + " " + r.Variant), r.Request})
		}
	}
	return all
}

// Accepted sends each recorded request to a bank that can do what it asks for,
// and asks what became of some more.
func Accepted(t testing.TB, folder string) (all []Exchange) {
	t.Helper()
	for _, p := range plays(t, folder) {
		s := New(t)
		all = append(all, s.Call(t, p.op, p.name, s.Request(t, p.op, p.request)))
		for _, id := range s.asked[p.op.ID] {
			all = append(all, s.Call(t, p.op, p.name, fmt.Appendf(nil, `{"request_id":%q}`, id)))
		}
	}
	return all
}

// Dropped is a request without one of the members that the contract requires.
type Dropped struct {
	Exchange
	Member string // such as client.phone and limits[0].amount[0].type
}

// WithoutRequired sends each recorded request once without each member that the
// contract requires.
func WithoutRequired(t testing.TB, folder string) (all []Dropped) {
	t.Helper()
	for _, p := range plays(t, folder) {
		s := New(t)
		for _, member := range required("", p.op.Request, value(t, p.request)) {
			changed := value(t, s.Request(t, p.op, p.request))
			drop(changed, member)
			body, err := json.Marshal(changed)
			must(t, err)
			all = append(all, Dropped{s.Call(t, p.op, p.name+" without "+member, body), member})
		}
	}
	return all
}

// Repeated sends each recorded request that names itself twice, and returns the
// second answers.
func Repeated(t testing.TB, folder string) (all []Exchange) {
	t.Helper()
	for _, p := range plays(t, folder) {
		if p.op.HasOwnID() {
			s := New(t)
			body := s.Request(t, p.op, p.request)
			s.Call(t, p.op, p.name, body)
			all = append(all, s.Call(t, p.op, p.name+" again", body))
		}
	}
	return all
}

// Rejected makes calls that no page documents: without a signature, to a path
// that does not exist, with another Content-Type.
func Rejected(t testing.TB, folder string) (all []Exchange) {
	t.Helper()
	bank := freedompaytest.New()
	for _, p := range plays(t, folder) {
		for _, way := range []struct{ name, path, contentType string }{
			{"without a signature", p.op.Path, "application/json"},
			{"elsewhere", p.op.Path + "/elsewhere", "application/json"},
			{"as a form", p.op.Path, "application/x-www-form-urlencoded"},
		} {
			status, answer := Post(t, bank, way.path, way.contentType, "", p.request)
			all = append(all, Exchange{p.op, p.name + " " + way.name, p.request, status, answer, nil})
		}
	}
	return all
}

// required returns the paths of the members of v that s requires.
func required(path string, s *contract.Schema, v any) (paths []string) {
	switch v := v.(type) {
	case []any:
		if len(v) > 0 {
			paths = required(path+"[0]", s.Items, v[0])
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if inner := s.Properties[name]; inner != nil {
				at := strings.TrimPrefix(path+"."+name, ".")
				if s.Requires(name) {
					paths = append(paths, at)
				}
				paths = append(paths, required(at, inner, v[name])...)
			}
		}
	}
	return paths
}

// drop removes the member at a path of required.
func drop(v any, path string) {
	steps := strings.Split(strings.ReplaceAll(path, "[0]", ".[0]"), ".")
	for _, step := range steps[:len(steps)-1] {
		if step == "[0]" {
			v = v.([]any)[0]
		} else {
			v = v.(map[string]any)[step]
		}
	}
	delete(v.(map[string]any), steps[len(steps)-1])
}

func value(t testing.TB, data []byte) (v any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	must(t, decoder.Decode(&v))
	return v
}
