package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/freedompay-go/freedompay/freedompaytest"
)

// stateKind names the format of a state.
const stateKind = "freedompay sandbox 1"

// state is the whole sandbox as JSON. It holds secrets of the fake banks.
type state struct {
	Kind   string        `json:"kind"`
	SHA256 string        `json:"sha256"` // of Banks as they stand in the file
	Ahead  time.Duration `json:"clock_ahead"`
	Banks  []savedBank   `json:"banks"`
}

type savedBank struct {
	AuthID string          `json:"auth_id"`
	Bank   json.RawMessage `json:"bank"`
}

// Snapshot returns the whole state. The journal of calls is no part of it.
func (s *Sandbox) Snapshot() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := state{Kind: stateKind, Ahead: s.Clock.Offset()}
	for _, p := range s.partners {
		bank, err := p.Bank().Snapshot()
		if err != nil {
			return nil, err
		}
		kept.Banks = append(kept.Banks, savedBank{p.AuthID, bank})
	}
	sum, err := kept.sum()
	if err != nil {
		return nil, err
	}
	kept.SHA256 = sum
	text, err := json.Marshal(kept)
	if err == nil {
		err = bounded(text)
	}
	return text, err
}

// The largest state. What is small as text can be large in memory: each object
// of a state that somebody has made up takes some hundred bytes.
const (
	MaxState    = 256 << 20
	mostObjects = 1_000_000
)

// bounded refuses a state that would take the memory of the machine.
func bounded(text []byte) error {
	if len(text) > MaxState {
		return fmt.Errorf("it is larger than %d bytes, which is as much as a sandbox keeps; reset it now and then", MaxState)
	}
	if bytes.Count(text, []byte{'{'})+bytes.Count(text, []byte{'['}) > mostObjects {
		return fmt.Errorf("it holds more than %d things, which is as much as a sandbox keeps; reset it now and then", mostObjects)
	}
	return nil
}

// sum returns the digest of the banks.
func (k *state) sum() (string, error) {
	text, err := json.Marshal(k.Banks)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Restore puts back what Snapshot has returned, or changes nothing. The clock
// goes on where it stood, and never back.
func (s *Sandbox) Restore(snapshot []byte) error {
	if err := bounded(snapshot); err != nil {
		return err
	}
	var kept state
	if err := json.Unmarshal(snapshot, &kept); err != nil {
		return fmt.Errorf("it is torn or no state of a sandbox: %w", err)
	}
	if kept.Kind != stateKind {
		return fmt.Errorf("it is of kind %.40q, not %q", kept.Kind, stateKind)
	}
	if sum, err := kept.sum(); err != nil || sum != kept.SHA256 {
		return errors.New("it was changed or torn: its digest does not fit")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	restored := make(map[*Partner]*freedompaytest.Bank)
	for _, saved := range kept.Banks {
		p := s.Partner(saved.AuthID)
		if p == nil || saved.AuthID == "" {
			return fmt.Errorf("it is about partner %.40q, whom this sandbox does not have", saved.AuthID)
		}
		bank, err := freedompaytest.Restore(saved.Bank, p.options...)
		if err != nil {
			return err
		}
		if err := bank.TryInject(p.Bank().ViewFaults()...); err != nil {
			return err
		}
		restored[p] = bank
	}
	for p, bank := range restored {
		p.bank.Store(bank)
	}
	s.Clock.set(max(kept.Ahead, s.Clock.Offset()))
	s.Touch()
	return nil
}

// Load restores the state in a file. A file that does not exist is no error.
func (s *Sandbox) Load(name string) error {
	file, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !file.Mode().IsRegular() || file.Size() > MaxState {
		return fmt.Errorf("%s is left as it is: it is no file of at most %d bytes", name, MaxState)
	}
	text, err := os.ReadFile(name) //nolint:gosec // the file that the user names
	if err != nil {
		return err
	}
	if err := s.Restore(text); err != nil {
		return fmt.Errorf("%s is left as it is: %w", name, err)
	}
	return nil
}

// Store writes the state to a file, atomically: the file is the old one or the
// new one, whatever happens meanwhile.
func (s *Sandbox) Store(name string) error {
	text, err := s.Snapshot()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.part") // 0600
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
