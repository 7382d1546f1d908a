package durable_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

func key(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func aead(t *testing.T, primary string, ids ...string) durable.AEAD {
	t.Helper()
	keys := map[string][]byte{}
	for _, id := range ids {
		keys[id] = key(id[0])
	}
	a, err := durable.NewAESGCM(primary, keys)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What one key encrypted is read after a rotation, only in its place, and unchanged.
func TestAESGCM(t *testing.T) {
	old, both, fresh := aead(t, "a", "a"), aead(t, "b", "a", "b"), aead(t, "b", "b")
	sealed, err := old.Encrypt([]byte("text"), []byte("place"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := both.Decrypt(sealed, []byte("place")); err != nil || string(text) != "text" {
		t.Errorf("after a rotation: %q, %v", text, err)
	}
	if newer, err := both.Encrypt([]byte("text"), nil); err != nil {
		t.Error(err)
	} else if _, err := fresh.Decrypt(newer, nil); err != nil {
		t.Errorf("by the new key alone: %v", err)
	}
	if _, err := fresh.Decrypt(sealed, []byte("place")); err == nil || !strings.Contains(err.Error(), `no key "a"`) {
		t.Errorf("without the key: %v", err)
	}
	if _, err := old.Decrypt(sealed, []byte("elsewhere")); err == nil {
		t.Error("it is read in another place")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := old.Decrypt(changed, []byte("place")); err == nil {
			t.Errorf("it is read with byte %d changed", i)
		}
		if _, err := old.Decrypt(sealed[:i], []byte("place")); err == nil {
			t.Errorf("%d bytes of it are read", i)
		}
	}
	for name, keys := range map[string]map[string][]byte{
		"a short key": {"a": []byte("short")}, "no name": {"": key('a')}, "no primary": {"b": key('b')}, "none": nil,
	} {
		if _, err := durable.NewAESGCM("a", keys); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// A PIN or a one-time password is refused without a key, and with one nothing of a
// command stands in the tables in the clear.
func TestEncrypts(t *testing.T) {
	pin := freedompay.SetPINRequest{CardID: "card-4711", PIN: freedompay.NewSecret("c2VjcmV0LXBpbg==")}
	plain := newShop(t, setup{})
	for _, cmd := range []freedompay.Command{pin, &pin, freedompay.ConfirmGiftCardRequest{OTP: freedompay.NewSecret("123456")}} {
		err := pgx.BeginFunc(t.Context(), plain.pool, func(tx pgx.Tx) error {
			_, err := plain.q.Enqueue(t.Context(), tx, cmd)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "Encrypt") {
			t.Errorf("%s without a key: %v", cmd.Operation(), err)
		}
	}
	s := newShop(t, setup{config: durable.Config{Encrypt: aead(t, "a", "a"), Workers: 1}})
	failed := map[string]bool{}
	durable.On(s.q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.IssueGiftCardRequest]) error {
		if answer, ok := r.Answer.(*freedompay.GiftCardIssue); !ok || answer.CardID == 0 || r.Request.CardholderName != "ANNA IVANOVA" {
			t.Errorf("the handler gets %+v", r)
		}
		if !failed["gift"] { // then its end is stored
			failed["gift"] = true
			return errors.New("not now")
		}
		return nil
	})
	durable.On(s.q, func(_ context.Context, _ pgx.Tx, r durable.Settled[freedompay.SetPINRequest]) error {
		if r.Request.PIN.Reveal() != pin.PIN.Reveal() {
			t.Error("the handler gets another PIN")
		}
		return nil
	})
	s.enqueue(gift(), durable.With(pin, durable.Key("card-4711")))
	check := func() {
		t.Helper()
		dump := s.one(`SELECT string_agg(j::text, ' ') FROM freedompay.river_job j`) + s.one(`SELECT coalesce(string_agg(o::text, ' '), '') FROM freedompay.freedompay_order o`)
		for _, text := range []string{"ANNA", "IVANOVA", "77770000000", "card-4711", pin.PIN.Reveal(), "card_id"} {
			if strings.Contains(dump, text) || strings.Contains(dump, base64.StdEncoding.EncodeToString([]byte(text))[:4]) && len(text) > 8 {
				t.Errorf("%q stands in the tables", text)
			}
		}
	}
	check()
	s.run(s.q)
	s.eventually("true", `SELECT count(*) > 0 FROM freedompay.river_job WHERE args ? 'end' OR state = 'completed'`)
	check()
	s.eventually("2", `SELECT count(*) FROM freedompay.river_job WHERE state = 'completed'`)
}

// A process without the key leaves the command to those that have it.
func TestRotation(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Encrypt: aead(t, "a", "a")}})
	ids := s.enqueue(gift())
	s.config.Encrypt = aead(t, "b", "b")
	lacking := s.queue()
	handleAll(lacking, nil)
	stop := s.run(lacking)
	s.eventually("true", `SELECT metadata->'freedompay'->>'why' LIKE '%no key "a"%' FROM freedompay.river_job`)
	stop()
	s.config.Encrypt = aead(t, "b", "a", "b")
	having := s.queue()
	handleAll(having, nil)
	s.run(having)
	if outcome, _ := s.outcome(ids[0]); outcome != "done" {
		t.Error(outcome)
	}
}

// The bank's words may repeat what it was sent. With a key they do not stand in the note
// of a command that waits.
func TestEncryptsTheBanksWords(t *testing.T) {
	s := newShop(t, setup{config: durable.Config{Encrypt: aead(t, "a", "a")}})
	handleAll(s.q, nil)
	s.bank.Inject(freedompaytest.Fault{
		On: "Cards.Issue", Do: freedompaytest.BlockRequest, Status: http.StatusServiceUnavailable,
		JSON: `{"status":"error","error_code":"99","error_description":"ANNA IVANOVA is not a name"}`,
	})
	s.run(s.q)
	s.enqueue(issue(s.bank))
	s.eventually("true", `SELECT metadata->'freedompay'->>'why' <> '' FROM freedompay.river_job`)
	if dump := s.one(`SELECT string_agg(j::text, ' ') FROM freedompay.river_job j`); strings.Contains(dump, "ANNA") || !strings.Contains(dump, "503") {
		t.Error(dump)
	}
}
