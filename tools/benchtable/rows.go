package main

import (
	"fmt"
	"math"
	"strings"
)

// row is a promise of the library and what it is held to.
type row struct {
	name, what string
	goals      []goal
	beside     []beside
}

// goal is one figure with its bound.
type goal struct {
	figure figure
	format string
	bound  float64
	least  bool // the bound is one from below
}

// beside is an absolute figure, by benchmark and unit, under a label.
type beside struct{ label, figure string }

func (g goal) met(value float64) bool {
	if g.least {
		return value >= g.bound
	}
	return value <= g.bound
}

func (g goal) budget() string {
	text := fmt.Sprintf(g.format, g.bound)
	switch {
	case g.bound == 0:
		return text
	case g.least:
		return "≥ " + text
	default:
		return "≤ " + text
	}
}

// figure computes something from one round; it may not have been measured.
type figure func(round) (float64, bool)

func plain(name string) figure {
	return func(r round) (float64, bool) {
		value, ok := r[name]
		return value, ok
	}
}

func ratio(of, to string) figure {
	return func(r round) (float64, bool) {
		dividend, ok := r[of]
		divisor, also := r[to]
		return dividend / divisor, ok && also
	}
}

// above returns by how much one exceeds the other, in a unit of so many.
func above(of, base string, unit float64) figure {
	return func(r round) (float64, bool) {
		value, ok := r[of]
		less, also := r[base]
		return (value - less) / unit, ok && also
	}
}

// largest returns the worst of some figures, all of which must be there.
func largest(figures ...figure) figure {
	return func(r round) (float64, bool) {
		worst := math.Inf(-1)
		for _, figure := range figures {
			value, ok := figure(r)
			if !ok {
				return 0, false
			}
			worst = max(worst, value)
		}
		return worst, true
	}
}

// worst returns the largest of the figures whose names begin and end like this, but
// for those of json.Unmarshal.
func worst(begin, end string) figure {
	return func(r round) (float64, bool) {
		most, found := math.Inf(-1), false
		for name, value := range r {
			if strings.HasPrefix(name, begin) && strings.HasSuffix(name, end) && !strings.Contains(name, "/unmarshal ") {
				most, found = max(most, value), true
			}
		}
		return most, found
	}
}

var rows = []row{
	{"S1", "sign a 2.7 MB body; L is SHA-512 and base64 alone", []goal{
		{ratio("S1/client ns/op", "S1/limit ns/op"), "%.2f L", 1.08, false},
		{ratio("S1/client ns/op", "S1/golang-jwt ns/op"), "%.2fx golang-jwt", 0.75, false},
	}, []beside{{"client", "S1/client ns/op"}, {"L", "S1/limit ns/op"}, {"golang-jwt", "S1/golang-jwt ns/op"}}},
	{"S2", "sign 1 KB", []goal{
		{ratio("S2/client ns/op", "S2/limit ns/op"), "%.2f L", 1.25, false},
		{ratio("S2/client ns/op", "S2/golang-jwt ns/op"), "%.2fx golang-jwt", 0.55, false},
	}, []beside{{"client", "S2/client ns/op"}, {"L", "S2/limit ns/op"}, {"golang-jwt", "S2/golang-jwt ns/op"}}},
	{"S3", "sign 64 B", []goal{
		{ratio("S3/client ns/op", "S3/golang-jwt ns/op"), "%.2fx golang-jwt", 0.30, false},
	}, []beside{{"client", "S3/client ns/op"}, {"HMAC", "S3/hmac ns/op"}, {"golang-jwt", "S3/golang-jwt ns/op"}}},
	{"S4", "sign, any size", []goal{
		{largest(plain("S1/client allocs/op"), plain("S2/client allocs/op"), plain("S3/client allocs/op")), "%.0f allocation", 1, false},
		{largest(plain("S1/client B/op"), plain("S2/client B/op"), plain("S3/client B/op")), "%.0f B/op", 1000, false},
	}, []beside{{"golang-jwt", "S1/golang-jwt allocs/op"}, {"golang-jwt", "S1/golang-jwt B/op"}}},
	{"C1", "small call above bare net/http, no network; the worse of a query and a command", []goal{
		{largest(above("C1/query/client allocs/op", "C1/query/bare allocs/op", 1), above("C1/command/client allocs/op", "C1/command/bare allocs/op", 1)), "%.0f allocations", 16, false},
		{largest(above("C1/query/client B/op", "C1/query/bare B/op", 1e3), above("C1/command/client B/op", "C1/command/bare B/op", 1e3)), "%.2f kB", 1.35, false},
	}, []beside{{"query", "C1/query/client allocs/op"}, {"bare", "C1/query/bare allocs/op"}, {"command", "C1/command/client allocs/op"}, {"bare", "C1/command/bare allocs/op"}}},
	{"C2", "client CPU of 64 callers", []goal{
		{ratio("C2/HTTP1 client-cpu-ns/op", "C2/HTTP1 bare-cpu-ns/op"), "%.2fx bare (HTTP/1.1)", 1.50, false},
		{ratio("C2/HTTP2 client-cpu-ns/op", "C2/HTTP2 bare-cpu-ns/op"), "%.2fx (h2)", 1.30, false},
	}, []beside{{"HTTP/1.1 client", "C2/HTTP1 client-cpu-ns/op"}, {"bare", "C2/HTTP1 bare-cpu-ns/op"}, {"h2 client", "C2/HTTP2 client-cpu-ns/op"}, {"bare", "C2/HTTP2 bare-cpu-ns/op"}}},
	{"C3", "requests per second of 64 callers", []goal{
		{ratio("C3/HTTP1 client-req/s", "C3/HTTP1 bare-req/s"), "%.2fx bare (HTTP/1.1)", 0.72, true},
		{ratio("C3/HTTP2 client-req/s", "C3/HTTP2 bare-req/s"), "%.2fx (h2)", 0.85, true},
	}, []beside{{"HTTP/1.1 client", "C3/HTTP1 client-req/s"}, {"bare", "C3/HTTP1 bare-req/s"}, {"h2 client", "C3/HTTP2 client-req/s"}, {"bare", "C3/HTTP2 bare-req/s"}}},
	{"C4", "default client, 64 and 1,000 callers, after warm-up", []goal{
		{largest(plain("C4/HTTP1/64 connections/1000"), plain("C4/HTTP1/1000 connections/1000"), plain("C4/HTTP2/64 connections/1000"), plain("C4/HTTP2/1000 connections/1000")),
			"%.0f new connections per 1,000 requests", 0, false},
	}, nil},
	{"D1", "Clients.Create with a document of 2 MB; peak memory of 16 at once", []goal{
		{above("D1/client B/op", "D1/bare B/op", 1e3), "bare + %.1f kB", 4, false},
		{above("D1/peak/client peak-MB", "D1/peak/bare peak-MB", 1), "bare's peak + %.1f MB", 10, false},
	}, []beside{{"client", "D1/client B/op"}, {"bare", "D1/bare B/op"}, {"client", "D1/peak/client peak-MB"}, {"bare", "D1/peak/bare peak-MB"}}},
	{"D2", "the same, client CPU; by hand is json.Marshal, golang-jwt and net/http", []goal{
		{ratio("D2/cpu client-cpu-ns/op", "D2/cpu golang-jwt-cpu-ns/op"), "%.2fx by hand", 0.60, false},
	}, []beside{{"client", "D2/cpu client-cpu-ns/op"}, {"by hand", "D2/cpu golang-jwt-cpu-ns/op"}}},
	{"J1", "statement of 100,000 operations (43 MB), one at a time", []goal{
		{above("J1/peak/client peak-MB", "J1/peak/bare peak-MB", 1), "bare's peak + %.1f MB", 10, false},
		{ratio("J1/client ns/op", "J1/unmarshal ns/op"), "%.2fx the time of json.Unmarshal", 1.1, false},
	}, []beside{{"client", "J1/client ns/op"}, {"json.Unmarshal", "J1/unmarshal ns/op"}, {"client", "J1/peak/client peak-MB"}, {"bare", "J1/peak/bare peak-MB"}}},
	{"M1", "one hostile answer of 8 MB, of whichever kind and call: peak memory", []goal{
		{worst("M/", " peak/byte"), "%.1fx its bytes", 25, false},
	}, []beside{{"json.Unmarshal of empty elements", "M/nothings/unmarshal peak/byte"}}},
	{"M2", "the same, CPU", []goal{
		{worst("M/", " cpu-s/MB"), "%.2f s per MB", 0.4, false},
	}, []beside{{"json.Unmarshal of empty elements", "M/nothings/unmarshal cpu-s/MB"}}},
	{"B1", "import: a main with five methods; compiling the package", []goal{
		{above("B1/binary client-B", "B1/binary bare-B", 1e3), "bare + %.0f kB", 300, false},
		{plain("B1/build cpu-s"), "%.1f s CPU", 2, false},
	}, []beside{{"client", "B1/binary client-B"}, {"bare", "B1/binary bare-B"}, {"compiler", "B1/build peak-MB"}}},
	{"R1", "race detector: early 413, cancel midway, resend, document reused at once", []goal{
		{plain("R1 failures"), "%.0f failures", 0, false},
	}, nil},
}
