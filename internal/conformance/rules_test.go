package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/contract"
)

// send makes a call from the JSON of its request, and returns the error. What is
// absent from it, though it acts, is asked for in words.
func send(t *testing.T, op *contract.Operation, members any, rules freedompay.Rules) error {
	t.Helper()
	service, name := op.Names()
	b := &bank{replies: []reply{{200, `{"status":"ok"}`}}}
	if op.Algorithm == "HS512" && strings.HasPrefix(op.Path, "/v5/cards") {
		b.replies[0].body = `{"status":0}`
	}
	method := reflect.ValueOf(b.client(t, freedompay.WithRules(rules))).Elem().FieldByName(service).MethodByName(name)
	req := reflect.New(method.Type().In(1))
	if err := json.Unmarshal([]byte(text(members)), req.Interface()); err != nil {
		t.Fatalf("%s: %v: %s", op.ID, err, text(members))
	}
	for value, word := range map[string]string{"Amount": "All", "PIN": "Generate"} {
		if ask := req.Elem().FieldByName(word); ask.IsValid() {
			ask.SetBool(req.Elem().FieldByName(value).IsZero())
		}
	}
	out := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), req.Elem()})
	err, _ := reflect.TypeAssert[error](out[1])
	if err == nil {
		b.only(t)
	}
	return err
}

// recordedRequest is a recorded request that has a type of its own.
type recordedRequest struct {
	*contract.Operation
	members map[string]any
}

// withRequests returns the recorded requests of the operations whose requests
// have a type of their own.
func withRequests(t *testing.T) (all []recordedRequest) {
	t.Helper()
	recorded := fixtures(t)
	for _, op := range operations(t) {
		if method, _ := methodOf(op); isRequest(method.Type) {
			for _, f := range variants(recorded, op.ID) {
				all = append(all, recordedRequest{op, value(t, f.Request).(map[string]any)})
			}
		}
	}
	return all
}

// pruned returns a copy of v with the members that keep says yes to.
func pruned(path string, s *contract.Schema, v any, keep func(path string, required bool) bool) any {
	switch whole := v.(type) {
	case []any:
		return []any{pruned(path+"[]", s.Items, whole[0], keep)}
	case map[string]any:
		if s.IsFree() {
			return v
		}
		members := map[string]any{}
		for name, member := range whole {
			if at := path + "." + name; keep(at, s.Requires(name)) {
				members[name] = pruned(at, s.Properties[name], member, keep)
			}
		}
		return members
	}
	return v
}

// optional returns the paths of the members that the schema does not require.
func optional(path string, s *contract.Schema) (paths []string) {
	for s.Type == "array" {
		path, s = path+"[]", s.Items
	}
	for _, name := range s.Members() {
		if !s.Requires(name) && name != "document" { // of a type that JSON cannot fill; the rows have it
			paths = append(paths, path+"."+name)
		}
		paths = append(paths, optional(path+"."+name, s.Properties[name])...)
	}
	return paths
}

// atLeastOne are members that are required in words: of an object of which the
// contract requires no member, since an empty one would be as good as none, and
// of a choice.
var atLeastOne = map[string][]string{
	"Partners.AddClient": {"$.company.address.country"},
	"Cards.Issue":        {"$.client_id", "$.cardholder"},
}

// The rules ask for no more than the contract: what it requires is enough, and
// each of the other members may be there without the rest.
func TestRequiredMembersAreEnough(t *testing.T) {
	calls := 0
	for _, r := range withRequests(t) {
		op, recorded := r.Operation, r.members
		for _, extra := range append(optional("$", op.Request), "nothing") {
			members := pruned("$", op.Request, recorded, func(path string, required bool) bool {
				return required || slices.Contains(atLeastOne[op.ID], path) || path == extra || strings.HasPrefix(extra, path+".") || strings.HasPrefix(extra, path+"[]")
			})
			for _, rules := range []freedompay.Rules{freedompay.RulesAgreed, freedompay.RulesOff} {
				calls++
				if err := send(t, op, members, rules); err != nil {
					t.Errorf("%s with %s besides what is required, under rules %d: %v", op.ID, extra, rules, err)
				}
			}
		}
	}
	t.Logf("%d calls", calls)
}

// forms are the words by which the contract gives a text a form.
var forms = []string{"alpha-3", "alpha-2", "Latin", "PDF", "PEM", "RFC 3339", "Encrypted", "Amount written as a string"}

// inferredForms are the texts to which no page gives a form, and which the rules
// give the form that every page gives to their like.
var inferredForms = map[string]string{
	"Cards.ValidateCardholder $.user_phone": "a phone, digits wherever its form is given",
	"Partners.AddUser $.user_info.phone":    "a phone, digits wherever its form is given",
	"Wallets.IdentifyOwner $.owner.country": "a country, alpha-3 wherever its form is given",
	"Rates.Add $.rates.currency_from":       "a currency, alpha-3 wherever its form is given",
	"Rates.Add $.rates.currency_to":         "a currency, alpha-3 wherever its form is given",
}

// A text of any sort passes where the contract gives no form, and a code that it
// does not list where it lists codes: dictionaries grow.
func TestRulesKnowNoFormThatTheContractDoesNot(t *testing.T) {
	odd := []string{"ж", "x", "0", "-", "<a & b>", "ünïcødé 漢字", strings.Repeat("long ", 500)}
	var free, refused []string
	for _, r := range withRequests(t) {
		op, recorded := r.Operation, r.members
		rewrite("$", op.Request, recorded, func(path string, s *contract.Schema, v any) any {
			isText := s.Type == "string" && s.Format == "" && s.Layout == "" && !strings.HasSuffix(path, ".document")
			formed := slices.ContainsFunc(forms, func(form string) bool { return strings.Contains(s.Description, form) })
			if !isText || formed {
				return v
			}
			free = append(free, op.ID+" "+path)
			for _, other := range odd {
				members := rewrite("$", op.Request, recorded, func(at string, _ *contract.Schema, v any) any {
					switch {
					case at == path:
						return other
					case strings.HasSuffix(at, ".document"):
						return nil
					}
					return v
				})
				if err := send(t, op, members, freedompay.RulesAgreed); err != nil {
					refused = append(refused, op.ID+" "+path)
					if inferredForms[op.ID+" "+path] == "" {
						t.Errorf("%s: %.20q is refused, and the contract gives no form: %v", op.ID, other, err)
					}
				}
			}
			return v
		})
	}
	for at := range inferredForms {
		if !slices.Contains(refused, at) {
			t.Errorf("%s passes in any form: remove it from inferredForms", at)
		}
	}
	if len(free) < 40 {
		t.Errorf("only %d texts are free: %q", len(free), free)
	}
}

// Integers that are codes may be ones that no dictionary lists.
func TestRulesKnowNoClosedListOfCodes(t *testing.T) {
	for _, r := range withRequests(t) {
		op, recorded := r.Operation, r.members
		members := rewrite("$", op.Request, recorded, func(path string, s *contract.Schema, v any) any {
			switch {
			case strings.HasSuffix(path, ".document"):
				return nil
			case isCode(s) && s.Type == "integer":
				return json.Number("987654")
			case isCode(s) || s.Enum != nil:
				return "unheard-of"
			}
			return v
		})
		if err := send(t, op, members, freedompay.RulesAgreed); err != nil {
			t.Errorf("%s with unknown codes: %v", op.ID, err)
		}
	}
}

// Names as people of the three countries have them.
func TestLatinNamesPass(t *testing.T) {
	for _, name := range []string{
		"AIGERIM", "Jean-Luc", "O'Brien", "O’Brien", "St. John", "Müller", "Gülnâr", "Đặng", "Şükür", "Ærø", "ß",
		"Oʻtkir", "O‘tkir", "O`tkir", "Saʼdulla", "Gʻulom qizi", "Jose\u0301", // Uzbek marks; an accent of its own
	} {
		for _, r := range withRequests(t) {
			op, recorded := r.Operation, r.members
			if op.ID != "Clients.Create" {
				continue
			}
			members := rewrite("$", op.Request, recorded, func(path string, s *contract.Schema, v any) any {
				switch {
				case strings.HasSuffix(path, ".document"):
					return nil
				case strings.Contains(s.Description, "Latin"):
					return name
				}
				return v
			})
			if err := send(t, op, members, freedompay.RulesAgreed); err != nil {
				t.Errorf("%s: %v", fmt.Sprintf("%q", name), err)
			}
		}
	}
}
