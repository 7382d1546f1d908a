package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes the report for people: a line for each operation, a line for each
// part of the API, the differences from the contract, and the options to give to the
// client.
func (r *Report) WriteTable(w io.Writer) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "Probe of %s, %s, %d calls\n", r.Host, r.Started.Format("2006-01-02 15:04:05Z07:00"), r.Calls)
	if r.Ended != "" {
		fmt.Fprintf(&text, "It ended early: %s\n", r.Ended)
	}
	text.WriteString("\n")
	r.writeOperations(&text)
	r.writeParts(&text)
	r.writeDifferences(&text)
	r.writeOptions(&text)
	r.writePatch(&text)
	_, err := w.Write(text.Bytes())
	return err
}

func (r *Report) writeOperations(text *bytes.Buffer) {
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "OPERATION\tVERDICT\tPATH\tALGORITHM\tCODE\tNOTE")
	counts := map[Verdict]int{}
	for i := range r.Operations {
		o := &r.Operations[i]
		counts[o.Verdict]++
		path, code := o.Path, ""
		if path == "" {
			path = o.Documented
		}
		if n := len(o.Tries); n > 0 {
			code = o.Tries[n-1].Code
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", o.ID, o.Verdict, path, o.algorithms(), code, o.note())
	}
	_ = table.Flush() // to memory
	text.WriteString("\n")
	for _, v := range []Verdict{Answers, Missing, Unsigned, Unclear, NotTried} {
		if counts[v] > 0 {
			fmt.Fprintf(text, "%d %s\n", counts[v], v)
		}
	}
	text.WriteString("\n")
}

// algorithms returns the one that was accepted, or those that were tried.
func (o *Operation) algorithms() string {
	if o.Algorithm != "" {
		return string(o.Algorithm)
	}
	var tried []string
	for _, t := range o.Tries {
		if !strings.Contains(strings.Join(tried, " "), string(t.Algorithm)) {
			tried = append(tried, string(t.Algorithm))
		}
	}
	return strings.Join(tried, ", ")
}

// note says the rest of an operation in a few words.
func (o *Operation) note() string {
	var notes []string
	paths := map[string]bool{}
	for _, t := range o.Tries {
		paths[t.Path] = true
	}
	n := len(o.Tries)
	switch {
	case n == 0:
	case o.Verdict == Answers && o.Path != o.Documented:
		notes = append(notes, "not at "+o.Documented)
	case len(paths) > 1:
		notes = append(notes, fmt.Sprintf("%d paths tried", len(paths)))
	}
	if n > 0 && o.Tries[n-1].Why != "" {
		notes = append(notes, o.Tries[n-1].Why)
	}
	switch a := o.Answer; {
	case a == nil:
	case a.Accepted:
		notes = append(notes, fmt.Sprintf("answer compared: %d differences", len(a.Differences)))
	default:
		notes = append(notes, strings.TrimSpace("query not answered: "+a.Code+" "+a.Why))
	}
	return strings.Join(notes, "; ")
}

func (r *Report) writeParts(text *bytes.Buffer) {
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PART\tPREFIX\tDOCUMENTED\tACCEPTED\tAN UNKNOWN PATH GETS\tA WRONG KEY GETS")
	for _, p := range r.Parts {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", p.Name, p.Prefix, p.Documented, p.Algorithm, p.UnknownPath, p.WrongKey)
	}
	_ = table.Flush()
	text.WriteString("\n")
}

func (r *Report) writeDifferences(text *bytes.Buffer) {
	table := tabwriter.NewWriter(text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DIFFERENCE\tOF\tMEMBER\tWANT\tGOT\tTIMES")
	some := false
	for _, o := range r.Operations {
		for _, side := range []struct {
			name string
			*Comparison
		}{{"refusal", o.Refusal}, {"answer", o.Answer}} {
			if side.Comparison == nil {
				continue
			}
			for _, d := range side.Differences {
				some = true
				fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\t%s\t%d\n", d.Problem, o.ID, side.name, d.Path, d.Want, d.Got, d.Times)
			}
		}
	}
	if some {
		_ = table.Flush()
		text.WriteString("\n")
	}
}

func (r *Report) writeOptions(text *bytes.Buffer) {
	if len(r.Options) == 0 {
		text.WriteString("freedompay.New needs no options for what was found.\n\n")
		return
	}
	text.WriteString("Options for freedompay.New:\n\n")
	for _, line := range r.Options {
		text.WriteString("\t" + line + "\n")
	}
	text.WriteString("\n")
}

func (r *Report) writePatch(text *bytes.Buffer) {
	if len(r.Patch) == 0 {
		text.WriteString("Nothing was confirmed that contract/openapi.json does not know.\n")
		return
	}
	text.WriteString("Merge patch (RFC 7396) of contract/openapi.json:\n\n")
	if json.Indent(text, r.Patch, "", "  ") == nil {
		text.WriteString("\n")
	}
}
