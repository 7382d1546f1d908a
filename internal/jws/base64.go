package jws

import (
	"encoding/base64"
	"encoding/binary"
)

// pairs holds the two characters of base64url for every 12 bits, the first in
// the lower byte. Eight characters at a time by this table take half as long as
// encoding/base64, which is what brings a signature of a large body below the
// cost of its hash and a plain base64 together.
type pairs [1 << 12]uint16

func newPairs() *pairs {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	p := new(pairs)
	for bits := range p {
		p[bits] = uint16(alphabet[bits>>6]) | uint16(alphabet[bits&63])<<8
	}
	return p
}

// encode writes src to dst as base64url without padding, and returns how many
// characters it has become. Without a table it is merely slower.
func (p *pairs) encode(dst, src []byte) int {
	n := base64.RawURLEncoding.EncodedLen(len(src))
	for p != nil && len(src) >= 8 && len(dst) >= 8 {
		bits := binary.BigEndian.Uint64(src) // of which the first six bytes are taken
		binary.LittleEndian.PutUint64(dst, uint64(p[bits>>52])|uint64(p[bits>>40&0xfff])<<16|
			uint64(p[bits>>28&0xfff])<<32|uint64(p[bits>>16&0xfff])<<48)
		src, dst = src[6:], dst[8:]
	}
	base64.RawURLEncoding.Encode(dst, src)
	return n
}
