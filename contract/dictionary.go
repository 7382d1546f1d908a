package contract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Dictionary is a list of codes.
type Dictionary struct {
	Name string
	Rows []Row
}

// Row is a code with its meaning. The meanings of gift cards and e-money are
// paraphrased; the others are the vendor's words.
type Row struct{ Code, Text string }

// Codes returns the codes in the order of the vendor.
func (d *Dictionary) Codes() []string {
	codes := make([]string, len(d.Rows))
	for i, row := range d.Rows {
		codes[i] = row.Code
	}
	return codes
}

// Dictionary returns the dictionary with the name, such as card_error.
func (c *Contract) Dictionary(name string) (d *Dictionary, ok bool) {
	at := slices.IndexFunc(c.Dictionaries, func(d Dictionary) bool { return d.Name == name })
	if at < 0 {
		return nil, false
	}
	return &c.Dictionaries[at], true
}

func parseDictionaries(data []byte) (all []Dictionary, err error) {
	var rows map[string][][]string
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, err
	}
	for name, list := range rows {
		d := Dictionary{Name: name}
		for i, row := range list {
			if len(row) != 2 || row[0] == "" || row[1] == "" {
				return nil, fmt.Errorf("%s: row %d: want a code and its meaning", name, i+1)
			}
			if slices.Contains(d.Codes(), row[0]) {
				return nil, fmt.Errorf("%s: row %d: the code %q stands there twice", name, i+1, row[0])
			}
			d.Rows = append(d.Rows, Row{row[0], row[1]})
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Dictionary) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}
