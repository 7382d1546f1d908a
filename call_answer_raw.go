package freedompay

import (
	"bytes"
	"encoding/json"
	"reflect"
	"unsafe"
)

// raw is an answer as it arrived. A printer that goes by reflection finds the
// number of its bytes and an address, and at most the first byte, a brace.
type raw struct {
	bytes int
	at    *byte
}

// keepRaw lets an answer, or those of the package that a caller's own embeds,
// keep itself as it arrived.
func keepRaw(data []byte, answer any, into reflect.Value) {
	r := raw{len(data), unsafe.SliceData(data)} //nolint:gosec // see raw
	if k, ok := answer.(keeper); ok && into.Type().PkgPath() == packagePath() {
		k.keep(r)
		return
	}
	keepInside(r, into)
}

func keepInside(r raw, into reflect.Value) {
	eachOfPackage(into, 0, func(ours any) {
		if k, ok := ours.(keeper); ok {
			k.keep(r)
		}
	})
}

// rawRefusal returns the raw form of an answer that may become an error: all of
// it if it is as short as a refusal is, or else its beginning.
func rawRefusal(data []byte) raw {
	if len(data) > longestRefusal {
		data = bytes.Clone(data[:longestRefusal])
	}
	return raw{len(data), unsafe.SliceData(data)} //nolint:gosec // see raw
}

const longestRefusal = 64 << 10

// RawBody returns what was answered as it arrived, up to 64 KB of it: for a
// refusal whose members this package does not know. It may hold what must not be
// logged, and nothing else of the Error holds it. It is nil when no answer came,
// and for a statement that is streamed.
func (e *Error) RawBody() []byte { return e.raw.text() }

// text returns a copy.
func (r raw) text() []byte {
	return bytes.Clone(unsafe.Slice(r.at, r.bytes)) //nolint:gosec // it was made of the two
}

// keeper is an answer that keeps itself as it arrived.
type keeper interface{ keep(raw) }

func (e *Envelope) keep(r raw) { e.raw = r }

func (a *GiftAnswer) keep(r raw) { a.raw = r }

// Raw returns the whole answer as it arrived, with what the type has no field
// for. It may hold secrets, such as a card number. It is nil for an answer that
// no call has returned. The answer keeps all of it in memory and prints no part
// of it. What Operations yields has none: a statement is not kept while it is
// streamed.
func (e Envelope) Raw() json.RawMessage { return e.raw.text() }

// Raw returns the whole answer as it arrived: see [Envelope.Raw].
func (a GiftAnswer) Raw() json.RawMessage { return a.raw.text() }
