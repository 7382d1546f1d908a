package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/durable"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

var record = flag.Bool("record", false, "when the form of stored commands has changed, add a recording to testdata")

// recorded is a row of river_job that a release of this package wrote.
type recorded struct {
	Name      string          `json:"name"`
	Encrypted bool            `json:"encrypted,omitempty"`
	Priority  int             `json:"priority"`
	Tags      []string        `json:"tags"`
	Args      json.RawMessage `json:"args"`
	Metadata  json.RawMessage `json:"metadata"`
}

// storedCommands are the commands of the recordings, by name. Their RequestIDs are
// always the same. What stands before the colon is the phase.
func storedCommands(encrypted bool) map[string]freedompay.Command {
	id := func(name string) uuid.UUID { return uuid.NewSHA1(uuid.Nil, fmt.Append(nil, name, encrypted)) }
	wallet := func(name string) freedompay.Command {
		return freedompay.AddWalletRequest{RequestID: id(name), Identifier: "wallet " + name, Country: "KAZ", Currency: freedompay.KZT}
	}
	refused := func(name string) freedompay.Command {
		return freedompay.CloseCardRequest{RequestID: id(name), CardID: "no-such-card", Description: "a reason"}
	}
	return map[string]freedompay.Command{
		"ended: wallet":          wallet("ended: wallet"),
		"ended: refused":         refused("ended: refused"),
		"ended: gift":            gift(),
		"accepted: wallet":       wallet("accepted: wallet"),
		"doubt: wallet":          wallet("doubt: wallet"),
		"fresh: wallet":          wallet("fresh: wallet"),
		"fresh: gift":            gift(),
		"fresh: first of a key":  durable.With(wallet("fresh: first of a key"), durable.Key("a")),
		"fresh: second of a key": durable.With(wallet("fresh: second of a key"), durable.Key("a")),
	}
}

func storedShop(t *testing.T, encrypted bool) *shop {
	t.Helper()
	config := durable.Config{}
	if encrypted {
		config.Encrypt = aead(t, "a", "a")
	}
	once := freedompay.WithRetry(freedompay.Backoff{Attempts: 1})
	return newShop(t, setup{config: config, client: []freedompay.Option{once}})
}

// writeRows returns the rows that this release writes.
func writeRows(t *testing.T, encrypted bool) (rows []recorded) {
	t.Helper()
	s := storedShop(t, encrypted)
	handleAll(s.q, func(uuid.UUID) error { return errors.New("not now") })
	stop := s.run(s.q)
	names := map[uuid.UUID]string{}
	cmds := storedCommands(encrypted)
	enqueue := func(phase string, least int) {
		t.Helper()
		for _, name := range sorted(cmds) {
			if strings.HasPrefix(name, phase+":") {
				names[s.enqueue(durable.With(cmds[name], durable.Tag("order-17")))[0]] = name
			}
		}
		s.eventually(fmt.Sprint(least), `SELECT count(*) FROM freedompay.river_job WHERE state <> 'running' AND metadata->'freedompay'->>'phase' = $1
			AND coalesce(metadata->'freedompay'->>'asked', metadata->'freedompay'->>'troubles') IS NOT NULL`, phase)
	}
	enqueue("ended", 3)
	s.bank.HoldSettling(true)
	enqueue("accepted", 1)
	s.bank.Inject(freedompaytest.Fault{On: "Wallets.Add", Do: freedompaytest.DropBefore})
	enqueue("doubt", 1)
	stop()
	enqueue("fresh", 0)
	list, err := s.pool.Query(context.Background(), `SELECT args, metadata, priority, tags FROM freedompay.river_job ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	for list.Next() {
		r := recorded{Encrypted: encrypted}
		var args struct {
			RequestID uuid.UUID `json:"request_id"`
		}
		if err := list.Scan(&r.Args, &r.Metadata, &r.Priority, &r.Tags); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(r.Args, &args); err != nil {
			t.Fatal(err)
		}
		r.Name = names[args.RequestID]
		rows = append(rows, r)
	}
	return rows
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// form returns the members of a row, with their values where these are always the same.
func form(t *testing.T, rows []recorded) string {
	t.Helper()
	fixed := []string{"operation", "made", "key", "phase", "version"}
	var walk func(path string, v any) []string
	walk = func(path string, v any) (lines []string) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range sorted(v) {
				lines = append(lines, walk(path+"."+key, v[key])...)
			}
			return lines
		case []any:
			for _, e := range v {
				lines = append(lines, walk(path+"[]", e)...)
			}
			return lines
		}
		if slices.Contains(fixed, path[strings.LastIndex(path, ".")+1:]) {
			return []string{fmt.Sprintf("%s = %v", path, v)}
		}
		return []string{fmt.Sprintf("%s %T", path, v)}
	}
	var lines []string
	for _, r := range rows {
		for what, text := range map[string]json.RawMessage{"args": r.Args, "metadata": r.Metadata} {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, walk(fmt.Sprintf("%s, encrypted %v: %s", r.Name, r.Encrypted, what), v)...)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// difference lists what only one of two forms has.
func difference(before, now string) (lines string) {
	old, current := strings.Split(before, "\n"), strings.Split(now, "\n")
	for _, line := range old {
		if !slices.Contains(current, line) {
			lines += "- " + line + "\n"
		}
	}
	for _, line := range current {
		if !slices.Contains(old, line) {
			lines += "+ " + line + "\n"
		}
	}
	return lines
}

func recordings(t *testing.T) (files []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/stored-*.json")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readRows(t *testing.T, file string) (rows []recorded) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// This release writes commands in a form that is recorded. A new form gets a recording
// of its own; those of earlier releases stay, and TestStoredBefore reads them all.
func TestStoredForm(t *testing.T) {
	rows := append(writeRows(t, false), writeRows(t, true)...)
	today := form(t, rows)
	files := recordings(t)
	changed := today
	for _, file := range files {
		if changed = difference(form(t, readRows(t, file)), today); changed == "" {
			return
		}
	}
	next := fmt.Sprintf("testdata/stored-%d.json", len(files)+1)
	if !*record {
		t.Fatalf("the form of stored commands has changed. If that is meant, add %s with go test -run TestStoredForm -record, and keep the earlier ones.\n%s", next, changed)
	}
	text, err := json.MarshalIndent(rows, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Commands that earlier releases stored settle, whatever their phase, encrypted or not.
func TestStoredBefore(t *testing.T) {
	files := recordings(t)
	if len(files) == 0 {
		t.Fatal("there is no recording")
	}
	for _, file := range files {
		for _, encrypted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, encrypted %v", filepath.Base(file), encrypted), func(t *testing.T) {
				s := storedShop(t, encrypted)
				handleAll(s.q, nil)
				cmds := storedCommands(encrypted)
				p, err := s.client.Prepare(cmds["accepted: wallet"])
				if err == nil {
					_, err = s.client.Send(t.Context(), p)
				}
				if err != nil {
					t.Fatal(err)
				}
				calls := len(s.bank.Calls())
				ids := map[string]uuid.UUID{}
				for _, r := range readRows(t, file) {
					if r.Encrypted == encrypted {
						ids[r.Name] = s.put(r)
					}
				}
				if len(ids) != len(cmds) {
					t.Fatalf("%d rows of %d commands", len(ids), len(cmds))
				}
				s.run(s.q)
				for name, id := range ids {
					outcome, detail := s.outcome(id)
					if want := map[bool]string{true: "refused", false: "done"}[name == "ended: refused"]; outcome != want {
						t.Errorf("%s: %s %s, want %s", name, outcome, detail, want)
					}
					if strings.Contains(name, "gift") && detail == "" || outcome == "refused" && detail != string(freedompay.CodeCardNotFound) {
						t.Errorf("%s: the handler got %q", name, detail)
					}
				}
				sent := map[string]int{}
				for _, call := range s.bank.Calls()[calls:] {
					sent[call.Operation]++
				}
				if sent["GiftCards.Issue"] != 1 || sent["Wallets.Add"] != 4 || sent["Cards.Close"] != 0 { // what was fresh, and what was in doubt
					t.Errorf("calls: %v", sent)
				}
			})
		}
	}
}

// put inserts a recorded row, and returns the RequestID of its command.
func (s *shop) put(r recorded) uuid.UUID {
	s.Helper()
	var args struct {
		RequestID uuid.UUID `json:"request_id"`
		Key       string    `json:"key"`
	}
	if err := json.Unmarshal(r.Args, &args); err != nil {
		s.Fatal(err)
	}
	job := s.one(`SELECT nextval('freedompay.river_job_id_seq')`)
	s.exec(`INSERT INTO freedompay.river_job (id, kind, queue, max_attempts, priority, tags, args, metadata) VALUES ($1::text::bigint, 'freedompay_command', 'freedompay', 32767, $2, $3, $4, $5)`,
		job, r.Priority, r.Tags, r.Args, r.Metadata)
	s.exec(`INSERT INTO freedompay.freedompay_command (request_id, job_id) VALUES ($1, $2::text::bigint)`, args.RequestID, job)
	if args.Key != "" {
		s.exec(`INSERT INTO freedompay.freedompay_order (key, job_id) VALUES ($1, $2::text::bigint)`, args.Key, job)
	}
	return args.RequestID
}
