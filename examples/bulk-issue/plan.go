package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
)

// The lines of the state file. The first ones are there before anything is
// sent; results are added as they come in.
const (
	lineHost   = "host"   // where the cards are issued
	lineClient = "client" // to whom
	linePlan   = "plan"   // a request id, for one card
	lineIssued = "issued" // a request id and the card that it made
	lineFailed = "failed" // a request id and why there is no card
)

// plan is the state file: which cards are to be issued under which ids, and
// what has come of it.
type plan struct {
	host, clientID string
	ids            []uuid.UUID
	cards          map[uuid.UUID]string // by request
	failed         map[uuid.UUID]string // why

	file *os.File // open for results
}

// writePlan makes a plan of n cards. The file is there whole or not at all, and
// on disk before this returns.
func writePlan(path, host, clientID string, n int) (*plan, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %s\n%s %s\n", lineHost, host, lineClient, clientID)
	for range n {
		fmt.Fprintf(&text, "%s %s\n", linePlan, uuid.New())
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(file.Name()) }() // nothing is left of it once it has its name
	_, err = file.Write(text.Bytes())
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return nil, err
	}
	return readPlan(path)
}

// readPlan reads a plan and opens it for results.
func readPlan(path string) (*plan, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	p := &plan{file: file, cards: make(map[uuid.UUID]string), failed: make(map[uuid.UUID]string)}
	if err := p.read(path); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *plan) read(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	number := 0
	for line := range strings.Lines(string(whole)) {
		number++
		if err := p.readLine(strings.TrimSuffix(line, "\n")); err != nil {
			return fmt.Errorf("%s:%d: %w", path, number, err)
		}
	}
	if p.clientID == "" || len(p.ids) == 0 {
		return fmt.Errorf("%s is not a file of this program", path)
	}
	if len(whole) < len(text) { // a line that a crash has cut: as if it had never been written
		return p.file.Truncate(int64(len(whole)))
	}
	return nil
}

func (p *plan) readLine(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case lineHost:
		p.host = rest
		return nil
	case lineClient:
		p.clientID = rest
		return nil
	}
	first, rest, _ := strings.Cut(rest, " ")
	id, err := uuid.Parse(first)
	if err != nil {
		return err
	}
	switch word {
	case linePlan:
		p.ids = append(p.ids, id)
	case lineIssued:
		p.cards[id] = rest
	case lineFailed:
		p.failed[id] = rest
	default:
		return fmt.Errorf("unknown word %q", word)
	}
	return nil
}

// issued returns how many cards are known to be issued.
func (p *plan) issued() int { return len(p.cards) }

// open returns the requests whose end is not known.
func (p *plan) open() []uuid.UUID {
	var open []uuid.UUID
	for _, id := range p.ids {
		_, issued := p.cards[id]
		_, failed := p.failed[id]
		if !issued && !failed {
			open = append(open, id)
		}
	}
	return open
}

// note adds a result. Should it be lost, the next run asks the bank again.
func (p *plan) note(line string, id uuid.UUID, what string) error {
	if line == lineIssued {
		p.cards[id] = what
	} else {
		p.failed[id] = what
	}
	_, err := fmt.Fprintln(p.file, line, id, strings.Join(strings.Fields(what), " "))
	return err
}

func (p *plan) close() { _ = p.file.Close() }
