// Package mask prints JSON with its secrets covered: card numbers, PINs,
// one-time passwords, keys and scanned documents.
package mask

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// Piece is a part of a printed text. A covered piece stands for a secret.
type Piece struct {
	Text   string // as printed; dots for a secret
	Secret int    // number of the secret, from 1; 0 for plain text
}

// cover is what stands in the place of a secret.
const cover = `"••••••"`

// names are the members that hold secrets.
var names = []string{"pin", "otp", "card_number", "cvv", "pan", "document", "encrypted_data", "key", "password"}

// Print returns body as indented JSON in pieces, and its secrets in order. A
// body that is no JSON is one piece, as it is.
func Print(body []byte) (pieces []Piece, secrets []string) {
	p := &printer{decoder: json.NewDecoder(bytes.NewReader(body))}
	p.decoder.UseNumber()
	err := p.value("", 0)
	if err == nil {
		_, err = p.decoder.Token()
	}
	if !errors.Is(err, io.EOF) {
		return plain(body)
	}
	p.flush()
	return p.pieces, p.secrets
}

// Text returns body as indented JSON with its secrets covered.
func Text(body []byte) string {
	var text strings.Builder
	pieces, _ := Print(body)
	for _, p := range pieces {
		text.WriteString(p.Text)
	}
	return text.String()
}

// plain covers what is no JSON whole when it could hold a secret.
func plain(body []byte) ([]Piece, []string) {
	text := strings.ToValidUTF8(string(body), "\uFFFD")
	low := strings.ToLower(text)
	if slices.ContainsFunc(names, func(name string) bool { return strings.Contains(low, name) }) || digits(text) >= 12 {
		return []Piece{{cover, 1}}, []string{text}
	}
	return []Piece{{Text: text}}, nil
}

// digits returns the length of the longest run of digits.
func digits(text string) int {
	longest, run := 0, 0
	for _, r := range text {
		if r < '0' || r > '9' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// printer prints one JSON text.
type printer struct {
	decoder *json.Decoder
	text    strings.Builder
	pieces  []Piece
	secrets []string
}

// flush ends a piece of plain text.
func (p *printer) flush() {
	if p.text.Len() > 0 {
		p.pieces = append(p.pieces, Piece{Text: p.text.String()})
		p.text.Reset()
	}
}

// deepest keeps a nested text from filling the page.
const deepest = 64

var (
	errDeep = errors.New("mask: nested too deep")
	errCut  = errors.New("mask: the text ends too early")
)

// value prints the next value, which belongs to a member of this name.
func (p *printer) value(name string, depth int) error {
	if depth > deepest {
		return errDeep
	}
	token, err := p.decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		return p.nested(token, name, depth)
	case string:
		p.scalar(name, token, Quote(token))
	case json.Number:
		p.scalar(name, token.String(), token.String())
	case bool:
		p.text.WriteString(map[bool]string{true: "true", false: "false"}[token])
	case nil:
		p.text.WriteString("null")
	}
	return nil
}

// scalar prints a text or a number, covered when its member holds a secret, or
// when it is a card number in a member for something else.
func (p *printer) scalar(name, value, printed string) {
	if value == "" || !slices.Contains(names, strings.ToLower(name)) && !holdsPAN(value) {
		p.text.WriteString(printed)
		return
	}
	p.flush()
	p.secrets = append(p.secrets, value)
	p.pieces = append(p.pieces, Piece{cover, len(p.secrets)})
}

// nested prints an object or an array. What is inside an array belongs to the
// array's member.
func (p *printer) nested(open json.Delim, name string, depth int) error {
	end := map[json.Delim]string{'{': "}", '[': "]"}[open]
	p.text.WriteString(open.String())
	first := true
	for ; p.decoder.More(); first = false {
		if !first {
			p.text.WriteString(",")
		}
		p.text.WriteString("\n" + strings.Repeat("  ", depth+1))
		if open == '{' {
			token, err := p.decoder.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
			p.text.WriteString(Quote(Line(name)) + ": ")
		}
		if err := p.value(name, depth+1); err != nil {
			return err
		}
	}
	if !first {
		p.text.WriteString("\n" + strings.Repeat("  ", depth))
	}
	p.text.WriteString(end)
	if _, err := p.decoder.Token(); err != nil {
		return errCut
	}
	return nil
}

// Quote returns a text as JSON, JavaScript and Python write it. It keeps <, > and &
// readable.
func Quote(text string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	return strings.TrimSpace(buffer.String())
}
