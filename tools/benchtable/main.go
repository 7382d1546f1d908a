// Benchtable prints the table of docs/benchmarks.md. Each file that it is given
// holds the benchmarks of one round; a ratio is taken within a round, and what
// is printed is the median over the rounds.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"log"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	log.SetFlags(0)
	var rounds []round
	for _, name := range os.Args[1:] {
		r, err := read(name)
		if err != nil {
			log.Fatal("benchtable: ", err)
		}
		rounds = append(rounds, r)
	}
	fmt.Println("| | what | budget | today | beside it | |")
	fmt.Println("| --- | --- | --- | --- | --- | --- |")
	var notes []string
	for _, row := range rows {
		line, missed := row.line(rounds)
		fmt.Println(line)
		if missed {
			notes = append(notes, "- "+row.name+": "+cmp.Or(reasons[row.name], "not known yet"))
		}
	}
	if len(notes) > 0 {
		fmt.Println("\nWhy a row misses:\n\n" + strings.Join(notes, "\n"))
	}
}

// round holds what one run measured, by benchmark and unit: "S1/client ns/op".
type round map[string]float64

var processors = regexp.MustCompile(`-\d+$`)

func read(name string) (round, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := round{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		benchmark := processors.ReplaceAllString(strings.TrimPrefix(words[0], "Benchmark"), "")
		for at := 2; at+1 < len(words); at += 2 {
			value, err := strconv.ParseFloat(words[at], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %q is not a benchmark's line", name, lines.Text())
			}
			r[benchmark+" "+words[at+1]] = value
		}
	}
	return r, lines.Err()
}

// line returns the row of the table, and whether a budget is missed.
func (row row) line(rounds []round) (line string, missed bool) {
	var budgets, today, beside []string
	verdict := "pass"
	for _, goal := range row.goals {
		budgets = append(budgets, goal.budget())
		value, ok := median(rounds, goal.figure)
		switch {
		case !ok:
			today = append(today, "not measured")
			if !missed {
				verdict = "?"
			}
		default:
			today = append(today, fmt.Sprintf(goal.format, value))
			if !goal.met(value) {
				verdict, missed = "**miss**", true
			}
		}
	}
	for _, b := range row.beside {
		if value, ok := median(rounds, plain(b.figure)); ok {
			_, unit, _ := strings.Cut(b.figure, " ")
			beside = append(beside, b.label+" "+quantity(value, unit))
		}
	}
	besides := strings.Join(beside, ", ")
	if len(beside) == 4 { // two measures, each of a pair
		besides = strings.Join(beside[:2], ", ") + "; " + strings.Join(beside[2:], ", ")
	}
	cells := []string{row.name, row.what, strings.Join(budgets, ", "), strings.Join(today, ", "), besides, verdict}
	return "| " + strings.Join(cells, " | ") + " |", missed
}

// median returns the median of a figure over the rounds that have it.
func median(rounds []round, figure figure) (float64, bool) {
	var values []float64
	for _, r := range rounds {
		if value, ok := figure(r); ok {
			values = append(values, value)
		}
	}
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2, true
	}
	return values[middle], true
}

// quantity writes a value as one says it. The unit's first words, as those of
// client-cpu-ns/op, only say whose it is.
func quantity(value float64, unit string) string {
	unit = unit[strings.LastIndex(unit, "-")+1:]
	switch {
	case unit == "ns/op" && value >= 1e6:
		return fmt.Sprintf("%.1f ms", value/1e6)
	case unit == "ns/op":
		return fmt.Sprintf("%.1f µs", value/1e3)
	case unit == "B/op" && value >= 1e6:
		return fmt.Sprintf("%.1f MB/op", value/1e6)
	case unit == "B":
		return fmt.Sprintf("%.0f kB", value/1e3)
	}
	return fmt.Sprintf("%.0f %s", value, unit)
}
